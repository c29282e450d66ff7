import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendEntry, readEntries } from '../../src/audit/index.js';
import { record } from '../audit/record.js';
import { folderWith, repository, runCli } from './run-cli.js';

const before = 'audit/before.jsonl';
const after = 'records/after.jsonl';
let folder = '';

/** The stack names this journal; the phase is cutover unless told otherwise. */
function name(journal: string, phase = 'cutover'): void {
  const text = readFileSync(join(repository, 'Pulumi.staging.yaml'), 'utf8');
  const named = text.replace(/journal: \S+/, `journal: ${journal}`).replace(/phase: \w+/, `phase: ${phase}`);
  writeFileSync(join(folder, 'Pulumi.staging.yaml'), named);
}

/** The state saw this journal as it is now. */
async function witness(journal: string): Promise<void> {
  const { sequence, hash } = (await readEntries(join(folder, journal))).at(-1) ?? { sequence: 0, hash: '' };
  const trail = { type: 'entra-cutover:index:AuditTrail', inputs: { journal }, outputs: { sequence, head: hash } };
  writeFileSync(join(folder, 'state.json'), JSON.stringify({ deployment: { resources: [trail] } }));
}

function move(): string {
  mkdirSync(dirname(join(folder, after)), { recursive: true });
  renameSync(join(folder, before), join(folder, after));
  return join(folder, after);
}

const verify = (...more: string[]) =>
  runCli(['audit', 'verify', '--stack', 'staging', '--stack-state', 'state.json', ...more], { cwd: folder });

beforeEach(async () => {
  folder = folderWith({});
  for (const target of ['app 1', 'app 2', 'app 3']) await appendEntry(join(folder, before), record(target));
  await witness(before);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('audit verify of a journal that was moved', () => {
  it('vouches for it where it was moved as it was, and where it went on since', async () => {
    name(before);
    expect(await verify()).toMatchObject({ code: 0, stdout: expect.stringContaining('The Pulumi state agrees') });
    name(after);
    const path = move();
    const moved = await verify();
    expect(moved).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('3 entries, the chain is intact. The Pulumi'),
    });
    expect(moved.stderr).not.toContain('not vouched for: what came before');
    await appendEntry(path, record('app 4'));
    expect(await verify()).toMatchObject({ code: 0, stdout: expect.stringContaining('The Pulumi state agrees') });
  });

  it('says what it can’t vouch for where the end was lost on the way, or another journal was begun', async () => {
    name(after);
    const path = move();
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    const notVouched = {
      code: 0,
      stdout: expect.stringContaining('No Pulumi state was given, so nothing shows whether the end is missing'),
      stderr: expect.stringMatching(
        /after\.jsonl: not vouched for: what came before\. .* saw 3 entries .*before\.jsonl; keep that one/,
      ),
    };
    writeFileSync(path, `${lines.slice(0, 2).join('\n')}\n`);
    expect(await verify()).toMatchObject(notVouched);
    rmSync(path);
    expect(await verify()).toMatchObject(notVouched);
    await appendEntry(path, record('another'));
    expect(await verify()).toMatchObject(notVouched);
  });

  it('refuses a chain that was changed on the way, in every phase but a rollback', async () => {
    name(after);
    const path = move();
    writeFileSync(path, readFileSync(path, 'utf8').replace('app 2', 'app 9'));
    expect(await verify()).toMatchObject({ code: 2, stderr: expect.stringContaining('after.jsonl:2') });
    expect((await verify('--unless-rollback')).code).toBe(2);
    name(after, 'rollback');
    expect(await verify('--unless-rollback')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('A rollback continues'),
    });
  });

  it.each([
    ['verify', ['--stack-state', 'gone.json'], /gone\.json: the Pulumi state can't be read/],
    ['fetch', ['--remote', 'nowhere'], /git ls-remote nowhere failed/],
  ])('audit %s that can’t be done stops everything but a rollback', async (command, more, said) => {
    const run = (...flags: string[]) =>
      runCli(['audit', command, '--stack', 'staging', ...more, ...flags], { cwd: folder });
    name(before);
    expect(await run('--unless-rollback')).toMatchObject({ code: 1, stderr: expect.stringMatching(said) });
    name(before, 'rollback');
    expect(await run()).toMatchObject({ code: 1 });
    const goesOn = await run('--unless-rollback');
    expect(goesOn).toMatchObject({ code: 0, stderr: expect.stringMatching(said) });
    expect(goesOn.stderr).toContain('A rollback continues anyway');
  });

  it('does not take a journal under its old name for a moved one', async () => {
    name(before);
    const path = join(folder, before);
    writeFileSync(path, `${readFileSync(path, 'utf8').trimEnd().split('\n').slice(0, 2).join('\n')}\n`);
    expect((await verify()).code).toBe(2);
  });
});
