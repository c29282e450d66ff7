import type { Command } from 'commander';
import { reportFormats } from '../../reports/options.js';
import { addEvidenceOptions, addOutputOptions, repeated } from '../options.js';
import { choice } from '../program-command.js';

/** Declares `assess`. */
export function declareAssess(program: Command): void {
  addOutputOptions(addEvidenceOptions(program.command('assess')))
    .description(
      'compares the source anchors of Active Directory with the ImmutableIDs of Entra and decides; changes nothing',
    )
    .addOption(choice('--format <format>', 'what goes to standard output', reportFormats).default('text'))
    .option(
      '--output <file>',
      'also writes a report, in the format of the extension: .json .md .html .xml .sarif .csv .txt (repeatable)',
      repeated,
    )
    .option('--identities <file>', 'writes one JSON line per identity')
    .addHelpText(
      'after',
      '\nExample:\n  entra-cutover assess --on-prem OnPremIDs.csv --entra AzureADSyncedIDS.csv --output report.html\n\nExit codes: 0 cleared · 2 blocked by findings · 3 indeterminate, evidence is missing · 1 wrong usage or an error',
    )
    .action(async (options) => {
      const { assessCommand } = await import('../assess.js');
      process.exitCode = await assessCommand(options);
    });
}
