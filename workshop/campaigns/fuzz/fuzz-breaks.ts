// `npx tsx workshop/campaigns/fuzz/fuzz-breaks.ts [TEXT]`: breaks the code in a copy, one place after the other (those whose
// relations or file contain the text); each relation that is named next to the break must notice it. Exits with 1 where one
// does not.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { breaks, relations, traceless } from './fuzz-break-list.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fuzz-breaks-'));
const chosen = breaks.filter(({ file, noticedBy }) =>
  [file, ...noticedBy].some((text) => text.includes(process.argv[2] ?? '')),
);
const unnoticed: string[] = [];
let noticed = 0;
try {
  for (const part of ['src', 'workshop', 'schemas', 'dist', 'package.json', 'tsconfig.json'])
    cpSync(join(repository, part), join(folder, part), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const { file, changes } of breaks) {
    for (const [from, , where = file] of changes)
      if (!read(where).includes(from)) throw new Error(`${where} has no ${from}`);
  }
  for (const { file, changes, noticedBy } of chosen) {
    for (const [from, to, where = file] of changes)
      writeFileSync(
        join(folder, where),
        read(where).replace(from, () => to),
      );
    const wrong = wrongPairs(noticedBy);
    for (const relation of noticedBy) {
      if ((wrong[relation] ?? 0) > 0) noticed += 1;
      else unnoticed.push(`${file}: ${changes[0]?.[0].trim()}: not noticed by “${relation}”`);
    }
    for (const [, , where = file] of changes) cpSync(join(repository, where), join(folder, where));
    process.stderr.write('.');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const line of unnoticed) process.stdout.write(`${line}\n`);
const without = relations().filter(
  (relation) => !traceless.has(relation) && !breaks.some(({ noticedBy }) => noticedBy.includes(relation)),
);
process.stdout.write(
  `fuzz breaks: ${chosen.length} breaks, ${noticed} noticed, ${unnoticed.length} not, ${without.length} relations without one\n`,
);
process.exitCode = unnoticed.length > 0 ? 1 : 0;

function read(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

/** How many pairs of each relation are wrong in the copy. */
function wrongPairs(names: readonly string[]): Readonly<Record<string, number>> {
  const args = [
    '--import',
    'tsx',
    join(folder, 'workshop/campaigns/fuzz/metamorphic/relations-main.ts'),
    '40',
    ...names,
  ];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
