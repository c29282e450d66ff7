#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command, CommanderError, Option } from 'commander';
import { UserError } from '../domain/errors.js';
import { reportFormats } from '../reports/options.js';
import { exitCodes } from './exit-codes.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** Collects the values of a repeatable flag. */
function repeated(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

function addOutputOptions(command: Command): Command {
  return command
    .option('--quiet', 'no progress, no advice: results only')
    .option('--no-color', 'no colours (NO_COLOR does the same)');
}

function createProgram(): Command {
  const program = new Command('entra-cutover')
    .description(
      'Moves Microsoft 365 provisioning from Okta to Microsoft Entra, and refuses while anybody would lose an account.',
    )
    .version(version)
    .showHelpAfterError('(entra-cutover --help shows what there is)')
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 cleared · 2 blocked by findings · 3 indeterminate, evidence is missing · 1 wrong usage or an error',
    );

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
      const { assessCommand } = await import('./assess.js');
      process.exitCode = await assessCommand(options);
    });

  const collect = program
    .command('collect')
    .description('reads one source and writes an evidence file with its origin, time, counts and SHA-256');
  addOutputOptions(collect.command('on-prem'))
    .description('dates an on-premises export, so that a stack accepts it as evidence')
    .requiredOption('--from <file>', 'the export: CSV, LDIF or csvde')
    .requiredOption('--exported-at <time>', 'when it was exported from the directory, ISO 8601 with time zone')
    .requiredOption('--output <file>', 'the evidence file to write')
    .addHelpText(
      'after',
      '\nExample:\n  entra-cutover collect on-prem --from OnPremIDs.csv --exported-at 2026-11-24T02:00:00Z --output evidence/on-prem.ndjson',
    )
    .action(async (options) => {
      const { collectOnPremCommand } = await import('./collect.js');
      process.exitCode = await collectOnPremCommand(options);
    });
  addOutputOptions(collect.command('entra'))
    .description('reads the users of the stack’s tenant through Microsoft Graph')
    .requiredOption('--stack <name>', 'the stack whose tenant is read')
    .requiredOption('--output <file>', 'the evidence file to write')
    .addHelpText('after', '\nExample:\n  entra-cutover collect entra --stack prod --output evidence/entra.ndjson')
    .action(async (options) => {
      const { collectEntraCommand } = await import('./collect.js');
      process.exitCode = await collectEntraCommand(options);
    });

  addOutputOptions(program.command('anchor'))
    .description('converts an anchor between GUID, ImmutableID, bytes, csvde, LDAP filter and connector DN')
    .argument('<value...>', 'the anchor in any of these spellings')
    .addOption(
      new Option('--format <format>', 'what goes to standard output').choices(['text', 'json']).default('text'),
    )
    .addHelpText('after', '\nExample:\n  entra-cutover anchor 00112233-4455-6677-8899-aabbccddeeff')
    .action(async (values, options) => {
      const { anchorCommand } = await import('./anchor.js');
      process.exitCode = await anchorCommand(values, options);
    });

  const audit = program.command('audit').description('the audit journal of an environment');
  for (const [name, description] of [
    ['verify', 'checks the hash chain: any edit, deletion or reordering is found'],
    ['show', 'prints the history'],
  ] as const) {
    addOutputOptions(audit.command(name))
      .description(description)
      .requiredOption('--journal <file>', 'the journal that cutover:audit names')
      .addHelpText('after', `\nExample:\n  entra-cutover audit ${name} --journal audit/staging.jsonl`)
      .action(async (options) => {
        const commands = await import('./audit.js');
        process.exitCode = await (name === 'verify'
          ? commands.auditVerifyCommand(options)
          : commands.auditShowCommand(options));
      });
  }
  return program;
}

/** The one catch: what the user can mend is said as it is, a bug keeps its stack trace. */
async function main(): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads our output may stop early (| head): that is no error of ours.
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  try {
    await createProgram().parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.cleared : exitCodes.error;
    } else if (error instanceof UserError) {
      process.stderr.write(`entra-cutover: ${error.message}\n`);
      process.exitCode = exitCodes.error;
    } else {
      process.stderr.write(
        `entra-cutover: this is a bug, please report it with the lines below.\n${(error as Error).stack ?? error}\n`,
      );
      process.exitCode = exitCodes.error;
    }
  }
}

await main();
