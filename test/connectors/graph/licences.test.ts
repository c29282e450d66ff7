import { describe, expect, it } from 'vitest';
import { convertLicences } from '../../../src/connectors/graph/convert-facts.js';

describe('who has a license', () => {
  // The values of licenseAssignmentState that the Graph reference names, next to the errors that explain them.
  it.each([
    ['Active', 'None', 1],
    ['ActiveWithError', 'DependencyViolation', 1],
    ['Disabled', 'None', 0],
    ['Error', 'CountViolation', 0],
    ['Error', 'MutuallyExclusiveViolation', 0],
  ])('%s (%s): %d', (state, error, count) => {
    const states = [{ skuId: 'e3', assignedByGroup: null, disabledPlans: [], state, error }];
    const user = new Map<string, unknown>([
      ['id', 'u1'],
      ['licenseAssignmentStates', states],
    ]);
    expect(convertLicences(user, { origin: 'graph', line: 1 }, () => undefined)).toHaveLength(count);
  });
});
