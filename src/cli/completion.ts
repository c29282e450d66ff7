import type { Command } from 'commander';
import { exitCodes } from './exit-codes.js';
import { writeStandardOutput } from './output.js';

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

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

/** The commands by their whole path: only their words lead further, so that a person's name is not part of one. */
const pathsOf = (completions: readonly Completion[]): readonly string[] =>
  completions.flatMap(({ path }) => (path === '' ? [] : [`'${path}'`]));

// File names are completed after every flag that takes a file; the shells do that themselves when no word fits.
const scripts: Readonly<Record<(typeof shells)[number], (completions: readonly Completion[]) => string>> = {
  bash: (completions) => `# entra-cutover completion: source this file, or eval "$(entra-cutover completion bash)"
_entra_cutover() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" next index
  for ((index = 1; index < COMP_CWORD; index++)); do
    next="\${path:+$path }\${COMP_WORDS[index]}"
    case "$next" in
      ${pathsOf(completions).join('|')}) path="$next" ;;
      *) break ;;
    esac
  done
  local words=""
  case "$path" in
${completions.map(({ path, words }) => `    '${path}') words="${words.join(' ')}" ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _entra_cutover entra-cutover
`,
  zsh: (completions) => `#compdef entra-cutover
# entra-cutover completion: eval "$(entra-cutover completion zsh)"
_entra_cutover() {
  local line="" next word
  for word in \${words[2,CURRENT-1]}; do
    next="\${line:+$line }$word"
    case "$next" in
      ${pathsOf(completions).join('|')}) line="$next" ;;
      *) break ;;
    esac
  done
  case "$line" in
${completions.map(({ path, words }) => `    '${path}') compadd -- ${words.join(' ')} ;;`).join('\n')}
  esac
  _files
}
compdef _entra_cutover entra-cutover
`,
  fish: (completions) => `# entra-cutover completion: entra-cutover completion fish | source
function __entra_cutover_at
  set -l path
  for word in (commandline -opc)[2..-1]
    contains -- (string join ' ' $path $word) ${pathsOf(completions).join(' ')}
    or break
    set -a path $word
  end
  test (string join ' ' x $path) = (string join ' ' x $argv)
end
${completions
  .flatMap(({ path, words }) =>
    words.map((word) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${word}`;
      return `complete -c entra-cutover -n '${`__entra_cutover_at ${path}`.trim()}' ${what}`;
    }),
  )
  .join('\n')}
`,
  powershell: (
    completions,
  ) => `# entra-cutover completion: entra-cutover completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName entra-cutover -ScriptBlock {
  param($current, $ast, $position)
  $known = @{
${completions.map(({ path, words }) => `    '${path}' = '${words.join(' ')}'`).join('\n')}
  }
  $path = ''
  foreach ($element in $ast.CommandElements | Select-Object -Skip 1) {
    if ($element.Extent.EndOffset -ge $position) { break }
    $next = "$path $element".Trim()
    if (-not $known.ContainsKey($next)) { break }
    $path = $next
  }
  $known[$path] -split ' ' | Where-Object { $_ -like "$current*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`,
};
