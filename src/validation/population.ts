import type { Counts, Outcome } from '../domain/assessment.js';
import { outcomes } from '../domain/assessment.js';
import type {
  ConnectConfiguration,
  ConnectorSpaceIdentity,
  Disconnector,
  ExportError,
  PendingExport,
  SyncStatus,
} from '../domain/connect.js';
import { connectEvidenceKinds } from '../domain/connect.js';
import type { Evidence, EvidenceSource } from '../domain/evidence.js';
import { alwaysThere, type EntraObject, type OnPremObject } from '../domain/objects.js';
import { isOktaApp, isOktaAppUser, type OktaApp, type OktaAppUser, type OktaRecord } from '../domain/okta.js';
import { type EntraRecord, isEntraObject, isServiceFact, type ServiceFact } from '../domain/service.js';
import { effectiveSourceAnchor, fieldsGiveAnchor, hasUntoldAnchor } from '../domain/source-anchor.js';
import { type OnPremAddresses, onPremAddresses } from './addresses.js';
import { type CleanPairs, noCleanPairs } from './clean-pairs.js';
import { cloudManagedExclusion, isLeftAlone, usersLeftAlone } from './cloud-managed.js';
import { correlate, type ExcludedUser } from './correlate.js';
import { correlateObjects } from './correlate-objects.js';
import { type CutList, cutLists } from './cut-lists.js';
import { exclusionOf } from './filters.js';
import type { Identity } from './identity.js';
import type { InScopeUser } from './keys.js';
import { compareMembers, type Memberships } from './memberships.js';
import { onPremIds } from './on-prem-ids.js';
import { type Disagreement, type OnceRead, readOnce } from './read-twice.js';
import { completeSettings, type ValidationSettings } from './settings.js';
import { anchorBearers, withSharedAnchors } from './shared-anchors.js';
import { type SignInName, signInNameOf } from './sign-in-name.js';

export type { ValidationSettings } from './settings.js';

/** Everything that was read. A kind without a source was not asked for. */
export interface EvidenceSet {
  readonly onPrem: readonly Evidence<OnPremObject>[];
  readonly entra: readonly Evidence<EntraRecord>[];
  readonly pendingExports?: readonly Evidence<PendingExport>[];
  readonly disconnectors?: readonly Evidence<Disconnector>[];
  readonly exportErrors?: readonly Evidence<ExportError>[];
  readonly syncStatus?: readonly Evidence<SyncStatus>[];
  readonly connectConfig?: readonly Evidence<ConnectConfiguration>[];
  readonly okta?: readonly Evidence<OktaRecord>[];
}

/** What a source says of its records. When it was read is for the gate: what a rule finds does not change with time. */
export type UndatedSource = Omit<EvidenceSource, 'readAt' | 'sha256'>;

