import type { AttributeChange, PendingExport } from '../../domain/connect.js';
import { answeredKind } from '../../domain/evidence.js';
import type { OnPremObject } from '../../domain/objects.js';
import { deletionOf, isAddressList, isMembership, replaceableAddresses } from '../attribute-change.js';
import { dependentOthers, type LostValue, lostValues } from '../attribute-flows.js';
import { connectorJoiner } from '../connector-subject.js';
import { isPaired } from '../identity.js';
import type { Population } from '../population.js';
import type { FindingDraft, Rule } from '../rule.js';
import { asStaged, stagedObjects } from '../staged.js';
import { about } from '../subject.js';

/** Attributes whose loss stops sign-in, mail, licenses or reporting lines (contract). */
export const vitalAttributes: RegExp =
  /^(sourceanchor|userprincipalname|accountenabled|mail|proxyaddresses|usagelocation|manager|targetaddress|alias|mailnickname|legacyexchangedn)$/i;

/** And everything of Exchange. */
export const exchangeAttributes: RegExp = /^msexch/i;

/** A staged update takes values out of the cloud; where nothing is staged, the default attribute flows tell what would go. */
export const attributeDeletion: Rule = {
  id: 'attribute-deletion',
  category: 'staging',
  severity: 'warning',
  title: 'Values would be deleted in the cloud',
  help: 'After the match Active Directory is authoritative: what Okta stamped and Active Directory does not have is deleted, whole attributes and single values of multi-valued ones, addresses for mail (SMTP, X500, X.400) and calls (SIP) among them. It is an error where sign-in, mail, licenses or the reporting line depend on the value: the UPN, mail, proxyAddresses, usageLocation, manager, and whatever belongs to Exchange. Where pending exports are given together with the sync status of their server, and do not name the object, it is a warning that says so.',
  consequence: 'The values are gone from the account with the first export.',
  remedy: 'Fill in the on-premises attribute before the cutover, or accept that the value goes.',
  find(population) {
    if (!population.sources.some((source) => answeredKind(source) === 'pendingExports')) return predicted(population);
    return [...staged(population), ...predicted(asStaged(population), added(population)), ...unlisted(population)];
  },
};

/**
 * Whom the list does not name. That Entra Connect stages nothing for them is known only of a server that shows its status; without one
 * the list says no more of them than none would.
 */
function unlisted(population: Population): FindingDraft[] {
  const join = connectorJoiner(population);
  const named = new Set<unknown>(
    population.pendingExports.flatMap((object) => {
      const { user, holder, namesakes } = join(object);
      return [user, holder, ...namesakes];
    }),
  );
  const others = [...population.identities, ...population.objects].flatMap((identity) =>
    isPaired(identity) && !named.has(identity.onPrem) && !named.has(identity.entra) ? identity.onPrem : [],
  );
  const drafts = predicted(population, new Set(others));
  return population.syncStatus.length === 0 ? drafts : drafts.map((draft) => ({ ...draft, ...notStaged }));
}

const notStaged = {
  severity: 'warning' as const,
  consequence:
    'The list of pending exports does not name the object, so the first export leaves the values alone. They go when Entra Connect writes the attribute for the first time, since Active Directory does not have them.',
};

/** Who is staged as an addition: that names no deletion, and a hard match to come deletes all the same. */
function added(population: Population): ReadonlySet<OnPremObject> {
  // Where the account has another anchor nothing is matched: pending-add-of-existing tells.
  const additions = stagedObjects(population).filter(
    ({ object, join: { holder, namesakes } }) =>
      object.operation === 'add' &&
      (holder !== undefined || namesakes.every(({ immutableId }) => immutableId === undefined)),
  );
  return new Set(additions.map(({ identity }) => identity.onPrem));
}

function staged(population: Population): FindingDraft[] {
  const join = connectorJoiner(population);
  return population.pendingExports.flatMap((object): FindingDraft[] => {
    if (object.operation !== 'update' || object.changes.length === 0) return [];
    const { subject, holder, user } = join(object);
    const present =
      holder === undefined ? [] : [...replaceableAddresses(holder), ...dependentOthers(holder, user, population)];
    // Whom a group loses is told of each member.
    const changes = asReplacement(object, present).filter((change) => !isMembership(object, change));
    const deletions = changes
      .map((change) => deletionOf(change, isAddressList(change.name) ? present : []))
      .filter((deletion) => deletion !== undefined);
    return deletions.length === 0 ? [] : [{ subject, at: object.at, ...lossDraft(deletions) }];
  });
}

/** The changes, with the whole list of addresses in the place of what is added to one of which nobody knows what it has. */
function asReplacement(
  { changes, addressesAfter }: PendingExport,
  present: readonly string[],
): readonly AttributeChange[] {
  if (addressesAfter === undefined || present.length === 0) return changes;
  const gone = changes.filter(({ name }) => isAddressList(name)).flatMap(({ valuesDeleted }) => valuesDeleted);
  const whole = { operation: 'replace', valuesAdded: addressesAfter, valuesDeleted: gone, multivalued: true } as const;
  return [...changes.filter(({ name }) => !isAddressList(name)), { name: 'proxyAddresses', ...whole }];
}

function predicted(population: Population, people?: ReadonlySet<OnPremObject>): FindingDraft[] {
  return [...population.identities, ...population.objects].filter(isPaired).flatMap((identity): FindingDraft[] => {
    const { onPrem, entra } = identity;
    if (people?.has(onPrem) === false) return [];
    const lost = lostValues(onPrem, entra, population);
    return lost.length === 0 ? [] : [{ ...about(identity), ...lossDraft(lost) }];
  });
}

function lossDraft(lost: readonly LostValue[]): FindingDraft {
  const attributes = lost.map(({ name }) => name).sort();
  return {
    attributes,
    found: lost
      .map(({ name, values }) => (values.length > 0 ? `${name}: ${values.join(', ')}` : name))
      .sort()
      .join('; '),
    ...(attributes.some((name) => vitalAttributes.test(name) || exchangeAttributes.test(name)) && {
      severity: 'error' as const,
      consequence:
        'Sign-in, mail delivery, licenses, address book entries or the reporting line of the person depend on these values, and they go with the first export.',
    }),
  };
}
