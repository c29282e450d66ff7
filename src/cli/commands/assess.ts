import { type Command, Option } from 'commander';
import { reportFormats } from '../../reports/options.js';
import { addOutputOptions, repeated } from '../options.js';

/** Declares `assess`. */
export function declareAssess(program: Command): void {
  addOutputOptions(program.command('assess'))
    .description(
      'compares the source anchors of Active Directory with the ImmutableIDs of Entra and decides; changes nothing',
    )
    .option('--on-prem <file>', 'on-premises export: CSV, LDIF, csvde, or what collect wrote (repeatable)', repeated)
    .option('--entra <file>', 'Entra export: CSV, Graph JSON or NDJSON, or what collect wrote (repeatable)', repeated)
    .option(
      '--pending-exports <file>',
      'csexport /f:x XML or CSExportAnalyzer CSV of the staging server (repeatable)',
      repeated,
    )
    .option(
      '--disconnectors <file>',
      'csexport /f:s XML, or the CSV of Export-ADSyncToolsAadDisconnectors (repeatable)',
      repeated,
    )
    .option('--export-errors <file>', 'csexport /f:e XML (repeatable)', repeated)
    .option('--sync-status <file>', 'Get-ADSyncScheduler or run results as JSON (repeatable)', repeated)
    .option(
      '--connect-config <file>',
      'exported synchronization policy or Get-ADSyncGlobalSettings as JSON (repeatable)',
      repeated,
    )
    .option('--okta <file>', 'JSON array of Okta apps, each with its connection and features (repeatable)', repeated)
    .option('--stack <name>', 'reads Pulumi.<name>.yaml instead of files')
    .option('--waivers <file>', 'waivers and accepted losses, YAML or JSON (repeatable)', repeated)
    .option(
      '--source-anchor <attribute[:encoding]>',
      'the attribute that Entra computes the anchor from (default: mS-DS-ConsistencyGuid, else objectGUID)',
    )
    .option('--verified-domain <name>', 'a domain verified in the tenant (repeatable)', repeated)
    .option('--max-creations <n>', 'how many accounts Entra may create')
    .option('--max-soft-matches <n>', 'how many people may be matched by name')
    .option('--max-deletions <n>', 'how many staged deletions may be there that nobody accepted')
    .addOption(
      new Option('--format <format>', 'what goes to standard output').choices([...reportFormats]).default('text'),
    )
    .option(
      '--output <file>',
      'writes a report too, its format by the extension: .json .md .html .xml .sarif .csv .txt (repeatable)',
      repeated,
    )
    .option('--identities <file>', 'writes one JSON line per identity')
    .addHelpText(
      'after',
      '\nExample:\n  entra-cutover assess --on-prem OnPremIDs.csv --entra AzureADSyncedIDS.csv --output report.html',
    )
    .action(async (options) => {
      const { assessCommand } = await import('../assess.js');
      process.exitCode = await assessCommand(options);
    });
}
