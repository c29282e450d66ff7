import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type RemediationProject,
  startRemediationProject,
} from '../../../workshop/campaigns/remediation/remediation-project.js';
import { available, samba } from '../../../workshop/directory-servers/packages.js';
import type { Finished } from '../../../workshop/engine/processes.js';

const output = ({ stdout, stderr }: Finished): string => `${stdout}\n${stderr}`;
/** What a modification changes of itself, besides the attribute. */
const bookkeeping = /^(whenChanged|uSNChanged|replPropertyMetaData|modifyTimeStamp)::? .*$\n?( .*\n)*/gm;

describe.skipIf(!available(samba))('5,000 people with every repairable defect', () => {
  let one: RemediationProject;
  let before: { readonly directory: ReadonlyMap<string, string>; readonly tenant: ReadonlyMap<string, string> };
  beforeAll(async () => {
    one = await startRemediationProject(5000);
    before = { directory: one.directory(), tenant: await one.tenant() };
  });
  afterAll(() => one?.stop());

  const untouchedDiffer = async (): Promise<string[]> => {
    const [directory, tenant] = [one.directory(), await one.tenant()];
    return one.untouched.filter(
      (account) =>
        directory.get(account) !== before.directory.get(account) ||
        tenant.get(`${account}@corp.example`) !== before.tenant.get(`${account}@corp.example`),
    );
  };
  const file = (): string => readFileSync(join(one.project.directory, 'remediations/staging.yaml'), 'utf8');

  it('is blocked, and every defect has a repair', async () => {
    expect(before.directory.size).toBe(5000);
    const assessed = await one.cli('assess', '--stack', 'staging', '--quiet');
    expect(assessed.code, assessed.stdout.slice(0, 2000) + assessed.stderr).toBe(2);
    const proposed = await one.cli('remediate', '--stack', 'staging', '--ldif', 'out.ldif', '--powershell', 'out.ps1');
    expect(proposed.code, proposed.stderr).toBe(2);
    expect(proposed.stdout).toContain(`${one.repairs} repairs`);
    expect(proposed.stdout).toContain(' 0 decisions');
    expect(existsSync(join(one.project.directory, 'out.ldif'))).toBe(true);
  });

  it('a preview shows every change and writes nothing', async () => {
    const previewed = await one.pulumi('preview', '--diff');
    expect(previewed.code, output(previewed)).toBe(0);
    expect(output(previewed)).toMatch(/p000000@corp\.example: mS-DS-ConsistencyGuid \(none\) → /);
    expect(output(previewed)).toMatch(/p000001@corp\.example: mS-DS-ConsistencyGuid set/);
    expect([...one.directory()]).toEqual([...before.directory]);
    expect([...(await one.tenant())]).toEqual([...before.tenant]);
  });

  it('is not repaired without a key for the replaced values', async () => {
    const { ENTRA_CUTOVER_JOURNAL_KEY: key } = one.project.env;
    delete one.project.env.ENTRA_CUTOVER_JOURNAL_KEY;
    const refused = await one.pulumi('up', '--yes', '--skip-preview');
    expect(refused.code).not.toBe(0);
    expect(output(refused)).toContain('ENTRA_CUTOVER_JOURNAL_KEY is not set');
    Object.assign(one.project.env, { ENTRA_CUTOVER_JOURNAL_KEY: key });
    expect([...one.directory()]).toEqual([...before.directory]);
  });

  it('a provider killed in the middle leaves nothing that the next update does not fix', async () => {
    for (const [write, moment] of [
      [17, 'after'],
      [60, 'before'],
    ] as const) {
      const killed = await one.upKilledAt(write, moment);
      expect(killed.code, output(killed)).not.toBe(0);
    }
    expect(await untouchedDiffer()).toEqual([]);
    const done = await one.pulumi('up', '--yes', '--skip-preview');
    expect(done.code, output(done)).toBe(0);
    expect(output(done)).toContain('Collect the evidence of Active Directory again');
    expect(await untouchedDiffer()).toEqual([]);
  });

  it('is cleared once the evidence is collected again, and keeps its file', async () => {
    await one.collect();
    const assessed = await one.cli('assess', '--stack', 'staging', '--quiet');
    expect(assessed.code, assessed.stdout.slice(0, 3000)).toBe(0);
    const reviewed = file();
    const again = await one.cli('remediate', '--stack', 'staging', '--quiet');
    expect(again.code, again.stderr).toBe(0);
    expect(file()).toBe(reviewed);
    const settled = await one.pulumi('up', '--yes', '--skip-preview');
    expect(settled.code, output(settled)).toBe(0);
    const quiet = await one.pulumi('up', '--yes', '--skip-preview', '--expect-no-changes');
    expect(quiet.code, output(quiet)).toBe(0);
  });

  it('keeps no replaced value in the state or in the audit journal', async () => {
    const exported = await one.pulumi('stack', 'export', '--show-secrets');
    const journal = readFileSync(join(one.project.directory, '.entra-cutover/embedded/audit.jsonl'), 'utf8');
    const replaced = [...file().matchAll(/expected: "(.+)"/g)].map(([, value]) => value ?? '');
    expect(replaced.length).toBeGreaterThan(20);
    for (const value of replaced) {
      expect(exported.stdout).not.toContain(value);
      expect(journal).not.toContain(value);
    }
    expect(journal).toContain('repairs.apply');
  });

  it('a rollback puts every value back', async () => {
    one.project.setPhase('stage');
    const staged = await one.pulumi('up', '--yes', '--skip-preview');
    expect(staged.code, output(staged)).toBe(0);
    one.project.setPhase('rollback');
    const killed = await one.upKilledAt(30, 'after');
    expect(killed.code).not.toBe(0);
    const rolledBack = await one.pulumi('up', '--yes', '--skip-preview');
    expect(rolledBack.code, output(rolledBack)).toBe(0);
    expect(await untouchedDiffer()).toEqual([]);
    const plain = (records: ReadonlyMap<string, string>): [string, string][] =>
      // An attribute that was emptied and filled again stands elsewhere in the entry: the order of attributes says nothing.
      [...records].map(([account, record]) => [
        account,
        record
          .replace(bookkeeping, '')
          .split(/\n(?! )/)
          .sort()
          .join('\n'),
      ]);
    expect(plain(one.directory())).toEqual(plain(before.directory));
    const anchors = (tenant: ReadonlyMap<string, string>): unknown[] =>
      [...tenant.values()].map((user) => JSON.parse(user).onPremisesImmutableId).sort();
    expect(anchors(await one.tenant())).toEqual(anchors(before.tenant));
    const assessed = await one.cli('assess', '--stack', 'staging', '--quiet');
    expect(assessed.code).not.toBe(1);
  });
});
