import type { AttributeValues, ConnectorObjectType, ConnectorSpaceIdentity } from '../../domain/connect.js';
import { decodeConnectorDn } from '../../domain/connector-dn.js';
import { normalizeGuid } from '../../domain/guid.js';
import { knownFields } from '../known-fields.js';

const objectTypes: ReadonlyMap<string, ConnectorObjectType> = new Map([
  ['user', 'user'],
  ['inetorgperson', 'user'],
  ['group', 'group'],
  ['contact', 'contact'],
  ['device', 'device'],
  ['computer', 'device'],
  ['publicfolder', 'publicFolder'],
]);

/** The object type by its name in the connector space, in any letter case; undefined for one we do not know. */
export function connectorObjectType(name: string | undefined): ConnectorObjectType | undefined {
  return objectTypes.get(name?.trim().toLowerCase() ?? '');
}

/** Who an object is, from the values that its attributes have (or will have): the first source that knows one wins. */
export function identityFields(
  csDn: string,
  id: string | undefined,
  sources: readonly (readonly AttributeValues[])[],
  anchors: readonly (string | undefined)[] = [],
): Omit<ConnectorSpaceIdentity, 'at' | 'objectType'> {
  const find = (name: string, wanted: (value: string) => boolean = (value) => value !== ''): string | undefined => {
    for (const source of sources) {
      const value = source.find((attribute) => attribute.name.toLowerCase() === name)?.values.find(wanted);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const cloudAnchors = [find('cloudanchor'), ...anchors.map(anchorText)];
  const primary = find('proxyaddresses', (address) => address.startsWith('SMTP:'));
  return knownFields({
    csObjectDn: csDn,
    csObjectId: normalizeGuid(id ?? ''),
    // The attribute is what is sent; the DN is what the object was joined by, and all that a staged delete has.
    sourceAnchor: find('sourceanchor') ?? decodeConnectorDn(csDn),
    userPrincipalName: find('userprincipalname'),
    displayName: find('displayname'),
    primaryAddress: primary?.slice('SMTP:'.length) ?? find('mail'),
    entraObjectId: cloudAnchors.map(entraObjectId).find((found) => found !== undefined),
  });
}

/** The Entra object id in a cloud anchor such as `User_7d1e…` (facts 1.5), or undefined. */
export function entraObjectId(cloudAnchor: string | undefined): string | undefined {
  const match = /[A-Za-z]_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f])/i.exec(cloudAnchor ?? '');
  return match?.[1]?.toLowerCase();
}

/** The `anchor` element is the Base64 of the cloud anchor in UTF-16LE, with or without a length before it (facts 1.4). */
function anchorText(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('utf16le');
}
