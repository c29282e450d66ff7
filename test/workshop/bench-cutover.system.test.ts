import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { repository } from '../cli/run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm run bench:cutover', () => {
  it('makes a cutover with a crowd on both sides, and writes what it cost', () => {
    const output = join(folder, 'cutover.md');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'workshop/bench/bench-cutover.ts', '--users', '1200', '--output', output],
      { cwd: repository, encoding: 'utf8' },
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^bench:cutover: 1,200 people, \d whole readings, update \d+ s/);
    const report = readFileSync(output, 'utf8');
    const found = (what: string): number =>
      Number(new RegExp(`^\\| ${what}[^|]*\\|[^|]*\\| ([\\d.]+)`, 'm').exec(report)?.[1]);
    // Preview, the update's gate, and once Okta is off.
    expect(found('whole readings')).toBe(3);
    expect(found('requests of each further authorization')).toBeGreaterThan(9);
    expect(found('requests of each further authorization')).toBeLessThanOrEqual(15);
    expect(found('time with both provisioners off')).toBeGreaterThan(0);
    expect(found('peak memory')).toBeGreaterThan(50);
  });
});
