import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCertificates } from '../../workshop/directory-servers/certificates.js';
import {
  type FakeDirectory,
  type FakeEntry,
  type FakeSearch,
  startFakeDirectory,
} from '../../workshop/directory-servers/fake-directory.js';
import { acquireEngine } from '../../workshop/engine/acquire.js';
import { packageDirectory } from '../../workshop/engine/launchers.js';
import { findOnPath } from '../../workshop/engine/processes.js';
import { createProject, type Project, scenarioFolder } from '../../workshop/engine/project.js';
import { FakeGithub } from '../../workshop/github/fake-github.js';
import { createRepository, type Edits, type Repository } from '../../workshop/github/repository.js';
import { type JobResult, logOf, outcomesOf, runWorkflow, type WorkflowRequest } from '../../workshop/github/runner.js';
import { removeTemporaryFolders } from '../../workshop/github/temporary.js';

// Evidence that a runner inside the network collects, a pull request that is judged by it, and the release of the tool.
const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-nightly-'));
const stackFile = 'Pulumi.staging.yaml';
const password = 'the reader’s pässword';
const github = new FakeGithub();
let project: Project;
let directory: FakeDirectory;
let registry: Server;
let repository: Repository;
let main = '';

const people = parse(readFileSync(join(scenarioFolder('repaired-organisation'), 'OnPremIDs.csv'), 'utf8'), {
  columns: true,
}) as Record<string, string>[];

/** Who of the organization is named in the text. */
const namedIn = (text: string): string[] =>
  people
    .flatMap(({ UserPrincipalName = '', Name = '' }) => [UserPrincipalName.split('@')[0] ?? '', Name])
    .filter((name) => text.includes(name));

/** The scenario's export as a domain controller would answer it. */
function entries(): FakeEntry[] {
  return people.map((row, index) => {
    const values = {
      objectClass: ['top', 'person', 'organizationalPerson', 'user'],
      objectGUID: [Buffer.from(row.ImmutableID ?? '', 'base64')],
      'mS-DS-ConsistencyGuid': [Buffer.from(row['mS-DS-ConsistencyGuid'] ?? '', 'base64')],
      objectSid: [sidBytes(row.objectSid ?? '')],
      uSNChanged: [String(1000 + index)],
      sAMAccountName: [row.sAMAccountName ?? ''],
      userPrincipalName: [row.UserPrincipalName ?? ''],
      displayName: [row.Name ?? ''],
      mail: [row.mail ?? ''],
      proxyAddresses: (row.proxyAddresses ?? '').split(';'),
      userAccountControl: [row.Enabled === 'False' ? '514' : '512'],
    };
    const filled = Object.entries(values).filter(([, [first]]) => first !== undefined && first.length > 0);
    return { dn: row.distinguishedName ?? '', attributes: Object.fromEntries(filled) };
  });
}

function sidBytes(sid: string): Buffer {
  const [, revision, authority, ...parts] = sid.split('-');
  const bytes = Buffer.alloc(8 + parts.length * 4);
  bytes.writeUInt8(Number(revision), 0);
  bytes.writeUInt8(parts.length, 1);
  bytes.writeUIntBE(Number(authority), 2, 6);
  for (const [index, part] of parts.entries()) bytes.writeUInt32LE(Number(part), 8 + index * 4);
  return bytes;
}

const hex = (value: string | Buffer | undefined): string => Buffer.from(value ?? '').toString('hex');

function answer(everybody: readonly FakeEntry[], { base, scope, guids, pageSize, cookie }: FakeSearch) {
  if (base === '') return { entries: [{ dn: '', attributes: { dsServiceName: ['CN=NTDS Settings,CN=DC1'] } }] };
  if (scope === 0) return { entries: [] };
  if (guids !== undefined)
    return { entries: everybody.filter(({ attributes }) => guids.includes(hex(attributes.objectGUID?.[0]))) };
  const [start, size] = [Number(cookie || 0), pageSize ?? everybody.length];
  const more = start + size < everybody.length;
  return { entries: everybody.slice(start, start + size), ...(more && { cookie: String(start + size) }) };
}

type Asked = Pick<WorkflowRequest, 'commit' | 'event' | 'ref'> & Partial<WorkflowRequest>;

