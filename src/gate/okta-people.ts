import type { Population } from '../validation/population.js';
import { oktaJoiner } from '../validation/service-facts.js';

/**
 * True where the list of an app’s people may have been cut at a page: every list is just a page, and somebody with an
 * ImmutableID is in none of them. People who were not read are not compared with what Okta sends at sign-in.
 */
export function mayLackOktaPeople(population: Population): boolean {
  const lists = population.sources.filter(({ kind, fields }) => kind === 'okta' && fields.has('users'));
  if (lists.length === 0 || !lists.every(({ mayBeCut }) => mayBeCut)) return false;
  const join = oktaJoiner(population);
  const read = new Set(population.oktaUsers.map(join));
  return population.identities.some(
    (identity) => identity.entra?.immutableId !== undefined && identity.entra.synced !== false && !read.has(identity),
  );
}

/** True where somebody is assigned to an app that is not in the list of apps: nobody knows whether that one provisions. */
export function lacksOktaApp({ oktaApps, oktaUsers }: Pick<Population, 'oktaApps' | 'oktaUsers'>): boolean {
  const apps = new Set(oktaApps.map(({ id }) => id));
  return oktaUsers.some(({ appId }) => !apps.has(appId));
}
