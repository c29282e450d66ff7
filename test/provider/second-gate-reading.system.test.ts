import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { GuardedInputs } from '../../src/config/resource-table.js';
import { createGraphClient } from '../../src/connectors/graph/client.js';
import { readEntraTenant } from '../../src/connectors/graph/read.js';
import { isEntraObject } from '../../src/domain/service.js';
import type { LiveEntra, LiveTenant } from '../../src/pipeline/assess/live-entra.js';
import { keepingLiveEntra } from '../../src/pipeline/assess/read-live-entra.js';
import { peopleByName } from '../../src/pipeline/masking/shown-people.js';
import { authorise } from '../../src/provider/authorise.js';
import type { OperationContext } from '../../src/provider/ports.js';
import { type Organisation, startOrganisation } from '../../workshop/simulators/index.js';
import { trustingSession } from '../connectors/graph/trusting.js';
import { signIn } from '../workshop/simulators/clients.js';
import { assessScenario } from './harness.js';

let organisation: Organisation;
const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-second-gate-'));
afterEach(async () => {
  await organisation.stop();
  rmSync(folder, { recursive: true, force: true });
});

const off = '2026-11-30T12:00:00.000Z';

interface Start {
  readonly lag?: number;
  readonly entra?: string;
  readonly clockRuns?: boolean;
  /** False: the clock stands while the authorization of the app waits. */
  readonly settles?: boolean;
  /** The list of users shows this change only after the wait for it. */
  readonly lagging?: Readonly<Record<string, unknown>>;
}

/** Somebody who is in the cloud only. */
function guestId(): string {
  const { graph } = JSON.parse(organisation.snapshot()) as { graph: { users: { id: string }[] } };
  return graph.users.at(-1)?.id ?? '';
}

/** The second gate after the authorization of an app, over a live tenant, with a clock that runs while it waits. */
async function start({ lag, entra = 'live', clockRuns = true, settles = true, lagging }: Start) {
  organisation = await startOrganisation({ scenario: 'scenarios/repaired-organisation', watcher: {} });
  const client = createGraphClient(await trustingSession(organisation, { wait: async () => {} }));
  let time = Date.parse(off) - 30 * 60_000;
  let runs = settles;
  const now = (): Date => new Date(time);
  const readLiveEntra = keepingLiveEntra(async () => client, now);
  const waits: number[] = [];
  const read: LiveEntra[] = [];
  let whileWaiting = async (): Promise<void> => {};
  const evidence = { entra, ...(lag !== undefined && { changesLagSeconds: lag }) };
  const inputs = { stack: 'staging', phase: 'cutover', journal: join(folder, 'none.jsonl'), assessment: { evidence } };
  const context = {
    urn: 'it',
    people: peopleByName,
    signal: new AbortController().signal,
    diagnostics: { info() {}, warning() {} },
    ports: {
      now,
      async pause(milliseconds: number) {
        waits.push(milliseconds);
        await whileWaiting();
        if (runs) time += milliseconds;
      },
      async assess({ reading, settle }: Pick<LiveTenant, 'reading' | 'settle'>) {
        const how = { ...(reading && { reading }), ...(settle && { settle }) };
        const live = await readLiveEntra({ tenantId: 'ours', graphEndpoint: 'embedded', ...how });
        read.push(live);
        const result = await assessScenario('scenarios/repaired-organisation');
        return { ...result, entraReadAt: live.evidence.map(({ source }) => source.readAt ?? '') };
      },
    },
  } as unknown as OperationContext;
  if (lagging !== undefined) {
    await (await signIn(organisation))('PATCH', `/v1.0/users/${guestId()}`, { body: lagging });
    const isListed = organisation.faults.add({ service: 'graph', path: /^\/v1\.0\/users\?/, stale: true });
    whileWaiting = async () => isListed();
  }
  // As the gate over everybody does, and then the first app.
  await readLiveEntra({ tenantId: 'ours', graphEndpoint: 'embedded' });
  await authorise('deactivate-okta-provisioning', inputs as unknown as GuardedInputs, context);
  const settled = waits.splice(0);
  time = Date.parse(off);
  runs = clockRuns;
  whileWaiting = async () => {};
  return {
    client,
    settled,
    waits,
    waitingFor: (action: () => Promise<void>) => {
      whileWaiting = action;
    },
    gate: async () => {
      const mark = organisation.requests().length;
      await authorise('activate-entra-sync', inputs as unknown as GuardedInputs, context, off);
      const paths = organisation.requests().map(({ path }) => path);
      return {
        records: read.at(-1)?.evidence.flatMap(({ records }) => records) ?? [],
        listsPeople: paths.slice(mark).some((path) => /^\/v1\.0\/users\?/.test(path)),
        listsIdentifiers: paths.slice(mark).some((path) => /^\/beta\/users\?/.test(path)),
      };
    },
  };
}

