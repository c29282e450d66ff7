import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDirectory } from '../../engine/launchers.js';

/** Replaces the part of a page of docs/ between the markers of that name. */
export function writeFigures(name: string, text: string, file = 'reliability.md'): void {
  const page = join(packageDirectory, 'docs', file);
  const before = readFileSync(page, 'utf8');
  const part = new RegExp(`(<!-- ${name}: figures -->\n)[\\s\\S]*?(<!-- end -->)`);
  if (!part.test(before)) throw new Error(`${page} has no part ${name}`);
  writeFileSync(page, before.replace(part, `$1${text.trim().replaceAll('$', '$$$$')}\n$2`));
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
