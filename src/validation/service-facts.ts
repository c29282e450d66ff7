import type { OktaApp, OktaAppUser } from '../domain/okta.js';
import type { ServiceFact } from '../domain/service.js';
import { domainOfName } from './account.js';
import type { Identity } from './identity.js';
import { indexBy, indexByAll } from './index-by.js';
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

/** The identities to which somebody assigned in Okta leads. */
interface OktaLeads {
  /** By `externalId`, the Entra object id. */
  readonly byId: Identity | undefined;
  /** By the user name; several where a name is one person's on-premises and another's in Entra. */
  readonly byName: readonly Identity[];
}

/** Finds the identities behind somebody assigned in Okta, those of a name in the order of the evidence. */
export function oktaLeads({ identities }: Pick<Population, 'identities'>): (user: OktaAppUser) => OktaLeads {
  const byObjectId = indexBy(identities, ({ entra }) => entra?.entraObjectId?.toLowerCase());
  const byName = indexByAll(
    identities,
    (identity) =>
      new Set(
        [
          identity.entra?.userPrincipalName,
          identity.side === 'onPrem' ? identity.onPrem.userPrincipalName : undefined,
        ].map((name) => name?.toLowerCase()),
      ),
  );
  return ({ entraObjectId, userName }) => ({
    byId: byObjectId.get(entraObjectId?.toLowerCase())?.[0],
    byName: byName.get(userName.toLowerCase()) ?? [],
  });
}

/** Finds the identity behind somebody assigned in Okta: by Entra object id, else by user name. */
export function oktaJoiner(population: Population): (user: OktaAppUser) => Identity | undefined {
  const leads = oktaLeads(population);
  return (user) => {
    const { byId, byName } = leads(user);
    return byId ?? byName[0];
  };
}
