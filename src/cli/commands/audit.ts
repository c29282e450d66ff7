import type { Command } from 'commander';
import { addOutputOptions } from '../options.js';

/** Declares `audit verify`, `audit show`, `audit fetch` and `audit publish`. */
export function declareAudit(program: Command): void {
  const audit = program
    .command('audit')
    .description('shows, verifies, fetches and publishes the audit journal of an environment');
  for (const [name, description, exits] of [
    [
      'verify',
      'checks the hash chain: finds any edit, deletion or reordering and, with the Pulumi state, a missing end',
      'Exit codes: 0 intact, or the stack has none yet · 2 changed, or its end is missing · 3 no such journal, or no entry in it · 1 wrong usage or an error',
    ],
    [
      'show',
      'prints every write in words, oldest first',
      'Exit codes: 0 shown, or the stack has none yet · 3 no such journal, or no entry in it · 1 wrong usage or an error',
    ],
  ] as const) {
    const command = addOutputOptions(audit.command(name))
      .description(description)
      .option('--journal <file>', 'the journal that cutover:audit names')
      .option('--stack <name>', 'the stack whose journal it is');
    if (name === 'verify')
      command
        .option(
          '--stack-state <file>',
          'what pulumi stack export wrote; without it, --stack asks the Pulumi CLI for the state',
        )
        .option(
          '--unless-rollback',
          'in phase rollback, reports what is wrong and exits with 0: nothing stops a rollback',
        );
    command
      .addHelpText('after', `\nExample:\n  entra-cutover audit ${name} --journal audit/staging.jsonl\n\n${exits}`)
      .action(async (options) => {
        const commands = await import('../audit.js');
        process.exitCode = await (name === 'verify'
          ? commands.auditVerifyCommand(options)
          : commands.auditShowCommand(options));
      });
  }
  for (const [name, description, exits] of [
    [
      'fetch',
      'fetches the journal from the branch that keeps it',
      'Exit codes: 0 fetched, or the branch has none yet · 1 wrong usage or an error',
    ],
    [
      'publish',
      'publishes the journal to the branch that keeps it, on top of what is there',
      'Exit codes: 0 published, or there is nothing new · 1 it could not be published, wrong usage or an error',
    ],
  ] as const) {
    const command = addOutputOptions(audit.command(name))
      .description(description)
      .requiredOption('--stack <name>', 'the stack whose journal it is')
      .option('--branch <name>', 'the branch', 'entra-cutover-audit')
      .option('--remote <name>', 'the remote that has the branch', 'origin');
    if (name === 'fetch')
      command.option(
        '--unless-rollback',
        'in phase rollback, reports why it can’t be fetched and exits with 0: nothing stops a rollback',
      );
    else command.option('--keep <folder>', 'where the journal is copied to when it can’t be published');
    command
      .addHelpText('after', `\nExample:\n  entra-cutover audit ${name} --stack prod\n\n${exits}`)
      .action(async (options) => {
        const commands = await import('../audit.js');
        process.exitCode = await (name === 'fetch'
          ? commands.auditFetchCommand(options)
          : commands.auditPublishCommand(options));
      });
  }
}
