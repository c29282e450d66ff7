import { describe, expect, it } from 'vitest';
import { forecast } from '../../src/reports/forecast.js';
import { renderers } from '../../src/reports/index.js';
import { ruleRegistry } from '../../src/validation/rules/index.js';
import { organisation } from '../validation/organisation.js';
import { assessed } from './assessed.js';

const torn = (side: 'onPrem' | 'entra') => ({ [side]: { rejected: 1 } });
const judged = (rejected: 'onPrem' | 'entra' | undefined) =>
  assessed(
    organisation()
      .person(1, 'ann')
      .onPrem(2, 'bob')
      .entra(3, 'cai')
      .sources(rejected ? torn(rejected) : {}),
    {
      evidence: (['onPrem', 'entra'] as const).map((kind) => ({
        kind,
        origin: `${kind}.csv`,
        sha256: '0',
        records: 2,
        rejected: kind === rejected ? 1 : 0,
        skipped: 0,
      })),
    },
  );
const unsure = (rejected: 'onPrem' | 'entra' | undefined) =>
  forecast(judged(rejected)).flatMap(({ outcome, isUnsure, atCutover }) => (isUnsure ? [[outcome, atCutover]] : []));

describe('people without a counterpart in evidence that is incomplete', () => {
  it('are not said to have none', () => {
    expect(unsure(undefined)).toEqual([]);
    expect(unsure('entra')).toEqual([['onPremOnly', expect.stringContaining('the Entra evidence is incomplete')]]);
    expect(unsure('onPrem')).toEqual([
      ['entraOnly', expect.stringContaining('the on-premises evidence is incomplete')],
    ]);
  });

  it('are striped in the picture', () => {
    const html = (of: 'entra' | undefined) =>
      renderers.html(judged(of), { colour: false, width: 80, ruleMetadata: ruleRegistry });
    const bar = /<rect class="unread" x="[^>]*><title>On-premises only: 1</;
    expect(html('entra')).toMatch(bar);
    expect(html(undefined)).not.toMatch(bar);
  });

  it('are not to be checked for being new', () => {
    const remedy = (of: 'entra' | undefined) => judged(of).findings.find(({ rule }) => rule === 'on-prem-only')?.remedy;
    expect(remedy(undefined)).toContain('Check that the person is new');
    expect(remedy('entra')).toBe('Complete the Entra evidence first.');
  });
});
