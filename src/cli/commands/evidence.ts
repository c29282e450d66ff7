import type { Command } from 'commander';
import { addOutputOptions } from '../options.js';
import { choice } from '../program-command.js';

/** Declares `evidence find` and `evidence share`. */
export function declareEvidence(program: Command): void {
  const evidence = program
    .command('evidence')
    .description('finds collected evidence for a pipeline, and copies exports for a bug report')
    .addHelpText('after', '\nExample:\n  entra-cutover evidence find --stack prod');
  addOutputOptions(evidence.command('find'))
    .description('finds the run that collected the newest evidence of a stack')
    .requiredOption('--stack <name>', 'the stack')
    .option('--branch <name>', 'the branch whose collections count', 'main')
    .addOption(
      choice('--from <workflow>', 'who collects it: collect, or connect on a runner next to the Entra Connect server', [
        'collect',
        'connect',
      ]).default('collect'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  GITHUB_REPOSITORY=corp/identity GITHUB_TOKEN=… entra-cutover evidence find --stack prod\n\nExit codes: 0 found · 1 there is none, wrong usage or an error',
    )
    .action(async (options) => {
      const { evidenceFindCommand } = await import('../evidence.js');
      process.exitCode = await evidenceFindCommand(options);
    });
  addOutputOptions(evidence.command('share'))
    .description('copies exports with every name, GUID, SID and address replaced by an invented one, for a bug report')
    .argument(
      '<file...>',
      'csexport XML, run results, scheduler, provisioning log, answers of Graph and Okta, CSV, LDIF',
    )
    .requiredOption('--out <folder>', 'where the copies go; it must be empty or new')
    .addHelpText(
      'after',
      '\nThe same value becomes the same invented value in all files of one call, so that they still fit together.\n\nExample:\n  entra-cutover evidence share export.xml OnPremIDs.csv jobs.json --out shareable\n\nExit codes: 0 copied · 1 a file can’t be read to its end, wrong usage or an error; nothing is written',
    )
    .action(async (files, options) => {
      const { evidenceShareCommand } = await import('../evidence-share.js');
      process.exitCode = await evidenceShareCommand(files, options);
    });
}
