import { afterEach, describe, expect, it, vi } from 'vitest';
import { readStatus } from '../../src/audit/index.js';
import type { GraphSession } from '../../src/connectors/graph/session.js';
import { trustingSession } from '../connectors/graph/trusting.js';
import { type Harness, type State, startHarness } from './harness.js';

// A loaded machine takes seconds to start two servers and a provider.
vi.setConfig({ testTimeout: 30_000 });

let harness: Harness;
afterEach(() => harness?.stop());

const kind = 'TenantSwitches';
const path = '/directory/onPremisesSynchronization';

interface Switches {
  readonly id: string;
  readonly features: Readonly<Record<string, boolean>>;
  readonly configuration: { readonly accidentalDeletionPrevention: Readonly<Record<string, unknown>> };
}

async function inTenant(graph: GraphSession): Promise<Switches> {
  const { value } = (await graph.send({ method: 'GET', path })) as { value: Switches[] };
  return value[0] as Switches;
}

async function block(graph: GraphSession, blocked: boolean): Promise<void> {
  const { id } = await inTenant(graph);
  const features = { blockSoftMatchEnabled: blocked, blockCloudObjectTakeoverThroughHardMatchEnabled: blocked };
  await graph.send({ method: 'PATCH', path: `${path}/${id}`, body: { features } });
}

/** The tenant with matching blocked, and our resource over it in phase assess. */
async function assessed(): Promise<{ graph: GraphSession; found: State }> {
  harness = await startHarness('repaired-organisation');
  const graph = await trustingSession(harness.organisation);
  await block(graph, true);
  return { graph, found: await harness.create(kind, harness.inputs(kind, 'assess')) };
}

const patches = (): number => harness.writes().filter((line) => line.startsWith('PATCH')).length - 1;

describe('the tenant’s matching switches', () => {
  it('are looked at in assess, opened in stage, closed at complete: one pair in the journal', async () => {
    const { graph, found } = await assessed();
    expect(patches()).toBe(0);
    const open = await harness.update(kind, found, harness.inputs(kind, 'stage'));
    expect((await inTenant(graph)).features).toMatchObject({
      blockSoftMatchEnabled: true,
      blockCloudObjectTakeoverThroughHardMatchEnabled: false,
    });
    const cutover = await harness.update(kind, open, harness.inputs(kind, 'cutover'));
    expect((await harness.diff(kind, cutover, harness.inputs(kind, 'cutover'))).changed).toEqual([]);
    expect(patches()).toBe(1);
    await harness.update(kind, cutover, harness.inputs(kind, 'complete'));
    expect((await inTenant(graph)).features.blockCloudObjectTakeoverThroughHardMatchEnabled).toBe(true);
    expect((await harness.journal()).map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
      'entra.matching.open started',
      'entra.matching.open done',
      'entra.matching.close started',
      'entra.matching.close done',
    ]);
  });

  it('are put back by a rollback as they were found, also when the opening was interrupted before its state was kept', async () => {
    const { graph, found } = await assessed();
    const before = await inTenant(graph);
    await harness.update(kind, found, harness.inputs(kind, 'stage'));
    // The state of that update was lost: the next one begins from the one before.
    const open = await harness.update(kind, found, harness.inputs(kind, 'stage'));
    await harness.update(kind, open, harness.inputs(kind, 'rollback'));
    expect(await inTenant(graph)).toEqual(before);
  });

  it('are closed once the deadline is over, which is a difference by itself', async () => {
    const { graph, found } = await assessed();
    const open = await harness.update(kind, found, harness.inputs(kind, 'stage'));
    const overdue = harness.inputs(kind, 'stage', { openUntil: '2020-01-01T00:00:00Z' });
    const late = { ...open, inputs: overdue, properties: { ...open.properties, openUntil: '2020-01-01T00:00:00Z' } };
    expect((await harness.diff(kind, late, overdue)).changed).toEqual(['openUntil']);
    const closed = await harness.update(kind, late, overdue);
    expect((await inTenant(graph)).features.blockCloudObjectTakeoverThroughHardMatchEnabled).toBe(true);
    expect(harness.logs.join('\n')).toMatch(/was to be open until 2020/);
    expect((await harness.diff(kind, closed, overdue)).changed).toEqual([]);
  });

  it('are not opened while there is a hold, and the status says so', async () => {
    const { found } = await assessed();
    await expect(harness.update(kind, found, harness.inputs(kind, 'stage', { hold: true }))).rejects.toThrow(/hold/);
    expect(patches()).toBe(0);
    expect((await readStatus(harness.journalPath))?.parts.it).toMatchObject({
      state: 'refused',
      waitingFor: [expect.stringMatching(/cutover:hold/)],
    });
  });

  it('show what somebody changed by hand, and switch nothing when destroyed', async () => {
    const { graph, found } = await assessed();
    const open = await harness.update(kind, found, harness.inputs(kind, 'stage'));
    await block(graph, true);
    const drifted = await harness.read(kind, open);
    expect((await harness.diff(kind, drifted, harness.inputs(kind, 'stage'))).changed).toEqual(['hardMatch']);
    const before = harness.writes().length;
    await harness.remove(kind, open);
    expect(harness.writes()).toHaveLength(before);
  });
});
