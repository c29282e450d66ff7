import { harmlessChanges } from './harmless.js';
import { mutations } from './mutations/index.js';
import { cells } from './pairs.js';

/** A Markdown table of two columns or more. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function formatsTried(relation: string): string {
  return cells()
    .filter((cell) => cell.relation === relation)
    .map(({ format }) => format)
    .join('; ');
}

/** For docs/evidence-formats.md: what leaves no trace in a file, so that no assessment can notice it. */
export function whatNobodySees(): string {
  return mutations
    .filter(({ trace }) => trace === undefined)
    .map(({ name }) => `- ${name} (${formatsTried(name)})`)
    .join('\n');
}

/** For docs/fuzzing.md: every change that leaves a trace, the trace, and where it is tried. */
export function whatLeavesATrace(): string {
  const rows = mutations.flatMap(({ name, trace, questions }) =>
    trace === undefined
      ? []
      : [[name, trace, questions.length === 0 ? 'never' : `with ${questions.join(' or ')} open`]],
  );
  return table(['what is done', 'the trace', '“cleared”'], rows);
}

/** For docs/fuzzing.md: what changes nothing for anybody. */
export function whatChangesNothing(): string {
  return harmlessChanges.map(({ name }) => `- ${name}`).join('\n');
}
