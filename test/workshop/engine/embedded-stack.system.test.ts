import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireEngine } from '../../../workshop/engine/acquire.js';
import { parseArguments } from '../../../workshop/engine/arguments.js';
import { runEmbedded } from '../../../workshop/engine/embedded-stack.js';
import type { Engine } from '../../../workshop/engine/engine.js';
import { packageDirectory } from '../../../workshop/engine/launchers.js';
import { onlyReads, type RequestLogEntry, startOrganisation } from '../../../workshop/simulators/index.js';

const projectDirectory = fileURLToPath(new URL('fixtures/program', import.meta.url));
const stackFile = join(projectDirectory, 'Pulumi.staging.yaml');

describe('the wrapper: the real engine against the stand-ins, run after run', () => {
  const workDirectory = mkdtempSync(join(tmpdir(), 'engine-wrapper-'));
  const committed = readFileSync(stackFile, 'utf8');
  const said: string[] = [];
  const collected: string[] = [];
  let engine: Engine;

  beforeAll(async () => {
    engine = await acquireEngine({ say: (line) => process.stderr.write(`${line}\n`) });
  });
  afterAll(() => rmSync(workDirectory, { recursive: true, force: true }));

  const wrapper = (...args: readonly string[]): Promise<number> =>
    runEmbedded({
      asked: parseArguments(args, {}),
      engine,
      projectDirectory,
      workDirectory,
      scenariosDirectory: join(packageDirectory, 'scenarios'),
      startOrganisation,
      collectOnPremises: async (scenario, output) => {
        collected.push(scenario);
        writeFileSync(output, 'evidence');
      },
      syncTool: 'cloudSync',
      say: (line) => said.push(line),
      environment: {
        ...process.env,
        FIXTURE_APP: '0oa1office365staging01',
        FIXTURE_SERVICE_PRINCIPAL: '77777777-0000-4000-8000-000000000001',
        FIXTURE_CLIENT_ID: '952361ce-d644-4093-8ce5-11da673edb20',
        FIXTURE_ENABLED: 'false',
      },
    });

  const saved = (): { readonly ports: object; readonly requests: readonly RequestLogEntry[] } =>
    JSON.parse(readFileSync(join(workDirectory, 'organisation.json'), 'utf8'));
  /** What was written since the given request: sign-ins are not writes. */
  const writesAfter = (sequence: number): readonly string[] =>
    saved()
      .requests.filter((entry) => entry.sequence > sequence && !onlyReads(entry))
      .map(
        ({ service, method, path, status }) =>
          `${service} ${method} ${path.replace(/^.*\/synchronization/, '…')} ${status}`,
      );
  const lastSequence = (): number => saved().requests.at(-1)?.sequence ?? 0;

  it('previews without a write, from the default scenario, after collecting its evidence', async () => {
    expect(await wrapper('preview', '--stack', 'staging', '--non-interactive')).toBe(0);
    expect(writesAfter(0)).toEqual([]);
    expect(lastSequence()).toBeGreaterThan(0);
    expect(collected).toEqual([join(packageDirectory, 'scenarios', 'mismatching-organisation')]);
    expect(readFileSync(join(workDirectory, 'on-prem.evidence.ndjson'), 'utf8')).toBe('evidence');
  });

  it('brings the stack up: the stand-ins accept every request of the plugins', async () => {
    const before = lastSequence();
    expect(await wrapper('up', '--yes', '--skip-preview', '--non-interactive')).toBe(0);
    expect(writesAfter(before)).toEqual(['graph PUT …/secrets 204', 'graph POST …/jobs 201']);
  });

  it('goes on from the saved organization, at the same addresses, and finds nothing to do', async () => {
    const [before, { ports }] = [lastSequence(), saved()];
    expect(await wrapper('up', '--yes', '--skip-preview', '--expect-no-changes', '--non-interactive')).toBe(0);
    expect(writesAfter(before)).toEqual([]);
    expect(saved().ports).toEqual(ports);
  });

  it("passes the CLI's own failure on", async () => {
    expect(await wrapper('preview', '--no-such-flag')).not.toBe(0);
  });

  it('keeps the saved organization when another scenario is named without --reset', async () => {
    const before = lastSequence();
    await expect(wrapper('--scenario', 'repaired-organisation', 'preview')).rejects.toThrow(
      'began as the scenario mismatching-organisation, not repaired-organisation. Add --reset',
    );
    await expect(wrapper('--reset', '--scenario', 'nowhere', 'preview')).rejects.toThrow(
      'There is no scenario nowhere',
    );
    expect(lastSequence()).toBe(before);
  });

  it('keeps the stack file when the stack is removed', async () => {
    expect(await wrapper('stack', 'rm', 'staging', '--yes', '--force')).toBe(0);
    expect(existsSync(stackFile)).toBe(true);
  });

  it('begins again with --reset, and remembers the scenario it was given then', async () => {
    expect(await wrapper('--reset', '--scenario', 'repaired-organisation')).toBe(0);
    expect(said.at(-1)).toBe('The embedded organization begins again as the scenario repaired-organisation.');
    collected.length = 0;
    expect(await wrapper('stack', 'ls')).toBe(0);
    expect(collected).toEqual([join(packageDirectory, 'scenarios', 'repaired-organisation')]);
    expect(saved().requests).toEqual([]);
  });

  it('leaves the committed stack file as it is, byte for byte, and no lock', () => {
    expect(readFileSync(stackFile, 'utf8')).toBe(committed);
    expect(existsSync(join(workDirectory, 'running'))).toBe(false);
  });
});
