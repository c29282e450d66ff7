import { describe, expect, it } from 'vitest';
import type { ConnectConfiguration } from '../../src/domain/connect.js';
import type { OnPremObject } from '../../src/domain/objects.js';
import { defaultSourceAnchor } from '../../src/domain/source-anchor.js';
import { type CleanPairs, noCleanPairs } from '../../src/validation/clean-pairs.js';
import type { Identity, OnPremIdentity } from '../../src/validation/identity.js';
import type { Population } from '../../src/validation/population.js';
import { syncToolUnsuitable } from '../../src/validation/rules/sync-tool-unsuitable.js';
import type { SyncTool, ValidationSettings } from '../../src/validation/settings.js';
import { at, evidence } from './evidence.js';
import { guid, type Organisation, organisation } from './organisation.js';

const judge = (org: Organisation, syncTool: 'cloudSync' | 'connect', settings: Partial<ValidationSettings> = {}) =>
  org
    .judge({ ...settings, syncTool })
    .findings.filter(({ rule }) => rule === 'sync-tool-unsuitable')
    .map(({ found, expected }) => (expected === undefined ? found : `${found}, ${expected}`));

describe('sync-tool-unsuitable', () => {
  it('has no reason against either tool in a small organization', () => {
    for (const tool of ['cloudSync', 'connect'] as const)
      expect(judge(organisation().person(1, 'ann'), tool)).toEqual([]);
  });

  // Without the correlation of as many people: the rule alone, over objects that are one and the same.
  const reasons = (
    syncTool: SyncTool,
    inScope: OnPremObject[],
    objects: Identity[] = [],
    units: CleanPairs['units'] = new Map(),
  ) =>
    syncToolUnsuitable
      .find({
        settings: { syncTool, sourceAnchor: defaultSourceAnchor },
        inScope,
        objects,
        identities: [],
        cleanPairs: { ...noCleanPairs, units },
        connectConfig: [],
      } as unknown as Population)
      .map(({ found, expected }) => `${found}, ${expected}`);
  const object = (change: Partial<OnPremObject>): OnPremObject => ({
    objectType: 'user',
    at,
    attributes: new Map(),
    ...change,
  });
  const group = (outcome: OnPremIdentity['outcome'], change: Partial<OnPremObject>): OnPremIdentity => ({
    side: 'onPrem',
    outcome,
    onPrem: object({ objectType: 'group', ...change }),
    sourceAnchor: undefined,
    others: [],
  });

  it('counts people who are no objects by the domain of their container', () => {
    const { explained } = noCleanPairs;
    const units = (people: number) =>
      new Map([
        ['ou=a,dc=corp,dc=example', { people: 100_000, explained }],
        ['ou=b,dc=corp,dc=example', { people, explained }],
        ['ou=a,dc=other,dc=example', { people: 150_000, explained }],
      ]);
    const one = object({ distinguishedName: 'CN=One,DC=corp,DC=example' });
    expect(reasons('cloudSync', [one], [], units(49_999))).toEqual([]);
    expect(reasons('cloudSync', [one], [], units(50_000))).toEqual([
      '150,001 objects in corp.example, at most 150,000',
    ]);
  });

  it('counts the members of a group to the limit itself', () => {
    const members = (tool: SyncTool, count: number, name?: string) =>
      reasons(
        tool,
        [],
        [
          group('hardMatch', {
            distinguishedName: 'CN=All,DC=corp,DC=example',
            members: new Array<string>(count).fill('CN=p'),
            ...(name !== undefined && { name }),
          }),
        ],
      );
    expect(members('cloudSync', 50_000)).toEqual([]);
    expect(members('cloudSync', 50_001, 'All')).toEqual(['the group All has 50,001 members, at most 50,000']);
    expect(members('cloudSync', 50_001)).toEqual([
      'the group CN=All,DC=corp,DC=example has 50,001 members, at most 50,000',
    ]);
    expect(members('connect', 250_000, 'All')).toEqual([]);
    expect(members('connect', 250_001, 'All')).toEqual(['the group All has 250,001 members, at most 250,000']);
  });

  it('counts the objects of a domain to the limit itself, for cloud sync only', () => {
    const people = (count: number, distinguishedName: string) =>
      new Array<OnPremObject>(count).fill(object({ distinguishedName }));
    const inScope = [...people(150_000, 'DC=a'), ...people(149_999, 'DC=Corp'), ...people(1, 'CN=x,dc=CORP')];
    const others: Identity[] = [
      group('excluded', { distinguishedName: 'CN=o,DC=a' }),
      { side: 'entra', outcome: 'cloudOnly', entra: { objectType: 'group', at } },
      group('onPremOnly', { distinguishedName: 'CN=g,dc=corp' }),
      group('onPremOnly', {}),
    ];
    expect(reasons('cloudSync', inScope, others)).toEqual(['150,001 objects in corp, at most 150,000']);
    expect(reasons('cloudSync', people(150_001, 'CN=no domain'))).toEqual([]);
    expect(reasons('connect', people(9, 'DC=a'), others)).toEqual([]);
  });

  it('names a source anchor that cloud sync does not compute', () => {
    const anchored = (attribute: string, encoding: 'bytes' | 'text') =>
      judge(
        organisation()
          .person(1, 'ann')
          .sources({ onPrem: { fields: new Set(['objectGuid', 'consistencyGuid', 'mail']) } }),
        'cloudSync',
        { sourceAnchor: { attribute, encoding } },
      );
    const expected = 'mS-DS-ConsistencyGuid, else objectGUID';
    expect(anchored('ObjectGUID', 'bytes')).toEqual([]);
    expect(anchored('ms-DS-consistencyGuid', 'bytes')).toEqual([]);
    expect(anchored('objectGUID', 'text')).toEqual([`the source anchor objectGUID, ${expected}`]);
    expect(anchored('mail', 'bytes')).toEqual([`the source anchor mail, ${expected}`]);
  });

  it('names pass-through authentication, linked mailboxes and joined devices, for cloud sync only', () => {
    const connect = (...records: Partial<ConnectConfiguration>[]) => ({
      connectConfig: [
        evidence(
          'connectConfig',
          records.map((record) => ({ at, ...record })),
        ),
      ],
    });
    const org = organisation()
      .person(1, 'ann')
      .onPrem(2, 'plain', { attributes: { iscriticalsystemobject: 'TRUE' } })
      .onPrem(3, 'mailbox', { attributes: { msexchrecipienttypedetails: '2' } })
      .object('device', 'out', { onPrem: { objectGuid: guid(7), attributes: { iscriticalsystemobject: 'TRUE' } } })
      .object('device', 'PC', { onPrem: { objectGuid: guid(8) }, entra: { deviceId: guid(8), synced: true } })
      .with(connect({}, { signOnMethod: 'PasswordHashSync' }, { signOnMethod: 'PassThroughAuthentication' }));
    expect(judge(org, 'cloudSync')).toEqual([
      'linked mailboxes: one person has accounts in several forests',
      'pass-through authentication, password hash synchronization or federation',
      'synchronized devices (hybrid join)',
    ]);
    expect(judge(org, 'connect')).toEqual([]);
  });

  it('does not mind a device, excluded or new, that nobody joined, nor a group', () => {
    const org = organisation()
      .person(1, 'ann')
      .object('device', 'new', { onPrem: { objectGuid: guid(7) } })
      .object('device', 'out', {
        onPrem: { objectGuid: guid(8), attributes: { iscriticalsystemobject: 'TRUE' } },
        entra: { deviceId: guid(8), synced: true },
      })
      .object('group', 'g', { onPrem: { mail: 'g@x' }, entra: { mail: 'g@x', synced: true } });
    expect(judge(org, 'cloudSync')).toEqual([]);
  });
});

