import type { Command } from 'commander';
import { addEvidenceOptions, addOutputOptions, textOrJson } from '../options.js';

/** Declares `explain`. */
export function declareExplain(program: Command): void {
  addOutputOptions(addEvidenceOptions(program.command('explain')))
    .description('one person across all sources, with both anchors and what the cutover would do; or one rule')
    .argument(
      '<who|rule>',
      'a UPN, address, account name, GUID, ImmutableID, DN, connector DN or Entra object id; or the name of a rule',
    )
    .addOption(textOrJson())
    .addHelpText(
      'after',
      '\nExamples:\n  entra-cutover explain jdoe@corp.example --on-prem OnPremIDs.csv --entra AzureADSyncedIDS.csv\n  entra-cutover explain anchor-mismatch',
    )
    .action(async (identity, options) => {
      const { explainCommand } = await import('../explain.js');
      process.exitCode = await explainCommand(identity, options);
    });
}
