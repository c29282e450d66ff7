import type { Command } from 'commander';
import { exitCodes } from './exit-codes.js';
import { writeStandardOutput } from './output.js';

export const shells = ['bash', 'zsh', 'fish'] as const;

/** What can follow one command: its subcommands and its flags. */
interface Completion {
  /** The words that lead to the command, without the program's name. */
  readonly path: string;
  readonly words: readonly string[];
}

/** Prints the completion script of the shell for the commands and flags that the program has. */
export async function completionCommand(program: Command, shell: (typeof shells)[number]): Promise<number> {
  const completions = completionsOf(program, []);
  await writeStandardOutput([scripts[shell](completions)]);
  return exitCodes.cleared;
}

function completionsOf(command: Command, path: readonly string[]): Completion[] {
  const flags = command.options.map(({ long }) => long).filter((long) => long !== undefined && long !== null);
  const words = [...command.commands.map((child) => child.name()), ...flags, '--help'];
  return [
    { path: path.join(' '), words },
    ...command.commands.flatMap((child) => completionsOf(child, [...path, child.name()])),
  ];
}

// File names are completed after every flag that takes a file; the shells do that themselves when no word fits.
const scripts: Readonly<Record<(typeof shells)[number], (completions: readonly Completion[]) => string>> = {
  bash: (completions) => `# entra-cutover completion: source this file, or eval "$(entra-cutover completion bash)"
_entra_cutover() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" word index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    [[ "$word" == -* ]] && break
    path="\${path:+$path }$word"
  done
  local words=""
  case "$path" in
${completions.map(({ path, words }) => `    "${path}") words="${words.join(' ')}" ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _entra_cutover entra-cutover
`,
  zsh: (completions) => `#compdef entra-cutover
# entra-cutover completion: eval "$(entra-cutover completion zsh)"
_entra_cutover() {
  local line="" word
  for word in \${words[2,CURRENT-1]}; do
    [[ "$word" == -* ]] && break
    line="\${line:+$line }$word"
  done
  case "$line" in
${completions.map(({ path, words }) => `    "${path}") compadd -- ${words.join(' ')} ;;`).join('\n')}
  esac
  _files
}
compdef _entra_cutover entra-cutover
`,
  fish: (completions) => `# entra-cutover completion: entra-cutover completion fish | source
${completions
  .flatMap(({ path, words }) => {
    const condition = path === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${path.split(' ').at(-1)}`;
    return words.map((word) =>
      word.startsWith('--')
        ? `complete -c entra-cutover -n '${condition}' -l ${word.slice(2)}`
        : `complete -c entra-cutover -f -n '${condition}' -a ${word}`,
    );
  })
  .join('\n')}
`,
};
