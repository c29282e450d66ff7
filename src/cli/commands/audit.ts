import type { Command } from 'commander';
import { addOutputOptions } from '../options.js';

/** Declares `audit verify`, `audit show`, `audit fetch` and `audit publish`. */
export function declareAudit(program: Command): void {
  const audit = program.command('audit').description('the audit journal of an environment');
  for (const [name, description, exits] of [
    [
      'verify',
      'checks the hash chain: finds any edit, deletion or reordering and, with the Pulumi state, a missing end',
      'Exit codes: 0 intact · 2 changed, or its end is missing · 3 no such journal, or no entry in it · 1 wrong usage or an error',
    ],
    [
      'show',
      'prints the history',
      'Exit codes: 0 shown · 3 no such journal, or no entry in it · 1 wrong usage or an error',
    ],
  ] as const) {
    const command = addOutputOptions(audit.command(name))
      .description(description)
      .option('--journal <file>', 'the journal that cutover:audit names')
      .option('--stack <name>', 'the stack whose journal it is; verify exports its state with the Pulumi CLI');
    if (name === 'verify')
      command
        .option('--stack-state <file>', 'what pulumi stack export wrote, instead of the CLI')
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
  for (const [name, description] of [
    ['fetch', 'fetches the journal from the branch that keeps it'],
    ['publish', 'publishes the journal to the branch that keeps it, on top of what is there'],
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
    command.addHelpText('after', `\nExample:\n  entra-cutover audit ${name} --stack prod`).action(async (options) => {
      const commands = await import('../audit.js');
      process.exitCode = await (name === 'fetch'
        ? commands.auditFetchCommand(options)
        : commands.auditPublishCommand(options));
    });
  }
}
