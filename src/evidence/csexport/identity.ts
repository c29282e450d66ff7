import {
  type AttributeValues,
  attributeNamed,
  type ConnectorObjectType,
  type ConnectorSpaceIdentity,
} from '../../domain/connect.js';
import { decodeConnectorDn } from '../../domain/connector-dn.js';
import { bytesToGuid, normalizeGuid } from '../../domain/guid.js';
import { decodeGuidAnchor } from '../../domain/source-anchor.js';
import { knownFields } from '../known-fields.js';

/** The object types by their names in connector spaces. */
export const connectorObjectTypes: ReadonlyMap<string, ConnectorObjectType> = new Map([
  ['user', 'user'],
  ['inetorgperson', 'user'],
  ['group', 'group'],
  ['contact', 'contact'],
  ['device', 'device'],
  ['computer', 'device'],
  ['msds-device', 'device'],
  ['publicfolder', 'publicFolder'],
]);

/** The object type by its name in the connector space, in any letter case; undefined for one we do not know. */
export function connectorObjectType(name: string | undefined): ConnectorObjectType | undefined {
  return connectorObjectTypes.get(name?.trim().toLowerCase() ?? '');
}

/** Attributes with their values, and the `anchor` element where the file has it. */
export interface IdentitySource {
  readonly attributes: readonly AttributeValues[];
  readonly anchor?: string;
}

/** Who an object is, from the values that its attributes have (or will have): the first source that knows one wins. */
export function identityFields(
  csDn: string,
  id: string | undefined,
  sources: readonly IdentitySource[],
): Omit<ConnectorSpaceIdentity, 'at' | 'objectType'> {
  const find = (name: string, isWanted = isPresent): string | undefined => {
    for (const { attributes } of sources) {
      const value = attributeNamed(attributes, name)?.values.find(isWanted);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const anchor = sources.find((source) => source.anchor !== undefined)?.anchor;
  if (isDirectoryDn(csDn)) {
    return knownFields({
      inDirectory: true as const,
      objectGuid: guidOfAnchor(anchor) ?? guidOfAnchor(find('objectGUID')),
      csObjectDn: csDn,
      csObjectId: normalizeGuid(id ?? ''),
      userPrincipalName: find('userPrincipalName'),
      displayName: find('displayName'),
    });
  }
  return knownFields({
    csObjectDn: csDn,
    csObjectId: normalizeGuid(id ?? ''),
    // The attribute is what is sent; the DN is what the object was joined by, and all that a staged delete has.
    sourceAnchor: find('sourceAnchor') ?? decodeConnectorDn(csDn),
    userPrincipalName: find('userPrincipalName'),
    displayName: find('displayName'),
    primaryAddress: find('proxyAddresses', isPrimaryAddress)?.slice('SMTP:'.length) ?? find('mail'),
    // Objects without a source anchor have the cloud anchor in their DN.
    entraObjectId: entraObjectId(find('cloudAnchor')) ?? entraObjectId(anchorText(anchor)) ?? entraObjectId(csDn),
  });
}

/** The connector of Entra names objects by their anchor alone; those of Active Directory by where they lie. */
export function isDirectoryDn(csDn: string): boolean {
  return /,\s*DC=/i.test(csDn);
}

/** A connector of Active Directory joins by objectGUID, in .NET order. */
function guidOfAnchor(base64: string | undefined): string | undefined {
  const bytes = base64 === undefined ? undefined : decodeGuidAnchor(base64.trim());
  return bytes && bytesToGuid(bytes);
}

function isPresent(value: string): boolean {
  return value !== '';
}

function isPrimaryAddress(address: string): boolean {
  return /^SMTP:./.test(address);
}

/** The Entra object id in a cloud anchor such as `User_7d1e…` (CONNECT-18), or undefined. */
export function entraObjectId(cloudAnchor: string | undefined): string | undefined {
  const match = /[A-Za-z]_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f])/i.exec(cloudAnchor ?? '');
  return match?.[1]?.toLowerCase();
}

/** The `anchor` element is the Base64 of the cloud anchor in UTF-16LE, with or without a length before it (CONNECT-15). */
function anchorText(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('utf16le');
}
