import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.js';

/** docs/commands.md: the help of every command, as a terminal of 100 columns shows it. */
export function commandReference(): string {
  const sections = commandsOf(createProgram(), []).map(({ path, command }) => {
    command.configureOutput({ getOutHelpWidth: () => 100, getOutHasColors: () => false });
    return `## ${['entra-cutover', ...path].join(' ')}\n\n\`\`\`text\n${helpOf(command).trimEnd()}\n\`\`\`\n`;
  });
  return `# Commands\n\nGenerated from the program itself by \`npm run generate\`.\n\n${sections.join('\n')}`;
}

/** The help with the texts that belong after it, which only `outputHelp` adds. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}

function commandsOf(command: Command, path: readonly string[]): { path: readonly string[]; command: Command }[] {
  const own = path.length > 0 && command.commands.length > 0 ? [] : [{ path, command }];
  return [...own, ...command.commands.flatMap((child) => commandsOf(child, [...path, child.name()]))];
}
