import type { Command, Option } from 'commander';
import { completeSides } from '../domain/evidence.js';
import { choice, repeatedChoice } from './program-command.js';

/** Collects the values of a repeatable flag. */
export function repeated(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

/** What `collect connect` takes, by the word of `--kind`: that of the flag of assess that reads it. */
export const connectKinds = [
  'pending-exports',
  'disconnectors',
  'export-errors',
  'sync-status',
  'connect-config',
] as const;

/** How a command tells its result. */
export function textOrJson(): Option {
  return choice('--format <format>', 'what goes to standard output', ['text', 'json']).default('text');
}

/** The options that every command has. */
export function addOutputOptions(command: Command): Command {
  return command
    .option('--quiet', 'no progress, no advice: results only')
    .option('--no-color', 'no colors (NO_COLOR does the same)');
}

/** The options that name what is assessed: files, or a stack; and what it is judged by. */
export function addEvidenceOptions(command: Command): Command {
  return command
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
    .option(
      '--okta <file>',
      'what collect okta wrote, or a JSON array of apps, each with its connection and features (repeatable)',
      repeated,
    )
    .option('--stack <name>', 'reads Pulumi.<name>.yaml instead of files')
    .option('--waivers <file>', 'waivers and accepted losses, YAML or JSON (repeatable)', repeated)
    .option(
      '--source-anchor <attribute[:encoding]>',
      'the attribute that Entra computes the anchor from; the encoding is bytes, text or text-base64 (default: mS-DS-ConsistencyGuid, else objectGUID)',
    )
    .option('--verified-domain <name>', 'a domain verified in the tenant (repeatable)', repeated)
    .option(
      '--evidence-signer <key>',
      'public key (PEM file or Base64): only evidence that it signed counts (repeatable)',
      repeated,
    )
    .addOption(
      repeatedChoice(
        '--complete <side>',
        'you vouch for that export: it is whole, and nobody has a value in its empty columns (repeatable)',
        completeSides,
      ),
    )
    .option('--max-creations <n>', 'how many accounts Entra may create; no limit when left out')
    .option('--max-soft-matches <n>', 'how many people may be matched by name; no limit when left out')
    .option(
      '--max-deletions <n>',
      'how many staged deletions there may be that nobody accepted; no limit when left out',
    );
}
