import type { Finding } from '../domain/assessment.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import { isInitialDomain } from '../validation/account.js';
import { isPrimaryEntry } from '../validation/addresses.js';
import { missingOthers } from '../validation/attribute-flows.js';
import { decide, type Proposal, repair } from './proposal.js';
import { isInScope, samePerson, type View } from './view.js';

/** Graph's properties (lower case) and the directory attribute that fills each; plain single-valued text only. */
const attributeOf: ReadonlyMap<string, string> = new Map([
  ['department', 'department'],
  ['jobtitle', 'title'],
  ['companyname', 'company'],
  ['mobilephone', 'mobile'],
  ['officelocation', 'physicalDeliveryOfficeName'],
  ['employeeid', 'employeeID'],
]);

/**
 * Fills in on-premises what the first export would delete in the cloud. Only values that Active Directory lacks altogether
 * are written: where it has another one, somebody has to say which is right.
 */
export function fillAttributes(finding: Finding, view: View): Proposal {
  const identity = view.identityOf(finding);
  const { onPrem, entra } = isInScope(identity) ? identity : {};
  if (!isInScope(identity) || onPrem?.objectGuid === undefined || entra === undefined)
    return decide(finding, 'correct-at-source', finding.remedy);
  const sameAnchor = entra.immutableId !== undefined && entra.immutableId === identity.sourceAnchor;
  const matchedBy = [...(sameAnchor ? ['anchor'] : []), ...samePerson(onPrem, entra, view)];
  const missing = matchedBy.length === 0 ? [] : missingValues(finding, onPrem, entra, view);
  if (missing.length === 0) return decide(finding, 'correct-at-source', finding.remedy);
  const { objectGuid } = onPrem;
  const why =
    'After the match Active Directory is authoritative: written there, the value stays in the cloud, which is not touched.';
  return {
    bindings: missing.map(({ attribute, value }) => {
      const change = {
        system: 'activeDirectory' as const,
        objectId: objectGuid,
        attribute,
        expected: null,
        desired: value,
      };
      return repair(view, finding, identity, { ...change, matchedBy }, why);
    }),
  };
}

function missingValues(
  { found = '' }: Finding,
  onPrem: OnPremObject,
  entra: EntraObject,
  view: View,
): { readonly attribute: string; readonly value: string }[] {
  const known = knownFields(view);
  // The finding names what would go: `mail: a@corp.example; department`.
  const named = new Set(found.split(';').map((part) => part.split(':')[0]?.trim().toLowerCase() ?? ''));
  const missing: { attribute: string; value: string }[] = [];
  if (named.has('mail') && known.has('mail') && !onPrem.mail && entra.mail)
    missing.push({ attribute: 'mail', value: entra.mail });
  if (named.has('proxyaddresses') && known.has('proxyaddresses')) {
    const { addresses } = view.population;
    const here = addresses.allOf(onPrem);
    const listed = addresses.sourcesOf(onPrem).flatMap(({ proxyAddresses = [] }) => proxyAddresses);
    const hasPrimary = listed.some(isPrimaryEntry);
    for (const value of missingOthers(onPrem, entra, view.population))
      missing.push({ attribute: 'proxyAddresses', value });
    for (const address of entra.proxyAddresses ?? []) {
      // The tenant's own addresses are Exchange Online's; a second primary one would be refused.
      if (!/^smtp:/i.test(address) || isInitialDomain(address) || here.has(address.slice(5).toLowerCase())) continue;
      missing.push({ attribute: 'proxyAddresses', value: hasPrimary ? `smtp:${address.slice(5)}` : address });
    }
  }
  for (const [property, attribute] of attributeOf) {
    const value = entra.properties?.get(property);
    if (
      named.has(property) &&
      value &&
      known.has(attribute.toLowerCase()) &&
      !onPrem.attributes.get(attribute.toLowerCase())
    )
      missing.push({ attribute, value });
  }
  return missing;
}

/** What every on-premises source shows, in lower case: a column that is missing is not an empty value. */
function knownFields({ population: { fields } }: View): ReadonlySet<string> {
  return new Set([...fields.onPrem].map((field) => field.toLowerCase()));
}
