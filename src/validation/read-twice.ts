import { normalizeDn } from '../domain/distinguished-name.js';
import type { Evidence, RecordPosition } from '../domain/evidence.js';

/** One object that was read twice and looks different each time. */
export interface Disagreement {
  readonly id: string;
  readonly first: RecordPosition;
  readonly second: RecordPosition;
  /** The fields that differ. */
  readonly fields: readonly string[];
}

/** Evidence with each object once, and the objects of which nobody knows which record is true. */
export interface OnceRead<Item> {
  readonly evidence: readonly Evidence<Item>[];
  readonly disagreements: readonly Disagreement[];
  /** What is known of an object that several sources have: the fields that any of them shows. Of others its source tells. */
  readonly joinedFields: ReadonlyMap<Item, ReadonlySet<string>>;
}

type Read = { readonly at: RecordPosition };

/** What is known of an object so far: its place in the list that it goes to, and what the sources that have it show. */
interface Known<Item> {
  readonly list: Item[];
  readonly index: number;
  record: Item;
  /** The fields that any of its sources shows. */
  shown: ReadonlySet<string>;
}

/** Fields that say something by standing there: an object without one of them lies in no recycle bin. */
const marks: ReadonlySet<string> = new Set(['deleted', 'deletedDateTime']);

/**
 * Fields, and attributes in lower case, that no rule compares: what a domain controller counts and notes for itself, so that two of them
 * never agree, flags of which `enabled` tells what matters, and `name`, which is the cn in one file and the displayName in another.
 */
export const uncomparedFields: ReadonlySet<string> = new Set([
  ...['name', 'cn', 'displayname', 'useraccountcontrol'],
  ...['whenchanged', 'modified', 'modifytimestamp', 'usnchanged', 'usncreated', 'dscorepropagationdata'],
  ...['lastlogon', 'lastlogondate', 'lastlogontimestamp', 'lastlogoff', 'logoncount'],
  ...['badpwdcount', 'badlogoncount', 'badpasswordtime', 'lastbadpasswordattempt', 'lockouttime', 'lockedout'],
  ...['pwdlastset', 'passwordlastset', 'passwordexpired'],
]);

/**
 * Leaves of every object that was read more than once, in one file or in several, one record: the first, and with it what
 * only the others know. Where the records say different things (a value against another, or against none although that
 * source shows the field), nobody knows which of them is true.
 *
 * @param idOf what makes two records the same object; undefined where nothing does.
 * @param nameOf the name that no two objects have. Where one of two records has no id, they are one object if they say the same.
 */
export function readOnce<Item extends Read>(
  evidence: readonly Evidence<Item>[],
  idOf: (record: Item) => string | undefined,
  nameOf: (record: Item) => string | undefined = () => undefined,
): OnceRead<Item> {
  const known = new Map<string, Known<Item>>();
  /** Records with an id by their name, until a second id has it too. */
  const bearers = new Map<string, Known<Item> | undefined>();
  const disagreements: Disagreement[] = [];
  const joinedFields = new Map<Item, ReadonlySet<string>>();
  const union = createUnion();
  const once = evidence.map(({ source, records }) => {
    const list: Item[] = [];
    for (const record of records) {
      const ownId = idOf(record);
      const name = nameOf(record);
      let id = ownId ?? name;
      let earlier = id === undefined ? undefined : known.get(id);
      if (earlier === undefined && name !== undefined) {
        // The other one has no id: the same name, and nothing that contradicts, is the same object.
        const other = ownId === undefined ? bearers.get(name) : known.get(name);
        if (other && differing(other.record, record, other.shown, source.fields).length === 0) earlier = other;
      }
      let fields = earlier ? differing(earlier.record, record, earlier.shown, source.fields) : [];
      if (ownId === undefined && fields.length > 0) {
        id = `${id}\n${contentOf(record)}`;
        earlier = known.get(id);
        fields = [];
      }
      const entry: Known<Item> = earlier ?? { list, index: list.length, record, shown: source.fields };
      if (id !== undefined && !known.has(id)) {
        known.set(id, entry);
        if (ownId !== undefined && name !== undefined) bearers.set(name, bearers.has(name) ? undefined : entry);
      }
      if (id === undefined || earlier === undefined) {
        list.push(record);
        continue;
      }
      const { record: first } = earlier;
      if (fields.length > 0) disagreements.push({ id, first: first.at, second: record.at, fields });
      earlier.shown = union(earlier.shown, source.fields);
      if (fields.length > 0) continue;
      earlier.record = joined(first, record);
      earlier.list[earlier.index] = earlier.record;
      joinedFields.delete(first);
      joinedFields.set(earlier.record, earlier.shown);
    }
    return { source, records: list };
  });
  return { evidence: once, disagreements, joinedFields };
}

