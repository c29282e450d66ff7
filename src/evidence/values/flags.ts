import type { ObjectType } from '../../domain/objects.js';
import { quoted, UnreadableValue } from './unreadable-value.js';

const accountDisabled = 2;

// Excel writes a truth value in the language of the machine.
const trueWords: ReadonlySet<string> = new Set(
  'true wahr vrai verdadero verdadeiro vero waar sant sand sann tosi prawda pravda igaz doğru adevărat истина'.split(
    ' ',
  ),
);
const falseWords: ReadonlySet<string> = new Set(
  'false falsch faux falso onwaar falskt falsk usann epätosi fałsz nepravda hamis yanliş yanlış fals ложь'.split(' '),
);

/** True for a word that is a truth value in whole. */
export function isBooleanWord(text: string): boolean {
  const word = text.trim().toLowerCase();
  return trueWords.has(word) || falseWords.has(word);
}

/** True or false from `True`/`False` in any letter case and any language of Excel. Throws UnreadableValue for anything else. */
export function readBoolean(text: string, column: string): boolean {
  const word = text.trim().toLowerCase();
  if (trueWords.has(word)) return true;
  if (falseWords.has(word)) return false;
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

/** The type by the name of a class. A computer is a user as well in AD, so it is looked for first. */
export const typesOfClasses: readonly (readonly [string, ObjectType])[] = [
  ['computer', 'device'],
  ['device', 'device'],
  ['group', 'group'],
  ['contact', 'contact'],
  ['orgcontact', 'contact'],
  ['user', 'user'],
  ['inetorgperson', 'user'],
];

/**
 * The type of a directory object by its class names (all of them, or the most specific alone), or undefined when none
 * is one of ours.
 */
export function readObjectType(classes: readonly string[]): ObjectType | undefined {
  const names = new Set(classes.map((name) => name.trim().toLowerCase()));
  return typesOfClasses.find(([name]) => names.has(name))?.[1];
}
