import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guidToBytes } from '../../src/domain/guid.js';
import { createCertificates } from '../../workshop/directory-servers/certificates.js';
import { type FakeDirectory, honest, startFakeDirectory } from '../../workshop/directory-servers/fake-directory.js';
import { available, jq } from '../../workshop/directory-servers/packages.js';
import { acquireEngine } from '../../workshop/engine/acquire.js';
import { packageDirectory } from '../../workshop/engine/launchers.js';
import { findOnPath, run } from '../../workshop/engine/processes.js';
import { createProject, type Project, scenarioFolder } from '../../workshop/engine/project.js';
import { git } from '../../workshop/github/repository.js';
import { documentedBlocks } from '../cli/documented-commands.js';

// Every block of shell commands in the documentation runs as it stands, in a repository with a stack that was deployed
// once, its organization and a directory server. Only what a reader has to fill in is filled in.

/** Blocks that nobody runs here, by one of their lines, and who does. */
const runElsewhere: readonly (readonly [line: RegExp, where: string])[] = [
  [/^npm ci$|^npm ci && npm (test|run demo)\b|^npm run demo\b/, '.ci/run'],
  [/^npm run (check|faults|fuzz|endurance|compatibility|mutation|bench)\b/, 'npm test runs a sample of each'],
  [/\baz ad /, 'the Azure CLI wants a real tenant'],
];
/** Without comments. */
const linesOf = (text: string): string[] => text.split('\n').map((line) => line.replace(/\s*#.*$/, '').trim());
const isElsewhere = ({ text }: { readonly text: string }): boolean =>
  linesOf(text).some((line) => runElsewhere.some(([pattern]) => pattern.test(line)));

/** As shipped, `prod` refuses with the list of values to fill in. */
const refused = /^\d+ npm run pulumi -- preview --stack prod$/;

const root = mkdtempSync(join(tmpdir(), 'documented '));
const ran = join(root, 'ran');
let project: Project;
let directory: FakeDirectory;
let environment: NodeJS.ProcessEnv;

/** What a reader fills in. */
function filledIn(text: string): string {
  const { graph, okta } = project.organisation.endpoints;
  return text
    .replaceAll(/^(?!npm )(.*)--stack prod\b/gm, '$1--stack staging')
    .replaceAll('ldaps://dc1.corp.example', directory.server)
    .replaceAll(/collect entra --tenant [-\d]+/g, `collect entra --tenant ${graph.tenantId} --graph-endpoint embedded`)
    .replaceAll('https://corp.okta.com', okta.url)
    .replaceAll(/^export OKTA_.*$/gm, '')
    .replaceAll('PASSWORD=… ', 'PASSWORD=secret ')
    .replaceAll('on-prem … ', 'on-prem --from OnPremIDs.csv --exported-at 2026-11-24T02:00:00Z ');
}

/** A program that notes its exit code next to what it was asked. */
function shim(name: string, commands: string): void {
  const path = join(root, 'bin', name);
  writeFileSync(path, `#!/bin/sh\n${commands} "$@"\ncode=$?\necho "$code ${name} $*" >> '${ran}'\nexit $code\n`);
  chmodSync(path, 0o755);
}

/** What a reader has: exports of every kind under the names that the pages use, and the directory's authority. */
async function layOutFiles(caFile: string): Promise<void> {
  const target = project.directory;
  const here = scenarioFolder('mismatching-organisation');
  const rule = (name: string, file: string): string => join(scenarioFolder('rules'), name, file);
  const files: readonly (readonly [from: string, to: string])[] = [
    [join(here, 'OnPremIDs.csv'), 'OnPremIDs.csv'],
    [join(here, 'AzureADSyncedIDS.csv'), 'AzureADSyncedIDS.csv'],
    [rule('pending-delete', 'pending-exports.xml'), 'pending-exports.xml'],
    [rule('disconnector', 'disconnectors.xml'), 'disconnectors.xml'],
    [rule('export-error', 'export-errors.xml'), 'export-errors.xml'],
    [rule('two-writers', 'sync-status.json'), 'scheduler.json'],
    [rule('two-writers', 'sync-status.json'), 'runs.json'],
    [rule('source-anchor-configuration', 'connect-config.json'), 'global-settings.json'],
    [caFile, 'corp-root.pem'],
    [caFile, 'corp-ca.pem'],
  ];
  for (const [from, to] of files) copyFileSync(from, join(target, to));
  const anchor = Buffer.from(guidToBytes('00000000-0000-4000-8000-000000000001')).toString('base64');
  writeFileSync(
    join(target, 'on-prem.ldf'),
    `dn: CN=Ann,DC=corp,DC=example\nobjectClass: user\nobjectGUID:: ${anchor}\nuserPrincipalName: ann@corp.example\n\n`,
  );
  const person = { id: '1', userPrincipalName: 'ann@corp.example', onPremisesImmutableId: anchor };
  writeFileSync(join(target, 'users.json'), JSON.stringify({ value: [person] }));
  writeFileSync(join(target, 'deleted.json'), JSON.stringify({ value: [] }));
}

/** The reader's repository, with a branch that proposes the next phase. */
async function makeRepository(): Promise<void> {
  const work = project.directory;
  const origin = join(root, 'origin.git');
  mkdirSync(origin);
  await git(origin, 'init', '--quiet', '--bare', '--initial-branch=main');
  writeFileSync(join(work, '.gitignore'), ['/node_modules', '/dist', '/.entra-cutover/', '/evidence/', ''].join('\n'));
  await git(work, 'init', '--quiet', '--initial-branch=main');
  await git(work, 'remote', 'add', 'origin', origin);
  await git(work, 'add', '--all');
  await git(work, 'commit', '--quiet', '-m', 'The reference deployment');
  await git(work, 'push', '--quiet', 'origin', 'main');
  await git(work, 'checkout', '--quiet', '-b', 'my-branch');
  project.setPhase('stage');
  await git(work, 'commit', '--quiet', '--all', '-m', 'The next phase');
  await git(work, 'checkout', '--quiet', 'main');
}

beforeAll(async () => {
  const engine = await acquireEngine({ say: (line) => process.stderr.write(`${line}\n`) });
  const scenario = 'repaired-organisation';
  project = await createProject({ directory: join(root, 'repository'), engine, scenario });
  const certificates = createCertificates(join(root, 'tls'), '127.0.0.1');
  const entries = [1, 2].map((number) => ({
    dn: `CN=user${number},DC=corp,DC=example`,
    attributes: {
      objectClass: ['top', 'person', 'user'],
      objectGUID: [Buffer.from(guidToBytes(`00000000-0000-4000-8000-00000000000${number}`))],
      userPrincipalName: [`user${number}@corp.example`],
      uSNChanged: [String(number)],
    },
  }));
  directory = await startFakeDirectory(certificates, (search) =>
    search.base === ''
      ? {
          entries: [
            {
              dn: '',
              attributes: { dsServiceName: ['CN=NTDS Settings,CN=DC1'], defaultNamingContext: ['DC=corp,DC=example'] },
            },
          ],
        }
      : honest(entries)(search),
  );
  await layOutFiles(certificates.caFile);
  cpSync(join(packageDirectory, 'policy-pack'), join(project.directory, 'policy-pack'), { recursive: true });
  cpSync(join(packageDirectory, 'scenarios'), join(project.directory, 'scenarios'), { recursive: true });
  await makeRepository();
  mkdirSync(join(root, 'bin'));
  const cli = `node '${join(packageDirectory, 'dist/cli/main.js')}'`;
  shim('entra-cutover', cli);
  shim('npx', `[ "$1" = --package ] && shift 2\n[ "$1" = entra-cutover ] && shift && ${cli}`);
  shim('npm', `cd '${packageDirectory}' && '${findOnPath('npm', process.env)}'`);
  const { okta } = project.organisation.endpoints;
  environment = {
    ...project.env,
    PATH: [join(root, 'bin'), project.env.PATH ?? ''].join(delimiter),
    ENTRA_CUTOVER_LDAP_PASSWORD: 'secret',
    CURL_CA_BUNDLE: '',
    OKTA_API_TOKEN: okta.apiToken,
    NO_COLOR: '1',
    CI: '',
  };
  const first = await project.pulumi(['up', '--yes', '--skip-preview']);
  expect(first.code, first.stderr + first.stdout).toBe(0);
}, 300_000);

afterAll(async () => {
  await directory?.stop();
  await project?.stop();
  rmSync(root, { recursive: true, force: true });
});

describe('the blocks of commands in the documentation', () => {
  const blocks = documentedBlocks();

  it('that nobody runs here are run by .ci/run, or said to be left out', () => {
    const ci = readFileSync(join(packageDirectory, '.ci/run'), 'utf8');
    for (const command of ['npm ci', 'npm test', 'npm run demo', 'npm run demo -- --tool connect'])
      expect(ci).toMatch(new RegExp(`^${command}$`, 'm'));
    for (const [line, where] of runElsewhere)
      expect(
        blocks.some(({ text }) => linesOf(text).some((command) => line.test(command))),
        where,
      ).toBe(true);
  });

  const hasJq = findOnPath('jq', process.env) !== undefined || available(jq);
  const runnable = blocks.filter((block) => !isElsewhere(block) && (hasJq || !/\bjq /.test(block.text)));
  it.each(runnable)('$place', async ({ text }) => {
    rmSync(ran, { force: true });
    const { code, stdout, stderr } = await run('bash', ['-uo', 'pipefail', '-c', filledIn(text)], {
      cwd: project.directory,
      env: environment,
    });
    const commands = existsSync(ran) ? readFileSync(ran, 'utf8').trimEnd().split('\n') : [];
    const wanted = linesOf(text).filter((line) => /\b(entra-cutover|npm run) /.test(line));
    expect(commands.length, stderr).toBeGreaterThanOrEqual(wanted.length);
    const failed = commands.filter((command) => !(refused.test(command) ? /^1 / : /^[023] /).test(command));
    expect(failed, `${stdout}\n${stderr}`).toEqual([]);
    if (wanted.length === 0) expect(code, stderr).toBe(0);
  });
});