function differing(
  one: Read,
  other: Read,
  shownOfOne: ReadonlySet<string>,
  shownOfOther: ReadonlySet<string>,
): readonly string[] {
  const differs = (name: string, here: unknown, there: unknown): boolean => {
    if (uncomparedFields.has(name)) return false;
    if (here === undefined) return there !== undefined && (marks.has(name) || shownOfOne.has(name));
    if (there === undefined) return marks.has(name) || shownOfOther.has(name);
    return comparable(spelled(name, here)) !== comparable(spelled(name, there));
  };
  return namesOf(one, other).flatMap((name) => {
    const [here, there] = [Reflect.get(one, name), Reflect.get(other, name)];
    // Of a map each key is a field of its own.
    if (here instanceof Map && there instanceof Map)
      return [...new Set([...here.keys(), ...there.keys()])].filter((key) =>
        differs(key, here.get(key), there.get(key)),
      );
    return differs(name, here, there) ? [name] : [];
  });
}

/** Joins two sets of fields. A few sources are shared by all their records: each union is made once. */
function createUnion(): (one: ReadonlySet<string>, other: ReadonlySet<string>) => ReadonlySet<string> {
  const unions = new Map<ReadonlySet<string>, Map<ReadonlySet<string>, ReadonlySet<string>>>();
  return (one, other) => {
    if (one === other) return one;
    const known = unions.get(one) ?? new Map<ReadonlySet<string>, ReadonlySet<string>>();
    const both = known.get(other) ?? new Set([...one, ...other]);
    unions.set(one, known.set(other, both));
    return both;
  };
}

/** The record with what only the other one has. */
function joined<Item extends Read>(one: Item, other: Item): Item {
  const maps = namesOf(one, other).flatMap((name) => {
    const [here, there] = [Reflect.get(one, name), Reflect.get(other, name)];
    return here instanceof Map && there instanceof Map ? [[name, new Map([...there, ...here])]] : [];
  });
  return { ...other, ...one, ...Object.fromEntries(maps) };
}

function namesOf(one: Read, other: Read): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => name !== 'at');
}

/** What the record says, but for its place. */
function contentOf(record: Read): string {
  const values = namesOf(record, record).map((name) => {
    const value: unknown = Reflect.get(record, name);
    return [name, comparable(value instanceof Map ? [...value] : spelled(name, value))];
  });
  return comparable(values);
}

/** Fields of distinguished names. */
const namesOfObjects: ReadonlySet<string> = new Set(['distinguishedName', 'onPremisesDistinguishedName']);

/** The value; of a distinguished name what is equal in every spelling. */
function spelled(field: string, value: unknown): unknown {
  return namesOfObjects.has(field) && typeof value === 'string' ? normalizeDn(value) : value;
}

/** Values as text, lists without their order. */
function comparable(value: unknown): string {
  if (Array.isArray(value)) return JSON.stringify(value.map((item) => JSON.stringify(item)).sort());
  return JSON.stringify(value);
}
