import { Attribute, Change, type Client, NoSuchAttributeError, ResultCodeError } from 'ldapts';
import { requestError } from './errors.js';

/** LDAP result attributeOrValueExists: the attribute already has a value. */
const valueExists = 20;

export interface AttributeWrite {
  readonly distinguishedName: string;
  readonly attribute: string;
  /** The value it must have now; left out: it must have none. */
  readonly expected?: Uint8Array;
  /** The value it gets; left out: none. */
  readonly value?: Uint8Array;
}

/**
 * Changes a single-valued attribute, provided that it still has the expected value: one modify request that deletes the
 * old value by its bytes and adds the new one, which the directory carries out whole or not at all. Returns
 * `changed-meanwhile`, having written nothing, when the value is another one. Deleting needs the old value to be there and
 * adding needs the attribute to be empty, so no separate reading is relied upon.
 *
 * @throws ResultCodeError for what else the directory refuses (no right, no such object), DirectoryUnreachable when it is
 * not known whether it was written: read again.
 */
export async function compareAndSet(
  client: Client,
  server: string,
  { distinguishedName, attribute, expected, value }: AttributeWrite,
): Promise<'written' | 'changed-meanwhile'> {
  const changes = [change('delete', attribute, expected), change('add', attribute, value)].flat();
  try {
    await client.modify(distinguishedName, changes);
    return 'written';
  } catch (error) {
    const changed =
      error instanceof NoSuchAttributeError || (error instanceof ResultCodeError && error.code === valueExists);
    if (changed) return 'changed-meanwhile';
    throw requestError(error, server);
  }
}

function change(operation: 'add' | 'delete', type: string, value: Uint8Array | undefined): readonly Change[] {
  if (value === undefined) return [];
  return [new Change({ operation, modification: new Attribute({ type, values: [Buffer.from(value)] }) })];
}
