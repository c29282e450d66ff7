import { defaultFlows } from '../../domain/default-flows.js';
import type { EvidenceKind } from '../../domain/evidence.js';
import type { OnPremObject } from '../../domain/objects.js';
import type { EntraRecord } from '../../domain/service.js';
import { entraTable } from '../csv/entra.js';
import { onPremTable } from '../csv/on-prem.js';
import type { CsvTable } from '../csv/read.js';
import type { Revive } from '../evidence-file/read.js';
import { reviveEntraRecord, reviveOnPremObject } from '../evidence-file/revive.js';
import type { ReadLog } from '../read-log.js';
import { canonicalName, layOutColumns } from '../records/columns.js';
import { type EntraRole, entraNames, synchronisedProperties } from '../records/entra.js';
import { type OnPremRole, onPremNames } from '../records/on-prem.js';
import { entraNumber, onPremNumber } from './columns.js';
import type { JsonColumn } from './compact-file.js';
import { flowKinds, kinds } from './kinds.js';

/** What the columns of one side mean: the table of the object path, and what a plain cell of each column is. */
export interface CompactSide<Item> {
  /** One of the two numbers that the shared memory knows the sides by. */
  readonly number: 0 | 1;
  readonly evidence: EvidenceKind & ('onPrem' | 'entra');
  tableOf(header: readonly string[], line: number, log: ReadLog): CsvTable<Item> | undefined;
  /** Undefined where no row of such a table is plain. */
  columnsOf(header: readonly string[]): ColumnsOfHeader | undefined;
  readonly revive: Revive<Item>;
  /** The columns of lines that `collect` writes, where their header names these fields. */
  membersOf(fields: readonly string[]): JsonColumns;
}

/** What the columns of a table hold. */
export interface ColumnsOfHeader {
  readonly kinds: Uint8Array;
  /** The fields that a value in each column gives, in the names of the table. */
  readonly fields: readonly (readonly string[])[];
}

/** The members of the JSON objects of a file, and what each holds. */
export interface JsonColumns {
  readonly columns: readonly JsonColumn[];
  readonly kinds: Uint8Array;
}

// Properties that are not listed must be empty in a plain row.
const onPremKinds: Partial<Record<OnPremRole, number>> = {
  objectGuid: kinds.guid,
  consistencyGuid: kinds.consistency,
  immutableIdClaim: kinds.anchor,
  userPrincipalName: kinds.upn,
  name: kinds.display,
  objectSid: kinds.sid,
  samAccountName: kinds.account,
  mail: kinds.mail,
  proxyAddresses: kinds.proxies,
  distinguishedName: kinds.distinguishedName,
  enabled: kinds.flag,
  objectType: kinds.userClass,
};
/** Attributes by which Entra Connect leaves somebody out; any other may hold any text. */
const attributeKinds: Readonly<Record<string, number>> = {
  admindescription: kinds.empty,
  msexchmasteraccountsid: kinds.empty,
  iscriticalsystemobject: kinds.noOrEmpty,
  msexchrecipienttypedetails: kinds.recipientType,
  recipienttypedetails: kinds.recipientType,
  useraccountcontrol: kinds.accountControl,
  mailnickname: kinds.nickname,
};
/** Of each attribute of Active Directory the property that it fills in Entra, and of each such property itself. */
const flowsByName: ReadonlyMap<string, number> = new Map(
  defaultFlows.flatMap(([, attributes], flow) => attributes.map((name) => [name, flowKinds + flow] as const)),
);
const flowsByProperty: ReadonlyMap<string, number> = new Map(
  defaultFlows.map(([property], flow) => [property, flowKinds + flow]),
);

function kindOfAttribute(name: string): number {
  return attributeKinds[name] ?? flowsByName.get(name) ?? kinds.text;
}

/** Who takes over loses no property that no attribute flows into. */
function kindOfProperty(name: string): number {
  return flowsByProperty.get(name) ?? kinds.text;
}

const entraKinds: Partial<Record<EntraRole, number>> = {
  entraObjectId: kinds.objectId,
  immutableId: kinds.anchor,
  userPrincipalName: kinds.upn,
  displayName: kinds.display,
  accountEnabled: kinds.flag,
  synced: kinds.yes,
  userType: kinds.member,
  mail: kinds.mail,
  proxyAddresses: kinds.proxies,
  onPremisesSecurityIdentifier: kinds.sid,
  onPremisesSamAccountName: kinds.account,
  onPremisesDomainName: kinds.domain,
  onPremisesDistinguishedName: kinds.distinguishedName,
  onPremisesObjectIdentifier: kinds.identifier,
  objectType: kinds.entraUserClass,
  cloudManaged: kinds.noOrEmpty,
  exchangeCloudManaged: kinds.noOrEmpty,
};

