import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../src/cli/program.js';
import { type Permission, permissions } from '../src/domain/permissions.js';
import { neededPermission } from '../workshop/simulators/graph/permissions.js';
import { type Organisation, startOrganisation } from '../workshop/simulators/index.js';
import { folderWith, repository, runCli } from './cli/run-cli.js';
import { signIn } from './cli/sign-in.js';
import { trustingSession } from './connectors/graph/trusting.js';
import { grantOnly } from './granted.js';

const online = permissions.filter(({ system }) => system !== 'Active Directory');
const namesOf = (of: readonly Permission[]): string[] => [...new Set(of.map(({ permission }) => permission))].sort();
const readers = online.filter(({ identity }) => identity === 'reader' || identity === 'person');

let organisation: Organisation;
let all: string;
let folder: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  organisation = await startOrganisation({ scenario: join(repository, 'scenarios/repaired-organisation') });
  all = organisation.snapshot();
  folder = folderWith({ 'Pulumi.staging.yaml': readFileSync(join(repository, 'Pulumi.staging.yaml'), 'utf8') });
  mkdirSync(join(folder, '.entra-cutover'));
  env = signIn(organisation);
});
afterAll(() => organisation.stop());

/** Runs a command on the stack with the permissions, and those that its requests needed. */
async function runWith(granted: readonly string[], line: string) {
  organisation.restore(all);
  grantOnly(organisation, granted);
  const result = await runCli(line.split(' '), { cwd: folder, env });
  const used = organisation.requests().flatMap(({ service, method, path, body }) => {
    const [bare = ''] = path.replace(/^\/(v1\.0|beta)/, '').split('?');
    if (service === 'graph') return neededPermission({ method, body: JSON.stringify(body ?? '') }, bare) ?? [];
    return oktaScope(method, bare) ?? [];
  });
  return { ...result, used: [...new Set(used)].sort() };
}

/** As Okta's reference names it for each area of the API. */
function oktaScope(method: string, path: string): string | undefined {
  const [, area = ''] = /^\/api\/v1\/(mappings|meta\/schemas|agentPools|apps)\b/.exec(path) ?? [];
  const name = { mappings: 'profileMappings', 'meta/schemas': 'schemas', agentPools: 'agentPools', apps: 'apps' }[area];
  return name && `okta.${name}.${method === 'GET' ? 'read' : 'manage'}`;
}

const onPrem = () => {
  const from = join(repository, 'scenarios/repaired-organisation/OnPremIDs.csv');
  const output = '.entra-cutover/embedded/on-prem.evidence.ndjson';
  return `collect on-prem --from ${from} --exported-at ${new Date().toISOString()} --output ${output}`;
};

describe('the table of permissions', () => {
  it('names commands that there are', () => {
    const known = createProgram().commands.flatMap((command) => [
      command.name(),
      ...command.commands.map((child) => `${command.name()} ${child.name()}`),
    ]);
    for (const { commands } of permissions)
      for (const command of commands) expect([...known, 'pulumi up', 'PipelineIdentity']).toContain(command);
  });

  it('is the only list: nowhere else are two permissions named in a line, and none that it does not know', () => {
    const pattern =
      /\b(?:[A-Z]\w+(?:-\w+)?\.(?:Read|ReadWrite)\.(?:All|Directory)|okta\.[a-zA-Z]+\.(?:read|manage))\b/g;
    const elsewhere: string[] = [];
    // The pages of the rules name what a person's own commands need.
    for (const path of ['src', 'docs', 'provider', 'export-scripts', 'README.md', 'index.ts'].flatMap(textFiles)) {
      if (/vendor-facts|docs\/permissions\.md|docs\/rules\/|src\/domain\/permissions\.ts/.test(path)) continue;
      for (const line of readFileSync(join(repository, path), 'utf8').split('\n')) {
        const named = [...new Set(line.match(pattern) ?? [])];
        const unknown = named.filter((name) => !online.some(({ permission }) => permission === name));
        if (named.length > 1 || unknown.length > 0) elsewhere.push(`${path}: ${line.trim()}`);
      }
    }
    expect(elsewhere).toEqual([]);
  });
});

