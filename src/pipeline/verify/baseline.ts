import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { GraphClient } from '../../connectors/graph/client.js';
import { readMemberships } from '../../connectors/graph/memberships.js';
import { type PersonState, readPeopleState } from '../../connectors/graph/people-state.js';
import type { Finding, IdentityLine } from '../../domain/assessment.js';
import { byText } from '../../domain/by-text.js';
import type { PendingExport } from '../../domain/connect.js';
import { decodeConnectorDn } from '../../domain/connector-dn.js';
import { UserError } from '../../domain/errors.js';
import { acceptableLossRules } from '../../domain/waiver.js';
import {
  type DifferenceKind,
  differencesSince,
  type ExpectedPerson,
  errorKey,
  type KeyedDigest,
  type PersonDifference,
  type PersonKind,
  personKinds,
  stateOf,
  type VerificationBaseline,
  verifiedKinds,
  verifyPeople,
} from '../../validation/verify-people.js';
import { type KnownPeople, knownPeople, namesIn } from '../assess/known-people.js';
import { keyed, readLines, writeLines } from './kept-people.js';

export {
  matchedPeople,
  personKinds,
  presenceKinds,
  tellDifferences,
  type VerificationBaseline,
  verifyPeople,
} from '../../validation/verify-people.js';

/** A baseline with the key of its digests: each has its own, so that two can't be compared. */
export interface KeptBaseline extends VerificationBaseline {
  readonly key: string;
}

/**
 * Where the people of the cleared evidence are kept for verifications to come: next to the journal. It names nobody, so it
 * may go wherever the journal goes.
 */
export function baselinePath(journal: string): string {
  return `${journal.replace(/\.jsonl$/, '')}.baseline.ndjson`;
}

/**
 * Everybody who has an account: those who were matched by the cleared evidence, and the others, whom no synchronization should
 * touch; and the provisioning errors that there are already.
 *
 * @param findings of the same evidence: they tell whose account Entra will lock with everybody's knowledge, and what else was cleared.
 * @param staged what a server of Entra Connect will export, reviewed and within the budget.
 */
export async function takeBaseline(
  client: GraphClient,
  identities: readonly IdentityLine[],
  findings: readonly Finding[],
  staged: readonly PendingExport[] = [],
): Promise<{ readonly baseline: KeptBaseline; readonly people: KnownPeople }> {
  const key = randomBytes(32).toString('base64');
  const digest = keyed(key);
  const errors = new Set<string>();
  const states = new Map<string, PersonState>();
  for (const person of await readAll(client)) {
    if (!person.deleted) states.set(person.entraObjectId, person);
    for (const error of person.errors) errors.add(digest(errorKey(person.entraObjectId, error)));
  }
  // Okta is off by now: what only informs later keeps nothing waiting for a repair.
  const groups = await readMemberships(client).catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
  for (const person of states.values()) states.set(person.entraObjectId, inGroups(person, groups));
  const matched = identities.filter(isExpected);
  const locked = lockedByClearance(findings);
  const expected = expectedChanges(findings, staged);
  const people = matched.map((line) => ({
    ...expectedPerson(line, states, locked, digest),
    ...expected(line),
  }));
  const ids = new Set(matched.map(({ entraObjectId }) => entraObjectId?.toLowerCase()));
  const lost = acceptedLosses(findings);
  const others = [...states.values()].filter(({ entraObjectId }) => !ids.has(entraObjectId));
  const unmatched = others.map((person) => unmatchedPerson(person, lost, digest));
  const names = matched.flatMap(({ userPrincipalName, entraUserPrincipalName }, index) =>
    [userPrincipalName, entraUserPrincipalName].flatMap((name) =>
      name === undefined ? [] : [[name.toLowerCase(), people[index]?.account ?? ''] as const],
    ),
  );
  const baseline = { key, digest, people: [...people, ...unmatched], errors };
  return { baseline, people: knownPeople(baseline, new Map(names)) };
}

/** The object ids, in lower case, of accounts that Entra will lock as the on-premises ones are: it was cleared so. */
function lockedByClearance(findings: readonly Finding[]): ReadonlySet<string> {
  return accountsOf(findings, ({ rule, expected }) => rule === 'account-state-change' && expected === 'disabled');
}

