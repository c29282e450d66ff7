import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireEngine } from '../../../workshop/engine/acquire.js';
import type { Engine } from '../../../workshop/engine/engine.js';
import { prepareEnvironment } from '../../../workshop/engine/environment.js';
import type { Finished } from '../../../workshop/engine/processes.js';
import { runPulumi } from '../../../workshop/engine/run-pulumi.js';
import { fakeGraph, fakeOkta, servicePrincipal, tenantId } from './fake-services.js';

const cwd = fileURLToPath(new URL('fixtures/program', import.meta.url));
const stackFile = join(cwd, 'Pulumi.staging.yaml');
const jobPath = `/v1.0/servicePrincipals/${servicePrincipal}/synchronization/jobs/Job.1`;

describe('the real engine on a small program with both stand-ins', () => {
  let okta: Awaited<ReturnType<typeof fakeOkta>>;
  let graph: Awaited<ReturnType<typeof fakeGraph>>;
  let engine: Engine;
  let env: NodeJS.ProcessEnv;
  let plugins: Readonly<Record<string, string>>;
  // A space in the path, since a user's folder may have one.
  const workDirectory = mkdtempSync(join(tmpdir(), 'engine test-'));
  const committed = readFileSync(stackFile, 'utf8');

  beforeAll(async () => {
    okta = await fakeOkta();
    graph = await fakeGraph();
    const caFile = join(workDirectory, 'ca.pem');
    writeFileSync(caFile, graph.caCertificate);
    engine = await acquireEngine({ say: (line) => process.stderr.write(`${line}\n`) });
    const prepared = await prepareEnvironment({
      engine,
      workDirectory,
      endpoints: {
        okta: { url: okta.url, apiToken: 'token' },
        graph: { url: graph.url, caFile, tenantId, clientId: 'c', clientSecret: 's', federatedTokenFile: caFile },
      },
      environment: {
        ...process.env,
        OKTA_API_TOKEN: 'real-token',
        OKTA_ORG_NAME: 'real',
        ARM_CLIENT_CERTIFICATE: 'real-certificate',
        AZURE_CLIENT_SECRET: 'real-secret',
        PULUMI_ACCESS_TOKEN: 'real-pulumi-token',
        PULUMI_STACK: 'prod',
      },
    });
    plugins = prepared.plugins;
    env = {
      ...prepared.env,
      FIXTURE_APP: '0oa1',
      FIXTURE_SERVICE_PRINCIPAL: servicePrincipal,
      FIXTURE_CLIENT_ID: 'app-1',
      FIXTURE_ENABLED: 'false',
    };
    expect(await runPulumi(['stack', 'select', '--create', 'staging'], { env, cwd })).toMatchObject({ code: 0 });
  });

  afterAll(async () => {
    await okta.stop();
    await graph.stop();
    rmSync(workDirectory, { recursive: true, force: true });
  });

  /** Runs the CLI; `writes` are the requests other than GET that Graph saw meanwhile, sign-ins left out. */
  const pulumi = async (
    args: string,
    variables: NodeJS.ProcessEnv = {},
  ): Promise<Finished & { readonly writes: readonly string[] }> => {
    graph.requests.length = 0;
    okta.requests.length = 0;
    const finished = await runPulumi([...args.split(' '), '--stack', 'staging', '--non-interactive'], {
      env: { ...env, ...variables },
      cwd,
    });
    const writes = graph.requests.filter((request) => !request.startsWith('GET ') && !request.includes('/oauth2/'));
    return { ...finished, writes };
  };

  it('is what is being tested', () => {
    expect(Object.keys(plugins)).toEqual(['okta', 'azuread']);
    expect(engine.version).toMatch(/^v3\.\d+\.\d+/);
  });

  it("carries nothing of the user's real credentials into the embedded stack", () => {
    expect(Object.values(env).filter((value) => value?.startsWith('real'))).toEqual([]);
    expect(env).not.toHaveProperty('PULUMI_STACK');
  });

  it('previews without a write', async () => {
    const preview = await pulumi('preview');
    expect(preview).toMatchObject({ code: 0, writes: [] });
    expect(preview.stdout).toContain('5 to create');
    expect(okta.requests.at(-1)).toBe('GET http://127.0.0.1/api/v1/apps/0oa1/connections/default');
  });

  it('brings the stack up with the requests of the real plugins', async () => {
    const up = await pulumi('up --yes --skip-preview');
    expect(up.code, up.stdout + up.stderr).toBe(0);
    expect(up.stdout).toContain('connection: "ENABLED"');
    expect(up.writes).toEqual([
      expect.stringMatching(
        /^PUT \S+\/synchronization\/secrets \{"value":\[\{"key":"Domain","value":"not-to-be-seen"\}\]\}$/,
      ),
      expect.stringMatching(/^POST \S+\/synchronization\/jobs \{"@odata.type"/),
    ]);
    expect(okta.requests.slice(0, 2)).toEqual([
      'GET http://127.0.0.1/api/v1/users/me',
      `GET ${okta.url}/api/v1/users/me`,
    ]);
  });

  it('keeps secrets out of the state and of the output', async () => {
    const folder = join(workDirectory, 'state', '.pulumi');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const state = files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8')).join('\n');
    expect(state).toContain('synchronizationJob:SynchronizationJob');
    expect(state).not.toContain('not-to-be-seen');
    const shown = await pulumi('stack --show-secrets=false');
    expect(shown.stdout).not.toContain('not-to-be-seen');
  });

  it('finds nothing to do the second time', async () => {
    const again = await pulumi('up --yes --skip-preview --expect-no-changes');
    expect(again).toMatchObject({ code: 0, writes: [] });
  });

  it('starts the job when it is to be enabled', async () => {
    const up = await pulumi('up --yes --skip-preview', { FIXTURE_ENABLED: 'true' });
    expect(up).toMatchObject({ code: 0, writes: [`POST ${jobPath}/start`] });
  });

  it('leaves the job as it is where the program ignores `enabled`, after a refresh too', async () => {
    const ignoring = { FIXTURE_ENABLED: 'false', FIXTURE_IGNORE_ENABLED: 'true' };
    expect(await pulumi('refresh --yes --skip-preview', ignoring)).toMatchObject({ code: 0, writes: [] });
    expect(await pulumi('up --yes --skip-preview --expect-no-changes', ignoring)).toMatchObject({
      code: 0,
      writes: [],
    });
  });

  it('fails as the program fails, with its message once among the diagnostics', async () => {
    const failed = await pulumi('preview', { FIXTURE_FAIL: 'the evidence is missing' });
    expect(failed).toMatchObject({ code: 1, writes: [] });
    expect(failed.stdout.match(/^ +error: .*$/gm)).toEqual(['    error: the evidence is missing']);
  });

  it('can be interrupted: the CLI ends in good order and leaves no lock on the stack', async () => {
    const args = ['up', '--yes', '--skip-preview', '--stack', 'staging', '--non-interactive'];
    let asked = false;
    const onOutput = (text: string): void => {
      // Once: the second interruption would mean "at once", and the text appears among the diagnostics again.
      if (asked || !text.includes('waiting now')) return;
      asked = true;
      process.emit('SIGTERM', 'SIGTERM');
    };
    const interrupted = await runPulumi(args, { env: { ...env, FIXTURE_WAIT: 'waiting now' }, cwd, onOutput });
    expect(interrupted.code).toBe(1);
    expect(interrupted.stdout).toContain('canceled');
    expect(await pulumi('preview')).toMatchObject({ code: 0, writes: [] });
  });

  it('takes everything down again', async () => {
    const down = await pulumi('destroy --yes --skip-preview');
    expect(down.code, down.stdout + down.stderr).toBe(0);
    expect(down.writes).toEqual([`DELETE ${jobPath}`, expect.stringMatching(/^PUT \S+\/secrets .*"value":""/)]);
  });

  it('leaves the committed stack file as it is, byte for byte', () => {
    expect(readFileSync(stackFile, 'utf8')).toBe(committed);
  });
});
