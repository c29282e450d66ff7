import { isMap, LineCounter, type ParsedNode, type YAMLError } from 'yaml';
import { counted, grouped } from '../domain/counted.js';
import { nearestKey } from '../domain/nearest-key.js';
import { keysOfPulumi } from './json-schema.js';
import { formatPath, type KeyPath } from './key-path.js';
import { parseYaml } from './parse-yaml.js';
import type { Position, SettingsProblem } from './problems.js';
import { type Positions, readNode } from './yaml-values.js';

/** What a stack file says under `config:`, before anybody judged it: plain values, and where each stands. */
export interface WrittenConfiguration {
  readonly file: string;
  /** By the whole key, `cutover:phase` or `aws:region`. */
  readonly entries: Readonly<Record<string, unknown>>;
  /** Of the value (or, with `key`, of its key); where the file has no such path, of the nearest mapping around it. */
  readonly locate: (path: KeyPath, part?: 'key' | 'value') => Position;
}

/** Far more than a stack file ever holds, and little enough to be read at once. */
const largestFileCharacters = 256 * 1024;

const explanations: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key appears twice in the same mapping, and only one of them would count; remove one',
  TAB_AS_INDENT: 'a tab is used as indentation, which YAML does not allow; use spaces',
  MULTIPLE_DOCS: 'a second YAML document begins here (---), but a stack file holds one; remove it',
  RESOURCE_EXHAUSTION: 'lists or mappings are nested too deeply to be read',
  TAG_RESOLVE_FAILED: 'a YAML tag (!name) is used, which a stack file does not need; remove it',
};

/**
 * Characters at which the engine's YAML begins a line and ours goes on with the old one, so that a comment here would be a
 * key there; and those that no editor shows.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
const hiddenCharacter = /\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]|(?<!^)\ufeff/;

/** A value to fill in holds a colon, so this is what YAML says of one that lost its quotes. */
const nestedMapping = 'a second ": " is on this line; put the value in quotes';

/**
 * Reads the YAML of a stack file. When it can't be read as YAML, `written` is left out and the problems say why and where;
 * otherwise there may be problems all the same (a key that stands twice, a key next to `config:` that Pulumi would ignore).
 */
export function readStackYaml(
  text: string,
  file: string,
): { written?: WrittenConfiguration; problems: readonly SettingsProblem[] } {
  const broken = (position: Position, message: string): SettingsProblem => ({
    kind: 'syntax',
    path: '',
    file,
    ...position,
    message,
  });
  const start = { line: 1, column: 1 };
  const lead = 'a stack file with a `config:` mapping was expected (Pulumi.staging.yaml is an example)';
  if (text.trim() === '') return { problems: [broken(start, `the file is empty; ${lead}`)] };
  if (text.length > largestFileCharacters) {
    return {
      problems: [
        broken(
          start,
          `the file has ${counted(text.length, 'character')}, more than the ${grouped(largestFileCharacters)} that are read; ${lead}`,
        ),
      ],
    };
  }
  const hidden = hiddenCharacter.exec(text);
  if (hidden !== null) {
    const before = text.slice(0, hidden.index).split('\n');
    const code = hidden[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
    const message = `the character U+${code} is here: it is invisible, and the engine may take it for a line break; remove it`;
    return { problems: [broken({ line: before.length, column: (before.at(-1) ?? '').length + 1 }, message)] };
  }

  const lines = new LineCounter();
  const document = parseYaml(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const at = (offset: number): Position => positionOf(lines, offset);
  const faults = worstFaults([...document.errors, ...document.warnings]);
  const problems = faults.map((fault) => broken(at(fault.pos[0]), explain(fault)));
  if (faults.some(({ code }) => code !== 'DUPLICATE_KEY')) return { problems };

  const root = document.contents;
  if (!isMap(root)) return { problems: [...problems, broken(start, `the file holds no mapping; ${lead}`)] };
  const positions: Positions = new Map();
  const { value, problems: unreadable } = readNode(root as ParsedNode, at, positions);
  problems.push(...unreadable.map(({ position, message }) => broken(position, message)));
  if (unreadable.length > 0) return { problems };

  const { config, ...others } = value as Record<string, unknown>;
  problems.push(...unknownTopLevelKeys(Object.keys(others), file, positions));
  if (config === undefined && problems.length > 0) return { problems };
  if (config === undefined) return { problems: [broken(start, `there is no \`config:\`; ${lead}`)] };
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    return {
      problems: [...problems, broken(positions.get('config')?.value ?? start, `\`config:\` holds no mapping; ${lead}`)],
    };
  }
  return { written: { file, entries: config as Record<string, unknown>, locate: locator(positions) }, problems };
}

/** Behind what is not YAML the parser guesses, and complains about every line that follows: the first complaint says it all. */
function worstFaults(faults: readonly YAMLError[]): readonly YAMLError[] {
  const [first] = faults
    .filter(({ code }) => code !== 'DUPLICATE_KEY')
    .sort((a, b) => rankOf(a) - rankOf(b) || a.pos[0] - b.pos[0]);
  return first === undefined ? faults : [first];
}

/** What explains the others comes before them, wherever the parser noticed it. */
function rankOf({ code }: YAMLError): number {
  const causes: readonly string[] = ['RESOURCE_EXHAUSTION', 'TAB_AS_INDENT'];
  const rank = causes.indexOf(code);
  return rank < 0 ? causes.length : rank;
}

function explain({ code, message }: YAMLError): string {
  const explanation = explanations[code] ?? (/nested mappings/i.test(message) ? nestedMapping : message.split('\n')[0]);
  return `not valid YAML: ${explanation}`;
}

function positionOf(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function locator(positions: Positions): WrittenConfiguration['locate'] {
  return (path, part = 'value') => {
    for (let length = path.length; length >= 0; length -= 1) {
      const found = positions.get(formatPath(['config', ...path.slice(0, length)]));
      // What is missing is missing from the mapping around it: its key is what the reader looks for.
      if (found !== undefined) return length < path.length ? found.key : found[part];
    }
    return { line: 1, column: 1 };
  };
}

function unknownTopLevelKeys(keys: readonly string[], file: string, positions: Positions): SettingsProblem[] {
  const known = ['config', ...keysOfPulumi];
  return keys
    .filter((key) => !known.includes(key))
    .map((key) => {
      const nearest = nearestKey(key, known);
      const hint = key.startsWith('cutover:')
        ? 'it belongs under `config:`'
        : nearest === undefined
          ? `known are ${known.join(', ')}`
          : `did you mean "${nearest}"?`;
      const position = positions.get(formatPath([key]))?.key ?? { line: 1, column: 1 };
      return {
        kind: 'unknown-key',
        path: formatPath([key]),
        file,
        ...position,
        message: `unknown key next to \`config:\`; ${hint}`,
      };
    });
}
