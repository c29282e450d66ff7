import { decodeBase64 } from '../../domain/base64.js';
import { type AttributeChange, attributeNamed, type PendingExport } from '../../domain/connect.js';
import { decodeConnectorDn } from '../../domain/connector-dn.js';
import { domainOfDistinguishedName, normalizeDn } from '../../domain/distinguished-name.js';
import { nameKey } from '../../domain/name-key.js';
import type { EntraObject, OnPremObject } from '../../domain/objects.js';
import { bytesToSid } from '../../domain/sid.js';
import { type ConnectorJoin, connectorJoiner, objectTypeOf } from '../connector-subject.js';
import { type OnPremIdentity, onPremIdentities } from '../identity.js';
import { indexBy } from '../index-by.js';
import { objectIdentifier, objectOf } from '../object-identifier.js';
import type { Population } from '../population.js';
import type { FindingDraft, Rule } from '../rule.js';
import { onPremSubject } from '../subject.js';

/** An attribute of the export that names the on-premises object to which Entra Connect has joined the account. */
interface Trace {
  readonly attribute: RegExp;
  /** What the two sides compare by; undefined for a value that names nobody. */
  readonly key: (value: string) => string | undefined;
  /** The values of an on-premises object that Entra Connect writes there. */
  readonly own: (object: OnPremObject) => string | undefined;
  /** What the object may have in its place, unless it is another object's own. */
  readonly inherited?: (object: OnPremObject) => string | undefined;
  /** What the account shows of it, for what an object keeps for life: another value is another object, no matter who has it. */
  readonly shown?: (account: EntraObject) => string | undefined;
  /** True for names that are unique within a domain only. */
  readonly isOfDomain?: true;
}

/** Source: "Microsoft Entra Connect Sync: Attributes synchronized to Microsoft Entra ID". */
export const traces: readonly Trace[] = [
  {
    attribute: objectIdentifier,
    key: objectOf,
    own: ({ objectGuid }) => objectGuid,
    // After a move between forests mS-DS-ConsistencyGuid holds the objectGUID of the object that the account was made from.
    inherited: ({ objectGuid, consistencyGuid }) => objectGuid && consistencyGuid,
    shown: ({ onPremisesObjectIdentifier }) => onPremisesObjectIdentifier,
  },
  {
    attribute: /^(objectsid|onpremises?securityidentifier)$/i,
    key: sidOf,
    own: ({ objectSid }) => objectSid,
    shown: ({ onPremisesSecurityIdentifier }) => onPremisesSecurityIdentifier,
  },
  {
    attribute: /^(accountname|onpremises?samaccountname)$/i,
    key: nameKey,
    own: ({ samAccountName }) => samAccountName,
    isOfDomain: true,
  },
  {
    attribute: /^onpremises?distinguishedname$/i,
    key: normalizeDn,
    own: ({ distinguishedName }) => distinguishedName,
  },
  {
    attribute: /^onpremises?userprincipalname$/i,
    key: nameKey,
    own: ({ userPrincipalName }) => userPrincipalName,
  },
];

/** Entra Connect writes the traces of one on-premises object into the account of another. */
export const joinedToAnother: Rule = {
  id: 'joined-to-another',
  category: 'staging',
  severity: 'error',
  title: 'Entra Connect has joined the account to another object',
  help: 'What is staged for an account names the on-premises object to which Entra Connect has joined it: objectGUID, SID, account name, distinguished name, UPN. Here one of them is somebody else’s, an objectGUID or SID replaces the person’s own, or two accounts get the same one. The rule also names an object whose account (cloudAnchor) is not the one that has the anchor in the object’s distinguished name, and a group, contact or device under the anchor of a person. All this is possible although the anchors agree. Where an account has no objectGUID or SID yet, one that nobody in the evidence has, or that everybody gets, does not show a join: that is a warning of evidence-incomplete.',
  consequence:
    'Entra Connect would write another person’s name, mail and account state into this account. It can’t be waived.',
  remedy:
    'On the staging server, look at both objects in the connector space of Entra (Properties, Lineage) and disconnect those that are joined wrongly. Then run a full synchronization and export again.',
  find: (population) =>
    wrongJoins(population)
      .filter(({ wrong }) => !wrong.every(({ isVague }) => isVague))
      .map(({ object, join, wrong, found }): FindingDraft => {
        const owners = [...new Set(wrong.flatMap((one) => one.owners))];
        return {
          subject: join.subject,
          at: object.at,
          expected: wrong[0]?.expected,
          found,
          ...(owners.length > 0 && { related: owners.map(onPremSubject) }),
        };
      }),
};

/** A staged object that has traces of another one than its own. */
export interface WrongJoin {
  readonly object: PendingExport;
  readonly join: ConnectorJoin;
  readonly wrong: readonly WrongTrace[];
  readonly found: string;
}

/** Objects whose traces are not their own and tell of nobody else: whom Entra Connect has joined, nobody can say. */
export function vagueJoins(population: Population): readonly WrongJoin[] {
  return wrongJoins(population).filter(({ wrong }) => wrong.every(({ isVague }) => isVague));
}

const known = new WeakMap<Population, readonly WrongJoin[]>();

/** Judged once for a population: the rule and the gate each take their part. */
function wrongJoins(population: Population): readonly WrongJoin[] {
  const joins = known.get(population) ?? judgeJoins(population);
  known.set(population, joins);
  return joins;
}

