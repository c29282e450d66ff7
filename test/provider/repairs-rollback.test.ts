import { existsSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { appendEntry, journalKeyVariable, sealedJournal } from '../../src/audit/index.js';
import { type ConnectReading, readConnectEvidence } from '../../src/pipeline/assess/connect-evidence.js';
import { sealedJournalPath } from '../../src/pipeline/repairs/sealed-path.js';
import { record } from '../audit/record.js';
import { trustingSession } from '../connectors/graph/trusting.js';
import { connectInputs, type Harness, type State, startHarness } from './harness.js';

vi.setConfig({ testTimeout: 30_000 });

// By the time that repairs are put back, Entra is off and Okta is on: nothing about them keeps an environment from the end of
// its rollback.
const kind = 'AnchorBindings';
const key = Buffer.alloc(32, 7).toString('base64');
let harness: Harness;
let staged: State;
let sealed: string;

beforeEach(async () => {
  harness = await startHarness('repaired-organisation');
  harness.environment[journalKeyVariable] = key;
  sealed = sealedJournalPath(harness.journalPath);
  const born = await harness.create(kind, harness.inputs(kind, 'assess'));
  staged = await harness.update(kind, born, harness.inputs(kind, 'stage'));
});
afterEach(() => harness.stop());

/** As a repair of an earlier run left it: the sealed value, and the entry of the audit journal. */
async function repaired(objectId: string, desired: string, system = 'entra'): Promise<void> {
  const journal = sealedJournal(sealed, 'staging', { [journalKeyVariable]: key }, 'seal');
  const value = { system, objectId, attribute: 'onPremisesImmutableId', person: 'ada@corp.example' };
  await journal.append([
    { event: 'repair', ...value, rule: 'anchor-mismatch', previous: 'before', desired, at: '2026-11-25T00:00:00Z' },
  ]);
  await appendEntry(harness.journalPath, { ...record('remediations/staging.yaml'), operation: 'repairs.apply' });
}

async function accountOf(name: string): Promise<{ id: string; onPremisesImmutableId: string }> {
  const graph = await trustingSession(harness.organisation);
  const path = `/users?$filter=userPrincipalName eq '${name}'&$select=id,onPremisesImmutableId`;
  const { value } = (await graph.send({ method: 'GET', path })) as {
    value: { id: string; onPremisesImmutableId: string }[];
  };
  if (value[0] === undefined) throw new Error(`nobody is called ${name}`);
  return value[0];
}

const rollback = (): Promise<State> => harness.update(kind, staged, harness.inputs(kind, 'rollback'));

it.each([
  [
    'the key is lost',
    () => repaired('5a7e0000-0000-4000-8000-000000000001', 'ours'),
    () => delete harness.environment[journalKeyVariable],
    /ENTRA_CUTOVER_JOURNAL_KEY is not set: .*Set it to the key with which the file was sealed/,
  ],
  [
    'the key is another one',
    () => repaired('5a7e0000-0000-4000-8000-000000000001', 'ours'),
    () => {
      harness.environment[journalKeyVariable] = Buffer.alloc(32, 8).toString('base64');
    },
    /not the key it was written with/,
  ],
  [
    'somebody is gone',
    () => repaired('5a7e0000-0000-4000-8000-000000000001', 'ours'),
    () => {},
    /ada@corp\.example: 5a7e0000-\S+ is gone/,
  ],
  [
    'somebody changed the value since',
    async () => repaired((await accountOf('ada.lindqvist@corp.example')).id, 'ours'),
    () => {},
    /onPremisesImmutableId was changed since/,
  ],
  [
    'the domain controller is not to be reached from here',
    () => repaired('5a7e0000-0000-4000-8000-000000000001', 'ours', 'activeDirectory'),
    () => {},
    /cutover:directory is not set/,
  ],
  [
    'the sealed journal is lost with its machine',
    () => repaired('5a7e0000-0000-4000-8000-000000000001', 'ours'),
    () => rmSync(sealed),
    /which holds what repairs replaced, is not there/,
  ],
])('ends as waiting when %s, and goes on to assess', async (_, prepare, damage, said) => {
  await prepare();
  damage();
  const back = await rollback();
  expect(back.properties.state).toBe('waiting');
  expect(harness.logs.join('\n')).toMatch(said);
  expect(harness.logs.join('\n')).toMatch(/WARNING: Repairs are not put back/);
  expect((await harness.diff(kind, back, harness.inputs(kind, 'rollback'))).changed).toEqual(['state']);
  const after = await harness.update(kind, back, harness.inputs(kind, 'assess'));
  expect((await harness.diff(kind, after, harness.inputs(kind, 'assess'))).changed).toEqual([]);
});

it('puts nothing back while the evidence shows that an Entra Connect server exports', async () => {
  const { id, onPremisesImmutableId: ours } = await accountOf('ada.lindqvist@corp.example');
  await repaired(id, ours);
  const { assessment, ...inputs } = harness.inputs(kind, 'rollback');
  const withServer = {
    ...inputs,
    assessment: { ...(assessment as object), connect: connectInputs },
  } as State['inputs'];
  const empty = await readConnectEvidence({ tenantId: '', evidence: {} }, '.');
  const show = (stagingModeEnabled: boolean): void => {
    const records = [{ scheduler: { stagingModeEnabled, syncCycleEnabled: true } }];
    const evidence = { ...empty.evidence, syncStatus: [{ records }] };
    harness.connectWith(async () => ({ problems: [], evidence }) as unknown as ConnectReading);
  };
  show(false);
  const waits = await harness.update(kind, staged, withServer);
  expect(waits.properties.state).toBe('waiting');
  expect(harness.logs.join('\n')).toContain('the Entra Connect server is not in staging mode. Stop it (Stop-ADSync');
  expect((await accountOf('ada.lindqvist@corp.example')).onPremisesImmutableId).toBe(ours);
  show(true);
  await harness.update(kind, waits, withServer);
  const refused = harness.logs.filter((line) => line.includes('Repairs are not put back'));
  expect(refused.map((line) => line.includes('is not in staging mode'))).toEqual([true, false]);
});

it('waits for nothing where nothing was repaired, and records what it finds put back already', async () => {
  expect((await rollback()).properties.state).toBe('restored');
  expect(existsSync(harness.journalPath)).toBe(false);
  const { id, onPremisesImmutableId: now } = await accountOf('ada.lindqvist@corp.example');
  const journal = sealedJournal(sealed, 'staging', { [journalKeyVariable]: key }, 'seal');
  const value = { system: 'entra', objectId: id, attribute: 'onPremisesImmutableId', person: 'ada@corp.example' };
  const at = '2026-11-25T00:00:00Z';
  await journal.append([{ event: 'repair', ...value, rule: 'anchor-mismatch', previous: now, desired: 'ours', at }]);
  expect((await rollback()).properties.state).toBe('restored');
  expect((await harness.journal()).at(-1)).toMatchObject({ operation: 'audit.found', target: sealed });
  await rollback();
  expect(await harness.journal()).toHaveLength(1);
});
