import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clearProgress, createProgress } from '../../src/cli/progress.js';
import { readOnPremFiles } from '../../src/evidence/files.js';
import { onReading, type ReadingStep } from '../../src/evidence/reading.js';

function harness(isTTY: boolean, quiet = false) {
  let written = '';
  let time = 0;
  const stream = {
    isTTY,
    write: (text: string) => {
      written += text;
      return true;
    },
  };
  const progress = createProgress(quiet, stream as never, () => time);
  const pass = (milliseconds: number): void => {
    time += milliseconds;
  };
  return { progress, written: () => written, pass };
}

const users = (count: number, expected?: number): ReadingStep => ({ what: 'users', count, unit: 'objects', expected });

describe('progress', () => {
  it('says count, rate and what is left, at most once a second', () => {
    const { progress, written, pass } = harness(false);
    progress.add(users(1000, 9000));
    pass(999);
    progress.add(users(1000, 9000));
    expect(written()).toBe('');
    pass(1001);
    progress.add(users(1000, 9000));
    expect(written()).toBe('users: 3000 of 9000 read, 1500 a second, about 4 s left\n');
    pass(1000);
    progress.add({ ...users(5), what: 'deleted users' });
    expect(written()).toMatch(/\ndeleted users: 5 read\n$/);
  });

  it('tells a small file in kilobytes', () => {
    const { progress, written, pass } = harness(false);
    progress.add({ what: 'OnPremIDs.csv', count: 3000, unit: 'bytes', expected: 12_000 });
    pass(1000);
    progress.add({ what: 'OnPremIDs.csv', count: 3000, unit: 'bytes', expected: 12_000 });
    expect(written()).toBe('OnPremIDs.csv: 6 of 12 KB read, 6 KB a second, about 1 s left\n');
  });

  it('tells files in megabytes', () => {
    const { progress, written, pass } = harness(false);
    progress.add({ what: 'OnPremIDs.csv', count: 20e6, unit: 'bytes', expected: 119e6 });
    pass(1000);
    progress.add({ what: 'OnPremIDs.csv', count: 20e6, unit: 'bytes', expected: 119e6 });
    expect(written()).toBe('OnPremIDs.csv: 40 of 119 MB read, 40 MB a second, about 2 s left\n');
  });

  it('writes one line over on a terminal, which is gone before anything else is written', () => {
    const { progress, written, pass } = harness(true);
    for (let turn = 0; turn < 2; turn++) {
      pass(1000);
      progress.add(users(10));
    }
    progress.note('going on');
    pass(1000);
    progress.add(users(10));
    clearProgress();
    clearProgress();
    expect(written()).toBe(
      'users: 10 read\r\u001b[Kusers: 20 read, 20 a second\r\u001b[Kgoing on\nusers: 30 read, 15 a second\r\u001b[K',
    );
  });

  it('is silent with --quiet', () => {
    const { progress, written, pass } = harness(true, true);
    pass(5000);
    progress.add(users(10));
    progress.note('note');
    progress.end();
    expect(written()).toBe('');
  });

  it('shows how much of an evidence file is read, anyone who reads it', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'entra-cutover-progress-')), 'OnPremIDs.csv');
    const rows = Array.from({ length: 20_000 }, (_, row) => `"p${row}@corp.example","${row}","","",""`);
    writeFileSync(
      path,
      `"UserPrincipalName","DisplayName","objectGUID","mS-DS-ConsistencyGuid","Enabled"\n${rows.join('\n')}\n`,
    );
    const steps: ReadingStep[] = [];
    const stop = onReading((step) => steps.push(step));
    await readOnPremFiles([path]);
    stop();
    await readOnPremFiles([path]);
    const total = steps[0]?.expected;
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.every(({ what, unit }) => what === path && unit === 'bytes')).toBe(true);
    expect(steps.reduce((sum, { count }) => sum + count, 0)).toBe(total);
  });
});
