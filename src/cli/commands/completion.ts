import { Argument, type Command } from 'commander';

/** Declares `completion`. */
export function declareCompletion(program: Command): void {
  program
    .command('completion')
    .description('prints the completion script of a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', '\nExample:\n  eval "$(entra-cutover completion bash)"')
    .action(async (shell) => {
      const { completionCommand } = await import('../completion.js');
      process.exitCode = await completionCommand(program, shell);
    });
}
