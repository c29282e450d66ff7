import type { AccountValues } from '../domain/account-values.js';
import type { Subject } from '../domain/assessment.js';
import { byText } from '../domain/by-text.js';
import type { PendingExport } from '../domain/connect.js';
import { decodeConnectorDn } from '../domain/connector-dn.js';
import { normalizeDn } from '../domain/distinguished-name.js';
import { objectOf } from './object-identifier.js';
import type { KeyedDigest } from './verify-people.js';
import { isInWave } from './wave.js';

/** Somebody of a wave before its export; every text but the operation and the properties' names is a keyed digest. */
export interface WavePerson {
  readonly operation: PendingExport['operation'];
  /** Of the Entra object id; left out for people without an account yet. */
  readonly account?: string | undefined;
  readonly anchor?: string | undefined;
  /** What was staged, by Graph's property: values that come, and values that go. */
  readonly staged: Readonly<Record<string, { readonly added: readonly string[]; readonly removed: readonly string[] }>>;
  /** What the account had, by Graph's property. */
  readonly before: Readonly<Record<string, readonly string[]>>;
}

/** Somebody for whom nothing is staged: an export that touches them changes nothing. Keyed digests. */
export interface OtherAccount {
  /** Of the Entra object id. */
  readonly account: string;
  /** Of all that the account has. */
  readonly values: string;
}

/** What the first export of a wave is held against. It names nobody. */
export interface WaveRecord {
  readonly digest: KeyedDigest;
  readonly wave: number;
  /** When it was taken (ISO 8601, UTC). */
  readonly at: string;
  /** Digests of the distinguished names of the pilot; left out: everybody of the units is meant. */
  readonly pilot?: readonly string[] | undefined;
  readonly people: readonly WavePerson[];
  readonly others: readonly OtherAccount[];
  /** How many staged objects are none of a person: nothing compares them. */
  readonly notCompared: number;
}

/** Somebody of a wave whom its export has not reached. */
export interface OpenObject {
  readonly text: string;
  /** True when the subject of a finding is the object. */
  readonly isAbout: (subject: Subject) => boolean;
}

/** What an export of a wave came to, one sentence each. */
export interface WaveResult {
  /** As it was staged, and nothing else. */
  readonly asStaged: readonly string[];
  /** Not exported yet. */
  readonly open: readonly OpenObject[];
  /** Other than it was staged, or somebody who is not of the wave. */
  readonly wrongs: readonly string[];
  /** How many staged objects nothing was compared of. */
  readonly notCompared: number;
}

/** Where Graph calls an attribute of the Entra connector otherwise (CONNECT-35), in lower case. */
const propertyNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    alias: 'mailNickname',
    c: 'country',
    co: 'country',
    company: 'companyName',
    dnsdomainname: 'onPremisesDomainName',
    facsimiletelephonenumber: 'faxNumber',
    l: 'city',
    mobile: 'mobilePhone',
    onpremisesecurityidentifier: 'onPremisesSecurityIdentifier',
    physicaldeliveryofficename: 'officeLocation',
    sn: 'surname',
    sourceanchor: 'onPremisesImmutableId',
    st: 'state',
    telephonenumber: 'businessPhones',
    title: 'jobTitle',
  }),
);

/** Entra derives these from each other: of one that is staged the others may follow. */
const names = ['userPrincipalName', 'mail', 'proxyAddresses', 'mailNickname'];
/** Written with other letters than Graph shows. */
const otherForm = new Set(['onPremisesSecurityIdentifier', 'onPremisesImmutableId']);

/** True for what is staged about a person, for Entra. Groups and contacts, and values for Active Directory, are not compared. */
export function isCompared({ objectType, inDirectory }: PendingExport): boolean {
  return objectType === 'user' && !inDirectory;
}

/** Everybody for whom nothing is staged. */
export function othersThan(
  people: readonly WavePerson[],
  accounts: readonly AccountValues[],
  digest: KeyedDigest,
): OtherAccount[] {
  const own = new Set(people.flatMap(({ account }) => account ?? []));
  return accounts
    .map((one) => ({ account: digest(one.entraObjectId), values: digestOfAll(one, digest) }))
    .filter(({ account }) => !own.has(account));
}

