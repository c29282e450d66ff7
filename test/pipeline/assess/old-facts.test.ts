import { describe, expect, it } from 'vitest';
import { assessEnvironment, type EnvironmentRequest } from '../../../src/pipeline/assess/assess-environment.js';

/** What an environment says of vendor facts long after each of them was checked. */
async function severityOf(graphEndpoint: string, factsAcceptedUntil?: string) {
  const maximumAgeHours = { onPrem: 24, entra: 4 };
  const request: EnvironmentRequest = {
    stack: 'test',
    phase: 'assess',
    tenantId: '11111111-2222-3333-4444-555555555555',
    graphEndpoint,
    oktaOrgUrl: 'https://corp.okta.com',
    oktaAppIds: [],
    evidence: { onPrem: [], entra: [], maximumAgeHours, ...(factsAcceptedUntil && { factsAcceptedUntil }) },
    sourceAnchor: { attribute: 'mS-DS-ConsistencyGuid', encoding: 'bytes' },
    scope: { organizationalUnits: [], excludedOrganizationalUnits: [] },
    thresholds: { creations: { total: 0, perOrganizationalUnit: {} }, softMatches: 0, deletions: 0 },
    waivers: [],
  };
  const options = {
    directory: '.',
    at: '2099-01-01T00:00:00Z',
    readLiveEntra: () => Promise.reject(new Error('live')),
  };
  const { assessment } = await assessEnvironment(request, options);
  return assessment.findings.filter(({ rule }) => rule === 'evidence-facts-old').map(({ severity }) => severity);
}

describe('vendor facts of a stack', () => {
  it('that are old must be acknowledged for a time, but not where stand-ins answer', async () => {
    expect(await severityOf('https://graph.microsoft.com')).toEqual(['error']);
    expect(await severityOf('https://graph.microsoft.com', '2099-01-01')).toEqual(['info']);
    expect(await severityOf('https://graph.microsoft.com', '2098-12-31')).toEqual(['error']);
    expect(await severityOf('embedded')).toEqual([]);
  });

  it('are not acknowledged for longer than a check holds', async () => {
    // 180 days after 2099-01-01.
    expect(await severityOf('https://graph.microsoft.com', '2099-06-30')).toEqual(['info']);
    expect(await severityOf('https://graph.microsoft.com', '2099-07-01')).toEqual(['error', 'error']);
    expect(await severityOf('https://graph.microsoft.com', '9999-12-31')).toEqual(['error', 'error']);
  });
});
