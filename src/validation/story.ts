import { convertAnchor } from '../domain/anchor-forms.js';
import type { Outcome, Subject } from '../domain/assessment.js';
import { byText } from '../domain/by-text.js';
import type { PendingExport } from '../domain/connect.js';
import { decodeConnectorDn } from '../domain/connector-dn.js';
import { normalizeDn } from '../domain/distinguished-name.js';
import type { RecordPosition } from '../domain/evidence.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import type { OktaAppUser } from '../domain/okta.js';
import { type OnPremAddresses, smtpAddresses } from './addresses.js';
import type { Identity, MatchKey } from './identity.js';
import type { Population } from './population.js';
import { subjectOf } from './subject.js';

/** What one source holds of an identity, attribute by attribute, in the source's own names. */
export interface StorySource {
  readonly system: 'Active Directory' | 'Microsoft Entra' | 'Microsoft Entra recycle bin' | 'Okta' | 'Entra Connect';
  readonly at: RecordPosition;
  readonly attributes: readonly (readonly [string, string])[];
}

/** One identity across all sources. */
export interface IdentityStory {
  readonly subject: Subject;
  readonly outcome: Outcome;
  /** The key that led to the Entra object. */
  readonly matchedBy?: MatchKey;
  /** What Entra will compute, and what the Entra object has; what there is none of is left out. */
  readonly anchors: {
    readonly expected?: string;
    readonly found?: string;
    /** The one of a side that was not read to its end, and that has nobody for this identity: it may have an anchor all the same. */
    readonly unknown?: 'expected' | 'found';
  };
  readonly sources: readonly StorySource[];
}

/** Every identity that the text names: a UPN or address, a short name, a GUID, an ImmutableID, a DN or a connector DN. */
export function identityStories(population: Population, text: string): readonly IdentityStory[] {
  const named = keyTest(text, population.addresses);
  return population.identities
    .filter((identity) => onPremOf(identity).some(named) || entraOf(identity).some(named))
    .map((identity) => ({
      subject: subjectOf(identity),
      outcome: identity.outcome,
      ...(identity.side === 'onPrem' && identity.matchedBy && { matchedBy: identity.matchedBy }),
      anchors: anchorsOf(identity, population),
      sources: sourcesOf(identity, population),
    }));
}

function anchorsOf(identity: Identity, { onPremComplete, entraComplete }: Population): IdentityStory['anchors'] {
  const expected = identity.side === 'onPrem' ? identity.sourceAnchor : undefined;
  const found = identity.entra?.immutableId;
  return {
    ...(expected !== undefined && { expected }),
    ...(found !== undefined && { found }),
    ...(identity.side === 'entra' && !onPremComplete && { unknown: 'expected' as const }),
    ...(identity.outcome === 'onPremOnly' && !entraComplete && { unknown: 'found' as const }),
  };
}

/** The names by which people of the population may be asked for: to suggest the nearest one. */
export function identityNames({ identities }: Population): readonly string[] {
  return identities.flatMap((identity) =>
    [...onPremOf(identity), ...entraOf(identity)].flatMap(({ userPrincipalName }) => userPrincipalName ?? []),
  );
}

function onPremOf(identity: Identity): readonly OnPremObject[] {
  return identity.side === 'onPrem' ? [identity.onPrem] : [];
}

function entraOf({ entra }: Identity): readonly EntraObject[] {
  return entra === undefined ? [] : [entra];
}

/**
 * The names by which people call somebody, of either side: the UPN, the part of it before the domain, account name, alias and
 * display name. Several may have one.
 */
function namesOf(object: OnPremObject | EntraObject): readonly (string | undefined)[] {
  const { userPrincipalName: upn } = object;
  const beforeDomain = upn?.split('@')[0];
  return 'attributes' in object
    ? [
        upn,
        beforeDomain,
        object.samAccountName,
        object.attributes.get('mailnickname'),
        object.name,
        object.attributes.get('displayname'),
      ]
    : [upn, beforeDomain, object.onPremisesSamAccountName, object.properties?.get('mailnickname'), object.displayName];
}

/**
 * True for an object that one of its keys names, an anchor or object id in any spelling that `anchor` knows. Names compare
 * without letter case, anchors with it.
 */
