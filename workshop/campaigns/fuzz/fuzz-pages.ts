import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { breaksTable } from './fuzz-break-list.js';
import { whatChangesNothing, whatLeavesATrace, whatNobodySees } from './metamorphic/pages.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** The parts of pages that are made from the fuzzer's own tables: the page, the name of the part, its text. */
export function fuzzParts(): readonly (readonly [page: string, name: string, text: string])[] {
  return [
    ['docs/evidence-formats.md', 'what nobody can see', whatNobodySees()],
    ['docs/fuzzing.md', 'traces', whatLeavesATrace()],
    ['docs/fuzzing.md', 'nothing', whatChangesNothing()],
    ['docs/fuzzing.md', 'breaks', breaksTable()],
  ];
}

/** The page with the part put in between its markers. */
export function withPart(page: string, name: string, text: string): string {
  const before = readFileSync(join(repository, page), 'utf8');
  const part = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- end -->)`);
  if (!part.test(before)) throw new Error(`${page} has no part ${name}`);
  return before.replace(part, (_whole, begin, end) => `${begin}\n${text}\n\n${end}`);
}

/** Writes every part into its page. */
export function writeFuzzPages(): void {
  for (const [page, name, text] of fuzzParts()) writeFileSync(join(repository, page), withPart(page, name, text));
}
