import { describe, expect, it } from 'vitest';
import { documentedCommands, misunderstoodWords } from './documented-commands.js';

const commands = documentedCommands();

describe('the commands in the documentation', () => {
  it('are found', () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  it.each(commands)('$place: has only commands and flags that exist', ({ words }) => {
    expect(misunderstoodWords(words)).toEqual([]);
  });
});
