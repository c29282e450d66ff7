import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEntraFiles } from '../../src/evidence/files.js';
import { type Organisation, startOrganisation } from '../../workshop/simulators/index.js';
import { folderWith, repository, runCli } from './run-cli.js';
import { graphSignIn } from './sign-in.js';

// Each test its own: what a killed collection still waits for would be logged in the next one.
let organisation: Organisation;
beforeEach(async () => {
  organisation = await startOrganisation({ scenario: 'scenarios/mismatching-organisation', pageLimit: 12 });
});
afterEach(() => organisation.stop());

function collectArguments(output: string, ...more: readonly string[]): string[] {
  const { tenantId } = organisation.endpoints.graph;
  return ['collect', 'entra', '--tenant', tenantId, '--graph-endpoint', 'embedded', '--output', output, ...more];
}

const collect = (output: string, ...more: readonly string[]) =>
  runCli(collectArguments(output, ...more), { env: graphSignIn(organisation) });

function recordLines(path: string): string[] {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(1, -1);
}

/** The text of a file, which another process may remove at any moment. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Starts the collection and kills it as soon as one more page is remembered. False when it ended before. */
async function killAfterOnePage(output: string): Promise<boolean> {
  const checkpoint = `${output}.checkpoint`;
  const before = textOf(checkpoint);
  // The page after the next one does not come before the process is gone.
  const remove = organisation.faults.add({ service: 'graph', path: pages, skip: 1, delayMilliseconds: 20_000 });
  const child = spawn(process.execPath, [join(repository, 'dist/cli/main.js'), ...collectArguments(output)], {
    env: { ...process.env, ...graphSignIn(organisation) },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  while (child.exitCode === null && [undefined, before].includes(textOf(checkpoint))) await pause(5);
  const killed = child.kill('SIGKILL');
  await ended;
  remove();
  return killed && existsSync(checkpoint);
}

const pages = /\/(v1\.0|beta)\/(users|groups|contacts|devices|directory\/deletedItems\/microsoft\.graph\.user)\?/;

const mostKills = 50;

describe('collect entra', () => {
  it('killed at every page goes on there: no page is lost, none comes twice', async () => {
    const folder = folderWith({});
    const whole = join(folder, 'whole.ndjson');
    const output = join(folder, 'entra.ndjson');
    expect((await collect(whole)).code).toBe(0);
    let kills = 0;
    while (kills < mostKills && (await killAfterOnePage(output))) kills += 1;
    expect(kills).toBeGreaterThanOrEqual(10);
    // Who begins again each time is killed forever.
    expect(kills).toBeLessThan(mostKills);
    if (!existsSync(output)) expect(await collect(output)).toMatchObject({ code: 0 });
    expect(recordLines(output)).toEqual(recordLines(whole));
    expect(readdirSync(folder).sort()).toEqual(['entra.ndjson', 'whole.ndjson']);
    const [evidence] = await readEntraFiles([output]);
    expect(evidence?.source).toMatchObject({ rejected: 0, issues: [] });
    expect(evidence?.source.fields.has('service')).toBe(true);
  });

  it('refuses the checkpoint of another tenant, another tenant’s answer, and half a target', async () => {
    const folder = folderWith({});
    const output = join(folder, 'entra.ndjson');
    await killAfterOnePage(output);
    const checkpoint = readFileSync(`${output}.checkpoint`, 'utf8');
    expect(checkpoint).not.toMatch(/eyJ[\w-]+\.|Bearer|client_secret/i);
    writeFileSync(`${output}.checkpoint`, checkpoint.replace(organisation.endpoints.graph.tenantId, 'elsewhere'));
    const refused = await collect(output);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/is the checkpoint of tenant elsewhere/);
    const half = await runCli(['collect', 'entra', '--output', output]);
    expect(half).toMatchObject({ code: 1, stderr: expect.stringMatching(/either --stack NAME, or --tenant ID/) });
  });

  it('refreshes an earlier file by the pages of changes, and says so when a part is refused', async () => {
    const folder = folderWith({});
    const output = join(folder, 'entra.ndjson.gz');
    expect((await collect(output)).code).toBe(0);
    const before = organisation.requests().length;
    const again = await collect(output, '--since', output);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    const asked = organisation.requests().slice(before);
    expect(asked.filter(({ path }) => path.includes('/users?'))).toEqual([]);
    const remove = organisation.faults.add({ service: 'graph', path: /roleEligibility/, status: 403 });
    const refused = await collect(output, '--since', output);
    remove();
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/PIM\) could not be read: .*Grant the application RoleEligibilitySchedule/);
  });
});
