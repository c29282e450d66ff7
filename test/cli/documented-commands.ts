import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.js';
import { repository } from './run-cli.js';

/** A block of commands of the documentation. */
export interface DocumentedBlock {
  /** Its file and first line. */
  readonly place: string;
  /** As a shell reads it: continuation lines joined. */
  readonly text: string;
}

/** Every block of a POSIX shell in README.md, CONTRIBUTING.md and docs. */
export function documentedBlocks(): DocumentedBlock[] {
  return blocksOf('sh|bash|console');
}

function blocksOf(languages: string): DocumentedBlock[] {
  return ['README.md', 'CONTRIBUTING.md', ...markdownFiles('docs')].flatMap((path) => {
    const text = readFileSync(join(repository, path), 'utf8');
    const fence = new RegExp(`^\`\`\`(?:${languages})\\n([\\s\\S]*?)^\`\`\``, 'gm');
    return [...text.matchAll(fence)].map((match) => ({
      place: `${path}:${text.slice(0, match.index).split('\n').length + 1}`,
      text: (match[1] ?? '').replace(/\\\n\s*/g, ' '),
    }));
  });
}

function markdownFiles(folder: string): string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return markdownFiles(join(folder, entry.name));
    return entry.name.endsWith('.md') ? [join(folder, entry.name)] : [];
  });
}

/** How a line begins that runs it: installed, or from the package's own file. */
const ofTheTool = /^(npx (--package \S+ )?)?entra-cutover /;

export interface DocumentedCommand {
  readonly place: string;
  readonly words: readonly string[];
}

/** Every `entra-cutover …` line of the blocks; what only a run knows, such as a loop’s variable, is not among them. */
export function documentedCommands(languages = 'sh|bash|console|powershell'): DocumentedCommand[] {
  return blocksOf(languages).flatMap(({ place, text }) =>
    text
      .split('\n')
      .map((line) =>
        line
          .replace(/^\$ /, '')
          .replace(/\s+#.*$/, '')
          .trim(),
      )
      .flatMap((line) => (ofTheTool.test(line) ? [line.replace(ofTheTool, '')] : []))
      .filter((line) => !line.includes('$'))
      .map((line) => ({ place: `${place}: ${line}`, words: wordsOf(line.replace(/ (\||>|&&|\|\|) .*$/, '')) })),
  );
}

/** What of a command’s words does not exist: flags, or the subcommand that is missing. */
export function misunderstoodWords(words: readonly string[]): string[] {
  let command: Command = createProgram();
  let place = 0;
  for (; place < words.length; place += 1) {
    const next = command.commands.find((child) => child.name() === words[place]);
    if (next === undefined) break;
    command = next;
  }
  if (command.commands.length > 0) return [`${command.name()} wants a subcommand`];
  return command.parseOptions(words.slice(place)).unknown.filter((word) => word !== '--help');
}

/** The words of a command line, those in quotes as one. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}
