import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Assessment } from '../../../src/domain/assessment.js';
import { installProject } from './installed.js';
import { type Stand, scenario } from './stand.js';
import type { Surroundings } from './surroundings.js';

const [onPrem, entra] = [join(scenario, 'OnPremIDs.csv'), join(scenario, 'AzureADSyncedIDS.csv')];

/** What the product says, wherever it runs: the same everywhere. */
export interface Said {
  /** Of the two exports. */
  readonly digest: string;
  /** Of two large exports, every identity included. */
  readonly columns: string;
  /** Of the live services: rules and subjects. */
  readonly live: string;
}

const nobody = 65_534;

/**
 * Runs the packed product with the Node in the surroundings: small and large exports assessed and reported, both services read into
 * evidence, the stack assessed live.
 *
 * @throws Error that names the command which did not do what it should.
 */
export async function tryIn(
  stand: Stand,
  node: string,
  { folder = 'project', ...around }: Surroundings,
): Promise<Said> {
  const own = mkdtempSync(join(stand.folder, 'trial-'));
  const [directory, output] = [join(own, folder), join(own, 'output')];
  mkdirSync(directory);
  mkdirSync(output);
  const cli = installProject(directory, stand.tarball);
  const undo = around.prepare?.(directory);
  const asNobody = around.asNobody === true && process.getuid?.() === 0;
  if (asNobody) {
    chmodSync(own, 0o755);
    chmodSync(output, 0o777);
  }
  const env = environmentOf(stand, around);
  const run = async (expected: number, ...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await start(node, [cli, ...args], directory, env, asNobody ? nobody : undefined);
    if (code === expected && !/\n\s+at |Warning/.test(stderr)) return stdout;
    throw new Error(
      `entra-cutover ${args[0]} ${args[1]}: exit code ${code}, expected ${expected}\n${stderr}${stdout.slice(0, 500)}`,
    );
  };
  try {
    const reports = ['html', 'xml', 'csv', 'md'].flatMap((kind) => ['--output', join(output, `report.${kind}`)]);
    const exported = await run(2, 'assess', '--on-prem', onPrem, '--entra', entra, '--format', 'json', ...reports);
    await run(0, 'collect', 'okta', '--stack', 'staging', '--output', join(output, 'okta.ndjson'));
    await run(0, 'collect', 'entra', '--stack', 'staging', '--output', join(output, 'entra.ndjson.gz'));
    const identities = join(output, 'identities.jsonl');
    const { large } = stand;
    const files = ['--on-prem', large.onPrem, '--entra', large.entra, '--identities', identities, '--format', 'json'];
    const columns = saidOf(await run(2, 'assess', ...files)) + readFileSync(identities, 'utf8');
    const dated = ['--from', onPrem, '--exported-at', new Date().toISOString()];
    const collected = join(output, 'on-prem.ndjson');
    await run(0, 'collect', 'on-prem', ...dated, '--output', collected);
    const live = await run(
      2,
      'assess',
      '--on-prem',
      collected,
      '--entra',
      join(output, 'entra.ndjson.gz'),
      '--format',
      'json',
    );
    if (readdirSync(output).length !== 8) throw new Error(`written: ${readdirSync(output).join(', ')}`);
    return {
      digest: saidOf(exported),
      columns: createHash('sha256').update(columns).digest('hex'),
      live: saidOf(live),
    };
  } finally {
    undo?.();
    rmSync(own, { recursive: true, force: true });
  }
}

/** Everything that an assessment says but for times, paths and hashes of files that have them. */
function saidOf(json: string): string {
  const { decision, findings, counts } = JSON.parse(json) as Assessment & { counts?: unknown };
  return JSON.stringify({
    decision,
    counts,
    findings: findings.map(({ rule, severity, subject, found, expected }) => [
      rule,
      severity,
      subject,
      found,
      expected,
    ]),
  });
}

/** The stand-ins' variables, and of ours only what a program needs to start. */
export function environmentOf(stand: Stand, { env }: Pick<Surroundings, 'env'>): NodeJS.ProcessEnv {
  const { okta, graph } = stand.organisation.endpoints;
  const { PATH, HOME, USERPROFILE, SystemRoot, TEMP } = process.env;
  const usual = {
    ...{ PATH, HOME, USERPROFILE, SystemRoot, TEMP },
    ENTRA_CUTOVER_EMBEDDED_OKTA: okta.url,
    ENTRA_CUTOVER_EMBEDDED_GRAPH: graph.url,
    OKTA_API_TOKEN: okta.apiToken,
    AZURE_TENANT_ID: graph.tenantId,
    AZURE_CLIENT_ID: graph.clientId,
    AZURE_FEDERATED_TOKEN_FILE: stand.tokenFile,
    NODE_EXTRA_CA_CERTS: stand.caFile,
    ...env?.(stand),
  };
  return Object.fromEntries(Object.entries(usual).filter(([, value]) => value !== undefined));
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function start(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  uid?: number,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const ids = uid === undefined ? {} : { uid, gid: uid };
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], ...ids });
    const texts = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        texts[stream] += text;
      });
    }
    child.on('error', reject).on('close', (code) => resolve({ code, ...texts }));
  });
}
