/** `attr/@type` of csexport; a reference stands in a `dn-attr`. */
export type AttributeType = 'string' | 'binary' | 'boolean' | 'reference';

const types: Readonly<Record<string, AttributeType>> = {
  accountEnabled: 'boolean',
  manager: 'reference',
  member: 'reference',
  onPremiseSecurityIdentifier: 'binary',
  onPremisesObjectIdentifier: 'binary',
  securityEnabled: 'boolean',
};

const multivalued = ['member', 'proxyAddresses'];

/** The type of an attribute of the Entra connector space. */
export function attributeType(name: string): AttributeType {
  return types[name] ?? 'string';
}

/** True for attributes that may have several values. */
export function isMultivalued(name: string): boolean {
  return multivalued.includes(name);
}