/** The two sides of an organization, correlated, and what else is known: what every rule looks at. */
export interface Population {
  readonly settings: ValidationSettings;
  readonly identities: readonly Identity[];
  /** People besides `identities` of whom no rule has anything to say. */
  readonly cleanPairs: CleanPairs;
  /** Groups, contacts and devices; of a type only where both sides show some, but for those that share an anchor. */
  readonly objects: readonly Identity[];
  /** What a user's UPN in Entra comes from. */
  readonly signInName: SignInName;
  readonly addresses: OnPremAddresses;
  /** On-premises users in scope: those who count for duplicates. */
  readonly inScope: readonly OnPremObject[];
  /** On-premises groups and contacts in scope, whatever the other side shows: they take addresses. */
  readonly inScopeObjects: readonly OnPremObject[];
  /** On-premises devices in scope, likewise. */
  readonly inScopeDevices: readonly OnPremObject[];
  readonly entraUsers: readonly EntraObject[];
  /** Groups, contacts and devices of Entra. */
  readonly entraObjects: readonly EntraObject[];
  /**
   * The fields that every source of that side shows, without those that each user has and somebody here lacks: only they may be
   * judged, because what was not asked for is not an empty value.
   */
  readonly fields: { readonly onPrem: ReadonlySet<string>; readonly entra: ReadonlySet<string> };
  /** What the directory has of every user and the evidence lacks of somebody. */
  readonly gaps: { readonly onPrem: readonly Gap<OnPremObject>[]; readonly entra: readonly Gap<EntraObject>[] };
  /** Entra users in the recycle bin. */
  readonly deletedUsers: readonly EntraObject[];
  readonly sources: readonly UndatedSource[];
  /** To Entra. */
  readonly pendingExports: readonly PendingExport[];
  /** To Active Directory: what Entra Connect would write back. */
  readonly directoryExports: readonly PendingExport[];
  readonly disconnectors: readonly Disconnector[];
  readonly exportErrors: readonly ExportError[];
  readonly syncStatus: readonly SyncStatus[];
  readonly connectConfig: readonly ConnectConfiguration[];
  readonly oktaApps: readonly OktaApp[];
  readonly oktaUsers: readonly OktaAppUser[];
  /** What the tenant says about itself: roles, features, licenses, jobs. */
  readonly service: readonly ServiceFact[];
  /** False where somebody on that side may not have been read: nobody's absence there proves anything. */
  readonly onPremComplete: boolean;
  /** The members of groups that are taken over, compared. */
  readonly memberships: Memberships;
  readonly entraComplete: boolean;
  /** Sides that a tool may have cut at its page size. */
  readonly cutLists: readonly CutList[];
  /** Users with a value of the source anchor's attribute whose bytes nothing tells: they are in no list of people. */
  readonly untoldAnchors: readonly OnPremObject[];
  /** Objects that were read twice and differ. */
  readonly disagreements: readonly Disagreement[];
  readonly counts: Counts;
}

/** A population with the times of its readings: what the gate judges. */
export interface DatedPopulation extends Population {
  readonly sources: readonly EvidenceSource[];
}

/**
 * Correlates the evidence of both sides into the population that the rules look at.
 *
 * @param cleanPairs people who were read but are not among the records.
 */
