import type { OktaApp } from '../../domain/okta.js';
import { isMatched } from '../identity.js';
import type { Population } from '../population.js';
import type { FindingDraft, Rule } from '../rule.js';
import { factsOf, isFederated, provisions } from '../service-facts.js';
import { about } from '../subject.js';

/** Okta writes passwords today, and nothing would after the cutover. */
export const passwordWriterMissing: Rule = {
  id: 'password-writer-missing',
  category: 'service',
  severity: 'error',
  title: 'Nobody would write the password any more',
  help: 'On a managed domain Entra itself checks the password. Today Okta’s provisioning pushes it. After the cutover, password hash synchronization must bring it, or pass-through authentication must check it.',
  consequence:
    'The person would go on signing in with the last password that Okta wrote: changed, expired and locked passwords no longer reach Entra.',
  remedy:
    'Switch on password hash synchronization in the sync tool before Okta is switched off. A server in staging mode sends no passwords: wait for its first full cycle after that before anybody relies on it.',
  find(population) {
    if (!population.oktaApps.some(writesPasswords) || hasAnotherWriter(population)) return [];
    return population.identities.flatMap((identity): FindingDraft[] => {
      if (!isMatched(identity) || isFederated(identity.entra.userPrincipalName, population) !== false) return [];
      return [{ ...about(identity), found: 'Okta is the only writer' }];
    });
  },
};

function writesPasswords(app: OktaApp): boolean {
  return provisions(app) && app.capabilities['USER_PROVISIONING.update.password'] === 'ENABLED';
}

/** The sign-on methods of Entra Connect by which it writes passwords, or lets Active Directory judge them. */
export const signOnMethods: RegExp = /password.?hash|pass.?through/i;

/** Password hash synchronization or pass-through authentication, as far as tenant, jobs and Entra Connect show them. */
function hasAnotherWriter(population: Population): boolean {
  return (
    factsOf(population, 'features').some(({ passwordSyncEnabled }) => passwordSyncEnabled) ||
    factsOf(population, 'job').some(({ templateId }) => templateId === 'AD2AADPasswordHash') ||
    population.connectConfig.some(({ signOnMethod }) => signOnMethods.test(signOnMethod ?? ''))
  );
}
