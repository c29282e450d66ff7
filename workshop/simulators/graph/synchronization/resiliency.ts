import { createHash } from 'node:crypto';
import { timestamp, type World } from '../../world.js';
import { type GraphState, type GraphUser, initialDomain, type ProvisioningError } from '../state.js';

/** The names of an account of which no other account may have one. */
export interface Names {
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly proxyAddresses: readonly string[];
}

/**
 * The names that the account gets: duplicate attribute resiliency keeps back a UPN or an address that another account has, and
 * says so in the errors of the account, while the export succeeds ("Identity synchronization and duplicate attribute
 * resiliency").
 */
export function withoutConflicts(
  world: World,
  user: GraphUser,
  wanted: Names,
): Names & Pick<GraphUser, 'onPremisesProvisioningErrors'> {
  const others = world.state.graph.users.filter((other) => other !== user);
  const errors: ProvisioningError[] = [];
  const conflict = (propertyCausingError: ProvisioningError['propertyCausingError'], value: string): void => {
    const known = user.onPremisesProvisioningErrors.find(
      (error) => error.propertyCausingError === propertyCausingError && error.value === value,
    );
    errors.push(
      known ?? { category: 'PropertyConflict', propertyCausingError, value, occurredDateTime: timestamp(world) },
    );
  };

  const { userPrincipalName: name, mail } = wanted;
  const nameIsTaken = others.some((other) => other.userPrincipalName.toLowerCase() === name.toLowerCase());
  if (nameIsTaken) conflict('UserPrincipalName', name);
  const taken = new Set(others.flatMap(addressesOf));
  const addresses = wanted.proxyAddresses.filter((address) => !taken.has(address.toLowerCase()));
  for (const address of wanted.proxyAddresses) if (!addresses.includes(address)) conflict('ProxyAddress', address);
  return {
    userPrincipalName: nameIsTaken ? user.userPrincipalName : name,
    mail: mail !== null && !taken.has(`smtp:${mail.toLowerCase()}`) ? mail : null,
    proxyAddresses: addresses,
    onPremisesProvisioningErrors: errors,
  };
}

/** An account that is about to be created from Active Directory: nothing but its id and a name that nobody has. */
export function blankAccount(
  world: World,
  source: { readonly id: string; readonly sourceAnchor: string; readonly prefix: string },
): Omit<GraphUser, 'version'> {
  return {
    id: source.id,
    userPrincipalName: placeholderName(world.state.graph, source),
    displayName: '',
    givenName: null,
    surname: null,
    mail: null,
    mailNickname: null,
    proxyAddresses: [],
    accountEnabled: true,
    userType: 'Member',
    usageLocation: null,
    jobTitle: null,
    department: null,
    createdDateTime: timestamp(world),
    deletedDateTime: null,
    onPremisesImmutableId: null,
    onPremisesSyncEnabled: true,
    onPremisesSecurityIdentifier: null,
    onPremisesSamAccountName: null,
    onPremisesDomainName: null,
    onPremisesDistinguishedName: null,
    onPremisesUserPrincipalName: null,
    onPremisesLastSyncDateTime: null,
    onPremisesObjectIdentifier: null,
    onPremisesProvisioningErrors: [],
  };
}

/** The placeholder of duplicate attribute resiliency, `<prefix>+<4 digits>@<initial domain>`. */
function placeholderName(
  graph: GraphState,
  { sourceAnchor, prefix }: { sourceAnchor: string; prefix: string },
): string {
  const digits = createHash('sha256').update(sourceAnchor).digest().readUInt32BE() % 10_000;
  return `${prefix}+${String(digits).padStart(4, '0')}@${initialDomain(graph)}`;
}

function addressesOf(user: GraphUser): string[] {
  const mail = user.mail === null ? [] : [`smtp:${user.mail}`];
  return [...user.proxyAddresses, ...mail].map((address) => address.toLowerCase());
}
