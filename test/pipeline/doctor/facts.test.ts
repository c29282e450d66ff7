import { describe, expect, it } from 'vitest';
import type { VendorFact } from '../../../src/domain/vendor-facts/index.js';
import { checkFacts } from '../../../src/pipeline/doctor/facts.js';

const fact = (id: string, checked: string, rules?: string[]): VendorFact => ({
  ...{ id, text: 'It is so.', basis: 'documented', sources: [], checked },
  ...(rules && { rules }),
});

describe('vendor facts in doctor', () => {
  it('are told by their rules once they are older than 180 days', () => {
    const background = { ...fact('OKTA-21', '2020-01-01'), background: true as const };
    const facts = [fact('ENTRA-1', '2026-01-01', ['upn-changed', 'entra-only']), background];
    expect(checkFacts(new Date('2026-06-30T00:00:00Z'), facts)).toEqual([]);
    const [check, ...more] = checkFacts(new Date('2026-06-30T00:00:01Z'), facts);
    expect(more).toEqual([]);
    expect(check?.state).toBe('warning');
    expect(check?.found).toContain('ENTRA-1 (2026-01-01)');
    expect(check?.found).toContain('entra-only, upn-changed');
    expect(check?.found).not.toContain('OKTA-21');
  });

  it('names ten facts and counts the rest', () => {
    const facts = Array.from({ length: 12 }, (_, index) => fact(`ENTRA-${index + 1}`, '2020-01-01', ['entra-only']));
    expect(checkFacts(new Date('2026-06-30T00:00:00Z'), facts)[0]?.found).toContain(', and 2 more were not checked');
  });
});
