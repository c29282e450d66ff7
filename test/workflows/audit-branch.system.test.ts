import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type AuditEntry,
  appendEntry,
  journalHead,
  readEntries,
  tellEntry,
  verifyJournalText,
} from '../../src/audit/index.js';
import {
  type AuditBranch,
  fetchJournal,
  publishJournal,
  storingJournals,
} from '../../src/pipeline/journal/audit-branch.js';
import { sealedJournalPath } from '../../src/pipeline/repairs/sealed-path.js';
import { baselinePath } from '../../src/pipeline/verify/baseline.js';
import { findOnPath } from '../../workshop/engine/processes.js';
import { git } from '../../workshop/github/repository.js';
import { record } from '../audit/record.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-audit-branch-'));
const origin = join(folder, 'origin.git');

/** A checkout of its own, as every run of a workflow has. */
async function checkout(name: string, stack: string): Promise<AuditBranch> {
  const directory = join(folder, name);
  mkdirSync(directory);
  await git(directory, 'init', '--quiet');
  await git(directory, 'remote', 'add', 'origin', origin);
  return { directory, remote: 'origin', branch: 'entra-cutover-audit', journal: `audit/${stack}.jsonl` };
}

async function write({ directory, journal }: AuditBranch, stack: string, target: string): Promise<void> {
  await appendEntry(join(directory, journal), {
    ...record(target),
    stack,
    authorisedBy: { decision: 'cleared', digest: 'sha256:1' },
    accepted: [{ rule: 'upn-changed', owner: 'ops', expires: '2026-12-01' }],
    evidence: { 'evidence/on-prem.ndjson': 'abc', entra: 'live' },
    reviewed: { tree: 'f'.repeat(40), plan: 'sha256:2' },
    actor: 'octo-engineer',
    run: 'https://github.example/corp/identity/actions/runs/7',
    commit: 'c'.repeat(40),
  });
}

/** The same limits for every write. */
const limitsOf = (limits: { pauses: readonly number[]; milliseconds: number }) => ({
  beforeWrite: limits,
  beforeWayBack: limits,
});

/** What was written to, one line of the kept journal each; a line that is not an entry as it is. */
async function targetsKept(journal: string): Promise<string[]> {
  const kept = await git(origin, 'show', `entra-cutover-audit:${journal}`);
  return kept.split('\n').map((line) => (line.endsWith('}') ? (JSON.parse(line) as AuditEntry).target : line));
}