function keyTest(text: string, addresses: OnPremAddresses): (object: OnPremObject | EntraObject) => boolean {
  const wanted = text.trim();
  const name = wanted.toLowerCase();
  const path = normalizeDn(wanted);
  const isNamed = (dn: string | undefined, sid: string | undefined): boolean =>
    (dn !== undefined && normalizeDn(dn) === path) || sid?.toLowerCase() === name;
  const forms = convertAnchor(wanted);
  // Every form has both, so that a value that an object lacks is in neither set.
  const guids: ReadonlySet<string | undefined> = new Set([name, ...forms.map(({ guid }) => guid)]);
  const anchors: ReadonlySet<string | undefined> = new Set([
    wanted,
    decodeConnectorDn(wanted) ?? wanted,
    ...forms.map(({ immutableId }) => immutableId),
  ]);
  return (object) => {
    if (namesOf(object).some((value) => value?.toLowerCase() === name)) return true;
    if ('attributes' in object) {
      if (addresses.allOf(object).has(name)) return true;
      const { objectGuid, consistencyGuid, distinguishedName, objectSid } = object;
      if (guids.has(objectGuid) || anchors.has(consistencyGuid)) return true;
      return isNamed(distinguishedName, objectSid);
    }
    if (smtpAddresses(object).has(name)) return true;
    const { entraObjectId, immutableId, onPremisesDistinguishedName: dn, onPremisesSecurityIdentifier: sid } = object;
    if (guids.has(entraObjectId?.toLowerCase()) || anchors.has(immutableId)) return true;
    return isNamed(dn, sid);
  };
}

function sourcesOf(identity: Identity, population: Population): readonly StorySource[] {
  const { entra } = identity;
  const anchor = identity.side === 'onPrem' ? identity.sourceAnchor : entra?.immutableId;
  const anchors: ReadonlySet<string | undefined> = new Set(
    [anchor, entra?.immutableId].filter((value) => value !== undefined),
  );
  const deleted = population.deletedUsers.filter(({ immutableId }) => anchors.has(immutableId));
  const id = entra?.entraObjectId?.toLowerCase();
  // The DN is what the object was joined by; the attribute may be about to change.
  const exports = population.pendingExports.filter(
    ({ sourceAnchor, csObjectDn, entraObjectId }) =>
      anchors.has(sourceAnchor) ||
      anchors.has(decodeConnectorDn(csObjectDn)) ||
      (id !== undefined && entraObjectId?.toLowerCase() === id),
  );
  const writebacks = population.directoryExports.filter((object) =>
    onPremOf(identity).some((user) => isWrittenTo(user, object)),
  );
  return [
    ...onPremOf(identity).map((user) => source('Active Directory', user, { sourceAnchor: anchor })),
    ...entraOf(identity).map((user) => source('Microsoft Entra', user)),
    ...deleted.map((user) => source('Microsoft Entra recycle bin', user)),
    ...population.oktaUsers.filter((user) => isOktaTwin(user, identity)).map((user) => source('Okta', user)),
    ...[...exports, ...writebacks].map(({ at, operation, inDirectory, changes }) => ({
      system: 'Entra Connect' as const,
      at,
      attributes: [
        ['pending export', inDirectory ? `${operation} in Active Directory` : operation] as const,
        ...changes.map(({ name, operation: change, valuesAdded, valuesDeleted }) => {
          const parts = [...valuesDeleted.map((value) => `− ${value}`), ...valuesAdded.map((value) => `+ ${value}`)];
          return [`${change} ${name}`, parts.join(' ')] as const;
        }),
      ],
    })),
  ];
}

function isWrittenTo({ objectGuid, distinguishedName }: OnPremObject, object: PendingExport): boolean {
  if (objectGuid !== undefined && object.objectGuid !== undefined) return objectGuid === object.objectGuid;
  return distinguishedName !== undefined && normalizeDn(distinguishedName) === normalizeDn(object.csObjectDn);
}

function isOktaTwin({ entraObjectId, userName }: OktaAppUser, identity: Identity): boolean {
  const names = [...onPremOf(identity), ...entraOf(identity)].map((user) => user.userPrincipalName?.toLowerCase());
  const id = identity.entra?.entraObjectId?.toLowerCase();
  return (id !== undefined && entraObjectId?.toLowerCase() === id) || names.includes(userName.toLowerCase());
}

/** Every field that is known, in the order of the noun; maps and lists are written out. */
function source(
  system: StorySource['system'],
  record: OnPremObject | EntraObject | OktaAppUser,
  more: Readonly<Record<string, string | undefined>> = {},
): StorySource {
  const { at, ...fields } = record;
  const all = Object.entries({ ...fields, ...more }).flatMap(([name, value]) => pairs(name, value));
  // Some columns are a field and one of the other attributes, too.
  const said = all.map(([name, value]) => `${name.toLowerCase()}=${value}`);
  return { system, at, attributes: all.filter((_, index) => said.indexOf(said[index] ?? '') === index) };
}

function pairs(name: string, value: unknown): (readonly [string, string])[] {
  if (value === undefined) return [];
  if (value instanceof Map) return [...value].sort(([a], [b]) => byText(a, b)).map(([key, text]) => [key, text]);
  if (Array.isArray(value))
    return [[name, value.map((one) => (typeof one === 'object' ? JSON.stringify(one) : one)).join('; ')]];
  return [[name, String(value)]];
}
