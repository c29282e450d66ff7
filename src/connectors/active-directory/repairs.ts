import type { Client, Entry } from 'ldapts';
import { bytesToGuid } from '../../domain/guid.js';
import type { ObjectState, RepairTarget } from '../repair-target.js';
import { closeConnection, openConnection } from './connect.js';
import { requestError } from './errors.js';
import { compareAndSet } from './modify.js';
import type { DirectoryServer } from './settings.js';

const binaryAttributes = ['objectGUID', 'mS-DS-ConsistencyGuid'];
const pageSize = 1000;

/**
 * Active Directory under the base as a target of repairs.
 *
 * @throws UserError when it can't be reached or refuses the account.
 */
export async function openDirectoryTarget(
  server: DirectoryServer,
  baseDn: string,
  environment: NodeJS.ProcessEnv,
): Promise<RepairTarget> {
  const client = await openConnection(server, environment);
  return {
    name: server.server,
    concurrency: 4,
    readAll: (attributes) => readAll(client, server.server, baseDn, attributes),
    write: ({ object, attribute, from, to }) =>
      compareAndSet(client, server.server, {
        distinguishedName: object.distinguishedName ?? '',
        attribute,
        ...(from !== null && { expected: bytesOf(attribute, from) }),
        ...(to !== null && { value: bytesOf(attribute, to) }),
      }),
    close: () => closeConnection(client),
  };
}

async function readAll(
  client: Client,
  server: string,
  baseDn: string,
  attributes: ReadonlySet<string>,
): Promise<ReadonlyMap<string, ObjectState>> {
  const wanted = [...new Set([...binaryAttributes, ...attributes])];
  const found = new Map<string, ObjectState>();
  try {
    const pages = client.searchPaginated(baseDn, {
      scope: 'sub',
      // Everything that holds an anchor counts, whatever its class.
      filter: '(|(objectClass=user)(mS-DS-ConsistencyGuid=*))',
      attributes: wanted,
      explicitBufferAttributes: binaryAttributes,
      paged: { pageSize },
    });
    for await (const { searchEntries } of pages) {
      for (const entry of searchEntries) {
        const state = stateOf(entry, wanted);
        if (state !== undefined) found.set(state.objectId, state);
      }
    }
  } catch (error) {
    throw requestError(error, server);
  }
  return found;
}

function stateOf(entry: Entry, attributes: readonly string[]): ObjectState | undefined {
  const guid = entry.objectGUID;
  if (!Buffer.isBuffer(guid) || guid.length !== 16) return undefined;
  const values = new Map<string, readonly string[]>();
  for (const attribute of attributes) {
    const texts = [entry[attribute] ?? []]
      .flat()
      .map((value) =>
        Buffer.isBuffer(value) ? value.toString(binaryAttributes.includes(attribute) ? 'base64' : 'utf8') : value,
      );
    if (texts.length > 0) values.set(attribute, texts);
  }
  return { objectId: bytesToGuid(guid), distinguishedName: entry.dn, values };
}

function bytesOf(attribute: string, value: string): Uint8Array {
  return Buffer.from(value, binaryAttributes.includes(attribute) ? 'base64' : 'utf8');
}
