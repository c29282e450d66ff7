import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { grouped } from '../../src/domain/counted.js';
import { acquireEngine } from '../engine/acquire.js';
import { createProject, type Project, scenarioFolder } from '../engine/project.js';
import { generatedOnPremRow } from '../simulators/graph/generated-users.js';
import type { Watcher } from '../simulators/index.js';
import { cutoverTable, type MeasuredCutover, type TimedRequest, whatLogSays } from './cutover-figures.js';

// npm run bench:cutover [-- --users N --output FILE]: a cutover of two apps to cloud sync on the real engine, preview
// and update, against stand-ins with a crowd on both sides. Counts whole readings and requests, measures times and memory.

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '100000' },
    output: { type: 'string', default: 'docs/benchmarks-cutover.md' },
  },
});
const users = Number(values.users);
if (!Number.isInteger(users) || users < 1) throw new Error('usage: npm run bench:cutover [-- --users N]');
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const story = 'repaired-organisation';
const sampleMilliseconds = 250;

/** The directory of the story and of the crowd, in a folder as `collect` takes it. */
async function writeDirectory(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'OnPremIDs.csv');
  await pipeline(createReadStream(join(scenarioFolder(story), 'OnPremIDs.csv')), createWriteStream(path));
  await pipeline(Readable.from(rows()), createWriteStream(path, { flags: 'a' }));
}

function* rows(): Generator<string> {
  const quoted = (cell: string): string => `"${cell}"`;
  for (let index = 0; index < users; index += 1) yield `${generatedOnPremRow(index).map(quoted).join(',')}\r\n`;
}

async function measure(folder: string): Promise<MeasuredCutover> {
  const requests: TimedRequest[] = [];
  const onWire = new WeakSet<object>();
  const watcher: Watcher = {
    async before({ request }) {
      onWire.add(request);
      return undefined;
    },
    after({ request }, { method, path }) {
      requests.push({ method, path, onWire: onWire.has(request), at: performance.now() });
    },
  };
  const engine = await acquireEngine({ say });
  const project = await createProject({
    directory: join(folder, 'project'),
    engine,
    scenario: story,
    say,
    watcher,
    pageLimit: 999,
    generatedUsers: users,
  });
  try {
    await writeDirectory(join(folder, 'directory'));
    await project.collect(join(folder, 'directory'));
    for (const phase of ['assess', 'stage']) await up(project, phase);
    requests.length = 0;
    project.setPhase('cutover');
    say('preview');
    await succeeding(project.pulumi(['preview']));
    const previewed = requests.length;
    const memory = watchProvider();
    say('update');
    const began = performance.now();
    await succeeding(project.pulumi(['up', '--yes', '--skip-preview']));
    const updateMilliseconds = performance.now() - began;
    const [inPreview, inUpdate] = [requests.slice(0, previewed), requests.slice(previewed)];
    return { users, updateMilliseconds, peakMebibytes: memory.stop(), ...whatLogSays(inPreview, inUpdate) };
  } finally {
    await project.stop();
  }
}

async function up(project: Project, phase: string): Promise<void> {
  say(phase);
  project.setPhase(phase);
  await succeeding(project.pulumi(['up', '--yes', '--skip-preview']));
}

async function succeeding(run: ReturnType<Project['pulumi']>): Promise<void> {
  const { code, stdout, stderr } = await run;
  if (code !== 0) throw new Error(`pulumi ended with exit code ${code}:\n${stdout}\n${stderr}`);
}

/** Samples the resident memory of the provider's process among our descendants. */
function watchProvider(): { readonly stop: () => number } {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, providerMebibytes());
  }, sampleMilliseconds);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

function providerMebibytes(): number {
  const text = execFileSync('ps', ['-eo', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' });
  const processes = text.split('\n').map((line) => {
    const [, id = '', parent = '', kibibytes = '', args = ''] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { id, parent, kibibytes: Number(kibibytes), args };
  });
  const parents = new Map(processes.map(({ id, parent }) => [id, parent]));
  const isOurs = (id: string): boolean => {
    for (let next: string | undefined = id; next !== undefined; next = parents.get(next))
      if (next === String(process.pid)) return true;
    return false;
  };
  const own = processes.filter(({ id, args }) => args.includes('dist/provider/main.js') && isOurs(id));
  return Math.max(0, ...own.map(({ kibibytes }) => kibibytes)) / 1024;
}

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-bench-'));
try {
  const measured = await measure(folder);
  const { text, missed } = cutoverTable(measured);
  writeFileSync(values.output, text);
  console.log(
    `bench:cutover: ${grouped(users)} people, ${measured.wholeReadings} whole readings, update ${(measured.updateMilliseconds / 1000).toFixed(0)} s${missed.length > 0 ? `; missed: ${missed.join(', ')}` : ''}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
