import type { AttributeChange, PendingExport } from '../../domain/connect.js';
import { normalizeDn } from '../../domain/distinguished-name.js';
import { objectGuidAnchor } from '../../domain/source-anchor.js';
import { describeChange, describeLosses } from '../attribute-change.js';
import { objectTypeOf } from '../connector-subject.js';
import { type OnPremIdentity, onPremIdentities } from '../identity.js';
import { indexByAll } from '../index-by.js';
import type { Population } from '../population.js';
import type { FindingDraft, Rule } from '../rule.js';
import { onPremSubject } from '../subject.js';

/**
 * What an Exchange hybrid writes back to users, groups and contacts. Source: "Microsoft Entra Connect Sync: Attributes
 * synchronized to Microsoft Entra ID", Exchange hybrid writeback.
 */
export const hybridAttributes: ReadonlySet<string> = new Set([
  'msds-externaldirectoryobjectid',
  'msexcharchivestatus',
  'msexchblockedsendershash',
  'msexchsaferecipientshash',
  'msexchsafesendershash',
  'msexchucvoicemailsettings',
  'msexchuserholdpolicies',
  'publicdelegates',
]);

/** What Entra Connect would write into Active Directory. It is an export too, and runs with the first cycle. */
export const pendingWriteback: Rule = {
  id: 'pending-writeback',
  category: 'staging',
  severity: 'warning',
  title: 'A change of Active Directory is staged',
  help: 'The pending exports of a connector of Active Directory (csexport with that connector, /f:x) are reviewed too: an Exchange hybrid, mS-DS-ConsistencyGuid and the writeback of groups and devices write there. An mS-DS-ConsistencyGuid that equals the source anchor is what Entra Connect always writes back, and not a finding; any other is an error, and so is an object that would be deleted. What an Exchange hybrid usually writes is information only.',
  consequence: 'The first cycle writes the values into Active Directory.',
  remedy:
    'Look at the object in the connector space of Active Directory in Synchronization Service Manager. If it is intended, add a waiver; otherwise switch the writeback off in the wizard and synchronize again.',
  unchecked: ({ sources }) =>
    sources.some(({ toDirectory }) => toDirectory) ? undefined : 'no pending exports to Active Directory were given',
  find(population) {
    if (population.directoryExports.length === 0) return [];
    const personOf = finder(population);
    return population.directoryExports.flatMap((object): FindingDraft[] => {
      const person = personOf(object);
      const { csObjectDn, objectType, objectGuid, userPrincipalName, displayName, at } = object;
      const about: FindingDraft = {
        at,
        subject: {
          objectType: objectTypeOf(objectType),
          distinguishedName: csObjectDn,
          ...(objectGuid !== undefined && { objectGuid }),
          ...(displayName !== undefined && { name: displayName }),
          ...(userPrincipalName !== undefined && { userPrincipalName }),
          ...(person && onPremSubject(person.onPrem)),
        },
      };
      if (object.operation === 'delete' || object.operation === 'recreate') return [{ ...about, ...deletion(object) }];
      const anchor = person === undefined ? objectGuid && objectGuidAnchor(objectGuid) : person.sourceAnchor;
      return [...guidDrafts(object, anchor), ...changeDrafts(object)].map((draft) => ({ ...about, ...draft }));
    });
  },
};

function deletion({ operation, losses }: PendingExport): FindingDraft {
  const lost = describeLosses(losses);
  return {
    severity: 'error',
    found: `${operation === 'delete' ? 'it would be deleted' : 'it would be deleted and created again'}${lost === '' ? '' : ` (${lost})`}`,
    consequence:
      'The object would be deleted from Active Directory, and with it everything that signs in with it or refers to it.',
  };
}

/** Without an anchor to compare with, the value may be anybody's. */
function guidDrafts({ changes }: PendingExport, anchor: string | undefined): FindingDraft[] {
  return changes.filter(isGuid).flatMap(({ valuesAdded, valuesDeleted }): FindingDraft[] => {
    const [value, ...others] = valuesAdded.map((text) => text.trim());
    if (value !== undefined && others.length === 0 && value === anchor) return [];
    return [
      {
        severity: 'error',
        expected: anchor ?? 'the source anchor of an account that the evidence has',
        found: `mS-DS-ConsistencyGuid: ${value === undefined ? `${valuesDeleted.join(', ') || 'its value'} would go` : [value, ...others].join(', ')}`,
        attributes: ['mS-DS-ConsistencyGuid'],
        consequence:
          'mS-DS-ConsistencyGuid is the source anchor: from the next synchronization on the person would be joined by another one, and lose the account.',
        remedy:
          'Find out where the value comes from: Entra Connect writes back the anchor that it joined by. Correct the anchor, synchronize, and export the evidence again.',
      },
    ];
  });
}

function changeDrafts({ operation, changes }: PendingExport): FindingDraft[] {
  const others = changes.filter((change) => !isGuid(change));
  if (operation === 'update' && others.length === 0) return [];
  const isUsual = operation === 'update' && others.every(isHybrid);
  return [
    {
      ...(isUsual && { severity: 'info' as const, remedy: 'Nothing to do where an Exchange hybrid is intended.' }),
      found: `${operation === 'add' ? 'it would be created' : ''}${operation === 'add' && others.length > 0 ? '; ' : ''}${others.map(describeChange).sort().join('; ')}`,
      attributes: others.map(({ name }) => name).sort(),
    },
  ];
}

function isGuid({ name }: AttributeChange): boolean {
  return name.toLowerCase() === 'ms-ds-consistencyguid';
}

/** An Exchange hybrid adds the mailbox's X.500 address to proxyAddresses, and no other. */
function isHybrid({ name, valuesAdded, valuesDeleted }: AttributeChange): boolean {
  if (name.toLowerCase() !== 'proxyaddresses') return hybridAttributes.has(name.toLowerCase());
  return valuesDeleted.length === 0 && valuesAdded.every((value) => /^x500:/i.test(value));
}

/** Finds the on-premises object by objectGUID, then by distinguished name. */
function finder(population: Population): (object: PendingExport) => OnPremIdentity | undefined {
  const index = indexByAll(onPremIdentities(population), ({ onPrem: { distinguishedName, objectGuid } }) => [
    distinguishedName && normalizeDn(distinguishedName),
    objectGuid,
  ]);
  return ({ objectGuid, csObjectDn }) => (index.get(objectGuid) ?? index.get(normalizeDn(csObjectDn)))?.at(-1);
}
