import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { selectedOf } from '../../../src/connectors/graph/changes.js';
import { createGraphClient } from '../../../src/connectors/graph/client.js';
import { refreshKeptTenant } from '../../../src/connectors/graph/kept-tenant.js';
import {
  contactsPath,
  devicesPath,
  groupsPath,
  identifiersPath,
  type TrackedCollection,
  trackedCollections,
  usersPath,
} from '../../../src/connectors/graph/queries.js';
import { readEntraTenant } from '../../../src/connectors/graph/read.js';
import { RefreshImpossible } from '../../../src/connectors/graph/tenant-changes.js';
import type { Evidence, EvidenceSource } from '../../../src/domain/evidence.js';
import type { EntraObject } from '../../../src/domain/objects.js';
import { type EntraRecord, isEntraObject } from '../../../src/domain/service.js';
import { defaultSourceAnchor } from '../../../src/domain/source-anchor.js';
import { recordLine } from '../../../src/evidence/evidence-file/write.js';
import { readOnPremFiles } from '../../../src/evidence/files.js';
import { fieldOfGraphProperty } from '../../../src/evidence/graph-json/convert.js';
import { type EntraRole, entraNames, synchronisedProperties } from '../../../src/evidence/records/entra.js';
import { assess } from '../../../src/pipeline/assess/assess.js';
import type { LiveTenant } from '../../../src/pipeline/assess/live-entra.js';
import { keepingLiveEntra } from '../../../src/pipeline/assess/read-live-entra.js';
import { backupPath, keepBackup, readBackup } from '../../../src/pipeline/backup/backup.js';
import { type Organisation, type OrganisationOptions, startOrganisation } from '../../../workshop/simulators/index.js';
import { signIn } from '../../workshop/simulators/clients.js';
import { trustingSession } from './trusting.js';

let organisation: Organisation;
afterEach(() => organisation.stop());

const tenant: LiveTenant = { tenantId: 'ours', graphEndpoint: 'embedded', settle: async () => true };

/** A reader, the tenant it reads, and how to read that tenant as a whole next to it. */
async function start(options: Partial<OrganisationOptions> = {}) {
  organisation = await startOrganisation({ scenario: 'scenarios/mismatching-organisation', ...options });
  const session = await trustingSession(organisation, { wait: async () => {} });
  let sent = 0;
  let onlyTold: readonly string[] | undefined;
  const client = createGraphClient({
    ...session,
    async send(request) {
      sent += 1;
      const body = await session.send(request);
      return onlyTold !== undefined && request.path.includes('/delta?') ? naming(onlyTold, body) : body;
    },
  });
  let time = Date.parse('2026-11-30T12:00:00Z');
  const read = keepingLiveEntra(
    async () => client,
    () => new Date(time),
  );
  const readOnce = async (of = tenant): Promise<Evidence<EntraRecord>> => {
    const [evidence] = (await read(of)).evidence;
    if (evidence === undefined) throw new Error('The reader gave no evidence.');
    return evidence;
  };
  const later = (minutes: number): void => {
    time += minutes * 60_000;
  };
  /** From now on a change names the object and these properties only, as Graph may. */
  const tellOnly = (...names: readonly string[]): void => {
    onlyTold = names;
  };
  return { client, readOnce, later, tellOnly, sent: () => sent };
}

/** A page of changes whose entries name no other properties. */
function naming(names: readonly string[], body: unknown): unknown {
  const page = body as { value?: readonly object[] };
  const isTold = ([name]: [string, unknown]): boolean =>
    name === 'id' || name.startsWith('@') || name.endsWith('@delta') || names.includes(name);
  return page.value === undefined
    ? body
    : { ...page, value: page.value.map((entry) => Object.fromEntries(Object.entries(entry).filter(isTold))) };
}

/** What the tenant's reading says, in no order, without where and when. */
function said({ source, records }: Evidence<EntraRecord>): unknown {
  return {
    fields: [...source.fields].sort(),
    issues: source.issues,
    records: records.map(toldOf).sort(),
  };
}

