import type { OktaApp, OktaAppUser } from '../domain/okta.js';
import type { RuleMetadata } from '../domain/rule.js';
import type { Identity } from './identity.js';
import { indexBy } from './index-by.js';
import type { Population } from './population.js';
import type { FindingDraft, Rule } from './rule.js';
import { isAssigned, oktaJoiner } from './service-facts.js';
import { about } from './subject.js';

/** Something that Okta gives people directly, and where its evidence says that it does. */
interface Given {
  readonly managed: 'licenseManagement' | 'roleManagement';
  /** In words, for a reason. */
  readonly what: string;
  /** Who has what directly, not through a group. */
  direct(population: Population): readonly { readonly entraObjectId: string; readonly name: string }[];
}

/** A rule about what Okta gives people directly: nobody would look after it (OKTA-29, OKTA-31). */
export function ownerLostRule(metadata: RuleMetadata, { managed, what, direct }: Given): Rule {
  return {
    ...metadata,
    unchecked(population) {
      if (direct(population).length === 0) return undefined;
      const { oktaApps, oktaUsers } = population;
      const unknown = oktaApps.find((app) => !app[managed] && !isShown(app, oktaUsers));
      return unknown && `the evidence of Okta does not show whether ${unknown.label} (${unknown.id}) gives ${what}`;
    },
    find(population) {
      const namesOf = indexBy(direct(population), ({ entraObjectId }) => entraObjectId.toLowerCase());
      return managedByOkta(population).flatMap((identity): FindingDraft[] => {
        const names = namesOf.get(identity.entra?.entraObjectId?.toLowerCase())?.map(({ name }) => name) ?? [];
        return names.length === 0 ? [] : [{ ...about(identity), found: [...new Set(names)].sort().join(', ') }];
      });
    },
  };

  /** True when each assignment of a person says what it gives; none was read where the evidence has nobody at all. */
  function isShown({ id }: OktaApp, users: readonly OktaAppUser[]): boolean {
    return users.length > 0 && users.every((user) => user.appId !== id || user[managed] !== undefined);
  }

  /** To whom Okta gives it. Without the people of the apps that may be anybody; nobody where nothing gives it. */
  function managedByOkta(population: Population): Identity[] {
    const { oktaApps, oktaUsers, identities } = population;
    const apps = new Set(oktaApps.filter((app) => app[managed]).map(({ id }) => id));
    if (oktaUsers.length === 0) return apps.size === 0 ? [] : [...identities];
    const given = oktaUsers.filter((user) => isAssigned(user) && (user[managed] || apps.has(user.appId)));
    return [...new Set(given.map(oktaJoiner(population)))].filter((identity) => identity !== undefined);
  }
}
