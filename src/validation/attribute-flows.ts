import { defaultFlows } from '../domain/default-flows.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import { attributeText } from '../domain/source-anchor.js';
import { isInitialDomain } from './account.js';
import { otherAddresses, primaryAddress, smtpAddresses } from './addresses.js';
import { attributeSpelling } from './attribute-spelling.js';
import { keepsExchange } from './exchange-managed.js';
import type { Population } from './population.js';

/** A value that the cloud has and Active Directory would not bring. */
export interface LostValue {
  readonly name: string;
  readonly values: readonly string[];
}

/** What Exchange decides besides the addresses (ENTRA-23). */
const exchangeProperty = /^(mailnickname|extensionattribute\d+)$/;

/**
 * What the pair would lose through the default attribute flows: after the match Active Directory is authoritative, and a
 * value without a counterpart there is cleared. Judged only on attributes whose columns the on-premises evidence has.
 * The values of a linked mailbox in another forest count as the person's.
 */
export function lostValues(
  onPrem: OnPremObject,
  entra: EntraObject,
  population: Pick<Population, 'fields' | 'signInName' | 'addresses' | 'settings' | 'connectConfig'>,
): readonly LostValue[] {
  const { addresses } = population;
  const isOfCloud = keepsExchange(entra, population);
  const shown = shownOf(onPrem, population);
  const sources = addresses.sourcesOf(onPrem);
  const lost: LostValue[] = [];
  for (const [property, attributes] of defaultFlows) {
    const value = entra.properties?.get(property);
    if (value === undefined || (isOfCloud && exchangeProperty.test(property))) continue;
    const known = attributes.filter((name) => shown.has(name));
    if (known.length === 0) continue;
    const kept = sources.some((object) => known.some((name) => attributeText(object, name)));
    if (!kept) lost.push({ name: attributeSpelling(property), values: [value] });
  }
  if (isOfCloud) return lost;
  const { mail } = entra;
  if (mail !== undefined && !isInitialDomain(mail) && addresses.primaryOf(onPrem) === undefined && shown.has('mail'))
    lost.push({ name: 'mail', values: [mail] });
  const gone = lostAddresses(onPrem, entra, population);
  return gone.length === 0 ? lost : [...lost, { name: 'proxyAddresses', values: gone }];
}

/** What the evidence shows of objects of this type: groups and contacts may stand in a file of their own. */
function shownOf(
  { objectType }: OnPremObject,
  { fields, addresses }: Pick<Population, 'fields' | 'addresses'>,
): ReadonlySet<string> {
  return objectType === 'user' ? fields.onPrem : addresses.fields;
}

/** The addresses that would go. Entra itself adds those under onmicrosoft.com and the UPN. */
function lostAddresses(
  onPrem: OnPremObject,
  entra: EntraObject,
  population: Pick<Population, 'fields' | 'signInName' | 'addresses'>,
): readonly string[] {
  const { signInName, addresses } = population;
  const { proxyAddresses } = entra;
  if (!shownOf(onPrem, population).has('proxyAddresses') || proxyAddresses === undefined) return [];
  const all = addresses.allOf(onPrem);
  const name = signInName(onPrem)?.toLowerCase();
  const mail = [...smtpAddresses({ proxyAddresses })].filter(
    (address) => !all.has(address) && address !== name && !isInitialDomain(address),
  );
  return [...mail, ...missingOthers(onPrem, entra, population)].sort();
}

/** The addresses of other types than SMTP that the account has and Active Directory would not bring, with their prefix. */
export function missingOthers(
  onPrem: OnPremObject,
  entra: EntraObject,
  population: Pick<Population, 'signInName' | 'addresses'>,
): readonly string[] {
  const here = population.addresses.sourcesOf(onPrem).flatMap(({ proxyAddresses }) => otherAddresses(proxyAddresses));
  const listed = new Set(here.map((address) => address.toLowerCase()));
  return dependentOthers(entra, onPrem, population).filter((address) => !listed.has(address.toLowerCase()));
}

/**
 * The addresses of other types than SMTP that an account has only as long as proxyAddresses name them. Exchange reaches a mailbox by its
 * legacyExchangeDN as well, and Teams a person by msRTCSIP-PrimaryUserAddress, the UPN or the primary address (ENTRA-33).
 *
 * @param onPrem the source of the account, where one is known.
 */
export function dependentOthers(
  entra: EntraObject,
  onPrem: OnPremObject | undefined,
  { signInName, addresses }: Pick<Population, 'signInName' | 'addresses'>,
): readonly string[] {
  const sources = onPrem === undefined ? [] : addresses.sourcesOf(onPrem);
  const names = [entra.userPrincipalName, primaryAddress(entra)];
  if (onPrem !== undefined) names.push(signInName(onPrem), addresses.primaryOf(onPrem));
  const kept = new Set(
    [
      ...sources.map(({ attributes }) => `x500:${attributes.get('legacyexchangedn')}`),
      ...sources.map(({ attributes }) => String(attributes.get('msrtcsip-primaryuseraddress'))),
      ...names.map((name) => `sip:${name}`),
    ].map((address) => address.toLowerCase()),
  );
  return otherAddresses(entra.proxyAddresses).filter((address) => !kept.has(address.toLowerCase()));
}
