import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from '../domain/errors.js';
import { failureReason } from '../domain/failure-reason.js';
import { yamlValue } from './parse-yaml.js';
import { distinguishedName, filePath, filledList, mapping, textLike } from './schema-parts.js';

const directory = mapping({
  server: textLike(/^ldaps?:\/\/[^/?#\s]+\/?$/, 'ldaps://HOST, or ldap://HOST for StartTLS').describe(
    'A domain controller of the domain. ldap:// always means StartTLS.',
  ),
  bindDn: textLike(/^\S(.*\S)?$/, 'DN, UPN or DOMAIN\\name of the account').describe('The account that reads.'),
  passwordVariable: textLike(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable')
    .default('ENTRA_CUTOVER_LDAP_PASSWORD')
    .describe('Environment variable that holds its password; the password itself must not be here.'),
  caFile: filePath
    .optional()
    .describe('PEM file of the authority that signed the server’s certificate, relative to this file.'),
  baseDns: z
    .array(distinguishedName, 'a list of distinguished names')
    .default([])
    .describe('Where to search; none: the whole domain.'),
});

/** The shape of a directory file, from which schemas/directories.schema.json is generated. */
export const directoryFileSchema = mapping({
  directories: filledList(directory, 'directory').describe('One entry for each domain of each forest.'),
  attributes: z
    .array(textLike(/^[A-Za-z][A-Za-z0-9-]*$/, 'the name of an attribute'))
    .default([])
    .describe('Attributes to read besides the usual ones, such as a source anchor of your own.'),
});

export type DirectoryFile = z.output<typeof directoryFileSchema>;

/**
 * Reads the file that describes the directories to collect from (YAML or JSON); paths in it become absolute.
 *
 * @throws UserError when it can't be read or is malformed, with every problem at once.
 */
export async function readDirectoryFile(path: string): Promise<DirectoryFile> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError(`${path}: the directory file can't be read: ${failureReason(error)}.`);
  });
  let value: unknown;
  try {
    value = yamlValue(text);
  } catch (error) {
    throw new UserError(`${path}: not valid YAML or JSON: ${(error as Error).message}`);
  }
  const result = directoryFileSchema.safeParse(value);
  if (!result.success) {
    const problems = result.error.issues.map(({ path: key, message, code }) => {
      const expected = code === 'unrecognized_keys' ? message : `expected ${message}`;
      return `${path}: ${key.join('.') || 'file'}: ${expected}`;
    });
    throw new UserError(`The directory file is malformed, so nothing was read:\n${problems.join('\n')}`);
  }
  const { directories, attributes } = result.data;
  return {
    attributes,
    directories: directories.map(({ caFile, ...rest }) => ({
      ...rest,
      ...(caFile !== undefined && { caFile: resolve(dirname(path), caFile) }),
    })),
  };
}
