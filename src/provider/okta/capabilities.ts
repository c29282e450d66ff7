import { isDeepStrictEqual } from 'node:util';
import type { FeatureCapabilities, OktaAppState } from '../../connectors/okta/read.js';

type Json = Readonly<Record<string, unknown>>;

/** What Okta was found to do for an app: what a rollback restores. */
export interface FoundProvisioning {
  readonly connectionStatus: string;
  readonly features: FeatureCapabilities;
}

/**
 * The body of the PUT that switches capabilities off: each object in which a `status` is not DISABLED, and nothing else. Okta
 * takes partial updates (Okta Management API, "Update a feature"), but not of an object that holds values: what is left
 * out of one may be lost or missed (its models of a user name and a schedule have required members). So those are sent as they
 * are, without the nulls of its answers, which nobody has tried to put back.
 */
export function switchedOff(capabilities: Json): Json {
  return parts(capabilities, (value) =>
    isJson(value) && anyOn(value) ? withoutNulls(wholeSwitchedOff(value)) : undefined,
  );
}

/** All that Okta showed of a feature, switched off, its nulls included: where it refuses a part of it. */
export function wholeSwitchedOff(capabilities: Json): Json {
  const members = Object.entries(capabilities).map(([name, value]) => [
    name,
    name === 'status' ? 'DISABLED' : isJson(value) ? wholeSwitchedOff(value) : value,
  ]);
  return Object.fromEntries(members);
}

/** All that Okta shows of a feature now, with what is wanted in it: where it refuses a part of it. */
export function wholeAsWanted(wanted: Json, now: Json): Json {
  const members = Object.entries(wanted).map(([name, value]) => {
    const current = now[name];
    return [name, isJson(value) && isJson(current) ? wholeAsWanted(value, current) : value];
  });
  return { ...now, ...Object.fromEntries(members) };
}

/** True when any capability in it is on, or in a state that we do not know. */
export function anyOn(capabilities: Json): boolean {
  return Object.entries(capabilities).some(([name, value]) =>
    name === 'status' ? value !== 'DISABLED' : isJson(value) && anyOn(value),
  );
}

/**
 * The body of the PUT that puts capabilities back: each object that is not as wanted now, whole, and nothing else; empty when
 * all is as wanted. A member without a value is as good as none, and what Okta shows besides is left as it is.
 */
export function changesTo(wanted: Json, now: Json): Json {
  return parts(
    wanted,
    (value, current) => {
      if (isWanted(value, current)) return undefined;
      return withoutNulls(isJson(value) && isJson(current) ? { ...current, ...value } : value);
    },
    now,
  );
}

/** True when everything that is wanted is so now. */
export function isAsWanted(wanted: Json, now: Json): boolean {
  return isWanted(wanted, now);
}

function isWanted(wanted: unknown, now: unknown): boolean {
  if (!isJson(wanted)) return isDeepStrictEqual(wanted ?? null, now ?? null);
  return Object.entries(wanted).every(([name, value]) => isWanted(value, isJson(now) ? now[name] : undefined));
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

/** What `part` gives for each value and each object that holds one, in the objects around, which hold objects only. */
function parts(members: Json, part: (value: unknown, beside: unknown) => unknown, beside: Json = {}): Json {
  const kept = Object.entries(members).map(([name, value]) => {
    if (!isJson(value) || Object.values(value).some((one) => !isJson(one) && (one ?? null) !== null))
      return [name, part(value, beside[name])] as const;
    const inner = parts(value, part, isJson(beside[name]) ? beside[name] : {});
    return [name, Object.keys(inner).length > 0 ? inner : undefined] as const;
  });
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined));
}

function withoutNulls(value: unknown): unknown {
  if (!isJson(value)) return value ?? undefined;
  const members = Object.entries(value).map(([name, inner]) => [name, withoutNulls(inner)] as const);
  return Object.fromEntries(members.filter(([, inner]) => inner !== undefined));
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
