import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Organisation, startOrganisation } from '../simulators/index.js';

// A tenant of a million generated users, read by the built CLI over the wire: how many requests, against the fewest that
// there can be, and how much memory. Ends with one line; exit code 1 when a goal is missed.

const repository = fileURLToPath(new URL('../..', import.meta.url));
const page = 999;
const memoryGoalMebibytes = 600;
const sampleMilliseconds = 200;

/** What is asked once, however many users there are: the small organization has one group and one cloud sync configuration. */
const fixedRequests: Readonly<Record<string, number>> = {
  'which tenant': 1,
  'where changes begin (four collections, two $batch)': 4 + 2,
  'deleted users, groups, contacts, devices': 4,
  'members of one group ($batch)': 1 + 1,
  'domains, synchronization features (v1.0; beta in a $batch)': 2 + 1 + 1,
  'roles, holders, eligible holders': 3,
  'service principals; jobs, templates, secrets of one ($batch)': 1 + 3 + 1,
  agents: 1,
};

interface Measured {
  readonly users: number;
  readonly requests: number;
  readonly minimum: number;
  readonly mebibytes: number;
  readonly seconds: number;
  readonly fileMebibytes: number;
}

async function measure(users: number): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-graph-'));
  const output = join(folder, 'entra.ndjson');
  const organisation = await startOrganisation({
    scenario: join(repository, 'scenarios/repaired-organisation'),
    generatedUsers: users,
    pageLimit: page,
    rateLimit: { graph: { limit: 8000, windowSeconds: 10 } },
  });
  try {
    const started = performance.now();
    const mebibytes = await collect(organisation, output);
    const seconds = (performance.now() - started) / 1000;
    const requests = organisation.requests().filter(({ path }) => /^\/(v1\.0|beta)\//.test(path));
    const fixed = Object.values(fixedRequests).reduce((sum, count) => sum + count, 0);
    return {
      users,
      requests: requests.length,
      minimum: 2 * Math.ceil(users / page) + fixed,
      mebibytes,
      seconds,
      fileMebibytes: (await stat(output)).size / 1024 / 1024,
    };
  } finally {
    await organisation.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the collection and returns the most memory it was seen with, in MiB. */
function collect({ endpoints: { graph } }: Organisation, output: string): Promise<number> {
  const args = ['collect', 'entra', '--tenant', graph.tenantId, '--graph-endpoint', 'embedded', '--output', output];
  const child = spawn(process.execPath, [join(repository, 'dist/cli/main.js'), ...args], {
    env: {
      ...process.env,
      ENTRA_CUTOVER_EMBEDDED_GRAPH: graph.url,
      NODE_EXTRA_CA_CERTS: graph.caFile,
      AZURE_CLIENT_ID: graph.clientId,
      AZURE_FEDERATED_TOKEN_FILE: graph.federatedTokenFile,
    },
    stdio: 'inherit',
  });
  let peak = 0;
  const sampling = setInterval(() => {
    peak = Math.max(peak, residentMebibytes(child.pid ?? 0));
  }, sampleMilliseconds);
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => {
      clearInterval(sampling);
      if (code === 0) resolve(peak);
      else reject(new Error(`collect entra ended with exit code ${code}`));
    });
  });
}

function residentMebibytes(processId: number): number {
  try {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(processId)], { encoding: 'utf8' })) / 1024;
  } catch {
    return 0;
  }
}

function table({ users, requests, minimum, mebibytes, seconds, fileMebibytes }: Measured): string {
  const rows = Object.entries(fixedRequests).map(([what, count]) => `| ${what} | ${count} |`);
  return `# Reading a tenant: requests and memory

Written by \`npm run bench:graph\`: a Graph stand-in with ${users} generated users on this machine, read by
\`entra-cutover collect entra\` through TLS, with Graph's own budget of 8,000 resource units in ten seconds.

| | measured | goal |
| --- | --- | --- |
| requests, those inside a \`$batch\` included | ${requests} | ${minimum}, the fewest possible |
| peak memory of the collecting process | ${Math.round(mebibytes)} MiB | under ${memoryGoalMebibytes} MiB |
| time | ${seconds.toFixed(0)} s | |
| evidence file | ${Math.round(fileMebibytes)} MiB | |

The fewest requests are two lists of all users in pages of ${page} (v1.0, and beta for the one property that v1.0 lacks):

| and, once each | requests |
| --- | --- |
${rows.join('\n')}

The users are not kept in memory: each page is written before the next one is requested. Only the table of object identifiers
grows with the tenant: 32 bytes a user, and at most 64 with the free space of the table.
`;
}

const usersFlag = process.argv.indexOf('--users');
const users = usersFlag < 0 ? 1_000_000 : Number(process.argv[usersFlag + 1]);
if (!Number.isInteger(users) || users < 1) throw new Error('usage: npm run bench:graph [-- --users N]');
if (!existsSync(join(repository, 'dist/cli/main.js'))) throw new Error('npm run build first');
const measured = await measure(users);
await writeFile(join(repository, 'docs/benchmarks-graph.md'), table(measured));
const missed = measured.requests > measured.minimum || measured.mebibytes > memoryGoalMebibytes;
console.log(
  `bench:graph: ${measured.users} users, ${measured.requests} requests (minimum ${measured.minimum}), peak ${Math.round(measured.mebibytes)} MiB, ${measured.seconds.toFixed(0)} s${missed ? ': goal missed' : ''}`,
);
process.exitCode = missed ? 1 : 0;
