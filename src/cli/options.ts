import type { Command } from 'commander';

/** Collects the values of a repeatable flag. */
export function repeated(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

/** The options that every command has. */
export function addOutputOptions(command: Command): Command {
  return command
    .option('--quiet', 'no progress, no advice: results only')
    .option('--no-color', 'no colours (NO_COLOR does the same)');
}