/** Everybody for whom something is staged for Entra, with what is there before. */
export function peopleOfWave(
  staged: readonly PendingExport[],
  accounts: readonly AccountValues[],
  digest: KeyedDigest,
): WavePerson[] {
  const byId = new Map(accounts.map((account) => [account.entraObjectId, account]));
  const byAnchor = new Map(accounts.map((account) => [account.immutableId, account]));
  return staged.filter(isCompared).map((object): WavePerson => {
    const anchor = decodeConnectorDn(object.csObjectDn) ?? object.sourceAnchor;
    const account =
      byId.get(object.entraObjectId?.toLowerCase() ?? '') ?? (anchor && byAnchor.get(anchor)) ?? undefined;
    const shown = [...(account || { values: new Map() }).values.keys()];
    const entries = object.changes.map(({ name, valuesAdded, valuesDeleted }) => {
      const property = propertyOf(name, shown);
      const digests = (values: readonly string[]): string[] =>
        values.map((value) => digest(comparable(property, value)));
      return [property, { added: digests(valuesAdded), removed: digests(valuesDeleted) }] as const;
    });
    return {
      operation: object.operation,
      ...(account && { account: digest(account.entraObjectId) }),
      ...(anchor !== undefined && { anchor: digest(anchor) }),
      staged: Object.fromEntries(entries),
      before: account ? digestsOf(account, digest) : {},
    };
  });
}

/**
 * Compares the accounts with what they were before the export of a wave and what was staged: each object of it, and whether anybody
 * else was synchronized since.
 *
 * @param units of the wave.
 */
export function compareWave(
  record: WaveRecord,
  units: readonly string[],
  accounts: readonly AccountValues[],
): WaveResult {
  const { digest, people } = record;
  const { notCompared } = record;
  const result = { asStaged: [] as string[], open: [] as OpenObject[], wrongs: [] as string[] };
  const byAccount = new Map(accounts.map((account) => [digest(account.entraObjectId), account]));
  const byAnchor = new Map(
    accounts.flatMap((account) => (account.immutableId ? [[digest(account.immutableId), account] as const] : [])),
  );
  const met = new Set<AccountValues>();
  for (const person of people) {
    const account = person.account === undefined ? byAnchor.get(person.anchor ?? '') : byAccount.get(person.account);
    if (account !== undefined) met.add(account);
    judgePerson(person, account, record, result);
  }
  const others = accounts.filter((account) => !met.has(account));
  result.wrongs.push(...strangersTo(record, units, others), ...changedUnasked(record, units, others));
  const open = result.open.toSorted((a, b) => byText(a.text, b.text));
  return { asStaged: result.asStaged.sort(), open, wrongs: result.wrongs.sort(), notCompared };
}

/** Of the wave's people for whom nothing was staged, those whom an export changed or made. */
function changedUnasked(record: WaveRecord, units: readonly string[], accounts: readonly AccountValues[]): string[] {
  const { digest, others, at } = record;
  const before = new Map(others.map(({ account, values }) => [account, values]));
  return accounts.flatMap((account) => {
    if (!isLater(account.synchronizedAt, at) || !isMeant(account, record, units)) return [];
    const known = before.get(digest(account.entraObjectId));
    if (known === undefined) return `${account.userPrincipalName}: the account is new, and nothing of it was staged`;
    if (known === digestOfAll(account, digest)) return [];
    return `${account.userPrincipalName}: was changed by a synchronization, and nothing was staged`;
  });
}

/** Of accounts for whom nothing was staged, those who were synchronized since (CONNECT-38), and are not of the wave. */
export function strangersTo(
  record: WaveRecord,
  units: readonly string[],
  accounts: readonly AccountValues[],
): string[] {
  return accounts
    .filter((account) => isLater(account.synchronizedAt, record.at) && !isMeant(account, record, units))
    .map(
      ({ userPrincipalName, synchronizedAt }) =>
        `${userPrincipalName}: was synchronized at ${synchronizedAt}, and is not of this wave`,
    );
}

