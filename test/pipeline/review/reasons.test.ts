import { expect, it } from 'vitest';
import { compareStandings, standingOf } from '../../../src/gate/compare.js';
import { assess } from '../../../src/pipeline/assess/assess.js';
import { namedWorse } from '../../../src/pipeline/review/reasons.js';
import { maskReview } from '../../../src/reports/index.js';
import { refused } from '../../reports/assessed.js';
import { organisation } from '../../validation/organisation.js';

it('says what evidence is missing in its own words, and masks it as nobody', () => {
  const after = assess({
    evidence: { onPrem: [], entra: [] },
    validation: { sourceAnchor: { attribute: 'mS-DS-ConsistencyGuid', encoding: 'bytes' } },
    gate: {
      thresholds: {},
      waivers: [],
      missing: ['the whole Entra side could not be read.'],
      at: '2026-11-24T02:00:00Z',
    },
  });
  const findings = after.assessment.findings.filter(({ found = '' }) => found.startsWith('the whole'));
  const standing = standingOf({ ...after.assessment, findings }, [], (text) => text);
  const comparison = compareStandings({ ...standing, errors: [] }, standing);
  const reasons = namedWorse(comparison, { ...after, assessment: { ...after.assessment, findings } });
  expect(reasons).toEqual(['Evidence is missing (evidence-missing): the whole Entra side could not be read.']);
  const judge = { settings: [], files: [], waivers: [] };
  const review = { ...refused(organisation().person(1, 'ann'), { reasons, judge }), comparison };
  expect(maskReview(review, () => '01234567').reasons).toEqual(reasons);
});
