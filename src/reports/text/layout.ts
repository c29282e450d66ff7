import { escapeTerminal } from '../escape.js';

/** Colors by meaning; without color every function returns its text as it is. */
export interface Palette {
  readonly bad: (text: string) => string;
  readonly doubtful: (text: string) => string;
  readonly good: (text: string) => string;
  readonly heading: (text: string) => string;
  readonly faint: (text: string) => string;
}

/** ANSI SGR codes, written out: a color library looks at the environment, which a pure report may not. */
export function palette(colour: boolean): Palette {
  const style = (code: string, end: string) => (text: string) =>
    colour ? `\u001b[${code}m${text}\u001b[${end}m` : text;
  return {
    bad: style('1;31', '22;39'),
    doubtful: style('1;33', '22;39'),
    good: style('1;32', '22;39'),
    heading: style('1', '22'),
    faint: style('2', '22'),
  };
}

/**
 * Words broken into lines of at most `width` columns (a code point counts as one), all indented by `indent` blanks;
 * `label` stands in the first line's indent. A word that is longer than a line stays whole, so that it can be copied.
 * Hostile characters are neutralized here: everything that the text report prints of an assessment passes through.
 */
export function wrap(text: string, width: number, indent: number, label = ''): readonly string[] {
  const words = escapeTerminal(text).split(/ +/);
  const lines: string[] = [];
  let line = label.padEnd(indent);
  let columns = line.length;
  let empty = true;
  for (const word of words) {
    const needed = Array.from(word).length;
    if (!empty && columns + 1 + needed > width) {
      lines.push(line);
      line = ' '.repeat(indent);
      columns = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    columns += empty ? needed : needed + 1;
    empty = false;
  }
  lines.push(line);
  return lines;
}
