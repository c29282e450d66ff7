import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { comments, messages, type Prose, pages } from '../../workshop/documentation/prose.js';

/** The tables of docs/glossary.md, each row as its cells, each cell as its words. */
const rows = readFileSync(fileURLToPath(new URL('../../docs/glossary.md', import.meta.url)), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.includes('---'))
  .map((line) => line.split('|').slice(1, -1).map(wordsOf));

function wordsOf(cell: string): readonly string[] {
  return cell
    .split(/[,:;]/)
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');
}

/** The words of the last column, except those in the first column of another row: “besides” is not “beside”. */
const wanted = new Set(rows.flatMap((cells) => cells[0] ?? []));
const unwanted = rows.flatMap((cells) => cells.at(-1) ?? []).filter((word) => word !== 'not');

/** A word in all its forms: “synchronise” is in “synchronisation” too. */
function forms(word: string): string {
  if (word.endsWith(' no')) return `(?<!\\bthere )${word}(?! (?:longer|more|less|better|worse)\\b)`;
  if (word.endsWith('e')) return `${word.slice(0, -1)}(?:e[ds]?|ing|ations?)`;
  return `${word}(?:s|ed|ing)?`;
}

const pattern = new RegExp(`(?<![\\p{L}\\-_./])(?:${unwanted.map(forms).join('|')})(?![\\p{L}\\-_/]|\\.\\p{L})`, 'giu');

/** Where a text has an unwanted word in what is ours: not in code, and not in a quotation. */
function misused(found: readonly Prose[]): readonly string[] {
  return found.flatMap(({ at, text }) => {
    const ours = text.replace(/`[^`]*`|“[^”]*”/g, ' ').replace(/\s+(?:\*|\/\/)?\s*/g, ' ');
    const words = [...ours.matchAll(pattern)].map(([word]) => word.toLowerCase());
    return words.filter((word) => !wanted.has(word)).map((word) => `${at}: ${word}`);
  });
}

const misusedIn = (text: string): readonly string[] => misused([{ at: 'here', text }]);

describe('the words of docs/glossary.md', () => {
  it('are read from its tables', () => {
    expect(unwanted).toEqual(expect.arrayContaining(['simulator', 'organisation', 'beside', 'is no']));
  });

  it.each([
    ['in every form', 'A synchronisation of licences'],
    ['across a line of a comment', '/** What is\n * no file. It stands beside\n * it. */'],
  ])('are looked for %s', (_, text) => {
    expect(misusedIn(text)).toHaveLength(2);
  });

  it.each([
    ['is right', 'There is no file, it is no longer there, and besides it is gone'],
    ['somebody else wrote', 'It answers “could not set immutable id”'],
    ['is a name of code', 'Reads `organisation`, scenarios/repaired-organisation and organisation.json'],
  ])('leave alone what %s', (_, text) => {
    expect(misusedIn(text)).toEqual([]);
  });

  it.each([
    ['messages', messages],
    ['comments', comments],
    ['pages', () => pages().filter(({ at }) => !at.startsWith('docs/glossary.md'))],
  ])('are used in %s', (_, found) => {
    expect(misused(found())).toEqual([]);
  });
});