describe('the second gate', { timeout: 60_000 }, () => {
  it('reads the tenant as a whole, and waits for nothing, where no lag is declared', async () => {
    const { gate, waits, settled } = await start({});
    expect(await gate()).toMatchObject({ listsPeople: true });
    expect([...settled, ...waits]).toEqual([]);
  });

  it('with a lag waits for it, and sees a change that Graph tells of within it', async () => {
    const { gate, waits, waitingFor } = await start({ lag: 90 });
    const graph = await signIn(organisation);
    const guest = guestId();
    await graph('PATCH', `/v1.0/users/${guest}`, { body: { department: 'moved just before' } });
    const isTold = organisation.faults.add({ service: 'graph', path: /users\/delta/, stale: true });
    waitingFor(async () => isTold());
    const { records, listsPeople, listsIdentifiers } = await gate();
    expect(
      records.filter(isEntraObject).find(({ entraObjectId }) => entraObjectId === guest)?.properties,
    ).toContainEqual(['department', 'moved just before']);
    expect({ listsPeople, listsIdentifiers }).toEqual({ listsPeople: false, listsIdentifiers: true });
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThanOrEqual(90_000);
  });

  it('sees what the first list did not show yet and no change tells, as that list is read after the lag', async () => {
    const department = 'moved just before the first reading';
    const { gate, settled } = await start({ lag: 90, lagging: { department } });
    expect(settled).toHaveLength(1);
    expect(settled[0]).toBeGreaterThanOrEqual(90_000);
    const { records, listsPeople } = await gate();
    const guest = records.filter(isEntraObject).find(({ entraObjectId }) => entraObjectId === guestId());
    expect(guest?.properties).toContainEqual(['department', department]);
    expect(listsPeople).toBe(false);
  });

  it('reads as a whole where no reading began with that wait', async () => {
    const { gate } = await start({ lag: 60, settles: false });
    expect(await gate()).toMatchObject({ listsPeople: true });
  });

  it('sees an identifier of whose change nobody tells, and reads as a whole where their list is refused', async () => {
    const { gate, client } = await start({ lag: 60 });
    const state = JSON.parse(organisation.snapshot()) as { graph: { users: Record<string, unknown>[] } };
    const [person] = state.graph.users;
    if (person !== undefined) person.onPremisesObjectIdentifier = '7c98f991-ae21-416b-b3f7-69880c297e4f';
    organisation.restore(JSON.stringify(state));
    const identifiers = (records: readonly unknown[]): unknown =>
      records.flatMap((record) => {
        const { entraObjectId, onPremisesObjectIdentifier } = record as Record<string, string>;
        return onPremisesObjectIdentifier === undefined ? [] : [`${entraObjectId} ${onPremisesObjectIdentifier}`];
      });
    const whole = identifiers((await readEntraTenant(client)).records);
    expect(whole).toContainEqual(expect.stringContaining('7c98f991'));
    const { records, listsPeople } = await gate();
    expect(listsPeople).toBe(false);
    expect(identifiers(records)).toEqual(whole);
    organisation.faults.add({ service: 'graph', path: /^\/beta\/users\?/, status: 403, times: 1 });
    expect(await gate()).toMatchObject({ listsPeople: true });
  });

  it('reads as a whole where the clock did not run while it waited, and waits for no files', async () => {
    const { gate } = await start({ lag: 60, clockRuns: false });
    expect(await gate()).toMatchObject({ listsPeople: true });
    await organisation.stop();
    const files = await start({ lag: 60, entra: 'files' });
    await files.gate();
    expect(files.waits).toEqual([]);
  });
});
