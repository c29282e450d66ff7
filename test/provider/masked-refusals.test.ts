import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shownPeople } from '../../src/pipeline/masking/shown-people.js';
import { type Harness, startHarness } from './harness.js';

const scenario = 'mismatching-organisation';
const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-masked-'));
let harness: Harness;

/** User names and display names of everybody, in lower case. */
const names = ['OnPremIDs.csv', 'AzureADSyncedIDS.csv'].flatMap((file) => {
  const text = readFileSync(`scenarios/${scenario}/${file}`, 'utf8');
  const rows = parse(text, { columns: true, bom: true }) as Record<string, string>[];
  return rows.flatMap(({ UserPrincipalName = '', Name = '', DisplayName = '' }) =>
    [UserPrincipalName.split('@')[0] ?? '', Name, DisplayName].map((name) => name.toLowerCase()).filter(Boolean),
  );
});
const namedIn = (text: string): string[] => names.filter((name) => text.toLowerCase().includes(name));

beforeAll(async () => {
  harness = await startHarness(scenario);
  const settings = readFileSync('Pulumi.staging.yaml', 'utf8');
  writeFileSync(
    join(folder, 'Pulumi.staging.yaml'),
    settings.replace('cutover:report:', 'cutover:report:\n    maskPeople: true'),
  );
});
afterAll(async () => {
  await harness.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything that the engine would print of the gate in assess and cutover, and of a guarded write. */
async function printed(environment: NodeJS.ProcessEnv): Promise<string> {
  harness.showPeopleBy(await shownPeople('staging', folder, environment));
  const already = harness.logs.length;
  await harness.check('AnchorGate', {}, harness.inputs('AnchorGate', 'assess'));
  const reasons = await harness.check(
    'AnchorGate',
    harness.inputs('AnchorGate', 'stage'),
    harness.inputs('AnchorGate', 'cutover'),
  );
  const switching = harness.create('OktaProvisioning', harness.inputs('OktaProvisioning', 'assess'));
  const { inputs, properties, id } = await switching;
  const refused = await harness
    .update(
      'OktaProvisioning',
      { id, inputs: { ...inputs, phase: 'stage' }, properties },
      harness.inputs('OktaProvisioning', 'cutover'),
    )
    .then(() => 'not refused', String);
  const gate = { id: 'staging', inputs: harness.inputs('AnchorGate', 'stage'), properties: {} };
  const gateRefused = await harness
    .update('AnchorGate', gate, harness.inputs('AnchorGate', 'cutover'))
    .then(() => 'not refused', String);
  expect(refused).toContain('Refused to');
  expect(gateRefused).toContain('anchor-mismatch');
  return [...harness.logs.slice(already), ...reasons, refused, gateRefused].join('\n');
}

describe('refusals of a stack that masks people', () => {
  it('name everybody on a person’s own machine', async () => {
    expect(namedIn(await printed({}))).toContain('ingrid.halvorsen');
  });

  it('name nobody in a pipeline, and one person by one mask', async () => {
    const text = await printed({ CI: 'true' });
    expect(namedIn(text)).toEqual([]);
    const masks = new Set(text.match(/i\*\*\*@corp\.example~[0-9a-f]{8}/g));
    expect(masks.size).toBe(1);
    expect(text).not.toMatch(/~[0-9a-f]{8}~/);
  });

  it('name nobody either where the stack file can’t be read', async () => {
    harness.showPeopleBy(await shownPeople('elsewhere', folder, { CI: 'true' }));
    const reasons = await harness.check(
      'AnchorGate',
      harness.inputs('AnchorGate', 'stage'),
      harness.inputs('AnchorGate', 'cutover'),
    );
    expect(reasons.join('\n')).toContain('anchor-mismatch');
    expect(namedIn(reasons.join('\n'))).toEqual([]);
  });
});
