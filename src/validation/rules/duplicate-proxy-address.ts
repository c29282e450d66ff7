import type { Prediction, Severity } from '../../domain/assessment.js';
import { byText } from '../../domain/by-text.js';
import type { EntraObject, OnPremObject } from '../../domain/objects.js';
import { type AddressConflict, addressConflicts } from '../address-conflicts.js';
import { type Identity, onPremIdentities } from '../identity.js';
import { firstOthers } from '../index-by.js';
import type { Population } from '../population.js';
import type { FindingDraft, Rule } from '../rule.js';
import { about, onPremSubject, subjectOfObject } from '../subject.js';

/** An address of an on-premises user, group or contact that another object holds, on either side. */
export const duplicateProxyAddress: Rule = {
  id: 'duplicate-proxy-address',
  category: 'population',
  severity: 'error',
  title: 'Several objects have the same address',
  help: 'A UPN or SMTP address belongs to one object in Entra: user, group, contact or guest. UPN, mail and every smtp: entry of proxyAddresses count on both sides, without letter case; the addresses of a linked mailbox are the person’s. It is an error where the address is the person’s UPN or primary address, or where a group or contact has it; an alias that another user has is kept back, which is a warning.',
  consequence:
    'Entra would give the address to one of them only: it keeps a UPN or primary address back from the other, who gets a placeholder, and mail goes astray.',
  remedy: 'Leave the address with the one object that it belongs to.',
  find(population) {
    const conflicts = addressConflicts(population);
    const identities = new Map(onPremIdentities(population).map((one) => [one.onPrem, one]));
    return [...conflicts].map(([object, found]) => draftOf(object, found, identities.get(object), population));
  },
};

interface Judged extends AddressConflict {
  readonly severity: Severity;
  readonly consequence: string | undefined;
}

function draftOf(
  object: OnPremObject,
  conflicts: readonly AddressConflict[],
  identity: Identity | undefined,
  population: Population,
): FindingDraft {
  const judged = conflicts.map((conflict) => judge(object, conflict, identity, population));
  judged.sort((a, b) => byText(a.address, b.address));
  const worst = judged.reduce((worst, one) => (worst.severity === 'error' ? worst : one));
  const prediction = predictionOf(object, judged, identity, population);
  const holders = new Set<OnPremObject | EntraObject>(judged.map(({ holder }) => holder));
  return {
    ...(identity === undefined ? { subject: onPremSubject(object), at: object.at } : about(identity)),
    severity: worst.severity,
    found: [...new Set(judged.map(({ address }) => address))].join(', '),
    related: firstOthers(holders).map(subjectOfObject),
    consequence: worst.consequence,
    ...(prediction && { prediction }),
  };
}

function judge(
  object: OnPremObject,
  conflict: AddressConflict,
  identity: Identity | undefined,
  { addresses, signInName }: Population,
): Judged {
  const { address, givenUp } = conflict;
  const as = (severity: Severity, consequence?: string): Judged => ({ ...conflict, severity, consequence });
  if (givenUp)
    return as(
      'warning',
      'The other object gives the address up with the same synchronization. Until that is exported Entra keeps the address back, and tries again every hour.',
    );
  const quarantined = identity?.entra?.provisioningErrors?.some(({ value }) => bare(value) === address);
  if (quarantined)
    return as(
      'warning',
      'Entra keeps the address back already (onPremisesProvisioningErrors): the cutover changes nothing about it, and mail to it reaches the other object.',
    );
  if (isOfAnotherType(object, conflict))
    return as(
      'error',
      'A group or contact has the address on one of the two sides: Entra would refuse the export instead of keeping the address back.',
    );
  if (address === signInName(object)?.toLowerCase() || addresses.primariesOf(object).has(address)) return as('error');
  return as(
    'warning',
    'Entra would keep the alias back: mail to it reaches the other user. Everything else of the account is synchronized.',
  );
}

/** The value without its prefix, in lower case. */
function bare(value: string | undefined): string | undefined {
  return value?.replace(/^smtp:/i, '').toLowerCase();
}

function isOfAnotherType(object: OnPremObject, { holder }: AddressConflict): boolean {
  return object.objectType !== 'user' || holder.objectType !== 'user';
}

/** Entra’s answer: it hides a conflict of users, and can’t match a new person with a group or contact of the same address. */
function predictionOf(
  object: OnPremObject,
  judged: readonly Judged[],
  identity: Identity | undefined,
  { addresses }: Population,
): Prediction | undefined {
  const open = judged.filter(({ givenUp }) => !givenUp);
  const typed = open.filter((conflict) => isOfAnotherType(object, conflict));
  if (typed.length === 0) return open.length > 0 ? { refusal: 'QuarantinedDuplicate' } : undefined;
  const primaries = addresses.primariesOf(object);
  const softly = typed.some(({ holder, address }) => !('attributes' in holder) && primaries.has(address));
  if (object.objectType === 'user' && identity?.entra === undefined && softly) return { refusal: 'ObjectTypeMismatch' };
  return undefined;
}
