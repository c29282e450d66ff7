import type { Command } from 'commander';
import { addOutputOptions, connectKinds, repeated } from '../options.js';
import { choice } from '../program-command.js';

/** The exit codes of each source. */
const exits =
  '\n\nExit codes: 0 the evidence is complete · 3 it is written, but not complete: the messages say what is missing · 1 wrong usage or an error';

/** Declares `collect` and its sources. */
export function declareCollect(program: Command): void {
  const collect = program
    .command('collect')
    .description('reads one source and writes an evidence file with its origin, time, counts and SHA-256');
  addOutputOptions(collect.command('on-prem'))
    .description('reads Active Directory over LDAP, or records the date of an export of it, as evidence for a stack')
    .option('--server <url>', 'domain controller: ldaps://HOST, or ldap://HOST for StartTLS (repeatable)', repeated)
    .option('--base-dn <dn>', 'where to search; the whole domain when left out (repeatable)', repeated)
    .option(
      '--bind-dn <name>',
      'account that reads: DN, UPN or DOMAIN\\name; its password: ENTRA_CUTOVER_LDAP_PASSWORD',
    )
    .option('--ca-file <file>', 'PEM file of the authority that signed the server’s certificate')
    .option('--directory <file>', 'YAML file that describes several forests or domains, instead of the flags above')
    .option('--attribute <name>', 'an attribute to read besides the usual ones (repeatable)', repeated)
    .option('--from <file>', 'an export instead: CSV, LDIF or csvde')
    .option('--exported-at <time>', 'when it was exported from the directory, ISO 8601 with time zone')
    .option('--sign-key <file>', 'Ed25519 private key (PEM) to sign the evidence with')
    .requiredOption('--output <file>', 'the evidence file to write; compressed when it ends in .gz')
    .addHelpText(
      'after',
      `
Examples:
  ENTRA_CUTOVER_LDAP_PASSWORD=… entra-cutover collect on-prem --server ldaps://dc1.corp.example --bind-dn svc-cutover@corp.example --ca-file ca.pem --output evidence/on-prem.ndjson.gz
  entra-cutover collect on-prem --directory directories.yaml --output evidence/on-prem.ndjson.gz
  entra-cutover collect on-prem --from OnPremIDs.csv --exported-at 2026-11-24T02:00:00Z --output evidence/on-prem.ndjson${exits}`,
    )
    .action(async (options) => {
      const { collectOnPremCommand } = await import('../collect-on-prem.js');
      process.exitCode = await collectOnPremCommand(options);
    });
  addOutputOptions(collect.command('entra'))
    .description('reads a tenant through Microsoft Graph; after an interruption, the next run continues')
    .option('--stack <name>', 'the stack whose tenant is read')
    .option('--tenant <id>', 'the tenant, without a stack')
    .option('--graph-endpoint <url>', 'Microsoft Graph of a national cloud (with --tenant)')
    .option(
      '--since <file>',
      'an earlier file of the tenant: only what changed is read; --output may name the same file',
    )
    .option('--sign-key <file>', 'Ed25519 private key (PEM) to sign the evidence with')
    .requiredOption('--output <file>', 'the evidence file to write; compressed when it ends in .gz')
    .addHelpText(
      'after',
      `\nExamples:\n  entra-cutover collect entra --stack prod --output evidence/entra.ndjson\n  entra-cutover collect entra --stack prod --since evidence/entra.ndjson --output evidence/entra.ndjson${exits}`,
    )
    .action(async (options) => {
      const { collectEntraCommand } = await import('../collect-entra.js');
      process.exitCode = await collectEntraCommand(options);
    });
  addOutputOptions(collect.command('okta'))
    .description('reads every Office 365 app of the stack’s Okta org, and everybody assigned to one')
    .requiredOption('--stack <name>', 'the stack whose org is read')
    .option('--sign-key <file>', 'Ed25519 private key (PEM) to sign the evidence with')
    .requiredOption('--output <file>', 'the evidence file to write; compressed when it ends in .gz')
    .addHelpText('after', `\nExample:\n  entra-cutover collect okta --stack prod --output evidence/okta.ndjson${exits}`)
    .action(async (options) => {
      const { collectOktaCommand } = await import('../collect-okta.js');
      process.exitCode = await collectOktaCommand(options);
    });
  addOutputOptions(collect.command('connect'))
    .description('records the date of a file exported from an Entra Connect server, as evidence for a stack')
    .addOption(
      choice(
        '--kind <kind>',
        'the kind of file, named like the flag of assess that reads it',
        connectKinds,
      ).makeOptionMandatory(),
    )
    .requiredOption('--from <file>', 'the export (docs/connectors/entra-connect.md has the command)')
    .requiredOption('--exported-at <time>', 'when it was exported, ISO 8601 with time zone')
    .option(
      '--tenant <id>',
      'the Entra tenant that the server exports to; a stack with another tenant refuses the file',
    )
    .option('--server <name>', 'the server it was exported from; a stack with another server refuses the file')
    .option('--sign-key <file>', 'Ed25519 private key (PEM) to sign the evidence with')
    .requiredOption('--output <file>', 'the evidence file to write; compressed when it ends in .gz')
    .addHelpText(
      'after',
      `\nExample:\n  entra-cutover collect connect --kind pending-exports --from export.xml --exported-at 2026-11-24T02:00:00Z --output evidence/pending-exports.ndjson.gz${exits}`,
    )
    .action(async (options) => {
      const { collectConnectCommand } = await import('../collect-connect.js');
      process.exitCode = await collectConnectCommand(options);
    });
}
