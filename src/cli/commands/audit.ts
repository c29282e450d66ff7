import type { Command } from 'commander';
import { addOutputOptions } from '../options.js';

/** Declares `audit verify` and `audit show`. */
export function declareAudit(program: Command): void {
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
        const commands = await import('../audit.js');
        process.exitCode = await (name === 'verify'
          ? commands.auditVerifyCommand(options)
          : commands.auditShowCommand(options));
      });
  }
}
