import type { Finding } from '../domain/assessment.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import { domainOfName, sidsDiffer } from '../validation/account.js';
import { primaryAddress } from '../validation/addresses.js';
import { takesConsistencyGuid } from '../validation/anchor-advice.js';
import type { Identity, OnPremIdentity } from '../validation/identity.js';
import { indexBy } from '../validation/index-by.js';
import { type EntraIndex, indexEntra } from '../validation/keys.js';
import type { Population } from '../validation/population.js';

/** What the planning of repairs needs to see of everybody. */
export interface View {
  readonly population: Population;
  /** True where the anchor is mS-DS-ConsistencyGuid, which can be written; objectGUID can't. */
  readonly anchorIsWritable: boolean;
  /** False where an on-premises source has no mS-DS-ConsistencyGuid column: what it holds now is then unknown. */
  readonly consistencyGuidKnown: boolean;
  /** Entra objects by ImmutableID, those in the recycle bin included. */
  readonly byImmutableId: ReadonlyMap<string, readonly EntraObject[]>;
  readonly identityOf: (finding: Finding) => Identity | undefined;
  /** The Entra users by every key that can lead to them; made once, and only when somebody asks. */
  readonly entraIndex: () => EntraIndex;
  readonly isPrivileged: (entra: EntraObject | undefined) => boolean;
  /** True unless the domain is known to be managed: what is not known may be federated. */
  readonly mayBeFederated: (entra: EntraObject) => boolean;
}

/** Indexes the population once. */
export function viewOf(population: Population): View {
  const { identities, entraUsers, deletedUsers, service, settings, fields } = population;
  const onPrem = identities.filter((identity) => identity.side === 'onPrem');
  const byObjectGuid = new Map(onPrem.map((identity) => [identity.onPrem.objectGuid, identity]));
  const byEntraId = new Map(identities.map((identity) => [identity.entra?.entraObjectId, identity]));
  const privileged = new Set(service.flatMap((fact) => (fact.fact === 'roleHolder' ? [fact.entraObjectId] : [])));
  const federated = federatedDomains(population);
  let index: EntraIndex | undefined;
  return {
    population,
    anchorIsWritable: takesConsistencyGuid(settings.sourceAnchor),
    consistencyGuidKnown: fields.onPrem.has('consistencyGuid'),
    byImmutableId: indexBy([...entraUsers, ...deletedUsers], ({ immutableId }) => immutableId),
    entraIndex: () => {
      index ??= indexEntra(entraUsers);
      return index;
    },
    identityOf: ({ subject }) =>
      (subject?.objectGuid === undefined ? undefined : byObjectGuid.get(subject.objectGuid)) ??
      (subject?.entraObjectId === undefined ? undefined : byEntraId.get(subject.entraObjectId)),
    isPrivileged: (entra) => entra?.entraObjectId !== undefined && privileged.has(entra.entraObjectId),
    mayBeFederated: ({ userPrincipalName }) =>
      federated === undefined || userPrincipalName === undefined || federated.has(domainOfName(userPrincipalName)),
  };
}

/** Undefined when nothing says which domains are federated. */
function federatedDomains({ service, settings }: Population): ReadonlySet<string> | undefined {
  const facts = service.filter((fact) => fact.fact === 'domain');
  if (facts.length > 0) return new Set(facts.filter(({ federated }) => federated).map(({ name }) => name));
  return settings.federatedDomains;
}

/**
 * The keys by which the two objects show themselves to be the same person, strongest first; none when their SIDs differ.
 * Names as they are displayed never count, and an account name alone is too weak: it is unique only within a domain.
 */
export function samePerson(onPrem: OnPremObject, entra: EntraObject, { population }: View): string[] {
  if (sidsDiffer(onPrem, entra.onPremisesSecurityIdentifier)) return [];
  const same = (a: string | undefined, b: string | undefined): boolean =>
    a !== undefined && a !== '' && a.toLowerCase() === b?.toLowerCase();
  const keys = [
    ...(same(onPrem.objectSid, entra.onPremisesSecurityIdentifier) ? ['sid'] : []),
    ...(same(population.signInName(onPrem), entra.userPrincipalName) ? ['userPrincipalName'] : []),
    ...(same(population.addresses.primaryOf(onPrem), primaryAddress(entra)) ? ['primaryAddress'] : []),
  ];
  if (keys.length > 0 && same(onPrem.samAccountName, entra.onPremisesSamAccountName)) keys.push('accountName');
  return keys;
}

/** How a person is named in the file: by UPN, else by what there is. */
export function personOf(onPrem: OnPremObject | undefined, entra: EntraObject | undefined): string {
  return (
    onPrem?.userPrincipalName ?? entra?.userPrincipalName ?? onPrem?.distinguishedName ?? entra?.entraObjectId ?? '?'
  );
}

/** True for a person whom the sync tool takes in. */
export function isInScope(identity: Identity | undefined): identity is OnPremIdentity {
  return identity?.side === 'onPrem' && identity.outcome !== 'excluded';
}
