import { bytesToGuid, guidToBytes, normalizeGuid } from '../../domain/guid.js';

const guidBytes = 16;
/** An object id and the identifier that belongs to it. */
const entryBytes = 2 * guidBytes;

/**
 * Which object of Active Directory each user was synchronized from, by object id: 32 bytes a user where both are GUIDs,
 * because beta tells it in pages of its own and a tenant may have a million users.
 */
export interface Identifiers {
  readonly add: (id: string, identifier: string) => void;
  readonly find: (id: string) => string | undefined;
}

/** An empty table: open addressing over one buffer that doubles. */
export function createIdentifiers(): Identifiers {
  let table = new Uint8Array(1024 * entryBytes);
  let used = 0;
  // What is not a GUID is kept as it is: nobody may lose an identifier over its form.
  const others = new Map<string, string>();

  const slotOf = (id: Uint8Array, within: Uint8Array): number => {
    const slots = within.length / entryBytes;
    const view = new DataView(id.buffer, id.byteOffset, guidBytes);
    const hash = Math.imul(view.getUint32(0) ^ view.getUint32(12), 0x9e3779b1) ^ view.getUint32(4) ^ view.getUint32(8);
    for (let slot = (hash >>> 0) % slots; ; slot = (slot + 1) % slots) {
      const start = slot * entryBytes;
      if (isEmpty(within, start) || sameGuid(within, start, id)) return start;
    }
  };
  const put = (entry: Uint8Array, into: Uint8Array): void => {
    const start = slotOf(entry.subarray(0, guidBytes), into);
    if (isEmpty(into, start)) used += 1;
    into.set(entry, start);
  };
  const insert = (entry: Uint8Array): void => {
    if (used * entryBytes * 2 >= table.length) {
      const larger = new Uint8Array(table.length * 2);
      used = 0;
      for (let start = 0; start < table.length; start += entryBytes) {
        if (!isEmpty(table, start)) put(table.subarray(start, start + entryBytes), larger);
      }
      table = larger;
    }
    put(entry, table);
  };
  return {
    add(id, identifier) {
      const [key, value] = [normalizeGuid(id), normalizeGuid(identifier)];
      if (key === undefined || value === undefined) {
        others.set(id.toLowerCase(), identifier);
        return;
      }
      const entry = new Uint8Array(entryBytes);
      entry.set(guidToBytes(key), 0);
      entry.set(guidToBytes(value), guidBytes);
      insert(entry);
    },
    find(id) {
      const key = normalizeGuid(id);
      const start = key === undefined ? undefined : slotOf(guidToBytes(key), table);
      if (start === undefined || isEmpty(table, start)) return others.get(id.toLowerCase());
      return bytesToGuid(table.subarray(start + guidBytes, start + entryBytes));
    },
  };
}

/** The GUID of zeros is nobody's object id. */
function isEmpty(table: Uint8Array, start: number): boolean {
  for (let index = start; index < start + guidBytes; index += 1) if (table[index] !== 0) return false;
  return true;
}

function sameGuid(table: Uint8Array, start: number, id: Uint8Array): boolean {
  for (let index = 0; index < guidBytes; index += 1) if (table[start + index] !== id[index]) return false;
  return true;
}
