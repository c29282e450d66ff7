import type { Command } from 'commander';
import { addOutputOptions } from '../options.js';

/** Declares `evidence find`. */
export function declareEvidence(program: Command): void {
  const evidence = program
    .command('evidence')
    .description('evidence on its way from the collector to the gate')
    .addHelpText('after', '\nExample:\n  entra-cutover evidence find --stack prod');
  addOutputOptions(evidence.command('find'))
    .description('finds the run that collected the newest evidence of a stack')
    .requiredOption('--stack <name>', 'the stack')
    .option('--branch <name>', 'the branch whose collections count', 'main')
    .addHelpText(
      'after',
      '\nExample:\n  GITHUB_REPOSITORY=corp/identity GITHUB_TOKEN=… entra-cutover evidence find --stack prod',
    )
    .action(async (options) => {
      const { evidenceFindCommand } = await import('../evidence.js');
      process.exitCode = await evidenceFindCommand(options);
    });
}
