import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { documentedCommands } from './documented-commands.js';

/** The declared command that the words lead to, and what follows it. */
function resolve(words: readonly string[]): { command: Command; rest: string[] } {
  let command = createProgram();
  let place = 0;
  for (; place < words.length; place += 1) {
    const next = command.commands.find((child) => child.name() === words[place]);
    if (next === undefined) break;
    command = next;
  }
  return { command, rest: words.slice(place) };
}

const commands = documentedCommands();

describe('the commands in the documentation', () => {
  it('are found', () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  it.each(commands)('$place: has only commands and flags that exist', ({ words }) => {
    const { command, rest } = resolve(words);
    expect(command.commands.length, `${command.name()} wants a subcommand`).toBe(0);
    expect(command.parseOptions(rest).unknown.filter((word) => word !== '--help')).toEqual([]);
  });
});
