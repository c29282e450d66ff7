import type { AccountValues } from '../../domain/account-values.js';
import { byText } from '../../domain/by-text.js';
import { UserError } from '../../domain/errors.js';
import { jsonObject } from '../../evidence/json-document.js';
import type { GraphClient } from './client.js';
import { identifiersPath, userSelect } from './queries.js';

const path = `/users?$select=${userSelect},onPremisesLastSyncDateTime&$top=999`;

/** Of the account itself, its licenses and what no synchronization brings, nothing is compared. */
const left = new Set([
  'id',
  'userType',
  'onPremisesProvisioningErrors',
  'onPremisesLastSyncDateTime',
  'onPremisesSyncEnabled',
]);

/**
 * Every account of the tenant with the values that a synchronization may write. The identifier is read apart, under beta
 * (GRAPH-2); where that is refused nobody has one, before and after.
 */
export async function readAccountValues(client: GraphClient): Promise<AccountValues[]> {
  const identifiers = await readIdentifiers(client);
  const accounts: AccountValues[] = [];
  for await (const item of client.list(path)) {
    const user = jsonObject(item) ?? new Map<string, unknown>();
    const text = (name: string): string | undefined => {
      const value = user.get(name);
      return typeof value === 'string' ? value : undefined;
    };
    const id = text('id');
    if (id === undefined)
      throw new UserError(
        'Microsoft Graph lists a user without an id: the people can’t be compared with how they were before.',
      );
    const [immutableId, distinguishedName, synchronizedAt] = [
      'onPremisesImmutableId',
      'onPremisesDistinguishedName',
      'onPremisesLastSyncDateTime',
    ].map(text);
    const identifier = identifiers.get(id);
    accounts.push({
      entraObjectId: id.toLowerCase(),
      userPrincipalName: text('userPrincipalName') ?? id,
      ...(immutableId !== undefined && { immutableId }),
      ...(distinguishedName !== undefined && { distinguishedName }),
      ...(synchronizedAt !== undefined && { synchronizedAt }),
      values: new Map<string, readonly string[]>([
        ...[...user].filter(([name]) => !left.has(name)).map(([name, value]) => [name, textsOf(value)] as const),
        ...(identifier === undefined ? [] : [['onPremisesObjectIdentifier', [identifier]] as const]),
      ]),
    });
  }
  return accounts;
}

async function readIdentifiers(client: GraphClient): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  try {
    for await (const item of client.list(identifiersPath, 'beta')) {
      const [id, value] = ['id', 'onPremisesObjectIdentifier'].map((name) => jsonObject(item)?.get(name));
      if (typeof id === 'string' && typeof value === 'string') found.set(id, value);
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return new Map();
  }
  return found;
}

/** Nothing for what has no value; each value of a list by itself, in an order of its own. */
function textsOf(value: unknown): string[] {
  if (value === null || value === undefined || value === '') return [];
  if (Array.isArray(value)) return value.flatMap(textsOf).sort();
  return [typeof value === 'string' ? value : JSON.stringify(plain(value))];
}

function plain(value: unknown): unknown {
  const members = jsonObject(value);
  return members === undefined ? value : [...members].sort(([a], [b]) => byText(a, b));
}