/** What findings that were cleared say of a person's account, by rule. */
const kindOfRule: Readonly<Record<string, PersonKind>> = {
  'account-state-change': 'locked',
  'upn-changed': 'addresses',
  'upn-suffix-unverified': 'addresses',
  'primary-address-change': 'addresses',
  'duplicate-proxy-address': 'addresses',
  'group-membership-loss': 'groups',
};
/** Their findings name attributes with values, `mail: …; manager: …`. */
const rulesOfAttributes: ReadonlySet<string> = new Set(['attribute-deletion', 'pending-update']);
/** What an attribute belongs to, in lower case. */
const kindOfAttribute: Readonly<Record<string, PersonKind>> = {
  accountenabled: 'locked',
  userprincipalname: 'addresses',
  mail: 'addresses',
  alias: 'addresses',
  mailnickname: 'addresses',
  proxyaddresses: 'addresses',
  targetaddress: 'addresses',
  manager: 'manager',
};

/** What was cleared, or is staged, to become another one: by account, or by the anchor of a staged object. */
function expectedChanges(
  findings: readonly Finding[],
  staged: readonly PendingExport[],
): (line: IdentityLine) => Pick<ExpectedPerson, 'expected'> {
  const known = new Map<string, Set<PersonKind>>();
  const add = (key: string | undefined, kind: PersonKind | undefined): void => {
    if (key !== undefined && kind !== undefined) known.set(key, (known.get(key) ?? new Set()).add(kind));
  };
  for (const { rule, subject, found = '' } of findings) {
    const attributes = rulesOfAttributes.has(rule) ? found.split('; ').map((text) => text.split(':')[0] ?? '') : [];
    const kinds = [kindOfRule[rule], ...attributes.map((name) => kindOfAttribute[name.toLowerCase()])];
    for (const kind of kinds) add(subject?.entraObjectId?.toLowerCase(), kind);
  }
  for (const object of staged)
    for (const { name } of object.changes) {
      const kind = kindOfAttribute[name.toLowerCase()];
      add(object.entraObjectId?.toLowerCase(), kind);
      add(decodeConnectorDn(object.csObjectDn) ?? object.sourceAnchor, kind);
    }
  return ({ entraObjectId, sourceAnchor }) => {
    const kinds = [entraObjectId?.toLowerCase(), sourceAnchor].flatMap((key) => [...(known.get(key ?? '') ?? [])]);
    return kinds.length === 0 ? {} : { expected: [...new Set(kinds)].sort() };
  };
}

/** What Entra shows now that it should not: see verifyPeople. */
export async function verifyAgainst(client: GraphClient, baseline: VerificationBaseline): Promise<string[]> {
  return verifyPeople(baseline, await readAll(client));
}

/**
 * Who differs from before in something that somebody may have meant, by kind.
 *
 * @param accounts what was read of everybody; their groups are read here, as far as they can be.
 */
export async function differencesAgainst(
  client: GraphClient,
  baseline: VerificationBaseline,
  accounts: readonly PersonState[],
  kinds: readonly DifferenceKind[] = verifiedKinds,
): Promise<PersonDifference[]> {
  const readsGroups = kinds.includes('groups') && baseline.people.some(({ groups }) => groups !== undefined);
  return differencesSince(baseline, readsGroups ? await readGroupsOf(client, accounts) : accounts, kinds);
}

/** Tells the people of a baseline that was kept by what their accounts are called now. */
export async function recogniser(client: GraphClient, baseline: VerificationBaseline): Promise<KnownPeople> {
  return knownPeople(baseline, namesIn(baseline, await readAll(client)));
}

/** Every account of the tenant, as a verification compares it. */
export async function readAll(client: GraphClient): Promise<PersonState[]> {
  const people: PersonState[] = [];
  for await (const person of readPeopleState(client)) people.push(person);
  return people;
}

/** The accounts with the groups that each is in now, as far as that could be read. */
export async function readGroupsOf(client: GraphClient, accounts: readonly PersonState[]): Promise<PersonState[]> {
  const groups = await readMemberships(client);
  return accounts.map((person) => inGroups(person, groups));
}