describe('connect-version', () => {
  const versions = (...serverVersions: (string | undefined)[]) => ({
    connectConfig: [
      evidence(
        'connectConfig',
        serverVersions.map((serverVersion) => ({ at, ...(serverVersion !== undefined && { serverVersion }) })),
      ),
    ],
  });
  const said = (org: Organisation, syncTool?: SyncTool) =>
    org
      .judge(syncTool === undefined ? {} : { syncTool })
      .findings.filter(({ rule }) => rule === 'connect-version')
      .map(({ severity, found, expected }) => [severity, found, expected].join('; '));
  const person = () => organisation().person(1, 'ann', { entra: { exchangeCloudManaged: false } });
  const exchange = () => organisation().person(1, 'ann', { entra: { exchangeCloudManaged: true } });
  const reported = (clientVersion: string | undefined, clientMachineName?: string) =>
    ({ fact: 'connectExport', clientVersion, ...(clientMachineName && { clientMachineName }) }) as never;

  it.each<[string, Organisation, string[]]>([
    ['none', person().with(versions(undefined, '2.5.79.0')), []],
    ['older than the least', person().with(versions('2.5.78.9')), ['error; 2.5.78.9; 2.5.79.0 or newer']],
    [
      'the least, where Exchange attributes are managed in the cloud',
      exchange().with(versions('2.5.79.0', undefined)),
      ['warning; 2.5.79.0, and IsExchangeCloudManaged is true of 1; 2.5.190.0 or newer'],
    ],
    ['older than either', exchange().with(versions('2.4.0.0')), ['error; 2.4.0.0; 2.5.79.0 or newer']],
    ['new enough for Exchange', exchange().with(versions('2.5.190.0')), []],
  ])('of a server: %s', (_what, org, expected) => {
    expect(said(org, 'connect')).toEqual(expected);
    expect(said(org, 'cloudSync')).toEqual([]);
  });

  it('that the tenant tells counts where the settings tell none', () => {
    const old = (name?: string) => person().facts(reported('2.4.0.0', name));
    const told = (name: string) => `warning; 2.4.0.0 on ${name}, which synchronized last; 2.5.79.0 or newer`;
    expect(said(old('AADC1'), 'connect')).toEqual([told('AADC1')]);
    expect(said(old(), 'connect')).toEqual([told('an unnamed server')]);
    expect(said(old().with(versions('2.5.79.0')), 'connect')).toEqual([]);
    expect(said(old().with(versions(undefined, 'unknown')), 'connect')).toEqual([told('an unnamed server')]);
    expect(said(person().facts(reported(undefined), reported('2.5.79.0')), 'connect')).toEqual([]);
  });

  it('of agents is asked for where cloud sync takes over objects that are managed in the cloud', () => {
    const agent = { fact: 'agent', agentId: 'a1', machineName: 'srv', status: 'active' } as const;
    const managed = () => person().entra(2, 'bob', { cloudManaged: true }).facts(agent);
    expect(said(managed(), 'cloudSync')).toEqual([
      'warning; srv: Microsoft Graph does not tell the version of an agent, and isCloudManaged is true of 1; 1.1.1370.0 or newer',
    ]);
    expect(said(managed(), 'connect')).toEqual([]);
    expect(said(managed())).toEqual([]);
    // Another rule tells of an agent that does not run.
    const idle = { ...agent, agentId: 'a2', status: 'inactive' } as const;
    expect(said(managed().facts(idle), 'cloudSync')).toHaveLength(1);
    expect(said(person().facts(agent), 'cloudSync')).toEqual([]);
  });
});
