import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Organisation, type OrganisationOptions, startOrganisation } from '../../workshop/simulators/index.js';
import { folderWith, repository, runCli, withoutProgress } from './run-cli.js';
import { signIn } from './sign-in.js';

let organisation: Organisation | undefined;
afterEach(() => organisation?.stop());

/** A stack's folder with an engine on its PATH, and an organization whose file may be changed first. */
async function start(options: { readonly change?: (text: string) => string } & Partial<OrganisationOptions> = {}) {
  const { change, ...behaviour } = options;
  const scenario = folderWith({});
  cpSync(join(repository, 'scenarios/repaired-organisation'), scenario, { recursive: true });
  const file = join(scenario, 'organisation.json');
  if (change !== undefined) writeFileSync(file, change(readFileSync(file, 'utf8')));
  organisation = await startOrganisation({ scenario, ...behaviour });
  const stackFile = readFileSync(join(repository, 'Pulumi.staging.yaml'), 'utf8');
  const folder = folderWith({ 'Pulumi.staging.yaml': stackFile });
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/pulumi'), '#!/bin/sh\necho v3.248.0\n');
  chmodSync(join(folder, 'bin/pulumi'), 0o755);
  const env = {
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    ...signIn(organisation),
  };
  const runWith =
    (more: NodeJS.ProcessEnv) =>
    (...args: readonly string[]) =>
      runCli(args, { cwd: folder, env: { ...env, ...more } });
  const run = Object.assign(runWith({}), { with: runWith });
  return { organisation, folder, run };
}

function collectOnPrem(exportedAt: string): string[] {
  const from = join(repository, 'scenarios/repaired-organisation/OnPremIDs.csv');
  const output = '.entra-cutover/embedded/on-prem.evidence.ndjson';
  return ['collect', 'on-prem', '--from', from, '--exported-at', exportedAt, '--output', output];
}

