import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestedAttributes } from '../../src/connectors/active-directory/attributes.js';
import { livingObjects } from '../../src/connectors/active-directory/container-search.js';
import { readDirectories } from '../../src/connectors/active-directory/read.js';
import { grouped } from '../../src/domain/counted.js';
import { writeEvidenceFile } from '../../src/evidence/evidence-file/write.js';
import { readOnPremFiles } from '../../src/evidence/files.js';
import { available, slapd } from '../directory-servers/packages.js';
import { startSlapd } from '../directory-servers/slapd.js';

// npm run bench:directory [-- --rows N]: reads a real LDAP server, side by side with ldapsearch, and ends with one line of
// figures. The goal is a rate at which a directory of a million takes minutes.

const goalPerSecond = 2_000;
const flag = process.argv.indexOf('--rows');
const rows = flag < 0 ? 150_000 : Number(process.argv[flag + 1]);

if (!available(slapd)) process.exit(1);
const folder = mkdtempSync(join(tmpdir(), 'bench-directory-'));
const server = await startSlapd(rows);
try {
  const seconds = async (step: () => unknown): Promise<number> => {
    const start = performance.now();
    await step();
    return (performance.now() - start) / 1000;
  };
  const { bindDn, password } = server.reader;
  const output = join(folder, 'on-prem.ndjson.gz');
  let evidence: Awaited<ReturnType<typeof readDirectories>>['evidence'] | undefined;
  const read = await seconds(async () => {
    ({ evidence } = await readDirectories(
      [{ server: server.server, bindDn, passwordVariable: 'P', caFile: server.caFile, baseDns: [server.baseDn] }],
      { attributes: [], environment: { P: password }, now: () => new Date() },
    ));
  });
  const collected = evidence;
  if (collected?.source.records !== rows) throw new Error(`${collected?.source.records} of ${rows} objects were read.`);
  const write = await seconds(() => writeEvidenceFile(output, collected, { tool: 'bench' }, { now: new Date() }));
  const readBack = await seconds(() => readOnPremFiles([output]));
  const reference = await seconds(() =>
    execFileSync(
      'ldapsearch',
      [
        ...['-LLL', '-x', '-H', server.server, '-D', bindDn, '-w', password, '-b', server.baseDn],
        ...['-E', 'pr=1000/noprompt', livingObjects, ...requestedAttributes([])],
      ],
      { env: { ...process.env, LDAPTLS_CACERT: server.caFile }, maxBuffer: 1 << 30 },
    ),
  );
  const rate = (time: number): string => grouped(Math.round(rows / time));
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  const megabytes = (statSync(output).size / 1e6).toFixed(1);
  const page = [
    '# Reading a directory',
    '',
    `slapd with ${grouped(rows)} users over LDAPS on ${cpus().length} cores; written by \`npm run bench:directory\`. This tool lists every object, reads it,`,
    'converts it and checks that it is complete; ldapsearch only prints it.',
    '',
    '| step | seconds | objects a second |',
    '| --- | --- | --- |',
    `| collect on-prem (list and read) | ${read.toFixed(1)} | ${rate(read)} |`,
    `| ldapsearch, the same objects and attributes | ${reference.toFixed(1)} | ${rate(reference)} |`,
    `| writing the evidence file (gzip, ${megabytes} MB) | ${write.toFixed(1)} | ${rate(write)} |`,
    `| reading the evidence file | ${readBack.toFixed(1)} | ${rate(readBack)} |`,
    '',
    `Peak memory: ${memory} MB.`,
    '',
  ].join('\n');
  writeFileSync(new URL('../../docs/benchmarks-directory.md', import.meta.url), page);
  process.stdout.write(
    `directory: ${rows} objects, ${rate(read)}/s (ldapsearch ${rate(reference)}/s), write ${write.toFixed(1)} s, read back ${readBack.toFixed(1)} s, ${memory} MB\n`,
  );
  if (rows / read < goalPerSecond) process.exitCode = 1;
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
