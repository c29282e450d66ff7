import { describe, expect, it } from 'vitest';
import type { ConnectConfiguration } from '../../src/domain/connect.js';
import type { OnPremObject } from '../../src/domain/objects.js';
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
  it('has no reason against either tool in a small organisation', () => {
    for (const tool of ['cloudSync', 'connect'] as const)
      expect(judge(organisation().person(1, 'ann'), tool)).toEqual([]);
  });

  it('counts the members of a group to the limit itself', () => {
    const group = (members: number, name?: string) =>
      organisation()
        .person(1, 'ann')
        .object('group', 'All', {
          onPrem: {
            objectSid: 'S-1',
            distinguishedName: 'CN=All,DC=corp,DC=example',
            members: new Array<string>(members).fill('CN=p'),
            ...(name === undefined && { name }),
          },
          entra: { onPremisesSecurityIdentifier: 'S-1', synced: true },
        });
    expect(judge(group(50_000), 'cloudSync')).toEqual([]);
    expect(judge(group(50_001, 'All'), 'cloudSync')).toEqual(['the group All has 50001 members, at most 50000']);
    expect(judge(group(50_001), 'cloudSync')).toEqual([
      'the group CN=All,DC=corp,DC=example has 50001 members, at most 50000',
    ]);
    expect(judge(group(250_000, 'All'), 'connect')).toEqual([]);
    expect(judge(group(250_001, 'All'), 'connect')).toEqual(['the group All has 250001 members, at most 250000']);
  });

  it('counts the objects of a domain to the limit itself, for cloud sync only', () => {
    const named = (distinguishedName: string) => ({ mail: 'g@x', distinguishedName });
    const others = organisation()
      .person(1, 'ann')
      .object('group', 'one', { onPrem: named('CN=g,dc=corp,dc=EXAMPLE'), entra: { mail: 'g@x', synced: true } })
      .object('group', 'out', {
        onPrem: { ...named('CN=o,DC=corp,DC=example'), attributes: { iscriticalsystemobject: 'TRUE' } },
      })
      .populate();
    const user = { ...others.inScope[0], distinguishedName: 'CN=p,DC=Corp,DC=example' } as OnPremObject;
    const elsewhere = { ...user, distinguishedName: 'CN=p,DC=other,DC=example' };
    const reasons = (syncTool: SyncTool, users: number, domains: OnPremObject[] = []) =>
      syncToolUnsuitable
        .find({
          ...others,
          settings: { ...others.settings, syncTool },
          inScope: [...new Array<OnPremObject>(users).fill(user), ...domains],
        })
        .map(({ found, expected }) => `${found}, ${expected}`);
    expect(reasons('cloudSync', 149_999, [elsewhere])).toEqual([]);
    expect(reasons('cloudSync', 150_000)).toEqual(['150001 objects in corp.example, at most 150000']);
    expect(reasons('connect', 150_000)).toEqual([]);
    const two = reasons(
      'cloudSync',
      150_000,
      new Array<OnPremObject>(150_001).fill({ ...user, distinguishedName: 'DC=a' }),
    );
    expect(two.map((text) => text.split(' in ')[1])).toEqual(['a, at most 150000', 'corp.example, at most 150000']);
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
      'pass-through authentication, password hash synchronisation or federation',
      'synchronised devices (hybrid join)',
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