function textFiles(path: string): string[] {
  if (!statSync(join(repository, path)).isDirectory()) return /\.(ts|md|ps1|yaml)$/.test(path) ? [path] : [];
  return readdirSync(join(repository, path)).flatMap((name) => textFiles(`${path}/${name}`));
}

describe('no permission is missing', () => {
  it.each(['collect entra --stack staging --output e.ndjson', 'collect okta --stack staging --output o.ndjson'])(
    'what reads is whole with what the table names for it: %s',
    async (line) => {
      const command = line.split(' ').slice(0, 2).join(' ');
      const named = readers.filter(({ commands, optional }) => commands.includes(command) && !optional);
      const { code, stderr, used } = await runWith(namesOf(named), line);
      expect(code, stderr).toBe(0);
      expect(used).toEqual(expect.arrayContaining(namesOf(named)));
      const every = namesOf(readers.filter(({ commands }) => commands.includes(command)));
      expect(used.filter((permission) => !every.includes(permission))).toEqual([]);
    },
  );

  it.each(['assess', 'verify', 'status', 'remediate --output r.yaml', 'doctor'])(
    'what a command asks is what the table names for it: %s',
    async (line) => {
      expect((await runCli(onPrem().split(' '), { cwd: folder })).code).toBe(0);
      const [command = ''] = line.split(' ');
      const named = namesOf(online.filter(({ commands }) => commands.includes(command)));
      const { code, stdout, stderr, used } = await runWith(namesOf(online), `${line} --stack staging`);
      expect(code, stdout + stderr).not.toBe(1);
      expect(used.filter((permission) => !named.includes(permission))).toEqual([]);
    },
  );
});

describe('each permission is needed', () => {
  /** Of those that doctor does not try: a request that needs it. */
  const requests: Readonly<Record<string, readonly [method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown]>> =
    {
      'User-OnPremisesSyncBehavior.ReadWrite.All': ['PATCH', '/users/1', { onPremisesObjectIdentifier: null }],
      'Group-OnPremisesSyncBehavior.ReadWrite.All': ['GET', '/groups/1/onPremisesSyncBehavior'],
      'Contacts-OnPremisesSyncBehavior.ReadWrite.All': ['GET', '/contacts/1/onPremisesSyncBehavior'],
      'Synchronization.ReadWrite.All': ['POST', '/servicePrincipals/1/synchronization/jobs/1/start'],
      'User.ReadWrite.All': ['PATCH', '/users/1', {}],
      'Application.ReadWrite.All': ['POST', '/applications', {}],
      'AppRoleAssignment.ReadWrite.All': ['POST', '/servicePrincipals/1/appRoleAssignments', {}],
    };

  it.each(namesOf(online.filter(({ permission }) => permission !== 'okta.apps.manage' && !(permission in requests))))(
    'without it, doctor says so and what to grant: %s',
    async (permission) => {
      const writes = permission.replace('.Read.', '.ReadWrite.');
      const granted = namesOf(online).filter((name) => name !== permission && name !== writes);
      const { stdout } = await runWith(granted, 'doctor --stack staging --quiet');
      const uses = online.filter((one) => one.permission === permission);
      const mark = uses.every(({ optional }) => optional) ? 'note' : 'MISSING';
      expect(stdout).toMatch(new RegExp(`^${mark} .*no permission: .* → .*${permission.replaceAll('.', '\\.')}`, 'm'));
      const others = [...stdout.matchAll(/no permission/g)].length;
      expect(others, stdout).toBeGreaterThan(0);
    },
  );

  it.each(Object.entries(requests))('without it, Graph refuses: %s', async (permission, [method, path, body]) => {
    const status = async (granted: readonly string[]): Promise<unknown> => {
      organisation.restore(all);
      grantOnly(organisation, granted);
      const session = await trustingSession(organisation);
      return session.send({ method, path, ...(body !== undefined && { body }) }).then(
        () => 200,
        (error: { status?: number }) => error.status,
      );
    };
    expect(await status(namesOf(online).filter((name) => name !== permission))).toBe(403);
    expect(await status(namesOf(online))).not.toBe(403);
  });
});
