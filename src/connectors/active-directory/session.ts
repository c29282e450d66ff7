import { type Client, Control, type Entry, type Filter, NoSuchObjectError } from 'ldapts';
import { binarySpellings } from './attributes.js';
import { closeConnection, openConnection } from './connect.js';
import { requestError } from './errors.js';
import { textOf } from './parse.js';
import type { DirectoryServer } from './settings.js';

/** What the server says of itself (its rootDSE). */
export interface RootDse {
  /** The DN of the domain; undefined for a server that is not a domain controller. */
  readonly defaultNamingContext: string | undefined;
  /** Names this very domain controller: its update sequence numbers mean nothing on another one. */
  readonly serviceName: string | undefined;
}

export interface PageQuery {
  readonly base: string;
  readonly filter: string;
  readonly attributes: readonly string[];
  readonly pageSize: number;
  /** Objects of the recycle bin and tombstones are found as well. */
  readonly showDeleted?: boolean;
}

/** One page of a search. */
export interface Page {
  readonly entries: readonly Entry[];
  readonly referrals: readonly string[];
}

/** Reads one directory server. It has no method that writes. */
export interface DirectorySession {
  readonly server: string;
  readonly rootDse: RootDse;
  /** The pages of a search, one after the other. ldapts stops at an empty page even where the server has more. */
  pages(query: PageQuery): AsyncGenerator<Page>;
  /** The entries that match, of which there are few: never more than a server returns at once. */
  find(base: string, filter: Filter, attributes: readonly string[], showDeleted?: boolean): Promise<Page>;
  /** The entry of that name, or undefined. */
  get(distinguishedName: string, attributes: readonly string[]): Promise<Entry | undefined>;
  close(): Promise<void>;
}

/** LDAP_SERVER_SHOW_DELETED_OID (MS-ADTS 3.1.1.3.4.1.14). */
const showDeletedControl = '1.2.840.113556.1.4.417';

/** Opens a session for reading. Throws as `openConnection` does; what fails later is DirectoryUnreachable or an LDAP result. */
export async function openSession(
  server: DirectoryServer,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<DirectorySession> {
  const client = await openConnection(server, environment);
  const name = server.server;
  const guarded = async <Value>(step: () => Promise<Value>): Promise<Value> => {
    try {
      return await step();
    } catch (error) {
      throw requestError(error, name);
    }
  };
  const get = (base: string, attributes: readonly string[]) =>
    guarded(async () => {
      try {
        const options = { scope: 'base' as const, attributes: [...attributes], explicitBufferAttributes };
        return (await client.search(base, options)).searchEntries[0];
      } catch (error) {
        if (error instanceof NoSuchObjectError) return undefined;
        throw error;
      }
    });
  try {
    const root = await get('', ['defaultNamingContext', 'dsServiceName']);
    return {
      server: name,
      rootDse: {
        defaultNamingContext: root && textOf(root, 'defaultNamingContext'),
        serviceName: root && textOf(root, 'dsServiceName'),
      },
      pages: (query) => pagesOf(client, query, name),
      find: (base, filter, attributes, showDeleted) =>
        guarded(async () => {
          const options = { scope: 'sub' as const, filter, attributes: [...attributes], explicitBufferAttributes };
          const { searchEntries, searchReferences } = await client.search(base, options, controls(showDeleted));
          return { entries: searchEntries, referrals: searchReferences };
        }),
      get,
      close: () => closeConnection(client),
    };
  } catch (error) {
    await closeConnection(client);
    throw error;
  }
}

const explicitBufferAttributes = [...binarySpellings];

async function* pagesOf(client: Client, query: PageQuery, server: string): AsyncGenerator<Page> {
  const { base, filter, attributes, pageSize, showDeleted } = query;
  const options = {
    scope: 'sub' as const,
    filter,
    attributes: [...attributes],
    explicitBufferAttributes,
    paged: { pageSize },
  };
  try {
    for await (const page of readAhead(client.searchPaginated(base, options, controls(showDeleted)))) {
      yield { entries: page.searchEntries, referrals: page.searchReferences };
    }
  } catch (error) {
    throw requestError(error, server);
  }
}

/** The same items, each asked for while the one before it is worked on: the server and we work at the same time. */
async function* readAhead<Item>(items: AsyncGenerator<Item>): AsyncGenerator<Item> {
  const ask = (): Promise<IteratorResult<Item>> => {
    const answer = items.next();
    // Where nobody waits for it any more, nobody has to hear why it failed.
    answer.catch(() => undefined);
    return answer;
  };
  try {
    let answer = await ask();
    while (answer.done !== true) {
      const next = ask();
      yield answer.value;
      answer = await next;
    }
  } finally {
    await items.return(undefined);
  }
}

function controls(showDeleted = false): Control[] {
  return showDeleted ? [new Control(showDeletedControl, { critical: true })] : [];
}
