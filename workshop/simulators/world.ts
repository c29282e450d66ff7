import type { RateLimit } from './rate-limit.js';
import type { State } from './state.js';

/** How the servers behave where vendors differ by plan, load or luck. */
export interface Behaviour {
  /** At most this many entries a page, whatever `$top` or `limit` ask for: a small organization has several pages too. */
  readonly pageLimit: number;
  /** So many users by index besides the scenario's, made as they are asked for: a tenant of a million needs no memory. */
  readonly generatedUsers?: number;
  readonly tokenLifetimeSeconds: number;
  /** Requests per window (Okta) and resource units per window (Graph). No limit when left out. */
  readonly rateLimit?: { readonly okta?: RateLimit; readonly graph?: RateLimit };
  /** Whether Okta's OAuth consent outlives a deactivated connection (OKTA-10: unconfirmed). */
  readonly grantSurvivesDeactivation: boolean;
  /** After how many reads an app user that is being pushed has settled. */
  readonly readsUntilSettled: number;
  /** Whether Okta refuses a feature's capabilities that are not all of them: its models and its reference differ on that. */
  readonly wantsWholeFeatures?: boolean;
}

/** What a handler works on. */
export interface World {
  readonly state: State;
  readonly behaviour: Behaviour;
  /** Milliseconds since the epoch: the servers' clock, which need not be the client's. */
  readonly clock: () => number;
}

/** The world's time as ISO 8601 in UTC. */
export function timestamp(world: World): string {
  return new Date(world.clock()).toISOString();
}
