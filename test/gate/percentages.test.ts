import { describe, expect, it } from 'vitest';
import type { PendingExport } from '../../src/domain/connect.js';
import type { Thresholds } from '../../src/gate/thresholds.js';
import { judgeDeletions } from '../../src/gate/thresholds.js';
import { attribute, evidence, staged } from '../validation/evidence.js';
import { anchor, organisation } from '../validation/organisation.js';

/** Eight matched people, one to create, one to match softly: ten per cent each of ten users. */
function tenPeople() {
  const org = organisation()
    .onPrem(20, 'new')
    .person(21, 'soft', { entra: { immutableId: undefined } });
  for (let number = 1; number <= 8; number += 1) org.person(number, `person${number}`);
  return org;
}

const decisionWith = (percentages: NonNullable<Thresholds['percentages']>) =>
  tenPeople().judge({}, { thresholds: { percentages } });

describe('a threshold of soft matches', () => {
  it.each([
    [0, ['at most 0 soft matches, 2 soft matches']],
    [1, ['at most 1 soft match, 2 soft matches']],
    [2, []],
  ])('of %i is exceeded by more', (softMatches, expected) => {
    const { findings } = tenPeople()
      .person(22, 'other', { entra: { immutableId: undefined } })
      .judge({}, { thresholds: { softMatches } });
    const told = findings.filter(({ rule }) => rule === 'soft-match-threshold');
    expect(told.map((finding) => `${finding.expected}, ${finding.found}`)).toEqual(expected);
  });
});

describe('thresholds by share', () => {
  it.each(['creations', 'softMatches'] as const)('limit %s next to the number, the limit itself included', (kind) => {
    expect(decisionWith({ [kind]: 10, minimumPopulation: 10 }).decision).toBe('cleared');
    const over = decisionWith({ [kind]: 9.9, minimumPopulation: 10 });
    const [one, many] = kind === 'creations' ? ['creation', 'creations'] : ['soft match', 'soft matches'];
    expect(over.findings[0]).toMatchObject({
      severity: 'error',
      expected: `at most 9.9 % ${many}`,
      found: `1 ${one} of 10 users`,
    });
  });

  it('say nothing below the minimum population, and nothing of a kind that is not declared', () => {
    expect(decisionWith({ creations: 0, softMatches: 0, minimumPopulation: 11 }).decision).toBe('cleared');
    expect(decisionWith({ deletions: 0, minimumPopulation: 1 }).decision).toBe('cleared');
  });

  it('count whom only the list of Entra Connect would create or match by name', () => {
    const added = (number: number, userPrincipalName: string) =>
      staged('add', {
        sourceAnchor: anchor(number),
        userPrincipalName,
        changes: [attribute('userPrincipalName', { valuesAdded: [userPrincipalName] })],
      });
    const found = (...list: ReturnType<typeof staged>[]) =>
      tenPeople()
        .entra(30, 'alone', { immutableId: undefined, synced: false })
        .with({ pendingExports: [evidence('pendingExports', list)] })
        .judge({}, { thresholds: { percentages: { creations: 10, softMatches: 10, minimumPopulation: 0 } } })
        .findings.filter(({ rule }) => rule.endsWith('-threshold'))
        .map((finding) => finding.found);
    expect(found()).toEqual([]);
    expect(found(added(40, 'newer@corp.example'))).toEqual(['2 creations of 10 users']);
    expect(found(added(41, 'alone@corp.example'))).toEqual(['2 soft matches of 10 users']);
    // Of somebody whom Active Directory has with a name that matches: what is staged counts, unless it shows no name.
    const moved = (who: Partial<PendingExport>) => found(staged('add', { sourceAnchor: anchor(21), ...who }));
    expect(moved({ primaryAddress: 'other@corp.example' })).toEqual(['2 creations of 10 users']);
    expect(moved({ userPrincipalName: 'other@corp.example' })).toEqual(['2 creations of 10 users']);
    expect(moved({})).toEqual([]);
    // Whom nobody knows, and no name is shown of.
    expect(found(staged('add', { sourceAnchor: anchor(42) }))).toEqual(['2 creations of 10 users']);
  });

  it('limit staged deletions that nobody accepted, by number and by share', () => {
    const staged = { rule: 'pending-delete', severity: 'error', waived: false, consequence: '', remedy: '' } as const;
    const accepted = { ...staged, acceptance: { reason: 'left', owner: 'ops', expires: '2026-12-01' } };
    const judge = (thresholds: Thresholds, entraUsers = 10) =>
      judgeDeletions([staged, staged, accepted], thresholds, entraUsers).map(({ draft }) => draft.found);
    expect(judge({})).toEqual([]);
    expect(judge({ deletions: 2, percentages: { deletions: 20, minimumPopulation: 0 } })).toEqual([]);
    expect(judge({ percentages: { deletions: 19, minimumPopulation: 10 } })).toEqual(['2 deletions of 10 users']);
    expect(judge({ deletions: 1, percentages: { deletions: 19, minimumPopulation: 11 } })).toEqual([
      '2 deletions staged',
    ]);
    expect(judge({ deletions: 1, percentages: { deletions: 19, minimumPopulation: 0 } })).toHaveLength(2);
  });
});
