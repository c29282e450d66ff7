import type { Command } from 'commander';
import { addOutputOptions, textOrJson } from '../options.js';

/** Declares `doctor`. */
export function declareDoctor(program: Command): void {
  addOutputOptions(program.command('doctor'))
    .description('checks what is reachable, permissions (with the grant to make), agents, clock, evidence and hold')
    .option('--stack <name>', 'the stack, Pulumi.<name>.yaml; without one, only this machine is checked')
    .addOption(textOrJson())
    .addHelpText(
      'after',
      '\nExample:\n  entra-cutover doctor --stack prod\n\nExit codes: 0 all fine · 3 something is missing or can’t be determined · 1 wrong usage or an error',
    )
    .action(async (options) => {
      const { doctorCommand } = await import('../doctor.js');
      process.exitCode = await doctorCommand(options);
    });
}
