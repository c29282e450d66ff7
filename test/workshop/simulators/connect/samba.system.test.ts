import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { available, samba } from '../../../../workshop/directory-servers/packages.js';
import { awkwardGuids, peopleLdif } from '../../../../workshop/directory-servers/people.js';
import { type Samba, startSamba } from '../../../../workshop/directory-servers/samba.js';
import { ldapDirectory } from '../../../../workshop/simulators/connect/ldap-source.js';
import { repaired } from '../clients.js';
import { account, goLive, standing, synchronizeAll } from './stand.js';

describe.skipIf(!available(samba))('a server over a real directory', () => {
  let directory: Samba;
  beforeAll(async () => {
    directory = await startSamba(peopleLdif(5));
  });
  afterAll(() => directory?.stop());

  it('exports its people from LDAP to the tenant, and writes their anchors back', async () => {
    const { server: url, caFile, administrator, baseDn } = directory;
    const source = ldapDirectory({ url, caFile, ...administrator, baseDn });
    const stand = await standing(repaired, {
      directory: source,
      installation: { organizationalUnits: ['OU=Staff,DC=corp,DC=example'] },
    });
    const { server, world } = stand;
    expect(await goLive(stand)).toBe('success');
    const people = world.state.graph.users
      .filter(({ userPrincipalName }) => /^user\d/.test(userPrincipalName))
      .sort((one, other) => one.userPrincipalName.localeCompare(other.userPrincipalName));
    expect(people.map(({ userPrincipalName, accountEnabled }) => [userPrincipalName, accountEnabled])).toEqual([
      ['user00001@corp.example', true],
      ['user00002@corp.example', true],
      ['user00003@corp.example', true],
      ['user00004@corp.example', false],
      ['user00005@corp.example', true],
    ]);
    expect(people.slice(0, 3).map(({ onPremisesImmutableId }) => onPremisesImmutableId)).toEqual(
      awkwardGuids.map((guid) => guid.toString('base64')),
    );
    expect(account(stand, 'user00002')).toMatchObject({
      displayName: 'Zoë; “user00002”, Müller',
      proxyAddresses: expect.arrayContaining(['SMTP:user00002@corp.example', 'smtp:alias.user00002@corp.example']),
      onPremisesSecurityIdentifier: expect.stringMatching(/^S-1-5-21-/),
    });
    expect((await server.runProfile(server.state.adConnector, 'Export')).result).toBe('success');
    await synchronizeAll(stand);
    const anchors = server.state.ad.flatMap(({ values }) => values['mS-DS-ConsistencyGuid'] ?? []);
    expect(anchors.sort()).toEqual(people.map(({ onPremisesImmutableId }) => onPremisesImmutableId).sort());
    // Anyone who was exported before the one that is referred to has the reference after the second cycle.
    expect(account(stand, 'user00002').manager).toBe(account(stand, 'user00001').id);
    const everybody = world.state.graph.groups.find(({ displayName }) => displayName === 'Everybody');
    expect(everybody?.members.sort()).toEqual(people.map(({ id }) => id).sort());
  });
});
