import { findDifferences } from './compare.js';
import { findCredentials } from './credentials.js';
import { formatPath, isWithin } from './key-path.js';
import { type SettingsProblem, type SettingsResult, sortProblems } from './problems.js';
import { readStackYaml, type WrittenConfiguration } from './stack-file.js';
import { ownValues, validate } from './validate.js';

/** A stack file as it was read; `path` is what messages call it. */
export interface StackFile {
  readonly path: string;
  readonly text: string;
}

/** The settings of a stack file, or every problem of it at once, with line and column. Throws nothing. */
export function parseStackFile(text: string, path: string): SettingsResult {
  const { written, problems } = readStackYaml(text, path);
  return written === undefined ? { problems: sortProblems(problems) } : joined(validate(written), problems);
}

/**
 * The settings that the engine was given (PULUMI_CONFIG: structured values as JSON text), judged like those of the stack
 * file and with its positions. Where the two differ, or where there is no file to compare with, that is a problem: nobody
 * reviewed what the engine was given. Throws nothing.
 */
export function settingsFromEngine(
  config: Readonly<Record<string, string>>,
  stackFile: StackFile | undefined,
): SettingsResult {
  if (stackFile === undefined) {
    const message =
      'there is no stack file to compare the configuration with; run the engine in the folder of Pulumi.<stack>.yaml';
    return { problems: [{ kind: 'differs', path: '', file: 'Pulumi.<stack>.yaml', line: 1, column: 1, message }] };
  }
  const { written, problems } = readStackYaml(stackFile.text, stackFile.path);
  if (written === undefined) return { problems: sortProblems(problems) };
  const entries = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, decode(value)]));
  const given: WrittenConfiguration = { ...written, entries };
  return joined(validate(given), [...problems, ...differences(given, written)]);
}

/** The engine's text of a value: JSON where it is a list or a mapping, else the text itself. */
function decode(value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    // Then it is text that begins like JSON; the schema says what was expected there.
    return value;
  }
}

/** Leaves out what is, or holds, a credential: it is reported as such, and its value belongs in no message. */
function differences(given: WrittenConfiguration, written: WrittenConfiguration): SettingsProblem[] {
  const credentials = [given, written].flatMap(({ entries }) => findCredentials(entries));
  return findDifferences(ownValues(given.entries), ownValues(written.entries), written.file)
    .filter(({ path }) => !credentials.some((found) => isWithin(path, found.path) || isWithin(found.path, path)))
    .map(({ path, message }) => ({
      kind: 'differs',
      path: formatPath(path),
      file: written.file,
      ...written.locate(path),
      message,
    }));
}

/** One problem per place: where the engine's value is both another one and a wrong one, the first is the cause. */
function joined(result: SettingsResult, first: readonly SettingsProblem[]): SettingsResult {
  if (first.length === 0) return result;
  const taken = new Set(first.map(({ path }) => path).filter((path) => path !== ''));
  return { problems: sortProblems([...first, ...result.problems.filter(({ path }) => !taken.has(path))]) };
}