beforeAll(async () => {
  mkdirSync(origin);
  await git(origin, 'init', '--quiet', '--bare');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the audit branch', () => {
  it('begins with the first journal and brings it to the next run', async () => {
    const first = await checkout('first', 'prod');
    expect(await fetchJournal(first)).toBe('none');
    await write(first, 'prod', 'app 1');
    expect(await publishJournal(first, 'prod: 1 entry')).toMatch(/^[0-9a-f]{40}$/);
    expect(await publishJournal(first, 'again')).toBeUndefined();
    const second = await checkout('second', 'prod');
    expect(await fetchJournal(second)).toBe('fetched');
    await write(second, 'prod', 'app 2');
    expect(await fetchJournal(second)).toBe('ahead');
    await publishJournal(second, 'prod: 2 entries');
    expect(await git(origin, 'rev-list', '--count', 'entra-cutover-audit')).toBe('2');
    expect(await targetsKept('audit/prod.jsonl')).toEqual(['app 1', 'app 2']);
  });

  it('takes several environments that publish at the same moment', async () => {
    const stacks = await Promise.all(
      ['one', 'two', 'three'].map(async (stack) => ({ stack, where: await checkout(stack, stack) })),
    );
    for (const { stack, where } of stacks) await write(where, stack, 'app');
    await Promise.all(stacks.map(({ stack, where }) => publishJournal(where, stack)));
    const files = await git(origin, 'ls-tree', '-r', '--name-only', 'entra-cutover-audit');
    expect(files.split('\n')).toEqual(['audit/one.jsonl', 'audit/prod.jsonl', 'audit/three.jsonl', 'audit/two.jsonl']);
    // Nobody's commit was thrown away: the branch grew by one for each.
    expect(await git(origin, 'rev-list', '--count', 'entra-cutover-audit')).toBe('5');
  });

  it('comes after anyone who published between its reading and its push, and overwrites nobody', async () => {
    const [rival, late] = [await checkout('rival', 'rival'), await checkout('late', 'late')];
    await git(rival.directory, 'fetch', '--quiet', 'origin', 'entra-cutover-audit');
    await git(rival.directory, 'checkout', '--quiet', '--detach', 'FETCH_HEAD');
    await write(rival, 'rival', 'in between');
    await git(rival.directory, 'add', '--all');
    await git(rival.directory, 'commit', '--quiet', '-m', 'rival');
    await write(late, 'late', 'app');
    // Git as it is, but that the rival's push arrives before the first one.
    const programs = join(folder, 'programs');
    mkdirSync(programs);
    const real = findOnPath('git', process.env) ?? 'git';
    const arrives = `'${real}' -C '${rival.directory}' push --quiet origin HEAD:refs/heads/entra-cutover-audit`;
    const script = `#!/bin/sh\ncase " $* " in *" push "*) if mkdir '${folder}/once' 2>/dev/null; then ${arrives}; fi;; esac\n`;
    writeFileSync(join(programs, 'git'), `${script}exec '${real}' "$@"\n`, { mode: 0o755 });
    vi.stubEnv('PATH', `${programs}${delimiter}${process.env.PATH}`);
    await publishJournal(late, 'late');
    vi.unstubAllEnvs();
    expect(await targetsKept('audit/rival.jsonl')).toEqual(['in between']);
    expect(await targetsKept('audit/late.jsonl')).toEqual(['app']);
    expect(await git(origin, 'log', '-2', '--format=%s', 'entra-cutover-audit')).toBe('late\nrival');
  });

  it('keeps every backup, and brings each once', async () => {
    const first = await checkout('backups-first', 'backups');
    await write(first, 'backups', 'app');
    const path = (name: string): string => join(first.directory, 'audit', name);
    const earlier = 'backups.before-2026-11-30T010000.000Z.sealed';
    writeFileSync(path('backups.before.sealed'), 'one\n');
    await publishJournal(first, 'backups');
    // The next cutover puts its own in place of it.
    writeFileSync(path(earlier), 'one\n');
    writeFileSync(path('backups.before.sealed'), 'two\n');
    writeFileSync(path('backups.before-notes.sealed'), 'nobody’s');
    await publishJournal(first, 'backups');
    const files = await git(origin, 'ls-tree', '-r', '--name-only', 'entra-cutover-audit');
    expect(files.split('\n').filter((file) => file.includes('backups.before'))).toEqual([
      ...[`audit/${earlier}`, 'audit/backups.before.sealed'],
    ]);
    expect(await publishJournal(first, 'again')).toBeUndefined();
    const second = await checkout('backups-second', 'backups');
    expect(await fetchJournal(second)).toBe('fetched');
    expect(readFileSync(join(second.directory, 'audit', earlier), 'utf8')).toBe('one\n');
    expect(readFileSync(join(second.directory, 'audit/backups.before.sealed'), 'utf8')).toBe('two\n');
  });

  it('refuses a journal that does not continue what is kept', async () => {
    const other = await checkout('other', 'prod');
    await write(other, 'prod', 'another history');
    const kept = await git(origin, 'rev-parse', 'entra-cutover-audit');
    await expect(publishJournal(other, 'prod')).rejects.toThrow('two different journals');
    await expect(fetchJournal(other)).rejects.toThrow('two different journals');
    expect(await git(origin, 'rev-parse', 'entra-cutover-audit')).toBe(kept);
  });

  it('keeps a line that a crash cut off, as evidence', async () => {
    const crashed = await checkout('crashed', 'prod');
    await fetchJournal(crashed);
    const path = join(crashed.directory, crashed.journal);
    appendFileSync(path, '{"stack":"prod","pha');
    await write(crashed, 'prod', 'app 3');
    await publishJournal(crashed, 'prod');
    const kept = await targetsKept('audit/prod.jsonl');
    expect(kept).toEqual(['app 1', 'app 2', '{"stack":"prod","pha', 'app 3']);
    const text = readFileSync(path, 'utf8');
    expect(verifyJournalText(text, 'journal', await journalHead(path))).toMatchObject({
      entries: 3,
      problems: [],
      cutOff: [expect.any(String)],
    });
  });

  it('tries again while it is not to be reached, and gives up with git’s own words', async () => {
    const where = await checkout('outage', 'outage');
    await write(where, 'outage', 'app 1');
    const [hook, count] = [join(origin, 'hooks', 'pre-receive'), join(folder, 'pushes')];
    const refuse = (times: number): void => {
      rmSync(count, { force: true });
      mkdirSync(dirname(hook), { recursive: true });
      const script = `#!/bin/sh\necho x >> '${count}'\n[ $(wc -l < '${count}') -gt ${times} ] || { echo unavailable >&2; exit 1; }\n`;
      writeFileSync(hook, script, { mode: 0o755 });
    };
    refuse(9);
    await expect(publishJournal(where, 'outage', [1, 1])).rejects.toThrow('git push');
    expect(readFileSync(count, 'utf8')).toBe('x\n'.repeat(3));
    refuse(2);
    expect(await publishJournal(where, 'outage', [1, 1])).toMatch(/^[0-9a-f]{40}$/);
    refuse(9);
    // Before a write: it says why, and the provider decides.
    await write(where, 'outage', 'app 2');
    const store = () =>
      storingJournals(
        where.directory,
        { CUTOVER_AUDIT_BRANCH: where.branch },
        limitsOf({ pauses: [1], milliseconds: 60_000 }),
      ).storeJournal?.(where.journal, false);
    expect(await store()).toMatch(/git push.*failed/);
    rmSync(hook);
    expect(await targetsKept(where.journal)).toEqual(['app 1']);
    expect(await store()).toBeUndefined();
    expect(await targetsKept(where.journal)).toEqual(['app 1', 'app 2']);
    expect(storingJournals(where.directory, {})).toEqual({});
  });

  it.each(['ls-remote', 'fetch', 'push'])('is not waited for when git %s hangs', async (command) => {
    const name = `hangs-${command}`;
    const [where, other] = [await checkout(name, name), await checkout(`${name}-other`, `${name}-other`)];
    await write(where, name, 'app 1');
    await write(other, `${name}-other`, 'app 1');
    // Another environment published, so that there is something to fetch.
    await publishJournal(other, 'other');
    const [programs, calls] = [join(folder, `${name}-programs`), join(folder, `${name}-calls`)];
    mkdirSync(programs);
    const real = findOnPath('git', process.env) ?? 'git';
    // A child that outlives its parent holds the pipes: to end git alone is not enough.
    const script = `#!/bin/sh\necho x >> '${calls}'\ncase " $* " in *" ${command} "*) sleep 20; exit 1;; esac\nexec '${real}' "$@"\n`;
    writeFileSync(join(programs, 'git'), script, { mode: 0o755 });
    vi.stubEnv('PATH', `${programs}${delimiter}${process.env.PATH}`);
    try {
      const { storeJournal } = storingJournals(
        where.directory,
        { CUTOVER_AUDIT_BRANCH: where.branch },
        limitsOf({ pauses: [], milliseconds: 1500 }),
      );
      const began = performance.now();
      for (const goesOn of [false, true])
        expect(await storeJournal?.(where.journal, goesOn)).toMatch(/did not end within its time limit/);
      expect(performance.now() - began).toBeLessThan(8_000);
      // What goes on anyway does not wait for it a second time; what does not go on without it tries again.
      const before = readFileSync(calls, 'utf8').length;
      await storeJournal?.(where.journal, true);
      expect(readFileSync(calls, 'utf8')).toHaveLength(before);
      await storeJournal?.(where.journal, false);
      expect(readFileSync(calls, 'utf8').length).toBeGreaterThan(before);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('takes the sealed values that repairs replaced along, as far as their lines are whole', async () => {
    const where = await checkout('repairs', 'repaired');
    const path = sealedJournalPath(where.journal);
    await write(where, 'repaired', 'app');
    writeFileSync(join(where.directory, path), 'AAAA\nBBB');
    await publishJournal(where, 'first');
    const next = await checkout('repairs-next', 'repaired');
    expect(await fetchJournal(next)).toBe('fetched');
    expect(readFileSync(join(next.directory, path), 'utf8')).toBe('AAAA\n');
    // The line that was cut off is taken out by the run that appends next; the journal itself says nothing new.
    writeFileSync(join(next.directory, path), 'AAAA\nCCCC\n');
    expect(await publishJournal(next, 'second')).toMatch(/^[0-9a-f]{40}$/);
    expect(await git(origin, 'show', `entra-cutover-audit:${path}`)).toBe('AAAA\nCCCC');
    // Who has none, or another one, takes none away.
    rmSync(join(where.directory, path));
    await write(where, 'repaired', 'app again');
    await publishJournal(where, 'third');
    expect(await git(origin, 'show', `entra-cutover-audit:${path}`)).toBe('AAAA\nCCCC');
    writeFileSync(join(where.directory, path), 'DDDD\n');
    await expect(publishJournal(where, 'fourth')).rejects.toThrow(`${path} here and on the branch`);
    await expect(fetchJournal(where)).rejects.toThrow(`${path} here and on the branch`);
  });

  it('reads like a story', async () => {
    const reader = await checkout('reader', 'prod');
    await fetchJournal(reader);
    const [first] = await readEntries(join(reader.directory, reader.journal));
    if (first === undefined) throw new Error('the journal has entries');
    expect(tellEntry(first)).toMatchSnapshot();
    const hostile = tellEntry({ ...first, target: 'app\u001b[31m\n::error::' });
    expect(hostile).not.toContain('\u001b');
    expect(hostile).not.toContain('\n::');
  });

  it('takes the digests of the people along, and brings them to where a verification runs', async () => {
    const where = await checkout('with-baseline', 'people');
    const path = baselinePath(where.journal);
    await write(where, 'people', 'app');
    writeFileSync(join(where.directory, path), 'digests 1\n');
    await publishJournal(where, 'first');
    const nightly = await checkout('nightly-verification', 'people');
    expect(await fetchJournal(nightly)).toBe('fetched');
    expect(readFileSync(join(nightly.directory, path), 'utf8')).toBe('digests 1\n');
    await write(where, 'people', 'app again');
    writeFileSync(join(where.directory, path), 'digests 2\n');
    await publishJournal(where, 'second');
    expect(await fetchJournal(nightly)).toBe('fetched');
    expect(readFileSync(join(nightly.directory, path), 'utf8')).toBe('digests 2\n');
    // Anyone who is ahead of the branch keeps what it has.
    await write(nightly, 'people', 'here alone');
    writeFileSync(join(nightly.directory, path), 'digests 3\n');
    expect(await fetchJournal(nightly)).toBe('ahead');
    expect(readFileSync(join(nightly.directory, path), 'utf8')).toBe('digests 3\n');
  });
});