export function populate(
  evidence: EvidenceSet,
  declared: ValidationSettings,
  cleanPairs: CleanPairs = noCleanPairs,
): DatedPopulation {
  const here = readOnce(evidence.onPrem, onPremIds(evidence.onPrem));
  // A tenant gives a UPN to one account, so rows without an object id that say the same are one.
  const there = readOnce(
    evidence.entra,
    (record) => (isEntraObject(record) ? record.entraObjectId : idOfFact(record)),
    (record) => (isEntraObject(record) ? record.userPrincipalName?.toLowerCase() : undefined),
  );
  const onPrem = here.evidence;
  const entra = there.evidence;
  const entraRecords = recordsOf(entra);
  const service = entraRecords.filter(isServiceFact);
  const facts = recordsOf(evidence.entra).filter(isServiceFact);
  const isListed = connectEvidenceKinds.some((kind) => (evidence[kind] ?? []).length > 0);
  const settings = completeSettings(declared, facts, recordsOf(evidence.connectConfig ?? []), isListed);
  const signInName = signInNameOf(settings);
  const anchored: InScopeUser[] = [];
  const excluded: ExcludedUser[] = [];
  const untoldAnchors: OnPremObject[] = [];
  const synchronizable: OnPremObject[] = [];
  const inScopeDevices: OnPremObject[] = [];
  const known = (object: OnPremObject, { fields }: EvidenceSource): ReadonlySet<string> =>
    here.joinedFields.get(object) ?? fields;
  for (const { source, records } of onPrem) {
    for (const object of records) {
      if (object.deleted || object.objectType === 'user') continue;
      if (exclusionOf(object, known(object, source), settings.scope) !== undefined) continue;
      (object.objectType === 'device' ? inScopeDevices : synchronizable).push(object);
    }
    for (const user of records) {
      // What lies in the recycle bin of Active Directory is nobody's source.
      if (user.objectType !== 'user' || user.deleted) continue;
      const fields = known(user, source);
      // Without the column nobody's anchor is known: the gate reports it, and no person is judged on it.
      if (!fieldsGiveAnchor(fields, settings.sourceAnchor)) continue;
      const anchor = effectiveSourceAnchor(user, settings.sourceAnchor);
      const exclusion = exclusionOf(user, fields, settings.scope);
      if (exclusion !== undefined) excluded.push({ user, anchor, exclusion });
      // Nobody is judged by an anchor that nobody knows: the gate names them.
      else if (hasUntoldAnchor(user, settings.sourceAnchor)) untoldAnchors.push(user);
      else if (anchor !== undefined) anchored.push({ user, anchor });
      else
        excluded.push({
          user,
          anchor,
          exclusion: { kind: 'no-anchor', reason: `its ${settings.sourceAnchor.attribute} is empty` },
        });
    }
  }
  const cloud = entraRecords.filter(isEntraObject);
  const present = cloud.filter(({ deletedDateTime }) => deletedDateTime === undefined);
  const entraUsers = present.filter(({ objectType }) => objectType === 'user');
  const entraObjects = present.filter(({ objectType }) => objectType !== 'user');
  const leftAlone = usersLeftAlone(anchored, entraUsers);
  for (const person of leftAlone) excluded.push({ ...person, exclusion: cloudManagedExclusion });
  const inScope = leftAlone.size === 0 ? anchored : anchored.filter((person) => !leftAlone.has(person));
  const mailboxes = excluded.filter(({ exclusion }) => exclusion.kind === 'linked-mailbox').map(({ user }) => user);
  const addresses = onPremAddresses(mailboxes, commonFields(here, bearsAddresses));
  const correlated = correlateObjects(here, entraObjects, settings, addresses);
  const objectsLeftAlone = new Set(correlated.map((one) => isLeftAlone(one) && one.onPrem));
  const inScopeObjects = synchronizable.filter((object) => !objectsLeftAlone.has(object));
  const bearers = anchorBearers(inScope, inScopeObjects, settings.sourceAnchor);
  const identities = correlate(inScope, excluded, bearers, entraUsers, signInName, addresses);
  const objects = withSharedAnchors(correlated, inScopeObjects, bearers, settings.sourceAnchor);
  const gaps = gapsOf(identities);
  const onPremUsers = inScope.length + excluded.length + untoldAnchors.length + cleanPairs.people;
  const entraUserCount = entraUsers.length + cleanPairs.people;
  const { syncStatus = [], connectConfig = [], okta = [] } = evidence;
  const pendingExports = listedOnce(evidence.pendingExports?.map(withTarget));
  const disconnectors = listedOnce(evidence.disconnectors);
  const exportErrors = listedOnce(evidence.exportErrors);
  const lists = [pendingExports, disconnectors, exportErrors];
  const outcomeCounts = countOutcomes(identities, cleanPairs);
  const counts = { onPremUsers, entraUsers: entraUserCount, outcomes: outcomeCounts };
  const cuts = cutLists(onPrem, entra, counts, inScope.length + cleanPairs.people);
  const isCut = (side: CutList['side']): boolean => cuts.some((cut) => cut.side === side);
  const onPremComplete =
    onPremUsers > 0 &&
    !isCut('onPrem') &&
    here.disagreements.length === 0 &&
    untoldAnchors.length === 0 &&
    onPrem.every(({ source }) => isComplete(source) && fieldsGiveAnchor(source.fields, settings.sourceAnchor));
  const groups = entraObjects.filter(isGroup);
  return {
    settings,
    identities,
    memberships: compareMembers(identities, objects, groups, onPremComplete, cleanPairs),
    cleanPairs,
    objects,
    signInName,
    addresses,
    inScope: inScope.map(({ user }) => user),
    inScopeDevices,
    inScopeObjects,
    entraUsers,
    entraObjects,
    fields: {
      onPrem: without(gaps.onPrem, commonFields(here, isUser)),
      entra: without(gaps.entra, fieldsOfEntra(there)),
    },
    gaps,
    deletedUsers: cloud.filter((user) => user.objectType === 'user' && user.deletedDateTime !== undefined),
    sources: sourcesOf(evidence),
    pendingExports: recordsOf(pendingExports.evidence).filter(({ inDirectory }) => !inDirectory),
    directoryExports: recordsOf(pendingExports.evidence).filter(({ inDirectory }) => inDirectory),
    disconnectors: recordsOf(disconnectors.evidence),
    exportErrors: recordsOf(exportErrors.evidence),
    syncStatus: recordsOf(syncStatus),
    connectConfig: recordsOf(connectConfig),
    oktaApps: recordsOf(okta).filter(isOktaApp),
    oktaUsers: recordsOf(okta).filter(isOktaAppUser),
    service,
    onPremComplete,
    entraComplete:
      entraUserCount > 0 &&
      !isCut('entra') &&
      there.disagreements.length === 0 &&
      entra.every(({ source }) => isComplete(source)),
    cutLists: cuts,
    untoldAnchors,
    disagreements: [here, there, ...lists].flatMap(({ disagreements }) => disagreements),
    counts,
  };
}

