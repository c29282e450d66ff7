import { jsonObject } from '../../evidence/json-document.js';
import type { GraphClient } from './client.js';

/** Which Entra Connect server exported to the tenant last, and when something was synchronized last (ISO 8601, UTC). */
export interface LastExport {
  readonly machineName: string;
  readonly synchronizedAt: string;
}

const organizationPath = '/organization?$select=id,onPremisesLastSyncDateTime';

/**
 * Reads who exported to the tenant last (GRAPH-10). Undefined where Graph shows no server or no time, or beta does not answer:
 * it proves nothing then, and nothing else rests on it.
 */
export async function readLastExport(client: GraphClient): Promise<LastExport | undefined> {
  const [synchronization, organization] = await client.batch(
    ['/directory/onPremisesSynchronization', organizationPath],
    'beta',
  );
  const bodyOf = (answer: typeof synchronization): unknown =>
    answer !== undefined && 'body' in answer ? answer.body : undefined;
  const machineName = inFirst(bodyOf(synchronization), 'configuration', 'currentExportData', 'clientMachineName');
  const synchronizedAt = inFirst(bodyOf(organization), 'onPremisesLastSyncDateTime');
  if (typeof machineName !== 'string' || typeof synchronizedAt !== 'string') return undefined;
  return { machineName, synchronizedAt };
}

/**
 * When anybody synchronized to the tenant last (ISO 8601, UTC), cloud sync and Okta included; undefined where Graph shows no time.
 *
 * @throws UserError where Graph does not answer.
 */
export async function readLastSynchronization(client: GraphClient): Promise<string | undefined> {
  const synchronizedAt = inFirst(await client.get(organizationPath), 'onPremisesLastSyncDateTime');
  return typeof synchronizedAt === 'string' ? synchronizedAt : undefined;
}

/** The member of the first entry of a collection. */
function inFirst(body: unknown, ...names: readonly string[]): unknown {
  const list = jsonObject(body)?.get('value');
  return names.reduce(
    (value: unknown, name) => jsonObject(value)?.get(name),
    Array.isArray(list) ? list[0] : undefined,
  );
}
