import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PulumiPreview, Review } from '../../../src/domain/review.js';
import { checkDeployment } from '../../../src/pipeline/review/deployment.js';
import { git } from '../../../workshop/github/repository.js';
import { repository } from '../../cli/run-cli.js';

// What binds a deployment to its review, by phase. The evidence is missing throughout.
const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-deployment-'));
const at = '2026-11-29T12:00:00Z';
const shipped = readFileSync(join(repository, 'Pulumi.staging.yaml'), 'utf8')
  .replace(/orgUrl: \S+/, 'orgUrl: https://corp.okta.com')
  .replace(/graphEndpoint: \S+/, 'graphEndpoint: https://graph.microsoft.com')
  .replace('entra: live', 'entra: [evidence/entra.ndjson]');
const trees = new Map<string, string>();
const phases = ['stage', 'rollback'] as const;

beforeAll(async () => {
  for (const phase of phases) {
    const directory = join(folder, phase);
    mkdirSync(directory);
    writeFileSync(
      join(directory, 'Pulumi.staging.yaml'),
      shipped.replace('cutover:phase: assess', `cutover:phase: ${phase}`),
    );
    await git(directory, 'init', '--quiet');
    await git(directory, 'add', '--all');
    await git(directory, 'commit', '--quiet', '-m', 'x');
    trees.set(phase, await git(directory, 'rev-parse', 'HEAD^{tree}'));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const seen: PulumiPreview = { changes: [{ operation: 'update', type: 't', name: 'a', properties: [] }], errors: [] };
const grown: PulumiPreview = {
  ...seen,
  changes: [...seen.changes, { operation: 'create', type: 't', name: 'b', properties: [] }],
};
const refused: PulumiPreview = { changes: [], errors: ['a policy says no'] };

function decide(
  phase: (typeof phases)[number],
  previews: { readonly reviewed?: PulumiPreview; readonly now?: PulumiPreview },
  tree = trees.get(phase) ?? '',
) {
  const review = {
    schemaVersion: 1,
    stack: 'staging',
    trees: { head: tree },
    verdict: 'noted',
    standing: { decision: 'indeterminate', digest: 'sha256:0', errors: [], waived: [], hardMatches: [] },
  } as unknown as Review;
  return checkDeployment({ stack: 'staging', directory: join(folder, phase), review, previews, at });
}

describe.each<[string, { reviewed?: PulumiPreview; now?: PulumiPreview }]>([
  ['a plan that grew', { reviewed: seen, now: grown }],
  ['a preview that was refused', { reviewed: seen, now: refused }],
  ['no preview of the review', { now: seen }],
])('%s', (_, previews) => {
  it('stops every other phase', async () => {
    expect(await decide('stage', previews)).toMatchObject({ verdict: 'failed' });
    expect(await decide('stage', previews)).not.toHaveProperty('binds');
  });

  it('stops no rollback, and is said', async () => {
    const decision = await decide('rollback', previews);
    expect(decision).toMatchObject({ verdict: 'noted', reasons: [expect.stringContaining('continues anyway')] });
    expect(decision).not.toHaveProperty('binds');
  });
});

it.each(phases)('another tree than the reviewed one stops also a %s', async (phase) => {
  expect(await decide(phase, { reviewed: seen, now: seen }, 'f'.repeat(40))).toMatchObject({ verdict: 'failed' });
});

it('missing evidence stops no rollback', async () => {
  expect(await decide('rollback', { reviewed: seen, now: seen })).toMatchObject({ verdict: 'noted', reasons: [] });
});

describe('a stack file that was committed before its stack was made', () => {
  const path = join(folder, 'stage', 'Pulumi.staging.yaml');
  const salt = /^encryptionsalt: .*\n/m;
  let committed = '';
  let tree = '';
  beforeAll(async () => {
    committed = shipped.replace('cutover:phase: assess', 'cutover:phase: stage').replace(salt, '');
    writeFileSync(path, committed);
    await git(join(folder, 'stage'), 'commit', '--quiet', '--all', '-m', 'without it');
    tree = await git(join(folder, 'stage'), 'rev-parse', 'HEAD^{tree}');
  });

  const decided = async (text: string) => {
    writeFileSync(path, text);
    const { verdict, reasons } = await decide('stage', { reviewed: seen, now: seen }, tree);
    return { verdict, said: reasons.join('\n') };
  };

  it('is refused once the preview wrote a key into it, and the reason says what to commit', async () => {
    const { verdict, said } = await decided(
      `${committed.replace('cutover:hold: false', 'cutover:hold: "false"')}encryptionsalt: v1:new\n`,
    );
    expect(verdict).toBe('failed');
    expect(said).toContain('M Pulumi.staging.yaml');
    expect(said).toMatch(/Pulumi wrote encryptionsalt into Pulumi\.staging\.yaml.*Commit Pulumi\.staging\.yaml/);
  });

  it('is refused for what somebody changed, without that advice', async () => {
    const { verdict, said } = await decided(`${committed.replace('hold: false', 'hold: true')}encryptionsalt: v1:x\n`);
    expect(verdict).toBe('failed');
    expect(said).toContain('M Pulumi.staging.yaml');
    expect(said).not.toContain('encryptionsalt');
  });
});
