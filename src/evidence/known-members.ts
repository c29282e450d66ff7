export type Members = ReadonlyMap<string, unknown>;
/** Puts down what is wrong with a record, in one sentence or more. */
export type Reject = (message: string) => void;

/** The members of a JSON object whose meaning is known. One that is null or missing is undefined. */
export interface KnownMembers {
  /** Text; an empty one counts as missing. */
  readonly text: (name: string) => string | undefined;
  /** `true` or `false`, also as text. */
  readonly flag: (name: string) => boolean | undefined;
  readonly number: (name: string) => number | undefined;
  /** What `convert` makes of the member; `expected` says what it takes. */
  readonly read: <Value>(
    name: string,
    expected: string,
    convert: (value: unknown) => Value | undefined,
  ) => Value | undefined;
}

/** Reads known members; one that is there and can't be read is rejected by its name and never passes for a missing one. */
export function knownMembers(members: Members | undefined, reject: Reject): KnownMembers {
  const read: KnownMembers['read'] = (name, expected, convert) => {
    const value = members?.get(name);
    if (value === undefined || value === null) return undefined;
    const found = convert(value);
    if (found === undefined) reject(`${name} is ${shownValue(value)}, expected ${expected}.`);
    return found;
  };
  return {
    text: (name) => read(name, 'text', (value) => (typeof value === 'string' ? value : undefined)) || undefined,
    flag: (name) => read(name, 'true or false', readFlag),
    number: (name) => read(name, 'a number', (value) => (typeof value === 'number' ? value : undefined)),
    read,
  };
}

/** True or false, also as text in any letter case; undefined for anything else. */
export function readFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return word === 'true' || word === 'false' ? word === 'true' : undefined;
}

/**
 * The text of a JSON value; empty where there is none. Unlike `String` it takes whatever a service may answer: an object whose
 * `toString` is not a function can't be made a text.
 */
export function jsonText(value: unknown): string {
  return value === undefined || value === null ? '' : typeof value === 'object' ? shownValue(value) : String(value);
}

/** The number that a JSON value is, also as text; NaN for anything else. */
export function jsonNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

/** A value for use in a message. What it is made of isn't shown: it may be nested without end. */
export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value);
}