/** One job for each stack. */
function run(workflow: string, asked: Asked, stacks: readonly string[] = ['staging']): Promise<readonly JobResult[]> {
  const vars = {
    CUTOVER_STACKS: JSON.stringify(stacks),
    CUTOVER_EVIDENCE: 'collected',
    DIRECTORY_FILE: join(folder, 'directory.yaml'),
    SIGN_KEY_FILE: join(folder, 'signing-key.pem'),
  };
  const secrets = { 'staging-collect': { ENTRA_CUTOVER_LDAP_PASSWORD: password } };
  const machine = { origin: repository.origin, github, env: project.env };
  return runWorkflow({ ...machine, workflow, vars, secrets, ...asked });
}

async function runOne(workflow: string, asked: Asked): Promise<JobResult> {
  const [job] = await run(workflow, asked);
  if (job === undefined) throw new Error('the workflow has no job');
  return job;
}

async function previewOf(edits: Edits): Promise<JobResult> {
  const { head, merge } = await repository.propose('proposal', edits);
  const pullRequest = { number: 1, head, base: 'main' };
  return runOne('preview.yml', { commit: merge, event: 'pull_request', ref: 'refs/pull/1/merge', pullRequest });
}

const nightly = () => ({ commit: main, event: 'schedule', ref: 'refs/heads/main' }) as const;

