import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { messages } from '../../workshop/documentation/prose.js';
import { documentedCommands, misunderstoodWords, wordsOf } from './documented-commands.js';
import { repository } from './run-cli.js';

const commands = documentedCommands();

describe('the commands in the documentation', () => {
  it('are found', () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  it.each(commands)('$place: has only commands and flags that exist', ({ words }) => {
    expect(misunderstoodWords(words)).toEqual([]);
  });
});

describe('the commands that messages advise', () => {
  const advised = messages().flatMap(({ at, text }) =>
    [...text.matchAll(/[`(]entra-cutover ([a-z][^`)]* --(?!help)[^`)]*)[`)]/g)].map(([, line = '']) => ({ at, line })),
  );

  it('are found', () => {
    expect(advised.length).toBeGreaterThan(2);
  });

  it.each(advised)('$at: $line has only flags that exist', ({ line }) => {
    expect(misunderstoodWords(wordsOf(line.replace('--kind …', '--kind sync-status')))).toEqual([]);
  });

  it('have the settings that they name', () => {
    const schema = readFileSync(join(repository, 'schemas/stack.schema.json'), 'utf8');
    const named = messages().flatMap(({ at, text }) =>
      [...text.matchAll(/cutover:([a-z][A-Za-z]*(?:[.][a-z][A-Za-z]*)*)/g)].map(([, path = '']) => ({ at, path })),
    );
    const unknown = named.filter(({ path }) =>
      path.split('.').some((key, index) => !schema.includes(index === 0 ? `"cutover:${key}"` : `"${key}"`)),
    );
    expect(unknown).toEqual([]);
  });
});
