import { EqualityFilter, type Filter, OrFilter } from 'ldapts';
import { versionAttribute } from './attributes.js';
import { bytesOf, textOf } from './parse.js';
import type { DirectorySession, Page, PageQuery } from './session.js';

/** Every object that Entra Connect can synchronize: a computer only with a certificate (CONNECT-29). */
export const livingObjects =
  '(|(&(objectClass=user)(!(objectClass=computer)))(objectClass=group)(objectClass=contact)(&(objectClass=computer)(userCertificate=*)))';
/** People whose account was deleted, as tombstones or in the recycle bin. */
export const deletedUsers = '(&(isDeleted=TRUE)(objectClass=user)(!(objectClass=computer)))';

/** What to search, where. */
export interface Search extends Pick<PageQuery, 'base' | 'filter' | 'showDeleted'> {
  /** True where finding nothing is an answer. */
  readonly mayBeEmpty?: boolean;
}

/** Which objects there are: each objectGUID (hexadecimal, wire order) with its uSNChanged, empty where it has none. */
export interface ObjectList {
  readonly versions: Map<string, string>;
  /** False when the search ended at an empty page, where ldapts gives up whether or not the server has more. */
  readonly ended: boolean;
}

/** So many objects are asked for at once by their GUIDs: well below every server's limit. */
export const fetchedAtOnce = 200;

/**
 * Lists the objects by GUID alone. `pageSize` must differ from that of the reading: what ends the one at an empty page
 * then does not end the other at the same object.
 */
export async function listObjects(session: DirectorySession, search: Search, pageSize: number): Promise<ObjectList> {
  const versions = new Map<string, string>();
  let last = 0;
  for await (const { entries } of session.pages({
    ...search,
    attributes: ['objectGUID', versionAttribute],
    pageSize,
  })) {
    last = entries.length;
    for (const entry of entries) {
      const guid = bytesOf(entry, 'objectGUID');
      if (guid !== undefined) versions.set(guid.toString('hex'), textOf(entry, versionAttribute) ?? '');
    }
  }
  return { versions, ended: last > 0 };
}

/** The objects with these GUIDs, as far as they still are in the container. */
export function fetchObjects(
  session: DirectorySession,
  { base, showDeleted }: Search,
  keys: readonly string[],
  attributes: readonly string[],
): Promise<Page> {
  // As text in a filter, bytes from 0x80 on would be sent as UTF-8 and find nothing.
  const filters: Filter[] = keys.map(
    (key) => new EqualityFilter({ attribute: 'objectGUID', value: Buffer.from(key, 'hex') }),
  );
  return session.find(base, new OrFilter({ filters }), attributes, showDeleted);
}
