import type { Command } from 'commander';
import { addEvidenceOptions, addOutputOptions } from '../options.js';

/** Declares `remediate`. */
export function declareRemediate(program: Command): void {
  addEvidenceOptions(addOutputOptions(program.command('remediate')))
    .description('proposes the least dangerous repair of each finding as a file to review; changes nothing')
    .option('--output <file>', 'the file to write or to bring up to date (default: remediations/STACK.yaml)')
    .option('--ldif <file>', 'the on-premises repairs as LDIF too')
    .option('--powershell <file>', 'all repairs as a PowerShell script too')
    .option('--graph-batch <file>', 'the repairs in Entra as Graph $batch bodies too')
    .addHelpText(
      'after',
      '\nExamples:\n  entra-cutover remediate --stack staging\n  entra-cutover remediate --on-prem OnPremIDs.csv --entra AzureADSyncedIDS.csv --output remediations/prod.yaml\n\nExit codes, those of assess: 0 cleared · 2 blocked by findings · 3 indeterminate, evidence is missing · 1 wrong usage or an error',
    )
    .action(async (options) => {
      const { remediateCommand } = await import('../remediate.js');
      process.exitCode = await remediateCommand(options);
    });
}
