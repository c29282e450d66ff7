import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultSourceAnchor } from '../../src/domain/source-anchor.js';
import { readEntraFiles, readOnPremFiles } from '../../src/evidence/files.js';
import { assess } from '../../src/pipeline/assess/assess.js';
import { writeOrganisation } from '../../workshop/bench/organisation.js';
import { repository, runCli, withoutProgress } from '../cli/run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('large files', () => {
  it('npm run bench measures everybody, finds the same outcomes as DuckDB and ends with one line', () => {
    const output = join(folder, 'benchmarks.md');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        '--import',
        'tsx',
        'workshop/bench/run.ts',
        '--rows',
        '4000',
        '--turns',
        '1',
        '--growth',
        '2',
        '--output',
        output,
      ],
      { cwd: repository, encoding: 'utf8' },
    );
    expect(status, stderr).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(/^bench: 4,000 people in [\d.]+ s and \d+ MB; .*DuckDB’s lines equal; too few people/);
    const report = readFileSync(output, 'utf8');
    for (const contender of ['entra-cutover assess', 'DuckDB', 'quotation mark', 'saxes', '8,000 people'])
      expect(report).toContain(contender);
  });

  it('assess with its helper thread writes what the object path makes of the same files', async () => {
    const large = join(folder, 'large');
    mkdirSync(large);
    const files = writeOrganisation(large, 40_000);
    const identities = join(large, 'identities.jsonl');
    const { stdout, stderr, code } = await runCli([
      ...['assess', '--on-prem', files.onPrem, '--entra', files.entra],
      ...['--identities', identities, '--format', 'json', '--verified-domain', 'contoso.example'],
      ...['corp', 'emea', 'apac'].flatMap((name) => ['--verified-domain', `${name}.contoso.example`]),
    ]);
    expect(withoutProgress(stderr)).toMatch(/^entra-cutover: wrote \S+identities\.jsonl\n$/);
    expect(code).toBe(2);
    const found = JSON.parse(stdout);
    const expected = assess({
      evidence: { onPrem: await readOnPremFiles([files.onPrem]), entra: await readEntraFiles([files.entra]) },
      validation: {
        sourceAnchor: defaultSourceAnchor,
        verifiedDomains: new Set([
          'contoso.example',
          'corp.contoso.example',
          'emea.contoso.example',
          'apac.contoso.example',
        ]),
      },
      gate: { thresholds: {}, waivers: [], missing: [], at: found.meta.at },
    });
    expect(found.digest).toBe(expected.assessment.digest);
    expect(found.counts).toEqual(expected.assessment.counts);
    expect(found.findings.length).toBe(expected.assessment.findings.length);
    writeFileSync(
      join(large, 'expected.jsonl'),
      expected.identities.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
    expect(readFileSync(identities).equals(readFileSync(join(large, 'expected.jsonl')))).toBe(true);
  });
});
