import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { table, writeFigures } from '../faults/reliability-page.js';
import { nodeOf, triedVersions } from './nodes.js';
import { previewIn } from './preview.js';
import { setStand } from './stand.js';
import { surroundings } from './surroundings.js';
import { type Said, tryIn } from './trial.js';

// `npm run compatibility [-- --node 22]`: the packed product with each supported Node in each surroundings, and a preview
// of the reference deployment on the real engine with each Node.
const { values } = parseArgs({ options: { node: { type: 'string', multiple: true } } });
const wanted = values.node ?? triedVersions;
const began = performance.now();
const stand = await setStand();
const rows = new Map<string, string[]>();
const versions: string[] = [];
let first: Said | undefined;
let failed = 0;
const trial = async (row: string, work: () => Promise<void>): Promise<void> => {
  let result = 'works';
  try {
    await work();
  } catch (error) {
    failed += 1;
    result = 'fails';
    process.stderr.write(`${row}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
  rows.set(row, [...(rows.get(row) ?? []), result]);
};
try {
  for (const version of wanted) {
    const node = await nodeOf(version);
    versions.push(execFileSync(node, ['--version']).toString().trim());
    for (const around of surroundings) {
      await trial(around.name, async () => {
        const said = await tryIn(stand, node, around);
        first ??= said;
        // The same evidence gives the same words, wherever it is read.
        if (JSON.stringify(said) !== JSON.stringify(first)) throw new Error('it says something else here');
      });
    }
    await trial('preview on the real engine: odd path, no home, Turkish, Kiritimati', () => previewIn(stand, node));
    process.stderr.write(`${versions.at(-1)}: ${failed} failed so far\n`);
  }
} finally {
  await stand.stop();
}
const throughProxy = stand.proxy.asked.length;
if (throughProxy === 0) {
  failed += 1;
  process.stderr.write('nothing went through the proxy\n');
}
if (failed === 0 && values.node === undefined) {
  const body = [...rows].map(([name, results]) => [name, ...results]);
  writeFigures(
    'compatibility',
    `On ${new Date().toISOString().slice(0, 10)}, ${process.platform} ${process.arch}:\n\n${table(
      ['packed product', ...versions.map((v) => `Node ${v.slice(1)}`)],
      body,
    )}`,
    'supported-versions.md',
  );
}
process.stdout.write(
  `compatibility: Node ${versions.join(', ')}; ${rows.size} surroundings each, ${failed} failed; ${throughProxy} connections through the proxy; ${Math.round((performance.now() - began) / 1000)} s\n`,
);
process.exitCode = failed === 0 ? 0 : 1;
