import type { AttributeValues, ConnectorObjectType, ConnectorSpaceIdentity } from '../../domain/connect.js';
import { decodeConnectorDn } from '../../domain/connector-dn.js';
import { normalizeGuid } from '../../domain/guid.js';

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
  const values = (name: string): readonly string[] => {
    for (const source of sources) {
      const found = source.find((attribute) => attribute.name.toLowerCase() === name);
      if (found !== undefined && found.values.length > 0) return found.values;
    }
    return [];
  };
  const text = (name: string): string | undefined => values(name)[0] || undefined;
  const cloudAnchors = [text('cloudanchor'), ...anchors.map(anchorText)];
  const primary = values('proxyaddresses').find((address) => address.startsWith('SMTP:'));
  return withoutUndefined({
    csObjectDn: csDn,
    csObjectId: normalizeGuid(id ?? ''),
    // The attribute is what is sent; the DN is what the object was joined by, and all that a staged delete has.
    sourceAnchor: text('sourceanchor') ?? decodeConnectorDn(csDn),
    userPrincipalName: text('userprincipalname'),
    displayName: text('displayname'),
    primaryAddress: primary?.slice('SMTP:'.length) ?? text('mail'),
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

/** The same object without the keys whose value is undefined: a field that is not known is left out. */
export function withoutUndefined<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key] } & {
  [Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<Fields[Key], undefined>;
};
export function withoutUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
