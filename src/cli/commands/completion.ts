import { Argument, type Command } from 'commander';
import { completionCommand, shells } from '../completion.js';

/** Declares `completion`. */
export function declareCompletion(program: Command): void {
  program
    .command('completion')
    .description('prints the completion script of a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText(
      'after',
      '\nExamples:\n  eval "$(entra-cutover completion bash)"\n  entra-cutover completion powershell | Out-String | Invoke-Expression\n\nExit codes: 0 printed · 1 wrong usage or an error',
    )
    .action(async (shell) => {
      process.exitCode = await completionCommand(program, shell);
    });
}
