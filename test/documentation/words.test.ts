import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { comments, messages, type Prose, pages } from '../../workshop/documentation/prose.js';

/** The words of the last column of both tables of docs/glossary.md. */
const unwanted = readFileSync(fileURLToPath(new URL('../../docs/glossary.md', import.meta.url)), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .flatMap((line) => (line.split('|').at(-2) ?? '').split(','))
  .map((word) => word.trim())
  .filter((word) => !['', 'not', '---'].includes(word));

const pattern = new RegExp(`(?<![\\p{L}\\-_.])(${unwanted.join('|')})(?:s|d|ing)?(?![\\p{L}\\-_])`, 'iu');

function misused(found: readonly Prose[]): readonly string[] {
  return found.flatMap(({ at, text }) => {
    const [, word] = pattern.exec(text.replace(/`[^`]*`/g, ' ')) ?? [];
    return word === undefined ? [] : [`${at}: ${word}`];
  });
}

describe('the words of docs/glossary.md', () => {
  it('are read from its tables', () => {
    expect(unwanted).toEqual(expect.arrayContaining(['simulator', 'organisation', 'beside', 'is no']));
  });

  it.each([
    ['messages', messages],
    ['comments', comments],
    ['pages', () => pages().filter(({ at }) => !at.startsWith('docs/glossary.md'))],
  ])('are used in %s', (_, found) => {
    expect(misused(found())).toEqual([]);
  });
});
