import type { EntraObject, OnPremObject } from '../domain/objects.js';
import { attributeText } from '../domain/source-anchor.js';
import { domainOfName, primaryAddress, smtpAddresses } from './account.js';
import { attributeSpelling } from './attribute-spelling.js';
import type { Population } from './population.js';

/** A value that the cloud has and Active Directory would not bring. */
export interface LostValue {
  readonly name: string;
  readonly values: readonly string[];
}

/** Graph's property by the attributes that fill it by default, the first that is present winning (lower case; facts 2.8, 6.5). */
const flows: readonly (readonly [string, readonly string[]])[] = [
  ['givenname', ['givenname']],
  ['surname', ['sn']],
  ['jobtitle', ['title']],
  ['department', ['department']],
  ['companyname', ['company']],
  ['officelocation', ['physicaldeliveryofficename']],
  ['employeeid', ['employeeid']],
  ['businessphones', ['telephonenumber']],
  ['mobilephone', ['mobile']],
  ['faxnumber', ['facsimiletelephonenumber']],
  ['streetaddress', ['streetaddress']],
  ['city', ['l']],
  ['state', ['st']],
  ['postalcode', ['postalcode']],
  ['country', ['co']],
  ['preferredlanguage', ['preferredlanguage']],
  ['usagelocation', ['msexchusagelocation', 'c']],
  ['manager', ['manager']],
  ['targetaddress', ['targetaddress']],
  ...Array.from({ length: 15 }, (_, index): [string, string[]] => [
    `extensionattribute${index + 1}`,
    [`extensionattribute${index + 1}`],
  ]),
];

/**
 * What the pair would lose through the default attribute flows: after the match Active Directory is authoritative, and a
 * value without a counterpart there is cleared. Judged only on attributes whose columns the on-premises evidence has.
 *
 * @param onPrem the sources of the person's values: the account, and its linked mailbox in another forest.
 */
export function lostValues(
  onPrem: readonly OnPremObject[],
  entra: EntraObject,
  { fields, signInName }: Pick<Population, 'fields' | 'signInName'>,
): readonly LostValue[] {
  const lost: LostValue[] = [];
  for (const [property, attributes] of flows) {
    const value = entra.properties?.get(property);
    if (value === undefined) continue;
    const known = attributes.filter((name) => fields.onPrem.has(name));
    if (known.length === 0) continue;
    const kept = onPrem.some((object) => known.some((name) => attributeText(object, name)));
    if (!kept) lost.push({ name: attributeSpelling(property), values: [value] });
  }
  const primary = onPrem.map(primaryAddress).find((address) => address !== undefined);
  if (entra.mail !== undefined && primary === undefined && fields.onPrem.has('mail'))
    lost.push({ name: 'mail', values: [entra.mail] });
  const addresses = lostAddresses(onPrem, entra, signInName, fields);
  return addresses.length === 0 ? lost : [...lost, { name: 'proxyAddresses', values: addresses }];
}

/** SMTP addresses that would go. Entra itself adds those under onmicrosoft.com and the UPN. */
function lostAddresses(
  onPrem: readonly OnPremObject[],
  entra: EntraObject,
  signInName: Population['signInName'],
  fields: Population['fields'],
): readonly string[] {
  if (!fields.onPrem.has('proxyAddresses') || entra.proxyAddresses === undefined) return [];
  const kept = new Set(onPrem.flatMap((object) => [...smtpAddresses(object), signInName(object)?.toLowerCase()]));
  return [...smtpAddresses({ proxyAddresses: entra.proxyAddresses })]
    .filter((address) => !kept.has(address) && !domainOfName(address).endsWith('.onmicrosoft.com'))
    .sort();
}