/** What a record says, its members in the order of their names. */
function toldOf(record: EntraRecord): string {
  const told = JSON.parse(recordLine({ ...record, at: { origin: '', line: 1 } })) as Record<string, unknown>;
  return JSON.stringify(Object.fromEntries(Object.entries(told).sort(([one], [other]) => (one < other ? -1 : 1))));
}

/** Who is not deleted, in the order of the reading: what is told of several people names them in it. */
function order({ records }: Evidence<EntraRecord>): unknown {
  return records.filter(isEntraObject).flatMap((one) => (one.deletedDateTime === undefined ? [one.entraObjectId] : []));
}

/** The pages of users that were listed since the mark. */
function listingsSince(mark: number): readonly string[] {
  const paths = organisation.requests().map(({ path }) => path);
  return paths.slice(mark).filter((path) => /\/v1\.0\/users\?/.test(path));
}

type Entity = Record<string, unknown> & { id: string; version?: number };
interface Snapshot {
  graph: Record<TrackedCollection, Entity[]> & {
    clock: { version: number };
    changes: { set: string; id: string; version: number }[];
  };
}

/** Changes the tenant behind everybody's back, and lets Graph know as it knows of every change. */
function change(set: TrackedCollection, at: number, name: string, value: (before: unknown) => unknown): void {
  const state = JSON.parse(organisation.snapshot()) as Snapshot;
  const entity = state.graph[set].at(at);
  if (entity === undefined) throw new Error(`There is nobody at ${at} of ${set}.`);
  entity[name] = value(entity[name]);
  if (entity[name] === null) entity.cleared = [name];
  state.graph.clock.version += 1;
  // Changes of licenses are not tracked.
  if (name !== 'licenseAssignmentStates' && set === 'users') entity.version = state.graph.clock.version;
  else state.graph.changes.push({ set, id: entity.id, version: state.graph.clock.version });
  organisation.restore(JSON.stringify(state));
}

const another =
  (name: string) =>
  (value: unknown): unknown => {
    const field = fieldOfGraphProperty(name);
    if (/^(synced|accountEnabled|mailEnabled|securityEnabled)$/.test(field ?? '')) return value !== true;
    if (typeof value === 'boolean') return !value;
    if (name === 'onPremisesImmutableId') return 'kZj7niGua0Gz92mIDCl+Tw==';
    if (name === 'onPremisesObjectIdentifier') return '7c98f991-ae21-416b-b3f7-69880c297e4f';
    if (name === 'onPremisesSecurityIdentifier') return 'S-1-5-21-1-2-3-4711';
    if (name === 'userPrincipalName' || name === 'mail') return 'somebody.else@corp.example';
    if (name === 'proxyAddresses') return ['SMTP:somebody.else@corp.example'];
    if (name === 'businessPhones') return ['+41 31 000 00 00'];
    if (name === 'groupTypes') return ['Unified'];
    if (name === 'onPremisesExtensionAttributes')
      return Object.fromEntries(
        Array.from({ length: 15 }, (_, index) => [`extensionAttribute${index + 1}`, 'another']),
      );
    if (name === 'onPremisesProvisioningErrors')
      return [
        {
          category: 'PropertyConflict',
          propertyCausingError: 'mail',
          value: 'x',
          occurredDateTime: '2026-11-30T12:00:00Z',
        },
      ];
    if (name === 'licenseAssignmentStates')
      return [
        {
          skuId: '6fd2c87f-b296-42f0-b197-1e91e994b900',
          assignedByGroup: null,
          state: 'Active',
          error: 'None',
          disabledPlans: [],
        },
      ];
    return Array.isArray(value) ? [] : 'another value';
  };

/** What is taken away: null, an empty list, or the other one of two. */
function cleared(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  return Array.isArray(value) ? [] : null;
}

/** Told otherwise than as a value of the object: by a path of its own, by the recycle bin, or not at all. */
const noValue = new Set([
  ...['id', 'version', 'managerVersion', 'cleared', 'createdDateTime', 'deletedDateTime', 'members', 'owners'],
  'licenseAssignmentStates',
]);