function judgePerson(
  person: WavePerson,
  account: AccountValues | undefined,
  { digest, at }: WaveRecord,
  result: { readonly asStaged: string[]; readonly open: OpenObject[]; readonly wrongs: string[] },
): void {
  const isAbout = ({ entraObjectId, sourceAnchor, userPrincipalName }: Subject): boolean => {
    const isSameDigest = (kept: string | undefined, text: string | undefined): boolean =>
      kept !== undefined && text !== undefined && kept === digest(text);
    if (isSameDigest(person.account, entraObjectId?.toLowerCase()) || isSameDigest(person.anchor, sourceAnchor))
      return true;
    // A name may be that of somebody else whom the object collides with.
    if (entraObjectId !== undefined || sourceAnchor !== undefined) return false;
    return account !== undefined && account.userPrincipalName.toLowerCase() === userPrincipalName?.toLowerCase();
  };
  if (account === undefined) {
    const who = `an object of the wave (digest ${(person.account ?? person.anchor ?? '').slice(0, 12)})`;
    if (person.operation === 'delete') result.asStaged.push(`${who}: deleted, as staged`);
    else if (person.account === undefined) result.open.push({ text: `${who}: has no account yet`, isAbout });
    else result.wrongs.push(`${who}: its account is gone`);
    return;
  }
  const name = account.userPrincipalName;
  const after = digestsOf(account, digest);
  const properties = [...new Set([...Object.keys(person.before), ...Object.keys(after)])].sort();
  const changed = properties.filter((property) => !isSame(person.before[property], after[property]));
  if (!isLater(account.synchronizedAt, at)) {
    if (changed.length === 0) result.open.push({ text: `${name}: not exported yet`, isAbout });
    else result.wrongs.push(`${name}: ${changed.join(', ')} changed, and no synchronization did it`);
    return;
  }
  const staged = Object.keys(person.staged);
  const isNew = person.operation === 'add' || person.operation === 'recreate';
  const follows = (property: string): boolean =>
    staged.includes(property) || (names.includes(property) && names.some((one) => staged.includes(one)));
  const unasked = isNew ? [] : changed.filter((property) => !follows(property));
  const missed = Object.entries(person.staged).flatMap(([property, { added, removed }]) => {
    const now = after[property] ?? [];
    // What is not read can't be compared.
    if (otherForm.has(property) || !(property in after || property in person.before)) return [];
    const stays = removed.some((value) => now.includes(value) && !added.includes(value));
    return stays || added.some((value) => !now.includes(value)) ? [property] : [];
  });
  if (unasked.length > 0) result.wrongs.push(`${name}: ${unasked.join(', ')} changed, and nothing of it was staged`);
  if (missed.length > 0) result.wrongs.push(`${name}: ${missed.sort().join(', ')} is not what was staged`);
  if (unasked.length + missed.length > 0) return;
  result.asStaged.push(`${name}: ${changed.length === 0 ? 'unchanged' : `${changed.join(', ')} changed as staged`}`);
}

/** Somebody of the wave for whom nothing had been staged: who was taken over by a wave before, or has changed since. */
function isMeant(
  { distinguishedName }: AccountValues,
  { digest, pilot }: WaveRecord,
  organizationalUnits: readonly string[],
): boolean {
  if (distinguishedName === undefined || !isInWave(distinguishedName, { organizationalUnits })) return false;
  return pilot === undefined || pilot.includes(digest(normalizeDn(distinguishedName)));
}

function digestsOf({ values }: AccountValues, digest: KeyedDigest): Record<string, string[]> {
  return Object.fromEntries(
    [...values].map(([property, list]) => [property, list.map((value) => digest(comparable(property, value))).sort()]),
  );
}

/** One digest of everything that an account has. */
function digestOfAll({ values }: AccountValues, digest: KeyedDigest): string {
  const all = [...values]
    .filter(([, list]) => list.length > 0)
    .map(([property, list]) => [property, ...list.map((value) => comparable(property, value)).sort()])
    .sort(([a = ''], [b = '']) => byText(a, b));
  return digest(JSON.stringify(all));
}

/** The identifier has several spellings, and truth values are words. */
function comparable(property: string, value: string): string {
  if (property === 'onPremisesObjectIdentifier') return objectOf(value) || value;
  return property === 'accountEnabled' ? value.toLowerCase() : value;
}

function propertyOf(attribute: string, shown: readonly string[]): string {
  const name = attribute.toLowerCase();
  return propertyNames.get(name) ?? shown.find((property) => property.toLowerCase() === name) ?? attribute;
}

function isSame(one: readonly string[] = [], other: readonly string[] = []): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

/** True when the time is there and no earlier than the other. */
export function isLater(time: string | undefined, than: string): boolean {
  return time !== undefined && Date.parse(time) >= Date.parse(than);
}
