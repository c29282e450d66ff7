import type { Command } from 'commander';
import { addOutputOptions, repeated, textOrJson } from '../options.js';

/** Declares `status`. */
export function declareStatus(program: Command): void {
  addOutputOptions(program.command('status'))
    .description('shows phase, holds, what is waited for and the last verification of each stack; changes nothing')
    .option('--stack <name>', 'a stack, Pulumi.<name>.yaml; repeatable, all of this folder by default', repeated)
    .addOption(textOrJson())
    .addHelpText(
      'after',
      '\nExample:\n  entra-cutover status --stack prod\n\nExit codes: 0 nothing is waited for · 3 something is · 1 wrong usage or an error',
    )
    .action(async (options) => {
      const { statusCommand } = await import('../status.js');
      process.exitCode = await statusCommand(options);
    });
}