function judgeJoins(population: Population): readonly WrongJoin[] {
  const join = connectorJoiner(population);
  const { pendingExports } = population;
  if (pendingExports.length === 0) return [];
  const identities = onPremIdentities(population);
  const judges = traces.map((trace) => judgeOf(trace, identities, pendingExports));
  const judgePair = pairJudge(identities);
  return pendingExports.flatMap((object): WrongJoin[] => {
    const joined = join(object);
    const wrong = [
      ...judgeType(object, joined),
      ...judgePair(object, joined),
      ...object.changes.flatMap((change) => judges.flatMap((judge) => judge(change, joined))),
    ];
    if (wrong.length === 0) return [];
    return [{ object, join: joined, wrong, found: wrong.map(({ found }) => found).join('; ') }];
  });
}

interface WrongTrace {
  readonly expected: string | undefined;
  readonly found: string;
  readonly owners: readonly OnPremObject[];
  /** True where the value tells nothing of whom the account is joined to. */
  readonly isVague: boolean;
}

/** Judges what the object is: the anchor in its DN is that of one on-premises object, and both are of one type. */
function judgeType({ objectType }: PendingExport, { user }: ConnectorJoin): readonly WrongTrace[] {
  if (user === undefined || user.objectType === objectTypeOf(objectType)) return [];
  return [
    {
      expected: `object type: ${user.objectType}`,
      found: `object type: ${objectType}`,
      owners: [user],
      isVague: false,
    },
  ];
}

/**
 * Judges the two names of a staged object: its DN is the anchor of the source, its cloud anchor the id of the account
 * (CONNECT-16). They are of one pair, or the account gets the values of another source.
 */
function pairJudge(
  identities: readonly OnPremIdentity[],
): (object: PendingExport, join: ConnectorJoin) => readonly WrongTrace[] {
  const pairs = new Map(identities.map(({ onPrem, entra }) => [onPrem, entra]));
  const owners = indexBy(identities, ({ entra }) => entra);
  return ({ entraObjectId, csObjectDn, changes }, { user, holder, rival, subject }) => {
    // A staged anchor is not the one that the object was joined by; what it takes from whom, anchor-held-by-another says.
    const isStaged = attributeNamed(changes, 'sourceAnchor') !== undefined;
    if (holder === undefined || subject.sourceAnchor === undefined) return [];
    if (isStaged && decodeConnectorDn(csObjectDn) === undefined) return [];
    const pair = user && pairs.get(user);
    if (holder.immutableId === subject.sourceAnchor || pair === holder) return [];
    const others = (owners.get(holder) ?? []).map(({ onPrem }) => onPrem);
    const isVague = user === undefined && rival === undefined;
    // Whose source nobody knows lacks one in the evidence: that is said already.
    if (isVague && others.length === 0) return [];
    const right = (pair ?? rival)?.entraObjectId;
    return [
      { expected: right && `cloudAnchor: ${right}`, found: `cloudAnchor: ${entraObjectId}`, owners: others, isVague },
    ];
  };
}

/** Judges changes of one attribute; what is of another says nothing. */
function judgeOf(
  { attribute, key, own, inherited = () => undefined, shown, isOfDomain }: Trace,
  identities: readonly OnPremIdentity[],
  exports: readonly PendingExport[],
): (change: AttributeChange, join: ConnectorJoin) => readonly WrongTrace[] {
  const keyOf = (value: string | undefined): string | undefined => (value?.trim() ? key(value.trim()) : undefined);
  const owners = indexBy(identities, ({ onPrem }) => keyOf(own(onPrem)));
  const heirs = indexBy(identities, ({ onPrem }) => keyOf(inherited(onPrem)));
  const all = exports.flatMap(({ changes }) => changes.filter(({ name }) => attribute.test(name)));
  const writers = indexBy(
    all.flatMap(({ valuesAdded }) => valuesAdded),
    keyOf,
  );
  const isConstant = all.length > 2 && writers.size === 1;
  // What an object keeps for life is written into one account.
  const isOfTwo = (value: string): boolean => writers.size > 1 && (writers.get(value)?.length ?? 0) > 1;
  return ({ name, valuesAdded, valuesDeleted }, { user, holder }) => {
    if (!attribute.test(name)) return [];
    const right = user === undefined ? [] : [own(user), inherited(user)].filter((value) => keyOf(value) !== undefined);
    const domain = isOfDomain && domainOfDistinguishedName(user?.distinguishedName);
    return valuesAdded.flatMap((value): WrongTrace[] => {
      const staged = keyOf(value);
      if (staged === undefined) return [];
      const named = (owners.get(staged) ?? heirs.get(staged) ?? []).filter(
        ({ onPrem }) => !domain || (domainOfDistinguishedName(onPrem.distinguishedName) ?? domain) === domain,
      );
      if (named.some((identity) => isOwn(identity, user, holder))) return [];
      const isShared = shown !== undefined && isOfTwo(staged);
      if (named.length === 0 && (shown === undefined || right.length === 0) && !isShared) return [];
      const before = [holder && shown?.(holder), ...valuesDeleted].map(keyOf);
      // A value that nobody has may be of somebody whom the evidence lacks; in the place of the right one it is certainly wrong.
      const isVague = named.length === 0 && !isShared && !right.some((one) => before.includes(keyOf(one)));
      return [
        {
          expected: right[0],
          found: `${name}: ${value}`,
          owners: named.map(({ onPrem }) => onPrem),
          isVague: isVague || isConstant,
        },
      ];
    });
  };
}

/** True for the source of the account itself, also by its mailbox in another forest. */
function isOwn(
  { onPrem, entra, exclusion }: OnPremIdentity,
  user: OnPremObject | undefined,
  holder: EntraObject | undefined,
): boolean {
  return onPrem === user || exclusion?.kind === 'linked-mailbox' || (entra !== undefined && entra === holder);
}

/** The text of a SID that stands there as text or as the Base64 of its bytes. */
function sidOf(value: string): string | undefined {
  if (/^S-1-/i.test(value)) return value.toUpperCase();
  const bytes = decodeBase64(value);
  return bytes && bytesToSid(bytes);
}
