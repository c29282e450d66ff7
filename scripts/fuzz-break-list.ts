import { cells } from '../test/fuzz/metamorphic/pairs.js';

/** A break of the code, and the relations that notice it: their names, or how they begin. */
export interface Break {
  readonly file: string;
  /** A text that stands in the file once, and what takes its place. */
  readonly text: string;
  readonly instead: string;
  readonly noticedBy: readonly string[];
}

export const breaks: readonly Break[] = [];

/** Every relation once, in the order of the fuzzer. */
export function relations(): readonly string[] {
  return [...new Set(cells().map(({ relation }) => relation))];
}

/** Relation by relation, a break that it notices. */
export function breaksTable(): string {
  const code = (text: string): string => `\`${text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 90)}\``;
  const rows = relations().map((relation) => {
    const found = breaks.find(({ noticedBy }) => noticedBy.includes(relation));
    const told =
      found === undefined
        ? 'none yet'
        : `${found.file}: ${code(found.text)} → ${found.instead === '' ? 'nothing' : code(found.instead)}`;
    return `| ${relation} | ${told} |`;
  });
  return ['| relation | the break |', '| --- | --- |', ...rows].join('\n');
}
