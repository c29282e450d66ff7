import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/domain/errors.js';
import { writeEvidenceFile } from '../../../src/evidence/evidence-file/write.js';
import { readEntraFiles, readOnPremFiles } from '../../../src/evidence/files.js';
import type { EnvironmentRequest } from '../../../src/pipeline/assess/assess-environment.js';
import { assessEnvironment } from '../../../src/pipeline/assess/assess-environment.js';
import type { LiveEntra } from '../../../src/pipeline/assess/live-entra.js';

const tenantId = '11111111-2222-3333-4444-555555555555';
const at = '2026-11-25T05:00:00Z';

/** What the export by hand lacks and a reading of the tenant has. */
const readFromGraph = ['members', 'onPremisesObjectIdentifier'];

async function liveEntra(story: string) {
  const evidence = await readEntraFiles([`scenarios/${story}/AzureADSyncedIDS.csv`]);
  return evidence.map(({ source, records }) => ({
    source: { ...source, readAt: at, tenant: tenantId, fields: new Set([...source.fields, ...readFromGraph]) },
    records,
  }));
}

/** An environment whose directory was repaired, assessed against a tenant that is read as given. */
async function assessAgainst(live: Pick<LiveEntra, 'evidence' | 'readAgain'>) {
  const directory = await mkdtemp(join(tmpdir(), 'disputes-'));
  const [onPrem] = await readOnPremFiles(['scenarios/repaired-organisation/OnPremIDs.csv']);
  if (onPrem === undefined) throw new Error('one file gives one evidence');
  const path = 'on-prem.ndjson';
  const source = { ...onPrem.source, readAt: at };
  const sha256 = await writeEvidenceFile(
    join(directory, path),
    { source, records: onPrem.records },
    { tool: 'entra-cutover 0.0.0' },
    { now: new Date(at) },
  );
  const request: EnvironmentRequest = {
    stack: 'test',
    phase: 'assess',
    tenantId,
    graphEndpoint: 'embedded',
    oktaOrgUrl: 'embedded',
    oktaAppIds: [],
    evidence: { onPrem: [{ path, sha256 }], entra: 'live', maximumAgeHours: { onPrem: 24, entra: 4 } },
    sourceAnchor: { attribute: 'mS-DS-ConsistencyGuid', encoding: 'bytes' },
    scope: { organizationalUnits: [], excludedOrganizationalUnits: [] },
    verifiedDomains: ['corp.example'],
    thresholds: { creations: { total: 0, perOrganizationalUnit: {} }, softMatches: 0, deletions: 0 },
    waivers: [],
  };
  const { assessment } = await assessEnvironment(request, { directory, at, readLiveEntra: async () => live });
  return assessment;
}

describe('people in dispute', () => {
  it('are read once more before an error about them is reported', async () => {
    const asked: string[][] = [];
    const repaired = await liveEntra('repaired-organisation');
    const first = await assessAgainst({
      evidence: await liveEntra('mismatching-organisation'),
      readAgain: async (ids) => {
        asked.push([...ids]);
        return undefined;
      },
    });
    expect(first.decision).toBe('blocked');
    expect(asked).toHaveLength(1);
    expect(asked[0]?.length).toBeGreaterThan(3);

    const second = await assessAgainst({
      evidence: await liveEntra('mismatching-organisation'),
      readAgain: async () => repaired,
    });
    expect(second.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('who can’t be read again stay as they were read', async () => {
    const assessment = await assessAgainst({
      evidence: await liveEntra('mismatching-organisation'),
      readAgain: async () => {
        throw new UserError('Graph is away');
      },
    });
    expect(assessment.decision).toBe('blocked');
  });

  it('of whom there are none cost no request', async () => {
    const assessment = await assessAgainst({
      evidence: await liveEntra('repaired-organisation'),
      readAgain: async () => {
        throw new Error('nobody was to be read');
      },
    });
    expect(assessment.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
