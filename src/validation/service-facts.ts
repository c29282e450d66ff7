import type { OktaApp, OktaAppUser } from '../domain/okta.js';
import type { ServiceFact } from '../domain/service.js';
import { domainOfName } from './account.js';
import type { Identity } from './identity.js';
import type { Population } from './population.js';

type Named<Name extends ServiceFact['fact']> = Extract<ServiceFact, { fact: Name }>;

/** The facts of one name. */
export function factsOf<Name extends ServiceFact['fact']>(
  { service }: Pick<Population, 'service'>,
  name: Name,
): Named<Name>[] {
  return service.filter((fact): fact is Named<Name> => fact.fact === name);
}

/** True when the domain of the name is federated, false when it is managed, undefined when nobody says. */
export function isFederated(name: string | undefined, { settings }: Pick<Population, 'settings'>): boolean | undefined {
  if (name === undefined || settings.federatedDomains === undefined) return undefined;
  return settings.federatedDomains.has(domainOfName(name));
}

/** Assignments of Okta that no longer hold. */
const ended: ReadonlySet<string> = new Set(['DEPROVISIONED', 'INACTIVE', 'REVOKED', 'UNASSIGNED']);

/** True for somebody who is assigned to the app today. */
export function isAssigned({ status }: OktaAppUser): boolean {
  return !ended.has(status.toUpperCase());
}

/** True when the app provisions: nothing that Okta did not say is taken for "off". */
export function provisions(app: OktaApp): boolean {
  return !app.integrationOff && app.connectionStatus !== 'DISABLED';
}

/** Finds the identity behind somebody assigned in Okta: by Entra object id, else by user name. */
export function oktaJoiner({ identities }: Population): (user: OktaAppUser) => Identity | undefined {
  const byObjectId = new Map<string, Identity>();
  const byName = new Map<string, Identity>();
  for (const identity of identities) {
    const id = identity.entra?.entraObjectId?.toLowerCase();
    if (id !== undefined && !byObjectId.has(id)) byObjectId.set(id, identity);
    const names = [
      identity.entra?.userPrincipalName,
      identity.side === 'onPrem' ? identity.onPrem.userPrincipalName : undefined,
    ];
    for (const name of names) {
      if (name !== undefined && !byName.has(name.toLowerCase())) byName.set(name.toLowerCase(), identity);
    }
  }
  return ({ entraObjectId, userName }) =>
    (entraObjectId === undefined ? undefined : byObjectId.get(entraObjectId.toLowerCase())) ??
    byName.get(userName.toLowerCase());
}