beforeAll(async () => {
  const engine = await acquireEngine({ say: (line) => process.stderr.write(`${line}\n`) });
  await github.start();
  const certificates = createCertificates(join(folder, 'tls'), '127.0.0.1');
  const everybody = entries();
  directory = await startFakeDirectory(certificates, (search) => answer(everybody, search));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(join(folder, 'signing-key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(
    join(folder, 'directory.yaml'),
    `directories:\n  - server: ${directory.server}\n    bindDn: reader\n    caFile: ${certificates.caFile}\n    baseDns: ["DC=corp,DC=example"]\n`,
  );
  registry = createServer((_, response) => response.writeHead(404, { 'content-type': 'application/json' }).end('{}'));
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  project = await createProject({ directory: join(folder, 'project'), engine, scenario: 'repaired-organisation' });
  const settings = readFileSync(join(packageDirectory, stackFile), 'utf8')
    .replace(
      '- .entra-cutover/embedded/on-prem.evidence.ndjson',
      '- evidence/on-prem.ndjson.gz\n    signers: [keys/collector.pem]',
    )
    .replace('cutover:report:', 'cutover:report:\n    maskPeople: true');
  repository = await createRepository(folder, {
    [stackFile]: settings,
    'keys/collector.pem': String(publicKey.export({ type: 'spki', format: 'pem' })),
    'CHANGELOG.md': readFileSync(join(packageDirectory, 'CHANGELOG.md'), 'utf8').replace('## Unreleased', '## 0.1.0'),
    'package-lock.json': readFileSync(join(packageDirectory, 'package-lock.json'), 'utf8'),
  });
  main = await repository.commitToMain({ 'notes.md': 'the organization’s own' });
});

afterAll(async () => {
  github.stop();
  registry?.close();
  await directory?.stop();
  await project?.stop();
  rmSync(folder, { recursive: true, force: true });
  removeTemporaryFolders();
});

describe('the collection inside the network', () => {
  it('reads the directory, signs what it read, and keeps it as the artifact of each stack that may sign in', async () => {
    const [staging, other] = await run('collect.yml', nightly(), ['staging', 'other']);
    if (staging === undefined || other === undefined) throw new Error('two stacks, two jobs');
    expect(staging.conclusion, logOf(staging)).toBe('success');
    // The secret belongs to the other environment.
    expect(other.conclusion).toBe('failure');
    expect(logOf(other)).toContain('ENTRA_CUTOVER_LDAP_PASSWORD');
    expect(logOf(staging) + logOf(other)).not.toContain(password);
    expect(directory.operations).not.toContain('anonymous search');
    const [kept, ...more] = github.artifacts;
    expect(more).toEqual([]);
    expect(kept?.name).toBe('evidence-staging');
    const text = gunzipSync(readFileSync(join(kept?.folder ?? '', 'on-prem.ndjson.gz'))).toString();
    expect(text).toContain('ada.lindqvist@corp.example');
    expect(text).toContain('"signature"');
  });

  it('gives a pull request its evidence, and the base branch the same to be compared with', async () => {
    const unmasked = repository.read(stackFile).replace('maskPeople: true', 'maskPeople: false');
    const job = await previewOf({ [stackFile]: unmasked });
    expect(job.conclusion, logOf(job)).toBe('success');
    expect(outcomesOf(job)).toMatchObject({ 'Find the last collection': 'success', Review: 'success' });
    expect(github.comments.at(-1)?.body).toContain('CLEARED');
    expect(github.comments.at(-1)?.body).toContain('no error is new or fixed and no hard match is lost, of ');
    // The base branch masks people, and a proposal does not unmask them in what is said of it.
    const review = github.artifacts.find(({ name }) => name.startsWith('review-staging-'))?.folder ?? '';
    const kept = readdirSync(review).map((name) => readFileSync(join(review, name), 'utf8'));
    expect(kept.length).toBeGreaterThan(4);
    const said = [logOf(job), job.summary, JSON.stringify(github.comments), JSON.stringify(github.checkRuns), ...kept];
    expect(said.flatMap(namedIn)).toEqual([]);
    expect(github.comments.at(-1)?.body).toContain('a***@corp.example~');
    expect(github.comments.at(-1)?.body).toContain('cutover:report.maskPeople');
  });

  it('that another key signed decides nothing', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(join(folder, 'signing-key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const collected = await runOne('collect.yml', nightly());
    expect(collected.conclusion, logOf(collected)).toBe('success');
    await previewOf({ 'notes.md': 'something else' });
    expect(github.comments).toHaveLength(1);
    expect(github.comments.at(-1)?.body).toContain('INDETERMINATE');
  });
});

describe('the release', () => {
  const said = (name: string): string => readFileSync(join(folder, name), 'utf8');

  /** What leads outside: the registry hears a dry run, GitHub's own program writes down what it was asked for. */
  function programs(): string {
    const path = join(folder, 'programs');
    mkdirSync(path, { recursive: true });
    const address = registry.address();
    const port = typeof address === 'object' ? address?.port : '';
    const npm = `case "$1 $2" in
  'ci ') exit ;;
  'run check' | 'run --silent') case "$*" in *release:notes*) ;; *) echo "$*" >> '${folder}/npm' ; exit ;; esac ;;
  pack*) exec '${findOnPath('npm', process.env)}' "$@" --ignore-scripts ;;
  publish*) echo "$*" >> '${folder}/npm' ; exec '${findOnPath('npm', process.env)}' "$@" --dry-run --ignore-scripts --registry http://127.0.0.1:${port} ;;
esac
exec '${findOnPath('npm', process.env)}' "$@"`;
    const gh = `echo "$*" > '${folder}/gh'; cp release-notes.md entra-cutover.cdx.json '${folder}'; test -n "$GH_TOKEN"`;
    for (const [name, script] of Object.entries({ npm, gh }))
      writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return path;
  }

  it('of a tag publishes with provenance, with the changelog’s section and a bill of materials', async () => {
    const tag = { commit: main, event: 'push', ref: 'refs/tags/v0.1.0' } as const;
    const job = await runOne('release.yml', { ...tag, programs: programs() });
    expect(job.conclusion, logOf(job)).toBe('success');
    expect(said('npm')).toBe(
      'run check\nrun --silent fidelity\npublish entra-cutover-0.1.0.tgz --provenance --access public\n',
    );
    expect(logOf(job)).toContain('+ entra-cutover@0.1.0');
    expect(said('gh')).toMatch(
      /^release create v0\.1\.0 --verify-tag --notes-file release-notes\.md entra-cutover\.cdx\.json entra-cutover-0\.1\.0\.tgz/,
    );
    expect(said('release-notes.md')).toMatch(/^### Added/);
    const { bomFormat, components } = JSON.parse(said('entra-cutover.cdx.json')) as {
      bomFormat: string;
      components: { name: string }[];
    };
    const names = components.map(({ name }) => name);
    expect(bomFormat).toBe('CycloneDX');
    expect(names).toContain('ldapts');
    expect(names).not.toContain('vitest');
  });

  it('of a tag that is not the package’s version stops before anything is published', async () => {
    rmSync(join(folder, 'npm'));
    const job = await runOne('release.yml', {
      commit: main,
      event: 'push',
      ref: 'refs/tags/v9.9.9',
      programs: programs(),
    });
    expect(job.conclusion).toBe('failure');
    expect(logOf(job)).toContain('expected v0.1.0');
    expect(() => said('npm')).toThrow();
  });
});
