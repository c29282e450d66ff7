import type { ObjectType } from '../../domain/objects.js';
import { quoted, UnreadableValue } from './unreadable-value.js';

const accountDisabled = 2;

/** True or false from `True`/`False` (any letter case). Throws UnreadableValue for anything else. */
export function readBoolean(text: string, column: string): boolean {
  const word = text.trim().toLowerCase();
  if (word === 'true') return true;
  if (word === 'false') return false;
  throw new UnreadableValue(`${column} is ${quoted(text)}, expected True or False. Export the column again.`);
}

/** Whether an account is enabled by its userAccountControl (bit 2 is ACCOUNTDISABLE). Throws UnreadableValue. */
export function readAccountControl(text: string): boolean {
  const word = text.trim();
  if (!/^-?(\d{1,10}|0x[0-9a-f]{1,8})$/i.test(word)) {
    throw new UnreadableValue(
      `userAccountControl is ${quoted(text)}, expected a number such as 512. Export the column again.`,
    );
  }
  return (Number(word) & accountDisabled) === 0;
}

/**
 * The type of a directory object by its class names (all of them, or the most specific alone), or undefined when none
 * is one of ours. A computer is a user as well in AD, so it is looked for first.
 */
export function readObjectType(classes: readonly string[]): ObjectType | undefined {
  const names = new Set(classes.map((name) => name.trim().toLowerCase()));
  if (names.has('computer') || names.has('device')) return 'device';
  if (names.has('group')) return 'group';
  if (names.has('contact') || names.has('orgcontact')) return 'contact';
  if (names.has('user') || names.has('inetorgperson')) return 'user';
  return undefined;
}
