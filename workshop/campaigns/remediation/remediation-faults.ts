// `npm run faults:remediation [-- --points N]`: kills the provider (SIGKILL) at every write of a repair, before and after it
// reached the system, lets the next update go on, and puts everything back; on a real directory and the real engine.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageDirectory } from '../../engine/launchers.js';
import { type RemediationProject, startRemediationProject } from './remediation-project.js';
import { fewDefects } from './repairable-organisation.js';

const bookkeeping = /^(whenChanged|uSNChanged|replPropertyMetaData|modifyTimeStamp)::? .*$\n?( .*\n)*/gm;
const { values } = parseArgs({ options: { points: { type: 'string' } } });
const most = Number(values.points ?? Number.POSITIVE_INFINITY);

interface Point {
  readonly write: number;
  readonly moment: 'before' | 'after';
  readonly killed: boolean;
  readonly problem: string;
}

const plainValues = (records: ReadonlyMap<string, string>): string =>
  JSON.stringify([...records].map(([account, record]) => [account, record.replace(bookkeeping, '')]));

/** Anchors of the tenant: restored accounts stay restored, and everything else has to be as it was. */
const anchors = (tenant: ReadonlyMap<string, string>): string =>
  JSON.stringify([...tenant.values()].map((user) => JSON.parse(user).onPremisesImmutableId as string).sort());

async function upIn(one: RemediationProject, phase: string): Promise<void> {
  one.project.setPhase(phase);
  const { code, stdout, stderr } = await one.pulumi('up', '--yes', '--skip-preview');
  if (code !== 0) throw new Error(`the update in phase ${phase} failed:\n${stdout}\n${stderr}`);
}

async function tryPoint(one: RemediationProject, write: number, moment: 'before' | 'after'): Promise<Point> {
  const before = { directory: plainValues(one.directory()), tenant: anchors(await one.tenant()) };
  one.project.setPhase('assess');
  const first = await one.upKilledAt(write, moment);
  try {
    await upIn(one, 'assess');
    const again = await one.pulumi('up', '--yes', '--skip-preview', '--expect-no-changes');
    if (again.code !== 0) throw new Error('a second update had something to do');
    if (plainValues(one.directory()) === before.directory) throw new Error('nothing was repaired');
    for (const phase of ['stage', 'rollback']) await upIn(one, phase);
    if (plainValues(one.directory()) !== before.directory) throw new Error('the directory is not as it was');
    if (anchors(await one.tenant()) !== before.tenant) throw new Error('the tenant is not as it was');
    return { write, moment, killed: first.code !== 0, problem: '' };
  } catch (error) {
    return { write, moment, killed: first.code !== 0, problem: String(error) };
  }
}

const one = await startRemediationProject(30, fewDefects);
const points: Point[] = [];
try {
  const proposed = await one.cli('remediate', '--stack', 'staging', '--quiet');
  if (proposed.code === 1) throw new Error(proposed.stderr);
  for (let write = 1; points.length < most && points.at(-1)?.killed !== false; write += 1) {
    for (const moment of ['before', 'after'] as const) {
      if (points.length >= most) break;
      const point = await tryPoint(one, write, moment);
      points.push(point);
      process.stderr.write(
        `write ${write}, killed ${moment}: ${point.problem || (point.killed ? 'ok' : 'no such write')}\n`,
      );
      if (point.problem !== '' || !point.killed) break;
    }
    if (points.at(-1)?.problem) break;
  }
} finally {
  await one.stop();
}
const killed = points.filter((point) => point.killed);
const failed = points.filter(({ problem }) => problem !== '');
if (values.points === undefined) {
  const rows = killed.map(
    ({ write, moment, problem }) => `| ${write} | ${moment} | ${problem || 'went on, and was put back'} |`,
  );
  writeFileSync(
    join(packageDirectory, 'docs/remediation-faults.md'),
    [
      '# Repairs killed at every write',
      '',
      'Written by `npm run faults:remediation`.',
      '',
      '| write | killed | result |',
      '| --- | --- | --- |',
      ...rows,
      '',
    ].join('\n'),
  );
}
process.stdout.write(`${killed.length} kills, ${failed.length} failed\n`);
process.exitCode = failed.length > 0 || killed.length === 0 ? 1 : 0;
