import { spelledAddress } from '../../domain/account-values.js';
import { UserError } from '../../domain/errors.js';
import { jsonObject } from '../../evidence/json-document.js';
import { jsonText } from '../../evidence/known-members.js';
import type { GraphClient } from './client.js';

/** What a verification compares of one account. */
export interface PersonState {
  readonly entraObjectId: string;
  readonly userPrincipalName: string;
  readonly immutableId?: string;
  readonly deleted: boolean;
  /** When it was created, and moved to the recycle bin, as Graph writes it. */
  readonly createdAt?: string;
  readonly deletedAt?: string;
  /** `property: value` of each provisioning error, sorted. */
  readonly errors: readonly string[];
  readonly enabled?: boolean;
  /** The ids of its SKUs, each with the service plans that are off, sorted; left out where the answer does not say. */
  readonly licences?: readonly string[];
  /** The ids of the groups that it is a direct member of, sorted; read apart from the account. */
  readonly groups?: readonly string[];
  /** Mail and proxyAddresses, in lower case but for the prefix, sorted; left out where the answer does not say. */
  readonly addresses?: readonly string[];
  /** Object id; left out where there is none, or the answer does not say. */
  readonly manager?: string;
  /** True for whom a directory synchronizes. */
  readonly synced?: boolean;
}

const properties =
  'id,userPrincipalName,onPremisesImmutableId,onPremisesProvisioningErrors,accountEnabled,assignedLicenses,createdDateTime,mail,proxyAddresses,onPremisesSyncEnabled';

/**
 * Every account of the tenant, those in the recycle bin included, as far as a verification compares them.
 *
 * @throws UserError for an account without an id: people who can't be told apart can't be verified.
 */
export async function* readPeopleState(client: GraphClient): AsyncGenerator<PersonState> {
  for await (const item of client.list(`/users?$select=${properties}&$expand=manager($select=id)&$top=999`))
    yield personOf(item, false);
  const deleted = `/directory/deletedItems/microsoft.graph.user?$select=${properties},deletedDateTime&$top=999`;
  for await (const item of client.list(deleted)) yield personOf(item, true);
}

function personOf(item: unknown, deleted: boolean): PersonState {
  const user = jsonObject(item);
  const [id, name, anchor, errors] = [
    user?.get('id'),
    user?.get('userPrincipalName'),
    user?.get('onPremisesImmutableId'),
    user?.get('onPremisesProvisioningErrors'),
  ];
  const [createdAt, deletedAt] = [user?.get('createdDateTime'), user?.get('deletedDateTime')];
  const [enabled, licences] = [user?.get('accountEnabled'), user?.get('assignedLicenses')];
  const [mail, proxies, synced] = ['mail', 'proxyAddresses', 'onPremisesSyncEnabled'].map((one) => user?.get(one));
  const manager = jsonObject(user?.get('manager'))?.get('id');
  if (typeof id !== 'string')
    throw new UserError('Microsoft Graph lists a user without an id: nobody can be verified.');
  return {
    entraObjectId: id.toLowerCase(),
    userPrincipalName: typeof name === 'string' ? name : id,
    ...(typeof anchor === 'string' && { immutableId: anchor }),
    deleted,
    ...(typeof createdAt === 'string' && { createdAt }),
    ...(typeof deletedAt === 'string' && { deletedAt }),
    ...(typeof enabled === 'boolean' && { enabled }),
    ...(Array.isArray(licences) && {
      licences: licences.map(licenceText).sort(),
    }),
    ...(Array.isArray(proxies) && { addresses: addressesOf(mail, proxies) }),
    ...(typeof manager === 'string' && { manager: manager.toLowerCase() }),
    ...(user?.has('onPremisesSyncEnabled') && { synced: synced === true }),
    errors: (Array.isArray(errors) ? errors : []).map(errorText).sort(),
  };
}

function licenceText(licence: unknown): string {
  const members = jsonObject(licence);
  const off = members?.get('disabledPlans');
  const plans = Array.isArray(off) ? off.map(jsonText).sort() : [];
  return [jsonText(members?.get('skuId')), ...plans.map((plan) => `-${plan}`)].join('');
}

function addressesOf(mail: unknown, proxies: readonly unknown[]): string[] {
  return [
    ...(typeof mail === 'string' ? [mail.toLowerCase()] : []),
    ...proxies.map(jsonText).map(spelledAddress),
  ].sort();
}

function errorText(error: unknown): string {
  const members = jsonObject(error);
  return `${jsonText(members?.get('propertyCausingError') ?? members?.get('category') ?? 'error')}: ${jsonText(members?.get('value'))}`;
}
