import type { Command } from 'commander';
import { addOutputOptions, textOrJson } from '../options.js';

/** Declares `restore plan`. */
export function declareRestore(program: Command): void {
  const restore = program
    .command('restore')
    .description('lists the writes that would bring back what was there before a cutover')
    .addHelpText('after', '\nExample:\n  entra-cutover restore plan --stack prod');
  addOutputOptions(restore.command('plan'))
    .description('compares the backup that was kept before the first write with the tenant; changes nothing')
    .argument('[person]', 'an object id, or a UPN or address from before the cutover; everybody when left out')
    .requiredOption('--stack <name>', 'the stack, Pulumi.<name>.yaml')
    .option('--backup <file>', 'an earlier backup, as the plan names them')
    .addOption(textOrJson())
    .addHelpText(
      'after',
      '\nExample:\n  entra-cutover restore plan ada@corp.example --stack prod\n\nExit codes: 0 nothing is missing · 2 something would be written · 1 no backup, no key, wrong usage or an error',
    )
    .action(async (person, options) => {
      const { restorePlanCommand } = await import('../restore.js');
      process.exitCode = await restorePlanCommand({ ...options, person });
    });
}
