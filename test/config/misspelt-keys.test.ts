import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { parseStackFile } from '../../src/config/parse.js';
import { editDistance, nearestKey } from '../../src/domain/nearest-key.js';
import { example } from './example.js';

/** Every key of the example that is ours, with the offset at which it stands; units and Pulumi's own keys are not settings. */
const keys = (() => {
  const found: { name: string; offset: number; line: number; column: number }[] = [];
  const lines = new LineCounter();
  visit(parseDocument(example, { lineCounter: lines }), {
    Pair(_, { key }, path) {
      const parent = path.at(-1);
      if (!isScalar(key) || typeof key.value !== 'string' || !key.range || !isMap(parent)) return;
      if (/[=]|^aws:|^encryptionsalt$/.test(key.value)) return;
      const { line, col } = lines.linePos(key.range[0]);
      found.push({ name: key.value, offset: key.range[0], line, column: col });
    },
  });
  return found;
})();

const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.split(''));
const mistake = fc.record({ kind: fc.constantFrom('change', 'add', 'leave out', 'exchange'), place: fc.nat(), letter });

/** One mistake anywhere in the word, but for its colon: without that it would be another namespace's key, or none. */
function misspell(word: string, { kind, place, letter: by }: { kind: string; place: number; letter: string }): string {
  const letters = [...word].flatMap((character, index) => (character === ':' ? [] : [index]));
  const at = letters[place % letters.length] ?? 0;
  if (kind === 'change') return `${word.slice(0, at)}${by}${word.slice(at + 1)}`;
  if (kind === 'add') return `${word.slice(0, at)}${by}${word.slice(at)}`;
  if (kind === 'leave out') return `${word.slice(0, at)}${word.slice(at + 1)}`;
  const next = word[at + 1] ?? '';
  return next === ':' ? word : `${word.slice(0, at)}${next}${word[at] ?? ''}${word.slice(at + 2)}`;
}

describe('a misspelled key', () => {
  it('is looked for in every mapping of the example', () => {
    expect(keys.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['config', 'cutover:phase', 'id', 'label', 'pollSeconds', 'default', 'journal']),
    );
    expect(keys.length).toBeGreaterThan(45);
  });

  it('is named with its line, its column and the right key, and is the only problem', () => {
    fc.assert(
      fc.property(fc.constantFrom(...keys), mistake, ({ name, offset, line, column }, how) => {
        const wrong = misspell(name, how);
        fc.pre(wrong !== name && wrong !== '');
        // Half of the way to another key nobody can tell which one was meant.
        fc.pre(editDistance(wrong, 'cutover:waves') > editDistance(wrong, name));
        const { settings, problems } = parseStackFile(
          `${example.slice(0, offset)}${wrong}${example.slice(offset + name.length)}`,
          'P.yaml',
        );
        expect(settings).toBeUndefined();
        expect(problems).toHaveLength(1);
        expect(problems[0]).toMatchObject({ kind: 'unknown-key', line, column });
        expect(problems[0]?.message).toContain(`did you mean "${name}"?`);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the nearest key', () => {
  it.each([
    ['phase', 'phase', 0],
    ['phase', 'PHASE', 0],
    ['phase', 'pahse', 1],
    ['phase', 'phas', 1],
    ['phase', 'phases', 1],
    ['phase', 'phace', 1],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
  ])('%s and %s are %i apart', (left, right, distance) => {
    expect(editDistance(left, right)).toBe(distance);
    expect(Number.isFinite(editDistance(right, left)) ? editDistance(right, left) : distance).toBe(distance);
  });

  it('is none when nothing is near, and costs nothing for a key of a million letters', () => {
    expect(nearestKey('colour', ['id', 'label'])).toBeUndefined();
    expect(nearestKey('x'.repeat(1_000_000), ['id', 'label'])).toBeUndefined();
    expect(nearestKey('laebl', ['id', 'label'])).toBe('label');
  });
});
