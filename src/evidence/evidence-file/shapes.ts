import type { EntraObject, ObjectType, OnPremObject } from '../../domain/objects.js';
import type { ServiceFact } from '../../domain/service.js';
import { quoted, UnreadableValue } from '../values/unreadable-value.js';

// The shapes of the lines of an evidence file, as plain functions: a million lines are checked with them.

export type Json = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;
type Checks<Noun> = Readonly<Record<Exclude<keyof Noun, 'at'>, Check>>;

const objectTypes: ReadonlySet<unknown> = new Set<ObjectType>(['user', 'group', 'contact', 'device']);
const isText: Check = (value) => typeof value === 'string';
/** A value that says who or what something is. Collect leaves out what is empty; two empty ones would be equal. */
const isValue: Check = (value) => typeof value === 'string' && value !== '';
/** The same of what collect writes without blanks around it. */
const isTrimmed: Check = (value) => isValue(value) && (value as string).trim() !== '';
const isFlag: Check = (value) => typeof value === 'boolean';
const isCount: Check = (value) => typeof value === 'number' && value >= 0;
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isType: Check = (value) => objectTypes.has(value);
const isTextsByName: Check = (value) => isObject(value) && Object.values(value).every(isText);
const isErrors: Check = (value) =>
  Array.isArray(value) &&
  value.every(
    (error) =>
      isObject(error) &&
      isText(error.category) &&
      (error.property === undefined || isText(error.property)) &&
      (error.value === undefined || isText(error.value)),
  );
/** Optional: in a list of checks `undefined` is met only where the field is required. */
const orNone =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const oneOf = (...words: readonly string[]): Check => {
  const known: ReadonlySet<unknown> = new Set(words);
  return (value) => known.has(value);
};

export const onPremShape: Checks<OnPremObject> = {
  objectType: isType,
  objectGuid: isTrimmed,
  consistencyGuid: isTrimmed,
  immutableIdClaim: isValue,
  userPrincipalName: isTrimmed,
  name: isValue,
  objectSid: isTrimmed,
  samAccountName: isValue,
  mail: isTrimmed,
  proxyAddresses: isTexts,
  distinguishedName: isValue,
  enabled: isFlag,
  members: isTexts,
  deleted: isFlag,
  attributes: isTextsByName,
};

export const entraShape: Checks<EntraObject> = {
  objectType: isType,
  entraObjectId: isTrimmed,
  userPrincipalName: isTrimmed,
  immutableId: isValue,
  synced: isFlag,
  displayName: isTrimmed,
  userType: isTrimmed,
  accountEnabled: isFlag,
  mail: isTrimmed,
  proxyAddresses: isTexts,
  onPremisesSecurityIdentifier: isTrimmed,
  onPremisesSamAccountName: isTrimmed,
  onPremisesDomainName: isTrimmed,
  onPremisesDistinguishedName: isTrimmed,
  deletedDateTime: isText,
  onPremisesObjectIdentifier: isTrimmed,
  provisioningErrors: isErrors,
  members: isTexts,
  mailEnabled: isFlag,
  securityEnabled: isFlag,
  groupTypes: isTexts,
  deviceId: isTrimmed,
  cloudManaged: isFlag,
  exchangeCloudManaged: isFlag,
  properties: isTextsByName,
};

type FactShapes = {
  readonly [Name in ServiceFact['fact']]: Readonly<
    Record<Exclude<keyof Extract<ServiceFact, { fact: Name }>, 'at' | 'fact'>, Check>
  >;
};