/** What was read, kind by kind. */
function sourcesOf({ onPrem, entra, pendingExports = [], ...more }: EvidenceSet): EvidenceSource[] {
  const { disconnectors = [], exportErrors = [], syncStatus = [], connectConfig = [], okta = [] } = more;
  const exports = pendingExports.map(withTarget);
  return [onPrem, entra, exports, disconnectors, exportErrors, syncStatus, connectConfig, okta].flatMap((kind) =>
    kind.map(({ source }) => source),
  );
}

/** The population with the times of other readings of the same records. */
export function datedBy(population: DatedPopulation, evidence: EvidenceSet): DatedPopulation {
  const read = sourcesOf(evidence);
  const sources = population.sources.map(({ readAt: _, ...source }, index) => {
    const { sha256 = source.sha256, readAt } = read[index] ?? {};
    return { ...source, sha256, ...(readAt !== undefined && { readAt }) };
  });
  return { ...population, sources };
}

/** What a tenant has one of: two readings of it are the same fact, and say the same or nobody knows. */
function idOfFact(fact: ServiceFact): string | undefined {
  if (fact.fact === 'domain') return `domain ${fact.name.toLowerCase()}`;
  return fact.fact === 'features' || fact.fact === 'deletionPrevention'
    ? `onPremisesSynchronization ${fact.fact}`
    : undefined;
}

/** A list is of one connector: what it holds tells which. An empty one is taken for that of Entra. */
function withTarget({ source, records }: Evidence<PendingExport>): Evidence<PendingExport> {
  const isOfDirectory = records.length > 0 && records.every(({ inDirectory }) => inDirectory);
  return { source: isOfDirectory ? { ...source, toDirectory: true } : source, records };
}

/**
 * A list of Entra Connect with each object of the connector space once. Of one that differs nothing is left: which of the two is
 * true would depend on the order of the files.
 */
function listedOnce<Item extends ConnectorSpaceIdentity>(
  lists: readonly Evidence<Item>[] = [],
): Omit<OnceRead<Item>, 'joinedFields'> {
  const idOf = ({ csObjectDn }: Item): string => csObjectDn.toLowerCase();
  const { evidence, disagreements } = readOnce(lists, idOf);
  const differing = new Set(disagreements.map(({ id }) => id));
  const records = (one: Evidence<Item>): readonly Item[] => one.records.filter((item) => !differing.has(idOf(item)));
  return { evidence: evidence.map((one) => ({ ...one, records: records(one) })), disagreements };
}

function recordsOf<Item>(evidence: readonly Evidence<Item>[]): Item[] {
  return evidence.flatMap(({ records }) => records);
}

