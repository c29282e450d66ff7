import type { Command } from 'commander';
import { exitCodes } from './exit-codes.js';
import { writeStandardOutput } from './output.js';

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** What can follow one command: its subcommands, its flags and the values of its argument. */
interface Completion {
  /** The words that lead to the command, without the program's name. */
  readonly path: string;
  readonly words: readonly string[];
  readonly values: readonly FlagValues[];
}

/** What can follow a flag that takes a value: what the shell finds itself where nothing is listed, for most are files. */
interface FlagValues {
  readonly flag: string;
  readonly words: readonly string[];
}

/** Prints the completion script of the shell for the commands and flags that the program has. */
export async function completionCommand(program: Command, shell: (typeof shells)[number]): Promise<number> {
  const completions = completionsOf(program, []);
  await writeStandardOutput([scripts[shell](completions)]);
  return exitCodes.cleared;
}

function completionsOf(command: Command, path: readonly string[]): Completion[] {
  const flags = command.options.flatMap(({ long }) => long ?? []);
  const values = command.options.flatMap(({ long, required, optional, argChoices = [] }) =>
    long && (required || optional) ? [{ flag: long, words: argChoices }] : [],
  );
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  const words = [...command.commands.map((child) => child.name()), ...choices, ...flags, '--help'];
  return [
    { path: path.join(' '), words, values },
    ...command.commands.flatMap((child) => completionsOf(child, [...path, child.name()])),
  ];
}

/** The flag of which the shells list the stack files that lie in the folder. */
const stackFlag = '--stack';

/** One line for each value of a flag: by the words that lead to it, and what is listed there. */
function afterFlags(
  completions: readonly Completion[],
  line: (to: string, words: readonly string[], isStack: boolean) => string,
): string {
  return completions
    .flatMap(({ path, values }) =>
      values.map(({ flag, words }) => line(`${path} ${flag}`.trim(), words, flag === stackFlag)),
    )
    .join('\n');
}

/** The commands by their whole path: only their words lead further, so that a person's name is not part of one. */
const pathsOf = (completions: readonly Completion[]): readonly string[] =>
  completions.flatMap(({ path }) => (path === '' ? [] : [`'${path}'`]));

// File names are completed after every flag that takes a file; the shells do that themselves when no word fits.
const scripts: Readonly<Record<(typeof shells)[number], (completions: readonly Completion[]) => string>> = {
  bash: (completions) => `# entra-cutover completion: source this file, or eval "$(entra-cutover completion bash)"
_entra_cutover_stacks() {
  local file
  for file in Pulumi.*.yaml; do file="\${file#Pulumi.}"; echo "\${file%.yaml}"; done
}
_entra_cutover() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path="" words="" next index
  if [ "$current" = "=" ]; then current=""; elif [ "$previous" = "=" ]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    next="\${path:+$path }\${COMP_WORDS[index]}"
    case "$next" in
      ${pathsOf(completions).join('|')}) path="$next" ;;
      *) break ;;
    esac
  done
  case "\${path:+$path }$previous" in
${afterFlags(completions, (to, words, isStack) => {
  const listed = isStack ? '$(_entra_cutover_stacks)' : words.join(' ');
  return `    '${to}') words="${listed}" ;;`;
})}
    *) case "$path" in
${completions.map(({ path, words }) => `      '${path}') words="${words.join(' ')}" ;;`).join('\n')}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _entra_cutover entra-cutover
`,
  zsh: (completions) => `#compdef entra-cutover
# entra-cutover completion: eval "$(entra-cutover completion zsh)"
_entra_cutover_stacks() {
  local -a stacks=(Pulumi.*.yaml(N))
  compadd -- \${\${stacks#Pulumi.}%.yaml}
}
_entra_cutover() {
  local line="" next word
  for word in \${words[2,CURRENT-1]}; do
    next="\${line:+$line }$word"
    case "$next" in
      ${pathsOf(completions).join('|')}) line="$next" ;;
      *) break ;;
    esac
  done
  case "\${line:+$line }\${words[CURRENT-1]}" in
${afterFlags(completions, (to, words, isStack) => {
  const listed = words.length === 0 ? '_files' : `compadd -- ${words.join(' ')}`;
  return `    '${to}') ${isStack ? '_entra_cutover_stacks' : listed}; return ;;`;
})}
  esac
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
    contains -- (string join -- ' ' $path $word) ${pathsOf(completions).join(' ')}
    or break
    set -a path $word
  end
  test (string join -- ' ' x $path) = (string join -- ' ' x $argv)
end
function __entra_cutover_stacks
  for file in Pulumi.*.yaml
    string replace -r '^Pulumi\\.(.*)\\.yaml$' '$1' $file
  end
end
${completions
  .flatMap(({ path, words, values }) =>
    words.map((word) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}${fishValue(word, values)}` : `-f -a ${word}`;
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
  $values = @{
${afterFlags(completions, (to, words, isStack) => {
  const listed = isStack
    ? `((Get-ChildItem Pulumi.*.yaml | ForEach-Object { $_.Name -replace '^Pulumi\\.|\\.yaml$' }) -join ' ')`
    : `'${words.join(' ')}'`;
  return `    '${to}' = ${listed}`;
})}
  }
  $path = ''
  $previous = ''
  $isCommand = $true
  foreach ($element in $ast.CommandElements | Select-Object -Skip 1) {
    if ($element.Extent.EndOffset -ge $position) { break }
    $previous = "$element"
    $next = "$path $element".Trim()
    if ($isCommand -and $known.ContainsKey($next)) { $path = $next } else { $isCommand = $false }
  }
  $after = "$path $previous".Trim()
  $listed = if ($values.ContainsKey($after)) { $values[$after] } else { $known[$path] }
  $listed -split ' ' | Where-Object { $_ -and $_ -like "$current*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`,
};

function fishValue(flag: string, values: readonly FlagValues[]): string {
  if (flag === stackFlag) return " -x -a '(__entra_cutover_stacks)'";
  const taken = values.find((value) => value.flag === flag);
  if (taken === undefined) return '';
  return taken.words.length === 0 ? ' -r' : ` -x -a '${taken.words.join(' ')}'`;
}
