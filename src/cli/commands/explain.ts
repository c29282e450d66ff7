import type { Command } from 'commander';
import { addEvidenceOptions, addOutputOptions, textOrJson } from '../options.js';

/** Declares `explain`. */
export function declareExplain(program: Command): void {
  addOutputOptions(addEvidenceOptions(program.command('explain')))
    .description('explains one person across all sources, with both anchors and what the cutover would do; or one rule')
    .argument(
      '<who|rule>',
      'a UPN, address, short name, GUID, ImmutableID, DN, connector DN or Entra object id; or the name of a rule',
    )
    .addOption(textOrJson())
    .addHelpText(
      'after',
      '\nExamples:\n  entra-cutover explain jdoe@corp.example --on-prem OnPremIDs.csv --entra AzureADSyncedIDS.csv\n  entra-cutover explain anchor-mismatch\n\nExit codes: 0 explained · 3 not everything was read, so the person is not found or not compared · 1 nobody has that name, wrong usage or an error',
    )
    .action(async (identity, options) => {
      const { explainCommand } = await import('../explain.js');
      process.exitCode = await explainCommand(identity, options);
    });
}