function inGroups(person: PersonState, groups: ReadonlyMap<string, readonly string[]> | undefined): PersonState {
  return groups === undefined ? person : { ...person, groups: groups.get(person.entraObjectId) ?? [] };
}

/** Those who must keep their account. */
function isExpected({ outcome, entraObjectId }: IdentityLine): boolean {
  return entraObjectId !== undefined && (outcome === 'hardMatch' || outcome === 'softMatch');
}

/** The object ids, in lower case, of accounts whose loss was accepted with the clearance. */
function acceptedLosses(findings: readonly Finding[]): ReadonlySet<string> {
  const rules: readonly string[] = acceptableLossRules;
  return accountsOf(findings, ({ rule, waived }) => waived && rules.includes(rule));
}

/** The object ids, in lower case, of the accounts that such findings are about. */
function accountsOf(findings: readonly Finding[], isMeant: (finding: Finding) => boolean): ReadonlySet<string> {
  return new Set(findings.filter(isMeant).flatMap(({ subject }) => subject?.entraObjectId?.toLowerCase() ?? []));
}

/** Somebody whom no synchronization should touch. Manager, licenses and groups are left to those who administer them. */
function unmatchedPerson(person: PersonState, lost: ReadonlySet<string>, digest: KeyedDigest): ExpectedPerson {
  const { licences: _licences, groups: _groups, ...own } = person;
  const { manager: _manager, ...state } = stateOf(own, digest);
  return {
    account: digest(person.entraObjectId),
    anchors: [],
    mayBeWithout: true,
    unmatched: true,
    ...state,
    ...(lost.has(person.entraObjectId) && { mayBeLost: true as const }),
  };
}

function expectedPerson(
  { outcome, entraObjectId = '', immutableId, sourceAnchor, objectGuid }: IdentityLine,
  states: ReadonlyMap<string, PersonState>,
  locked: ReadonlySet<string>,
  digest: KeyedDigest,
): ExpectedPerson {
  const id = entraObjectId.toLowerCase();
  const anchors = [...new Set([immutableId, sourceAnchor].filter((anchor) => anchor !== undefined))];
  const state = states.get(id);
  return {
    account: digest(id),
    anchors: anchors.map(digest),
    mayBeWithout: outcome === 'softMatch',
    ...(objectGuid !== undefined && { objectGuid: digest(objectGuid.toLowerCase()) }),
    ...(state && stateOf(state, digest)),
    ...(locked.has(id) && { mayBeLocked: true as const }),
  };
}

/** Keeps the baseline, one line a person, in an order that tells nothing. */
export async function writeBaseline(journal: string, { key, people, errors }: KeptBaseline): Promise<void> {
  const sorted = people.toSorted((a, b) => byText(a.account, b.account));
  const first = { entraCutoverBaseline: 2, key, people: people.length, errors: [...errors].sort() };
  await writeLines(baselinePath(journal), [first, ...sorted]);
}

const header = z.object({
  entraCutoverBaseline: z.literal(2),
  key: z.string().min(1),
  people: z.number(),
  errors: z.array(z.string()),
});
const person = z.object({
  account: z.string(),
  anchors: z.array(z.string()),
  mayBeWithout: z.boolean(),
  objectGuid: z.string().optional(),
  locked: z.string().optional(),
  licences: z.string().optional(),
  groups: z.string().optional(),
  addresses: z.string().optional(),
  manager: z.string().optional(),
  anchor: z.string().optional(),
  synced: z.string().optional(),
  expected: z.array(z.enum(personKinds)).optional(),
  mayBeLocked: z.literal(true).optional(),
  unmatched: z.literal(true).optional(),
  mayBeLost: z.literal(true).optional(),
});

/**
 * The baseline next to the journal, or undefined when Entra was never switched on from here.
 *
 * @throws UserError when it is cut off or no baseline: half of the people would be verified.
 */
export async function readBaseline(journal: string): Promise<KeptBaseline | undefined> {
  const read = await readLines(baselinePath(journal), header, person, 'people of the cutover');
  if (read === undefined) return undefined;
  const { key, errors } = read.header;
  return { key, digest: keyed(key), people: read.people, errors: new Set(errors) };
}