const factShapes: FactShapes = {
  domain: { name: isValue, verified: isFlag, federated: isFlag, issuerUri: orNone(isText) },
  features: {
    softMatchBlocked: orNone(isFlag),
    hardMatchBlocked: orNone(isFlag),
    objectIdentifierUpdateAllowed: orNone(isFlag),
    passwordSyncEnabled: orNone(isFlag),
  },
  deletionPrevention: {
    prevention: oneOf('disabled', 'count', 'percentage', 'unknown'),
    threshold: orNone(isCount),
  },
  roleHolder: {
    entraObjectId: isTrimmed,
    role: isText,
    assignment: oneOf('active', 'eligible'),
    throughGroup: orNone(isText),
  },
  licence: {
    entraObjectId: isTrimmed,
    skuId: isText,
    throughGroup: orNone(isText),
    disabledPlans: orNone(isTexts),
  },
  job: {
    servicePrincipalId: isText,
    jobId: isText,
    templateId: isText,
    scheduleState: isText,
    statusCode: isText,
    quarantineReason: orNone(isText),
    anchorExpression: orNone(isText),
    secretKeys: orNone(isTexts),
    templates: orNone(isTexts),
  },
  provisioningEvent: { jobId: isText, action: isText, status: isText, occurredAt: isText, identifiers: isTexts },
  accessPolicy: {
    name: isValue,
    demands: isTexts,
    sparesSync: orNone(isFlag),
    undecided: orNone(isTexts),
    includedUsers: isTexts,
    includedGroups: isTexts,
    everybody: isFlag,
    syncRole: oneOf('included', 'excluded', 'unnamed'),
    onPremSyncRole: orNone(oneOf('included', 'excluded')),
    excludedUsers: isTexts,
    excludedGroups: isTexts,
    includedPrincipals: orNone(isTexts),
    excludedPrincipals: orNone(isTexts),
    everyPrincipal: orNone(isFlag),
    principalFilter: orNone(isFlag),
  },
  syncPrincipal: {
    entraObjectId: isTrimmed,
    name: isText,
    signsInFor: oneOf('connect', 'cloudSync', 'pipeline'),
  },
  agent: { agentId: isText, machineName: isText, status: isText },
  connectExport: {
    anchorAttribute: orNone(isText),
    clientMachineName: orNone(isText),
    clientVersion: orNone(isText),
    pendingAdditions: orNone(isCount),
    pendingUpdates: orNone(isCount),
    pendingDeletions: orNone(isCount),
  },
};

/** What the lines of people and of facts about the tenant call their members. */
export const memberNames: readonly string[] = [onPremShape, entraShape, ...Object.values(factShapes)].flatMap(
  Object.keys,
);
/** What facts about the tenant are called. */
export const factNames: readonly string[] = Object.keys(factShapes);

/** Throws UnreadableValue unless the line is an object of the shape: only known fields, each of its type, and an objectType. */
export function checkObject(json: Json, shape: Readonly<Record<string, Check>>): void {
  const wrong = firstWrong(json, shape);
  if (wrong !== undefined) refuse(json, wrong);
  if (!isType(json.objectType)) refuse(json, 'objectType');
}

/** Throws UnreadableValue unless the line is a fact about the tenant with everything that such a fact has. */
export function checkFact(json: Json): void {
  const { fact } = json;
  if (typeof fact !== 'string' || !Object.hasOwn(factShapes, fact)) refuse(json, 'fact');
  const shape: Readonly<Record<string, Check>> = factShapes[fact as ServiceFact['fact']];
  const wrong =
    firstWrong(json, { fact: isText, ...shape }) ?? Object.keys(shape).find((name) => !shape[name]?.(json[name]));
  if (wrong !== undefined) refuse(json, wrong);
}

/** The members of a JSON object, or undefined for anything else. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstWrong(json: Json, shape: Readonly<Record<string, Check>>): string | undefined {
  return Object.keys(json).find((name) => name !== 'at' && !(Object.hasOwn(shape, name) && shape[name]?.(json[name])));
}

function refuse(json: Json, name: string): never {
  const found = json[name] === undefined ? `no ${name}` : `${quoted(name)}: ${quoted(JSON.stringify(json[name]))}`;
  throw new UnreadableValue(`The record is not as collect writes it (${found}). Collect the evidence again.`);
}
