import { type Command, Option } from 'commander';
import { addEvidenceOptions, addOutputOptions } from '../options.js';

/** Declares `explain`. */
export function declareExplain(program: Command): void {
  addOutputOptions(addEvidenceOptions(program.command('explain')))
    .description('one identity across all sources: what each holds, which rule fires, what the cutover would do')
    .argument('<identity>', 'a UPN, address, account name, GUID, ImmutableID, DN, connector DN or Entra object id')
    .addOption(
      new Option('--format <format>', 'what goes to standard output').choices(['text', 'json']).default('text'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  entra-cutover explain jdoe@corp.example --on-prem OnPremIDs.csv --entra AzureADSyncedIDS.csv',
    )
    .action(async (identity, options) => {
      const { explainCommand } = await import('../explain.js');
      process.exitCode = await explainCommand(identity, options);
    });
}