/** The properties that a list of each collection selects. */
const listed: Readonly<Record<TrackedCollection, readonly string[]>> = {
  users: [usersPath, identifiersPath].flatMap(selectIn),
  groups: selectIn(groupsPath),
  contacts: selectIn(contactsPath),
  devices: selectIn(devicesPath),
};

function selectIn(path: string): readonly string[] {
  return /\?\$select=([^&]*)/.exec(path)?.[1]?.split(',') ?? [];
}

/** What other tests change, or Graph does not tell of an object that stays the same one. */
const toldElsewhere: ReadonlySet<string> = new Set<EntraRole | 'manager'>([
  ...(['entraObjectId', 'objectType', 'deletedDateTime', 'members', 'manager'] as const),
  // The first is asked for each time, the second is Exchange's, the third a name for the opposite of another one.
  ...(['cloudManaged', 'exchangeCloudManaged', 'blockCredential'] as const),
]);

/** Each value of an object that the validation may look at, under the name that it has there. */
const values: ReadonlySet<string> = new Set(
  [...Object.keys(entraNames), ...synchronisedProperties].filter((name) => !toldElsewhere.has(name)),
);

/** Names of what differs between two readings of an object. */
function differing(one: EntraRecord, other: EntraRecord | undefined): readonly string[] {
  if (!isEntraObject(one) || other === undefined || !isEntraObject(other)) return [];
  const flat = ({ properties, at: _, ...rest }: EntraObject): Record<string, unknown> => ({
    ...rest,
    ...Object.fromEntries(properties ?? []),
  });
  const [before, after] = [flat(one), flat(other)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !isDeepStrictEqual(before[name], after[name]),
  );
}

/** What the validation and the gate make of a reading, in the order in which it is shown. */
async function judging(): Promise<(entra: Evidence<EntraRecord>) => unknown> {
  const onPrem = await readOnPremFiles(['scenarios/mismatching-organisation/OnPremIDs.csv']);
  return (entra: Evidence<EntraRecord>): unknown => {
    const { assessment, identities } = assess({
      evidence: { onPrem, entra: [entra] },
      validation: { sourceAnchor: defaultSourceAnchor },
      gate: { thresholds: {}, waivers: [], missing: [], at: '2026-11-30T12:00:00Z' },
    });
    const { digest, scope, findings } = assessment;
    return { digest, scope, findings, identities };
  };
}

