import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/assessment.js';
import type { Waiver, WaiverFile } from '../../src/domain/waiver.js';
import { applyWaivers } from '../../src/gate/waivers.js';
import { renderers } from '../../src/reports/index.js';
import { verdictOf } from '../../src/reports/verdict.js';
import { ruleRegistry } from '../../src/validation/rules/index.js';
import { assessed } from '../reports/assessed.js';
import { id } from '../validation/findings.js';
import { anchor, organisation } from '../validation/organisation.js';

const terms = { reason: 'r', owner: 'ops', expires: '2026-12-01' };
const at = '2026-11-24T12:00:00.000Z';
const finding: Finding = {
  rule: 'upn-changed',
  severity: 'error',
  waived: false,
  consequence: '',
  remedy: '',
  subject: { objectType: 'user', userPrincipalName: 'ann@x' },
};
const file = (...waivers: Partial<Waiver>[]): WaiverFile => ({
  origin: 'w',
  waivers: waivers.map((waiver) => ({ ...terms, rule: 'upn-changed', ...waiver })),
  acceptedLosses: [],
});
const applied = (of: WaiverFile) => applyWaivers([{ finding }], [of], at);

describe('a waiver that covers nothing', () => {
  it('is named with the names that no finding is about', () => {
    expect(applied(file({ subjects: ['Ann@x'] })).unused).toEqual([]);
    expect(applied(file({ subjects: ['ann@x', 'bob@x'] })).unused).toEqual([
      'w: the waiver of upn-changed by ops waives nothing for bob@x: there is no such finding. Remove it, or correct the name.',
    ]);
    expect(applied(file({ ou: 'OU=X,DC=c' })).unused).toEqual([expect.stringContaining('nothing for OU=X,DC=c: ')]);
    const many = Array.from({ length: 8 }, (_, index) => `p${index}@x`);
    expect(applied(file({ subjects: many })).unused).toEqual([expect.stringContaining('p4@x, 3 others: ')]);
  });

  it('is not one of two that cover the same finding', () => {
    expect(applied(file({ subjects: ['ann@x'] }, { subjects: ['ann@x'] })).unused).toEqual([]);
  });

  it('may be of a rule that there is not, and is told which one was meant', () => {
    expect(applied(file({ rule: 'upn-chnaged', subjects: ['ann@x'] })).messages).toEqual([
      'w: the waiver of upn-chnaged by ops waives nothing: there is no such rule; did you mean upn-changed?',
    ]);
    expect(applied(file({ rule: 'nothing-like-it', subjects: ['ann@x'] })).messages).toEqual([
      'w: the waiver of nothing-like-it by ops waives nothing: there is no such rule; docs/rules lists them all.',
    ]);
  });

  it('may be an accepted loss', () => {
    const loss = { ...terms, rule: 'entra-only', disposition: 'keep-orphan', objectId: id(1) } as const;
    const of = { origin: 'w', waivers: [], acceptedLosses: [loss] };
    expect(applied(of).unused).toEqual([
      `w: the accepted loss of ${id(1)} by ops accepts nothing: entra-only finds nothing about it. Remove it, or correct the id.`,
    ]);
    const lost = { ...finding, rule: 'entra-only', subject: { objectType: 'user', entraObjectId: id(1) } } as const;
    expect(applyWaivers([{ finding: lost }], [of], at).unused).toEqual([]);
  });

  it('is among the messages of the report', () => {
    const { messages } = organisation()
      .person(1, 'ann')
      .judge({}, { waivers: [file({ subjects: ['bob@x'] })] });
    expect(messages).toEqual([expect.stringContaining('waives nothing for bob@x')]);
  });
});

describe('errors that were waived', () => {
  const people = () => organisation().person(1, 'ann', { entra: { immutableId: anchor(2) } });
  const waivedBy = (...owners: string[]) =>
    assessed(people(), {
      decision: 'cleared',
      scope: ['anchors'],
      openQuestions: ['okta'],
      findings: owners.map((owner) => ({ ...finding, waived: true, acceptance: { ...terms, owner } })),
    });

  it('are in the verdict, with who answers for them', () => {
    expect(verdictOf(waivedBy('ops')).headline).toBe('CLEARED for anchors, 1 error waived by ops');
    expect(verdictOf(waivedBy('ops', 'hr', 'ops')).headline).toBe('CLEARED for anchors, 3 errors waived by hr and ops');
    expect(verdictOf(waivedBy('a', 'b', 'c')).headline).toContain('3 errors waived by a, b, 1 other');
    expect(verdictOf({ ...waivedBy('ops'), cutoverReady: true, openQuestions: [] }).headline).toBe(
      'CLEARED for the cutover, 1 error waived by ops: every question is answered',
    );
    expect(verdictOf(waivedBy()).headline).toBe('CLEARED for anchors');
  });

  it.each(['text', 'json', 'markdown', 'html', 'junit', 'sarif'] as const)('are in every format: %s', (format) => {
    const options = { colour: false, width: 200, ruleMetadata: ruleRegistry };
    expect(renderers[format](waivedBy('ops'), options)).toContain('1 error waived by ops');
  });
});
