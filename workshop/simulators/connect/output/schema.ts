/** `attr/@type` of csexport; a reference stands in a `dn-attr`. */
export type AttributeType = 'string' | 'binary' | 'boolean' | 'integer' | 'reference';

/** Those of both connector spaces that are not single strings. */
const types: Readonly<Record<string, AttributeType>> = {
  accountEnabled: 'boolean',
  groupType: 'integer',
  'mS-DS-ConsistencyGuid': 'binary',
  manager: 'reference',
  member: 'reference',
  msExchRecipientTypeDetails: 'integer',
  objectGUID: 'binary',
  objectSid: 'binary',
  onPremiseSecurityIdentifier: 'binary',
  onPremisesObjectIdentifier: 'binary',
  securityEnabled: 'boolean',
  userAccountControl: 'integer',
};

const multivalued = ['member', 'objectClass', 'proxyAddresses'];

/** The type of an attribute of the Entra connector space. */
export function attributeType(name: string): AttributeType {
  return types[name] ?? 'string';
}

/** True for attributes that may have several values. */
export function isMultivalued(name: string): boolean {
  return multivalued.includes(name);
}
