import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { assessStack, assessStackToFile } from '../../../../src/pipeline/assess/assess-stack.js';
import * as compact from '../../../../src/pipeline/assess/compact/large-files.js';
import { groupLines, linesOf, plainCollected, writeCollected } from './collected.js';
import { everyDefect, guidOf, organisationOf } from './organisations.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-stack-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = '2026-06-30T01:00:00.000Z';

const stackFile = (further: string): string => `config:
  cutover:phase: assess
  cutover:syncTool: cloudSync
  cutover:tenant: { id: ${guidOf(1)}, domain: corp.onmicrosoft.com, graphEndpoint: embedded }
  cutover:okta: { orgUrl: embedded, apps: [{ id: 0oa1office365test0001, label: Microsoft Office 365 }] }
  cutover:cloudSync:
    servicePrincipalId: 77777777-0000-4000-8000-000000000001
    domain: corp.example
    deletionThreshold: 10
    notificationRecipients: [identity@corp.example]
  cutover:evidence: { onPrem: [here.json], entra: [there.json] }
  cutover:sourceAnchor: mS-DS-ConsistencyGuid
  cutover:thresholds: { creations: { default: 1 }, softMatches: 1, deletions: 0 }
${further}`;

// More than 4 MiB, so that columns are worth it.
const healthy = organisationOf(
  Array.from({ length: 8000 }, (_, index) => index + 100_000),
  [],
);
const defective = everyDefect();

it.each([
  ['without a scope', ''],
  ['with units that it takes', '  cutover:scope: { organizationalUnits: ["OU=A,DC=corp,DC=example"] }'],
  // Everybody next to the person is looked at as an object: that is a third of all.
  [
    'with a person that it leaves out',
    `  cutover:scope: { excludedOrganizationalUnits: ['CN=Doe\\2C 100000,OU=Öst,OU=B,DC=corp,DC=example'] }`,
  ],
])(
  'assesses a stack %s in columns as with objects, byte for byte',
  async (_what, further) => {
    for (const [side, name] of [['onPrem', 'here.json'] as const, ['entra', 'there.json'] as const]) {
      const lines = linesOf(side, [...healthy[side], ...defective[side]]);
      writeFileSync(join(folder, name), writeCollected(side, [...lines, ...groupLines(side, lines)], plainCollected));
    }
    writeFileSync(join(folder, 'Pulumi.test.yaml'), stackFile(further));
    const inColumns = vi.spyOn(compact, 'assessInColumns');
    const written = join(folder, 'identities.jsonl');
    const descriptor = openSync(written, 'w');
    const assessment = await assessStackToFile('test', folder, at, descriptor);
    closeSync(descriptor);
    expect(await inColumns.mock.results.at(-1)?.value).toBeDefined();
    const objects = await assessStack('test', folder, at);
    expect(JSON.stringify(assessment)).toBe(JSON.stringify(objects.assessment));
    expect(readFileSync(written, 'utf8')).toBe(objects.identities.map((line) => `${JSON.stringify(line)}\n`).join(''));
  },
  240_000,
);
