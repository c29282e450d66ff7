import { z } from 'zod';
import { namePart, spellDn } from '../domain/distinguished-name.js';

// The kinds of value that settings are made of. The message of each is what it should have been; validate.ts puts what was
// found before it. Patterns rather than functions, so that the JSON Schema, and with it every editor, checks them as well.

/** Text of a form; `expected` completes "expected …". */
export function textLike(pattern: RegExp, expected: string): z.ZodString {
  return z.string(expected).regex(pattern, expected);
}

/** A whole number within bounds, both included. */
export function wholeNumber(minimum: number, maximum: number, unit: string): z.ZodInt {
  const expected = `a whole number of ${unit} from ${minimum} to ${maximum}`;
  return z.int(expected).min(minimum, expected).max(maximum, expected);
}

/** A mapping that has these keys and no others. */
export function mapping<Shape extends z.core.$ZodShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, `a mapping with the keys ${Object.keys(shape).join(', ')}`);
}

/** A list with at least one entry. */
export function filledList<Item extends z.ZodType>(item: Item, of: string): z.ZodArray<Item> {
  const expected = `a list of at least one ${of}`;
  return z.array(item, expected).min(1, expected);
}

/** A GUID with hyphens, in lower case. `which` says which one and where it is found. */
export function guid(which: string): z.ZodString {
  return textLike(/^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/, `the GUID of ${which}`).toLowerCase();
}

/** A DNS name with at least two labels, in lower case. */
export function domainName(which: string): z.ZodString {
  const label = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
  return textLike(new RegExp(`^(${label}\\.)+${label}$`), `${which}, a domain name such as corp.example`).toLowerCase();
}

/** The last part of a distinguished name that reaches down to the domain. */
export const domainPart: string = String.raw`\s*[Dd][Cc]\s*=\s*[A-Za-z0-9-]+\s*`;

/** A distinguished name down to the domain, as it was written. */
export const writtenDistinguishedName: z.ZodString = textLike(
  new RegExp(`^(${namePart}[,;])*${domainPart}$`),
  'the distinguished name of an organizational unit, DC= parts included, such as OU=Sales,DC=corp,DC=example',
);

/**
 * A distinguished name in the one spelling that is kept. Without its DC= end it would contain nobody, and everybody would be taken to be
 * out of scope.
 */
export const distinguishedName: z.ZodString = writtenDistinguishedName.overwrite(spellDn);

/** A path, absolute or relative to the folder of the stack file. */
export const filePath: z.ZodString = textLike(
  /^\S(.*\S)?$/,
  'the path of a file, relative to the folder of the stack file',
);

/** A path inside the repository: what it names is reviewed together with the stack file. */
export const repositoryPath: z.ZodString = textLike(
  /^(?![/\\]|[A-Za-z]:)(?!(.*[/\\])?\.\.([/\\]|$))\S(.*\S)?$/,
  'the path of a file inside this repository, relative to the folder of the stack file',
);

/** A folder inside the repository, none of whose names begins with a dot: those belong to tools. */
export const repositoryFolder: z.ZodString = textLike(
  /^[A-Za-z0-9_-][\w.-]*(\/[A-Za-z0-9_-][\w.-]*)*\/?$/,
  'the path of a folder inside this repository, such as evidence',
);

/** An address to which notifications can be sent. */
export const mailAddress: z.ZodString = textLike(
  /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/,
  'a mail address such as ops@corp.example',
);