describe('doctor', () => {
  it('finds nothing wrong where everything is there, and tells each thing in a line', async () => {
    const { run } = await start();
    expect((await run(...collectOnPrem(new Date().toISOString()))).code).toBe(0);
    const { code, stdout, stderr } = await run('doctor', '--stack', 'staging');
    expect(withoutProgress(stderr)).toBe('');
    expect(stdout).not.toMatch(/MISSING|UNKNOWN/);
    expect(code).toBe(0);
    for (const line of [
      /^ok +Node\.js: \d+/m,
      /^ok +Pulumi engine: v3\.248\.0 on PATH/m,
      /^ok +Entra credential: workload identity$/m,
      /^ok +Okta credential: service app$/m,
      /^ok +Microsoft Graph: .* answers for tenant 11111111-/m,
      /^ok +may read who may activate a directory role \(PIM\): yes/m,
      /^ok +provisioning agent on sync01\.corp\.example: active/m,
      /^ok +agents next to Okta’s: none of 1 machine with an Okta AD agent/m,
      /^ok +clock against Okta: \d+ s apart/m,
      /^ok +evidence .*on-prem\.evidence\.ndjson: read 0\.\d hours ago/m,
      /^ok +hold: none/m,
    ])
      expect(stdout).toMatch(line);
    expect(stdout).not.toMatch(/eyJ|BEGIN/);
  });

  it('names the grant, the stopped agent, the shared machine, stale evidence and the hold', async () => {
    const { run, organisation, folder } = await start({
      change: (text) =>
        text
          .replace('"name": "oktaad01"', '"name": "SYNC01"')
          .replace(/("machineName": "sync02[\s\S]*?"status": )"active"/, '$1"inactive"'),
    });
    organisation.faults.add({ service: 'graph', path: /\/contacts\?/, status: 403 });
    organisation.faults.add({ service: 'graph', path: /\/agents$/, status: 503, times: 1 });
    organisation.faults.add({ service: 'okta', path: /meta\/schemas/, status: 403 });
    await run(...collectOnPrem('2026-01-01T00:00:00Z'));
    writeFileSync(join(folder, 'hold'), '');
    process.env.CUTOVER_HOLD_FILE = join(folder, 'hold');
    const { code, stdout } = await run('doctor', '--stack', 'staging', '--quiet');
    delete process.env.CUTOVER_HOLD_FILE;
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /^MISSING +may read the contacts: no permission: .*403.* → Grant the application OrgContact\.Read\.All/m,
    );
    expect(stdout).toMatch(/^MISSING +provisioning agent on sync02\.corp\.example: inactive → Start the service/m);
    expect(stdout).toMatch(/^note +agents next to Okta’s: sync01\.corp\.example has an Okta AD agent too → /m);
    expect(stdout).toMatch(
      /^MISSING +may read app profiles and mappings: no permission: .* → Give the service app the scopes .*okta\.schemas/m,
    );
    expect(stdout).toMatch(
      /^MISSING +evidence .*: read \d+\.\d hours ago, expected \d+ hours at most → Run entra-cutover collect on-prem/m,
    );
    expect(stdout).toMatch(/^note +hold: the hold file .* is there/m);
    expect(stdout).not.toMatch(/^ok/m);
  });

  it('names what the application may not write, and what the azuread plugin would not find', async () => {
    const { run, folder } = await start();
    const assess = await run('doctor', '--stack', 'staging');
    expect(assess.stdout).toMatch(
      /^note +Entra credential of the azuread plugin: our own client signs in by workload identity, and it would ask the Azure CLI/m,
    );
    expect(assess.stdout).toMatch(/^ok +may write the synchronization jobs and their secrets: yes/m);
    const file = join(folder, 'Pulumi.staging.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/phase: \w+/, 'phase: stage'));
    organisation?.faults.add({ service: 'graph', path: /\/appRoleAssignments/, status: 403 });
    const stage = await run('doctor', '--stack', 'staging');
    expect(stage.code).toBe(3);
    expect(stage.stdout).toMatch(/^MISSING +Entra credential of the azuread plugin/m);
    expect(stage.stdout).toMatch(/^UNKNOWN +may write the synchronization jobs and their secrets/m);
    expect(stage.stdout).toContain('Synchronization.ReadWrite.All');
  });

  it('tells no network from no credential', async () => {
    const { run } = await start();
    const named = async (env: NodeJS.ProcessEnv) =>
      (await run.with(env)('doctor', '--stack', 'staging', '--quiet')).stdout;
    const wrong = await named({
      AZURE_CLIENT_ID: '99999999-0000-4000-8000-000000000000',
      OKTA_API_CLIENT_ID: '0oaNobody',
    });
    expect(wrong).toMatch(/^UNKNOWN +Microsoft Graph: no credential: Signing in .* → Fix the credential/m);
    expect(wrong).toMatch(/^UNKNOWN +Okta: no credential: .*401.* → Fix the credential/m);
    const none = await named({ OKTA_API_CLIENT_ID: '' });
    expect(none).toMatch(/^UNKNOWN +Okta: no credential: No credentials for Okta/m);
    const nobody = 'https://127.0.0.1:2';
    const silent = await named({ ENTRA_CUTOVER_EMBEDDED_GRAPH: nobody, ENTRA_CUTOVER_EMBEDDED_OKTA: nobody });
    expect(silent).toMatch(/^UNKNOWN +Microsoft Graph: no network: .* → Check name, DNS, proxy/m);
    expect(silent).toMatch(/^UNKNOWN +Okta: no network: .*nothing answers at that address and port.* → Check name/m);
    expect(silent).not.toMatch(/ECONN|ENOTFOUND/);
  });

  it('notices a clock that is off, and says so as JSON too', async () => {
    const { run } = await start({ clock: () => Date.now() + 120_000 });
    const { stdout } = await run('doctor', '--stack', 'staging', '--format', 'json');
    const { checks } = JSON.parse(stdout) as { checks: { name: string; state: string; found: string }[] };
    expect(checks.find(({ name }) => name === 'clock against Microsoft Graph')).toMatchObject({
      state: 'warning',
      found: expect.stringMatching(/^this machine is 1\d\d s behind$/),
    });
  });

  it('needs no stack, and no services then; wrong usage is 1', async () => {
    const { run } = await start();
    const machine = await run('doctor');
    expect(machine.code).toBe(0);
    expect(machine.stdout.trim().split('\n')).toHaveLength(4);
    expect((await run('doctor', '--format', 'xml')).code).toBe(1);
    expect((await run('doctor', '--stack', 'nowhere')).code).toBe(1);
  });
});