export const onPremSide: CompactSide<OnPremObject> = {
  number: onPremNumber,
  evidence: 'onPrem',
  tableOf: onPremTable,
  columnsOf(header: readonly string[]): ColumnsOfHeader | undefined {
    const { roles, others, rivals } = layOutColumns(header, onPremNames);
    // Whether two columns of one meaning agree is looked at where a row becomes an object.
    if (rivals.size > 0 || (others.has('msexchrecipienttypedetails') && others.has('recipienttypedetails')))
      return undefined;
    // Without a value in one of these columns nobody is plain.
    if (!roles.has('objectGuid') || !roles.has('userPrincipalName')) return undefined;
    const result = { kinds: new Uint8Array(header.length).fill(kinds.unread), fields: header.map((): string[] => []) };
    for (const [name, column] of others) {
      result.kinds[column] = kindOfAttribute(name);
      result.fields[column]?.push(name, ...(name === 'useraccountcontrol' ? ['enabled'] : []));
    }
    for (const [role, column] of roles) {
      result.kinds[column] = onPremKinds[role] ?? kinds.empty;
      result.fields[column]?.push(role);
    }
    return result;
  },
  revive: reviveOnPremObject,
  membersOf(fields) {
    const isRole = (name: string): name is OnPremRole => Object.hasOwn(onPremNames, name);
    return jsonColumns(
      fields.filter(isRole).map((role) => [role, onPremKinds[role] ?? kinds.empty]),
      ['attributes', fields.filter((name) => !isRole(name)).map((name) => [name, kindOfAttribute(name)])],
    );
  },
};

export const entraSide: CompactSide<EntraRecord> = {
  number: entraNumber,
  evidence: 'entra',
  tableOf: entraTable,
  columnsOf(header: readonly string[]): ColumnsOfHeader | undefined {
    const { roles, rivals } = layOutColumns(header, entraNames);
    if (rivals.size > 0 || (roles.has('accountEnabled') && roles.has('blockCredential'))) return undefined;
    if (!roles.has('immutableId') || !roles.has('userPrincipalName')) return undefined;
    // Of the further columns only those are read that synchronization writes.
    const properties = header.map(canonicalName);
    const isProperty = properties.map((name) => synchronisedProperties.has(name));
    const result = {
      kinds: Uint8Array.from(properties, (name, column) => (isProperty[column] ? kindOfProperty(name) : kinds.unread)),
      fields: isProperty.map((is): string[] => (is ? ['properties'] : [])),
    };
    for (const [role, column] of roles) {
      result.kinds[column] = entraKinds[role] ?? kinds.empty;
      result.fields[column]?.push(role);
    }
    return result;
  },
  revive: reviveEntraRecord,
  membersOf(fields) {
    const isRole = (name: string): name is EntraRole => Object.hasOwn(entraNames, name);
    const properties = fields.includes('properties') ? [...synchronisedProperties] : [];
    return jsonColumns(
      fields.filter(isRole).map((role) => [role, entraKinds[role] ?? kinds.empty]),
      ['properties', properties.map((name) => [name, kindOfProperty(name)])],
    );
  },
};

/** Fields that evidence files write as true or false, and those that are lists. */
const flags: ReadonlySet<string> = new Set([
  ...['enabled', 'deleted', 'synced', 'accountEnabled', 'mailEnabled', 'securityEnabled'],
  ...['cloudManaged', 'exchangeCloudManaged'],
]);
const lists: ReadonlySet<string> = new Set(['proxyAddresses', 'members', 'groupTypes', 'provisioningErrors']);
/** Reports show them as they are written, and columns keep their bytes. */
const guids: ReadonlySet<string> = new Set(['objectGuid', 'entraObjectId']);

function jsonColumns(
  roles: readonly (readonly [string, number])[],
  [inner, members]: readonly [string, readonly (readonly [string, number])[]],
): JsonColumns {
  const own = roles.filter(([name]) => name !== 'objectType');
  const typeOf = (name: string): JsonColumn['type'] =>
    flags.has(name) ? 'flag' : lists.has(name) ? 'texts' : guids.has(name) ? 'lowerText' : 'text';
  const parent = own.length + 2;
  return {
    columns: [
      { name: 'objectType', type: 'text', parent: -1 },
      { name: 'at', type: 'number', parent: -1 },
      ...own.map(([name]): JsonColumn => ({ name, type: typeOf(name), parent: -1 })),
      { name: inner, type: 'object', parent: -1 },
      ...members.map(([name]): JsonColumn => ({ name, type: 'text', parent })),
    ],
    kinds: Uint8Array.of(
      ...[kinds.user, kinds.unread],
      ...own.map(([, kind]) => kind),
      kinds.unread,
      ...members.map(([, kind]) => kind),
    ),
  };
}
