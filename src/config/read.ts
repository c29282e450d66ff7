import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { counted } from '../domain/counted.js';
import { UserError } from '../domain/errors.js';
import { failureReason } from '../domain/failure-reason.js';
import { parseStackFile, type StackFile } from './parse.js';
import { formatProblems, type SettingsProblem } from './problems.js';
import type { Settings } from './settings.js';

const plainName = /^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/;
const stackFileName = /^Pulumi\.(.+)\.yaml$/;

/** The configuration of a stack has problems, or values that are still to be filled in. */
export class SettingsError extends UserError {
  /** One line each. */
  readonly lines: readonly string[];

  constructor(stack: string, problems: readonly SettingsProblem[]) {
    super(refusal(stack, problems));
    this.lines = formatProblems(problems).split('\n');
  }
}

/**
 * The settings of a stack: `Pulumi.<stack>.yaml` in the directory.
 *
 * @throws UserError with every problem of the file, one line each, or when there is no such stack.
 */
export async function readStackSettings(stack: string, directory: string): Promise<Settings> {
  const file = await readStackFile(stack, directory);
  if (file === undefined) throw new UserError(await noSuchStack(stack, directory));
  const { settings, problems } = parseStackFile(file.text, file.path);
  if (settings === undefined) throw new SettingsError(stack, problems);
  return settings;
}

/** Takes a name that Pulumi takes, of a file in its own folder. @throws UserError for any other. */
export function requireStackName(stack: string): void {
  if (plainName.test(stack) && stack.length <= longestName) return;
  throw new UserError(
    `${JSON.stringify(stack)} is not a stack name: give NAME as in Pulumi.NAME.yaml, letters, digits, "-", "_" and "." only, at most ${longestName} characters, for instance staging.`,
  );
}

/** As Pulumi's engine takes it. */
const longestName = 100;

/**
 * The file of a stack, or undefined when there is none.
 *
 * @throws UserError when the name is not a plain stack name, or the file can't be read as text.
 */
export async function readStackFile(stack: string, directory: string): Promise<StackFile | undefined> {
  requireStackName(stack);
  const path = join(directory, `Pulumi.${stack}.yaml`);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UserError(
      `${path} can't be read: ${failureReason(error)}. A readable stack file was expected; check what it is and its permissions.`,
    );
  }
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw new UserError(`${path} is not UTF-8 text; save the stack file as UTF-8.`);
  }
}

/** What to tell the user about a stack whose configuration has problems. */
export function refusal(stack: string, problems: readonly SettingsProblem[]): string {
  const toFillIn = problems.filter(({ kind }) => kind === 'placeholder').length;
  const count = counted(problems.length, 'problem');
  const what = toFillIn === problems.length ? 'values to fill in first' : `${count}, so nothing was done`;
  return `The configuration of stack ${stack} has ${what}:\n${formatProblems(problems)}`;
}

async function noSuchStack(stack: string, directory: string): Promise<string> {
  const names = await readdir(directory).catch(() => []);
  const stacks = names.flatMap((name) => stackFileName.exec(name)?.[1] ?? []).sort();
  const existing = stacks.length === 0 ? 'there is no stack file there' : `there are ${stacks.join(', ')}`;
  return `There is no stack ${stack}: Pulumi.${stack}.yaml was not found in ${directory}; ${existing}. Check the name and the working directory.`;
}
