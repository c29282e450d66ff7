import { isDeepStrictEqual } from 'node:util';
import type { FeatureCapabilities, OktaAppState } from '../../sources/okta/read.js';

type Json = Readonly<Record<string, unknown>>;

/** What Okta was found to do for an app: what a rollback restores. */
export interface FoundProvisioning {
  readonly connectionStatus: string;
  readonly features: FeatureCapabilities;
}

/** The same capabilities with every `status` DISABLED and everything else as it is: the body of the PUT (facts 4.3). */
export function switchedOff(capabilities: Json): Json {
  return Object.fromEntries(
    Object.entries(capabilities).map(([name, value]) => {
      if (name === 'status') return [name, 'DISABLED'];
      return [name, isJson(value) ? switchedOff(value) : value];
    }),
  );
}

/** True when any capability in it is on, or in a state that we do not know. */
export function anyOn(capabilities: Json): boolean {
  return !isDeepStrictEqual(switchedOff(capabilities), capabilities);
}

/**
 * What a rollback restores, as far as the app shows it now: a feature that does something is taken as it is; one that does
 * nothing keeps what was found before, because an interrupted cutover may have switched it off already.
 */
export function rememberFound(state: OktaAppState, before: FoundProvisioning | undefined): FoundProvisioning {
  const features: Record<string, Json> = { ...before?.features };
  for (const [name, capabilities] of Object.entries(state.features)) {
    if (anyOn(capabilities) || features[name] === undefined) features[name] = capabilities;
  }
  const { connectionStatus } = state.app;
  return {
    connectionStatus:
      connectionStatus === 'ENABLED' ? connectionStatus : (before?.connectionStatus ?? connectionStatus),
    features,
  };
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