describe('a tenant that is kept', { timeout: 300_000 }, () => {
  it('costs an unchanged tenant at most 12 requests a time, none of them a listing', async () => {
    const { readOnce, client, sent } = await start();
    const first = await readOnce();
    const mark = organisation.requests().length;
    const before = sent();
    const again = await readOnce();
    expect(listingsSince(mark)).toEqual([]);
    // Those inside a batch are one.
    expect(sent() - before).toBeLessThanOrEqual(12);
    expect(said(again)).toEqual(said(first));
    expect(said(again)).toEqual(said(await readEntraTenant(client)));
    // So nobody is looked at again.
    expect(again.records).toBe(first.records);
    expect((await readOnce({ ...tenant, reading: 'identifiers' })).records).toBe(first.records);
    expect((await readOnce({ ...tenant, reading: 'whole' })).records).not.toBe(first.records);
  });

  it('says of every value of every object that changed meanwhile what a whole reading says, and is judged so', async () => {
    const { readOnce, client, tellOnly } = await start();
    await readOnce();
    const judged = await judging();
    const { graph } = JSON.parse(organisation.snapshot()) as Snapshot;
    const told = new Set<string>();
    const verdicts = new Set<string>();
    for (const set of trackedCollections) {
      // What the product asks for in a change or in a list, and what the stand-in has besides.
      const read = selectedOf(set);
      const names = new Set([...read, ...listed[set], ...graph[set].flatMap(Object.keys)]);
      for (const name of [...names].filter((one) => !noValue.has(one))) {
        for (const value of [another(name), cleared]) {
          const before = await readOnce();
          judged(before);
          for (const at of new Set([0, graph[set].length - 1])) change(set, at, name, value);
          if (value === cleared) tellOnly(name);
          else tellOnly(...read);
          const mark = organisation.requests().length;
          // As the second gate asks, where the stack declares how late Graph tells of a change.
          const refreshed = await readOnce({ ...tenant, reading: 'identifiers' });
          expect(listingsSince(mark), name).toEqual([]);
          const whole = await readEntraTenant(client, () => new Date('2026-11-30T12:00:00Z'));
          expect(said(refreshed), `${set}: ${name}`).toEqual(said(whole));
          expect(order(refreshed), `${set}: ${name}`).toEqual(order(whole));
          const verdict = judged(refreshed);
          expect(verdict, `${set}: ${name}`).toEqual(judged(whole));
          verdicts.add(JSON.stringify(verdict));
          const isTold = JSON.stringify(said(refreshed)) !== JSON.stringify(said(before));
          expect(refreshed.records === before.records, `${set}: ${name}`).toBe(!isTold);
          if (value !== cleared && listed[set].includes(name)) expect(isTold, `${set}: ${name}`).toBe(true);
          for (const [index, one] of before.records.entries())
            for (const field of differing(one, refreshed.records[index])) told.add(field);
        }
      }
    }
    expect([...values].filter((value) => !told.has(value))).toEqual([]);
    expect(verdicts.size).toBeGreaterThan(5);
  });

  it('is judged in the very words of a whole reading where people came who are in each other’s way', async () => {
    const { readOnce, client } = await start();
    const judged = await judging();
    await readOnce();
    const state = JSON.parse(organisation.snapshot()) as Snapshot;
    const { users, contacts, clock } = state.graph;
    const add = (set: Entity[], like: Entity | undefined, number: number, more: object): void => {
      clock.version += 1;
      const id = `${9 - number}1000000-0000-4000-8000-00000000000${number}`;
      set.push({ ...(like as Entity), id, version: clock.version, ...more });
    };
    const others = { onPremisesObjectIdentifier: null, onPremisesSecurityIdentifier: null };
    for (const [number, like] of users.slice(0, 6).entries())
      add(users, like, number, { ...others, userPrincipalName: `newcomer${number}@corp.example` });
    for (const number of [6, 7])
      add(users, users[0], number, { ...others, userPrincipalName: `n${number}@corp.example` });
    add(contacts, contacts[0], 8, {});
    state.graph.changes.push({ set: 'contacts', id: contacts.at(-1)?.id ?? '', version: clock.version });
    organisation.restore(JSON.stringify(state));
    const mark = organisation.requests().length;
    const refreshed = await readOnce({ ...tenant, reading: 'identifiers' });
    expect(listingsSince(mark)).toEqual([]);
    const readWhole = () => readEntraTenant(client, () => new Date('2026-11-30T12:00:00Z'));
    const whole = await readWhole();
    expect(said(refreshed)).toEqual(said(whole));
    expect(judged(refreshed)).toEqual(judged(whole));
    // Graph promises no order of a list.
    const turned = JSON.parse(organisation.snapshot()) as Snapshot;
    for (const set of trackedCollections) turned.graph[set].reverse();
    organisation.restore(JSON.stringify(turned));
    expect(judged(await readWhole())).toEqual(judged(whole));
  });

  it('follows people who come, go and come back, managers, and members of groups', async () => {
    const { readOnce, client } = await start({ pageLimit: 3 });
    const graph = await signIn(organisation);
    const users = (JSON.parse(organisation.snapshot()) as Snapshot).graph.users;
    const groups = (JSON.parse(organisation.snapshot()) as Snapshot).graph.groups;
    const [first, second, third] = users.filter(({ onPremisesSyncEnabled }) => onPremisesSyncEnabled !== true);
    const steps: (() => Promise<unknown>)[] = [
      () =>
        graph('PUT', `/v1.0/users/${second?.id}/manager/$ref`, {
          body: { '@odata.id': `https://x/v1.0/users/${first?.id}` },
        }),
      () => graph('DELETE', `/v1.0/users/${third?.id}`),
      () => graph('POST', `/v1.0/directory/deletedItems/${third?.id}/restore`),
      () =>
        graph('POST', `/v1.0/groups/${groups[0]?.id}/members/$ref`, {
          body: { '@odata.id': `https://x/v1.0/directoryObjects/${second?.id}` },
        }),
      () => graph('DELETE', `/v1.0/groups/${groups[0]?.id}/members/${second?.id}/$ref`),
    ];
    await readOnce();
    for (const [index, step] of steps.entries()) {
      await step();
      expect(said(await readOnce()), `step ${index}`).toEqual(said(await readEntraTenant(client)));
    }
  });

  it('gives a backup what a whole reading gives it, and none of what it lacks', async () => {
    const { readOnce, client } = await start({ generatedUsers: 30 });
    const graph = await signIn(organisation);
    const [first, second, third] = (JSON.parse(organisation.snapshot()) as Snapshot).graph.users;
    await graph('DELETE', `/v1.0/users/${third?.id}`);
    await readOnce();
    const manager = { '@odata.id': `https://x/v1.0/users/${first?.id}` };
    await graph('PUT', `/v1.0/users/${second?.id}/manager/$ref`, { body: manager });
    change('users', 1, 'licenseAssignmentStates', another('licenseAssignmentStates'));
    const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-kept-'));
    const environment = { ENTRA_CUTOVER_JOURNAL_KEY: Buffer.alloc(32, 1).toString('base64') };
    const kept = async (name: string, readEarlier?: () => Promise<Evidence<EntraRecord> | undefined>) => {
      const journal = join(folder, `${name}.jsonl`);
      const mark = organisation.requests().length;
      const of = { round: 0, at: '2026-11-30T12:00:00.000Z' };
      const words = await keepBackup(client, { journal, stack: 'prod', environment }, of, readEarlier);
      const backup = await readBackup(backupPath(journal), 'prod', environment);
      return { words, records: backup?.records.map(toldOf).sort(), listings: listingsSince(mark).length };
    };
    const whole = await kept('whole');
    const earlier = await kept('earlier', () => readOnce());
    expect(whole.listings).toBeGreaterThan(0);
    expect(earlier).toEqual({ ...whole, listings: 0 });
    const lacking = (source: Partial<EvidenceSource>) => async () => {
      const evidence = await readOnce();
      return { ...evidence, source: { ...evidence.source, ...source }, records: [] };
    };
    const issue = { problem: 'incomplete' as const, at: { origin: 'x', line: 1 }, message: 'cut' };
    const lacks = [
      { issues: [issue] },
      { rejected: 1 },
      { tenant: 'theirs' },
      { fields: new Set(['users', 'groups']) },
    ];
    for (const [index, source] of lacks.entries()) expect(await kept(`${index}`, lacking(source))).toEqual(whole);
    rmSync(folder, { recursive: true, force: true });
  });

  it('is read as a whole when that is asked for, after an hour, for another tenant, and where Graph forgot', async () => {
    const { readOnce, later } = await start();
    const isListed = async (of?: LiveTenant): Promise<boolean> => {
      const mark = organisation.requests().length;
      await readOnce(of);
      return listingsSince(mark).length > 0;
    };
    expect(await isListed()).toBe(true);
    expect(await isListed()).toBe(false);
    expect(await isListed({ ...tenant, reading: 'whole' })).toBe(true);
    expect(await isListed()).toBe(false);
    later(61);
    expect(await isListed()).toBe(true);
    // A clock that was set back: nobody knows how old it is.
    later(-2);
    expect(await isListed()).toBe(true);
    expect(await isListed({ ...tenant, tenantId: 'theirs' })).toBe(true);
    expect(await isListed()).toBe(true);
    organisation.faults.add({ service: 'graph', path: /deltatoken/, status: 410 });
    expect(await isListed()).toBe(true);
  });

  it('is read as a whole where what changed contradicts what is listed again', async () => {
    const { readOnce, client } = await start({ watcher: {} });
    const graph = await signIn(organisation);
    const { users } = (JSON.parse(organisation.snapshot()) as Snapshot).graph;
    const isListed = async (of?: LiveTenant): Promise<boolean> => {
      const mark = organisation.requests().length;
      expect(said(await readOnce(of))).toEqual(said(await readEntraTenant(client)));
      // Once for the comparison.
      return listingsSince(mark).filter((path) => !path.includes('skiptoken')).length > 1;
    };
    await readOnce();
    // Deleted, and the changes do not tell: the recycle bin does.
    const leaver = users.find(({ onPremisesSyncEnabled }) => onPremisesSyncEnabled !== true)?.id;
    await graph('DELETE', `/v1.0/users/${leaver}`);
    const tell = organisation.faults.add({
      service: 'graph',
      path: /users\/delta\?.*deltatoken=(?!latest)/,
      stale: true,
    });
    expect(await isListed()).toBe(true);
    tell();
    // New, and the changes do not tell: the list of identifiers does.
    expect(await isListed({ ...tenant, reading: 'identifiers' })).toBe(false);
    const state = JSON.parse(organisation.snapshot()) as Snapshot;
    state.graph.users.push({
      ...(users.find(({ onPremisesSyncEnabled }) => onPremisesSyncEnabled === true) as Entity),
      id: 'e1000000-0000-4000-8000-000000000001',
      userPrincipalName: 'joiner@corp.example',
      onPremisesImmutableId: 'kZj7niGua0Gz92mIDCl+Tw==',
      onPremisesObjectIdentifier: '7c98f991-ae21-416b-b3f7-69880c297e4f',
      version: 0,
    });
    organisation.restore(JSON.stringify(state));
    expect(await isListed({ ...tenant, reading: 'identifiers' })).toBe(true);
    // Members of a group in the recycle bin: no change of the group tells that it does not show them, nor that it does again.
    const { groups } = (JSON.parse(organisation.snapshot()) as Snapshot).graph;
    const member = { '@odata.id': `https://x/v1.0/directoryObjects/${leaver}` };
    await graph('POST', `/v1.0/directory/deletedItems/${leaver}/restore`);
    expect(await isListed()).toBe(true);
    await graph('POST', `/v1.0/groups/${groups[0]?.id}/members/$ref`, { body: member });
    expect(await isListed()).toBe(false);
    await graph('DELETE', `/v1.0/users/${leaver}`);
    expect(await isListed()).toBe(true);
    await graph('POST', `/v1.0/directory/deletedItems/${leaver}/restore`);
    expect(await isListed()).toBe(true);
  });

  it('is not held in memory while it is read as a whole', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    let earlier: WeakRef<object> | undefined;
    const held: boolean[] = [];
    const { readOnce } = await start({
      watcher: {
        after(_seen, { path }) {
          if (earlier === undefined || !path.startsWith('/v1.0/groups?')) return;
          collectGarbage();
          held.push(earlier.deref() !== undefined);
        },
      },
    });
    const remember = async (): Promise<void> => {
      earlier = new WeakRef((await readOnce()).records);
    };
    await remember();
    await readOnce({ ...tenant, reading: 'whole' });
    expect(held).toEqual([false]);
  });

  it('is read once for operations side by side', async () => {
    const { readOnce } = await start();
    const mark = organisation.requests().length;
    await readOnce();
    const { length } = listingsSince(mark);
    await Promise.all([readOnce({ ...tenant, reading: 'whole' }), readOnce(), readOnce()]);
    expect(listingsSince(mark)).toHaveLength(2 * length);
  });

  it('keeps nothing of a reading that failed or is incomplete', async () => {
    const { client, readOnce } = await start();
    await readOnce();
    organisation.faults.add({ service: 'graph', path: /\/v1\.0\/users\?/, status: 403 });
    await expect(readOnce({ ...tenant, reading: 'whole' })).rejects.toThrow('403');
    organisation.faults.clear();
    const mark = organisation.requests().length;
    const evidence = await readOnce();
    expect(listingsSince(mark)).not.toEqual([]);
    const issue = { problem: 'incomplete' as const, at: { origin: 'x', line: 1 }, message: 'cut' };
    const partly = { evidence: { ...evidence, source: { ...evidence.source, issues: [issue] } }, changesFrom: {} };
    await expect(refreshKeptTenant(client, partly)).rejects.toThrow(RefreshImpossible);
  });
});
