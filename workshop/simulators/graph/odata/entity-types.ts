/** What the OData layer must know of a kind of entity. */
export interface EntityType {
  /** As in Graph's error texts, `microsoft.graph.user`. */
  readonly name: string;
  /** The collection in `@odata.context`. */
  readonly set: string;
  /** Selectable in v1.0; left out where any property may be selected. */
  readonly properties?: ReadonlySet<string>;
  /** Selectable in beta only. */
  readonly betaProperties: ReadonlySet<string>;
  /** What comes without `$select`; everything when left out. */
  readonly defaults?: readonly string[];
  readonly expandable: ReadonlySet<string>;
  readonly unfilterable: ReadonlySet<string>;
  readonly foldCase: ReadonlySet<string>;
  /** Directory objects: ne, not, endswith and `$count` need ConsistencyLevel: eventual and `$count=true`. */
  readonly advancedQueries: boolean;
  readonly top: { readonly fallback: number; readonly maximum: number };
}

const names = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));
const none: ReadonlySet<string> = new Set();

const userProperties = names(`
  id userPrincipalName displayName givenName surname mail mailNickname proxyAddresses accountEnabled userType usageLocation
  jobTitle department createdDateTime deletedDateTime onPremisesImmutableId onPremisesSyncEnabled onPremisesSecurityIdentifier
  onPremisesSamAccountName onPremisesDomainName onPremisesDistinguishedName onPremisesUserPrincipalName
  onPremisesLastSyncDateTime onPremisesProvisioningErrors serviceProvisioningErrors onPremisesExtensionAttributes
  businessPhones mobilePhone officeLocation preferredLanguage otherMails imAddresses assignedLicenses identities
  companyName employeeId employeeType creationType externalUserState faxNumber streetAddress city state postalCode country
  licenseAssignmentStates`);

const userDefaults = [
  'businessPhones',
  'displayName',
  'givenName',
  'id',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
] as const;

/** Users: properties and filters of GRAPH-1; the on-premises ones are never in the default set. */
export const userType: EntityType = {
  name: 'microsoft.graph.user',
  set: 'users',
  properties: userProperties,
  betaProperties: names('onPremisesObjectIdentifier onPremisesSyncBehavior'),
  defaults: userDefaults,
  expandable: names('manager'),
  unfilterable: names('onPremisesDistinguishedName onPremisesDomainName onPremisesSamAccountName proxyAddresses'),
  foldCase: names('userPrincipalName mail displayName mailNickname'),
  advancedQueries: true,
  top: { fallback: 100, maximum: 999 },
};

const groupProperties = names(`
  id displayName description mail mailNickname proxyAddresses mailEnabled securityEnabled groupTypes membershipRule visibility
  createdDateTime isAssignableToRole onPremisesSyncEnabled onPremisesSecurityIdentifier onPremisesSamAccountName
  onPremisesDomainName onPremisesLastSyncDateTime onPremisesProvisioningErrors`);

/** Groups; their members are a collection of their own. */
export const groupType: EntityType = {
  ...directoryType('group', 'groups'),
  properties: groupProperties,
  unfilterable: names('onPremisesDomainName onPremisesSamAccountName'),
};

const contactProperties = names(`
  id displayName givenName surname mail mailNickname proxyAddresses jobTitle department companyName onPremisesSyncEnabled
  onPremisesLastSyncDateTime onPremisesProvisioningErrors`);

export const contactType: EntityType = { ...directoryType('orgContact', 'contacts'), properties: contactProperties };

const deviceProperties = names(`
  id displayName deviceId accountEnabled operatingSystem trustType isManaged isCompliant onPremisesSyncEnabled
  onPremisesSecurityIdentifier onPremisesLastSyncDateTime`);

export const deviceType: EntityType = { ...directoryType('device', 'devices'), properties: deviceProperties };

/** True when the API version knows the property of the type. */
export function hasProperty(type: EntityType, version: 'v1.0' | 'beta', property: string): boolean {
  return (
    type.properties === undefined ||
    type.properties.has(property) ||
    (version === 'beta' && type.betaProperties.has(property))
  );
}

/** A directory object whose properties we do not list one by one. */
export function directoryType(name: string, set: string): EntityType {
  return {
    name: `microsoft.graph.${name}`,
    set,
    betaProperties: none,
    expandable: none,
    unfilterable: none,
    foldCase: names('displayName mail'),
    advancedQueries: true,
    top: { fallback: 100, maximum: 999 },
  };
}

/** Anything that is not a directory object: filters compare letter by letter (CLOUDSYNC-11). */
export function plainType(name: string, set: string): EntityType {
  return { ...directoryType(name, set), foldCase: none, advancedQueries: false };
}
