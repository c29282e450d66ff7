import { canonicalJson, type JsonValue, memberOf } from './canonical-json.js';

/**
 * The part of the state of an app, a job or the tenant that says whether it is on. The services change the rest by themselves:
 * how far a job's cycle is, how many capabilities an app could have.
 */
const switches = [
  'connection',
  'scheduleState',
  'features',
  'hardMatchBlocked',
  'softMatchBlocked',
  'prevention',
  'threshold',
] as const;

/** Whether a state tells of any switch. */
export function tellsSwitches(state: JsonValue | undefined): boolean {
  return switches.some((name) => memberOf(state, name) !== undefined);
}

/**
 * Where the state that was found is switched differently from the one that was left, one `what was left → what was found` each.
 * What only one of the two shows is not compared: a replica that lags leaves features out.
 */
export function switchedBetween(left: JsonValue | undefined, found: JsonValue | undefined): readonly Switched[] {
  return switches.flatMap((name) => {
    const [before, now] = [memberOf(left, name), memberOf(found, name)];
    if (name !== 'features') return differing(name, before, now);
    const features = typeof now === 'object' && now !== null ? Object.keys(now) : [];
    return features.flatMap((feature) => differing(feature, memberOf(before, feature), memberOf(now, feature)));
  });
}

export interface Switched {
  readonly name: string;
  readonly left: string;
  readonly found: string;
}

function differing(name: string, before: JsonValue | undefined, now: JsonValue | undefined): readonly Switched[] {
  if (before === undefined || now === undefined) return [];
  const [left, found] = [before, now].map((value) => (typeof value === 'string' ? value : canonicalJson(value)));
  return left === undefined || found === undefined || left === found ? [] : [{ name, left, found }];
}

/** What a target is whatever it was called then: of an app that the stack gave another label, its id. */
export function targetId(target: string): string {
  return /\(([^()]+)\)$/.exec(target)?.[1] ?? target;
}
