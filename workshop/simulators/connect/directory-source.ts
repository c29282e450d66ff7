import { guidBytes } from '../anchors.js';
import type { DirectoryUser } from '../directory.js';

/** An object of Active Directory as a search by LDAP gives it: bytes where the attribute is binary, else text. */
export interface DirectoryObject {
  readonly dn: string;
  /** Attributes in Active Directory's own letter case. */
  readonly attributes: Readonly<Record<string, readonly (string | Uint8Array)[]>>;
}

/** One forest as the connector account sees it. */
export interface DirectorySource {
  /** Every object of the forest. An error is a forest that can't be reached. */
  readonly read: () => readonly DirectoryObject[] | Promise<readonly DirectoryObject[]>;
  /** Writes one attribute of an object; left out where the account may not write. */
  readonly write?: (objectGuid: string, attribute: string, value: Uint8Array) => void | Promise<void>;
}

const accountDisabled = 2;
const normalAccount = 512;

/** The people of a scenario's directory, read again at each import; what is written back is there afterwards. */
export function scenarioDirectory(directory: { readonly users: DirectoryUser[] }): DirectorySource {
  return {
    read: () => directory.users.map(directoryObject),
    write(objectGuid, attribute, value) {
      const index = directory.users.findIndex((user) => user.objectGuid === objectGuid);
      const user = directory.users[index];
      if (user === undefined || attribute !== 'mS-DS-ConsistencyGuid')
        throw new Error(
          `${attribute} of ${objectGuid} can't be written: the scenario's directory keeps no such value.`,
        );
      directory.users[index] = { ...user, consistencyGuid: Buffer.from(value).toString('base64') };
    },
  };
}

function directoryObject(user: DirectoryUser): DirectoryObject {
  const text = (value: string): string[] => (value === '' ? [] : [value]);
  return {
    dn: user.distinguishedName,
    attributes: {
      objectClass: ['top', 'person', 'organizationalPerson', 'user'],
      objectGUID: [guidBytes(user.objectGuid)],
      objectSid: user.objectSid === '' ? [] : [sidBytes(user.objectSid)],
      'mS-DS-ConsistencyGuid': user.consistencyGuid === '' ? [] : [Buffer.from(user.consistencyGuid, 'base64')],
      sAMAccountName: text(user.samAccountName),
      userPrincipalName: text(user.userPrincipalName),
      displayName: text(user.name),
      mail: text(user.mail),
      proxyAddresses: user.proxyAddresses,
      adminDescription: text(user.adminDescription),
      userAccountControl: [String(normalAccount + (user.enabled ? 0 : accountDisabled))],
    },
  };
}

/** The bytes of a SID's text (MS-DTYP 2.4.2.2): the authority is big-endian, its parts are little-endian. */
export function sidBytes(sid: string): Buffer {
  const [revision = 0, authority = 0, ...parts] = sid.split('-').slice(1).map(Number);
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes.writeUInt8(revision, 0);
  bytes.writeUInt8(parts.length, 1);
  bytes.writeUIntBE(authority, 2, 6);
  parts.forEach((part, index) => {
    bytes.writeUInt32LE(part, 8 + 4 * index);
  });
  return bytes;
}

/** The text of a SID's bytes. */
export function sidText(bytes: Buffer): string {
  const parts = Array.from({ length: bytes.readUInt8(1) }, (_, index) => bytes.readUInt32LE(8 + 4 * index));
  return ['S', bytes.readUInt8(0), bytes.readUIntBE(2, 6), ...parts].join('-');
}
