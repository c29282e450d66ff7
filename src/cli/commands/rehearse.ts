import type { Command } from 'commander';
import { addOutputOptions } from '../options.js';

/** Declares `rehearse`. */
export function declareRehearse(program: Command): void {
  addOutputOptions(program.command('rehearse'))
    .description(
      'takes the stack’s real evidence through cutover and rollback on stand-ins, with the real engine; only reads from the real services',
    )
    .requiredOption('--stack <name>', 'the stack, Pulumi.<name>.yaml')
    .option('--output <folder>', 'where the report goes, in Markdown and JSON', 'reports')
    .addHelpText(
      'after',
      '\nExample:\n  entra-cutover rehearse --stack prod\n\nExit codes: 0 everybody keeps the account · 2 somebody does not: the report says who · 1 wrong usage or an error',
    )
    .action(async ({ stack, output, quiet }) => {
      const { runWorkshop } = await import('../workshop.js');
      const asked = ['--stack', stack, '--output', output, ...(quiet ? ['--quiet'] : [])];
      process.exitCode = await runWorkshop('rehearsal/main.js', asked);
    });
}
