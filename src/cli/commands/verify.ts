import type { Command } from 'commander';
import { addOutputOptions, textOrJson } from '../options.js';

/** Declares `verify`. */
export function declareVerify(program: Command): void {
  addOutputOptions(program.command('verify'))
    .description('compares a tenant with what its cutover left: jobs, anchors, deletions, errors; changes nothing')
    .requiredOption('--stack <name>', 'the stack, Pulumi.<name>.yaml')
    .addOption(textOrJson())
    .addHelpText(
      'after',
      '\nExample, every night:\n  entra-cutover verify --stack prod\n\nExit codes: 0 as it was left · 2 somebody differs, or both sides write · 3 not everything could be read · 1 wrong usage or an error',
    )
    .action(async (options) => {
      const { verifyCommand } = await import('../verify.js');
      process.exitCode = await verifyCommand(options);
    });
}
