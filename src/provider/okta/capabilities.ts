import { isDeepStrictEqual } from 'node:util';
import type { FeatureCapabilities, OktaAppState } from '../../sources/okta/read.js';

type Json = Readonly<Record<string, unknown>>;

/** What Okta was found to do for an app: what a rollback restores. */
export interface FoundProvisioning {
  readonly connectionStatus: string;
  readonly features: FeatureCapabilities;
}

/**
 * The body of the PUT that switches capabilities off: each `status` that is not DISABLED, and nothing else. Okta takes
 * partial updates (Okta Management API, "Update a feature"), and its recorded answers hold members that nobody has tried
 * to put back, `fullImport: null` for one.
 */
export function switchedOff(capabilities: Json): Json {
  return parts(capabilities, (name, value) => {
    if (name === 'status') return value === 'DISABLED' ? undefined : 'DISABLED';
    return isJson(value) ? nonEmpty(switchedOff(value)) : undefined;
  });
}

/** True when any capability in it is on, or in a state that we do not know. */
export function anyOn(capabilities: Json): boolean {
  return nonEmpty(switchedOff(capabilities)) !== undefined;
}

/**
 * The body of the PUT that puts capabilities back: what is wanted and not so now, and nothing else; empty when all is as
 * wanted. A member without a value is as good as none, and what Okta shows besides is left as it is.
 */
export function changesTo(wanted: Json, now: Json): Json {
  return parts(wanted, (name, value) => {
    const current = now[name] ?? null;
    if (isJson(value)) return nonEmpty(changesTo(value, isJson(current) ? current : {}));
    return isDeepStrictEqual(value ?? null, current) ? undefined : value;
  });
}

/** True when everything that is wanted is so now. */
export function isAsWanted(wanted: Json, now: Json): boolean {
  return nonEmpty(changesTo(wanted, now)) === undefined;
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

/** The members for which `part` gives something. */
function parts(members: Json, part: (name: string, value: unknown) => unknown): Json {
  const kept = Object.entries(members).map(([name, value]) => [name, part(name, value)] as const);
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined));
}

function nonEmpty(members: Json): Json | undefined {
  return Object.keys(members).length > 0 ? members : undefined;
}

/** True when the app does what it was found to do: there is nothing to put back. One that was found off may do anything. */
export function isAsFound({ app, features }: OktaAppState, found: FoundProvisioning | undefined): boolean {
  if (found?.connectionStatus !== 'ENABLED') return true;
  return (
    app.connectionStatus === 'ENABLED' &&
    Object.entries(found.features).every(([name, wanted]) => isAsWanted(wanted, features[name] ?? {}))
  );
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
