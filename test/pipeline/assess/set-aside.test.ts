import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { UserError } from '../../../src/domain/errors.js';
import { collectFromFile } from '../../../src/evidence/evidence-file/collect.js';
import { writeEvidenceFile } from '../../../src/evidence/evidence-file/write.js';
import { readOnPremFiles } from '../../../src/evidence/files.js';
import {
  assessEnvironment,
  type EnvironmentRequest,
  requestFromEnvironment,
} from '../../../src/pipeline/assess/assess-environment.js';
import { explain } from '../../../src/pipeline/assess/explain.js';
import { folderWith, repository } from '../../cli/run-cli.js';

it('names what was read of one side while the other could not be reached, and compares nobody', async () => {
  const folder = folderWith({});
  const path = join(folder, 'on-prem.ndjson');
  const readAt = '2026-11-24T02:00:00Z';
  const exported = join(repository, 'scenarios/mismatching-organisation/OnPremIDs.csv');
  const evidence = await collectFromFile(readOnPremFiles, exported, readAt);
  const sha256 = await writeEvidenceFile(path, evidence, { tool: 'test' }, { now: new Date(readAt) });
  const request: EnvironmentRequest = {
    stack: 'test',
    phase: 'assess',
    tenantId: '11111111-2222-3333-4444-555555555555',
    graphEndpoint: 'https://graph.microsoft.com',
    oktaOrgUrl: 'https://corp.okta.com',
    oktaAppIds: [],
    evidence: { onPrem: [{ path, sha256 }], entra: 'live', maximumAgeHours: { onPrem: 24, entra: 4 } },
    sourceAnchor: { attribute: 'mS-DS-ConsistencyGuid', encoding: 'bytes' },
    scope: { organizationalUnits: [], excludedOrganizationalUnits: [] },
    thresholds: { creations: { total: 0, perOrganizationalUnit: {} }, softMatches: 0, deletions: 0 },
    waivers: [],
  };
  const options = {
    directory: folder,
    at: readAt,
    readLiveEntra: () => Promise.reject(new UserError('there is no credential for Microsoft Graph')),
  };
  const { assessment, identities } = await assessEnvironment(request, options);
  expect([assessment.decision, identities]).toEqual(['indeterminate', []]);
  expect(assessment.counts.onPremUsers ?? 0).toBe(0);
  expect(assessment.evidence).toMatchObject([{ kind: 'onPrem', records: evidence.records.length }]);

  const assembled = await requestFromEnvironment(request, options);
  const found = explain(assembled, 'ingrid.halvorsen');
  expect(found.stories).toEqual([]);
  expect(found.setAside).toMatchObject([{ system: 'Active Directory', at: { origin: exported } }]);
  const nobody = explain(assembled, 'ingrid.halvorson@corp.example');
  expect(nobody.setAside).toEqual([]);
  expect(nobody.names).toContain('ingrid.halvorsen@corp.example');
  rmSync(folder, { recursive: true });
});