/** What is known of everybody who counts; sources that list nobody of them (groups in a file of their own) say nothing. */
function commonFields<Item>(read: OnceRead<Item>, counts: (record: Item) => boolean): ReadonlySet<string> {
  const telling = fieldSets(read, counts);
  const [first, ...rest] = telling.length > 0 ? telling : read.evidence.map(({ source }) => source.fields);
  const common = new Set([...(first ?? [])].filter((field) => rest.every((fields) => fields.has(field))));
  // Of groups alone, wherever they are: each source that lists some has to show them.
  const ofGroups = fieldSets(read, isGroup);
  const shows = (fields: ReadonlySet<string>): boolean => fields.has('members');
  if (ofGroups.length > 0 ? ofGroups.every(shows) : read.evidence.some(({ source }) => shows(source.fields)))
    common.add('members');
  else common.delete('members');
  return common;
}

/** What is known of the records that count: of each what its sources show. */
function fieldSets<Item>(
  { evidence, joinedFields }: OnceRead<Item>,
  counts: (record: Item) => boolean,
): readonly ReadonlySet<string>[] {
  const sets = evidence.flatMap(({ source, records }) => {
    if (joinedFields.size === 0) return records.some(counts) ? [source.fields] : [];
    return records.filter(counts).map((record) => joinedFields.get(record) ?? source.fields);
  });
  return [...new Set(sets)];
}

/** Somebody lacks a field that every user of the directory has: of that person it is not known. */
export interface Gap<Item> {
  readonly field: string;
  readonly users: readonly Item[];
}

/** The gaps of those who count: whom the tool leaves out, and who belongs to the cloud alone, no rule compares. */
function gapsOf(identities: readonly Identity[]): Population['gaps'] {
  const people = identities.filter(({ outcome }) => outcome !== 'excluded' && outcome !== 'cloudOnly');
  return {
    onPrem: lacking<OnPremObject>(
      alwaysThere.onPrem,
      people.flatMap((identity) => (identity.side === 'onPrem' ? identity.onPrem : [])),
    ),
    entra: lacking<EntraObject>(
      alwaysThere.entra,
      people.flatMap((identity) => identity.entra ?? (identity.side === 'onPrem' ? identity.others : [])),
    ),
  };
}

function lacking<Item extends object>(always: readonly (keyof Item & string)[], users: readonly Item[]): Gap<Item>[] {
  return always
    .map((field) => ({ field, users: users.filter((user) => user[field] === undefined) }))
    .filter(({ users: some }) => some.length > 0);
}

function without(gaps: readonly Gap<unknown>[], fields: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...fields].filter((field) => !gaps.some((gap) => gap.field === field)));
}

function isGroup(record: unknown): boolean {
  return (record as Partial<EntraObject>).objectType === 'group';
}

function isUser({ objectType }: OnPremObject): boolean {
  return objectType === 'user';
}

/** Groups and contacts have addresses as users do: where a source of theirs lacks them, they are not known. */
function fieldsOfEntra(entra: OnceRead<EntraRecord>): ReadonlySet<string> {
  const ofUsers = commonFields(entra, isEntraUser);
  const ofAll = commonFields(entra, (record) => isEntraObject(record) && bearsAddresses(record));
  return new Set([...ofUsers].filter((field) => !addressFields.has(field) || ofAll.has(field)));
}

const addressFields: ReadonlySet<string> = new Set(['mail', 'proxyAddresses']);

function bearsAddresses({ objectType }: OnPremObject | EntraObject): boolean {
  return objectType !== 'device';
}

function isEntraUser(record: EntraRecord): boolean {
  return isEntraObject(record) && record.objectType === 'user';
}

/** True when nothing of the source was left unread. */
export function isComplete(source: EvidenceSource): boolean {
  return source.rejected === 0 && source.issues.every(({ problem }) => problem === 'unreadable-text');
}

function countOutcomes(identities: readonly Identity[], cleanPairs: CleanPairs): Record<Outcome, number> {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  for (const { outcome } of identities) counts[outcome] += 1;
  counts.hardMatch += cleanPairs.people;
  return counts;
}
