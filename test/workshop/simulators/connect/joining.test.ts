import { describe, expect, it } from 'vitest';
import { guidBytes } from '../../../../workshop/simulators/anchors.js';
import { isDisconnector, pendingOf } from '../../../../workshop/simulators/connect/entra-space.js';
import type { DirectoryUser } from '../../../../workshop/simulators/directory.js';
import { mismatching, repaired } from '../clients.js';
import { account, changePerson, type Stand, standing, synchronizeAll, waiting } from './stand.js';

const identifier = { operation: 'update', attributes: ['onPremisesObjectIdentifier'] };
const disconnectors = ({ server }: Stand): string[] =>
  server.state.entra.filter(isDisconnector).flatMap(({ confirmed }) => confirmed?.userPrincipalName ?? []);

/** The repaired organization, read and synchronized once. */
async function settled(prepare?: Parameters<typeof standing>[1]): Promise<Stand> {
  const stand = await standing(repaired, prepare);
  await synchronizeAll(stand);
  return stand;
}

describe('joining', () => {
  it('joins by source anchor and stages the identifier of each', async () => {
    const stand = await settled();
    expect(stand.server.state.entra.map((object) => pendingOf(object)?.operation)).toEqual(
      stand.server.state.ad.map(() => 'update'),
    );
    expect(waiting(stand, 'ada.lindqvist')).toEqual(identifier);
    expect(waiting(stand, 'tomas.eriksson')).toEqual(identifier);
    expect(disconnectors(stand)).toEqual([]);
  });

  it('does not join by name: another anchor is an addition, and the account a disconnector', async () => {
    const stand = await standing(mismatching);
    await synchronizeAll(stand);
    expect(waiting(stand, 'ingrid.halvorsen')?.operation).toBe('add');
    expect(disconnectors(stand)).toContain('ingrid.halvorsen@corp.example');
  });

  it('does not see accounts that the cloud manages: an addition, which the tenant will match', async () => {
    const stand = await settled({
      prepare: (world) => {
        const { users } = world.state.graph;
        for (const user of users.filter(({ userPrincipalName }) => userPrincipalName.startsWith('ada.lindqvist@')))
          Object.assign(user, { onPremisesSyncEnabled: null });
      },
    });
    expect(waiting(stand, 'ada.lindqvist')?.operation).toBe('add');
    expect(disconnectors(stand)).toEqual([]);
  });

  it('takes the anchor that was bound on premises in place of an addition that nobody exported', async () => {
    const stand = await standing(mismatching);
    await synchronizeAll(stand);
    const anchor = account(stand, 'tomas.eriksson').onPremisesImmutableId ?? '';
    changePerson(stand, 'tomas.eriksson', { consistencyGuid: anchor });
    await synchronizeAll(stand);
    expect(waiting(stand, 'tomas.eriksson')).toEqual(identifier);
    expect(
      stand.server.state.entra.filter(({ wanted }) => wanted?.userPrincipalName?.[0]?.startsWith('tomas')),
    ).toHaveLength(1);
    expect(disconnectors(stand)).not.toContain('tomas.eriksson@corp.example');
  });

  it('synchronizes nobody whose anchor has changed since they were joined, until it is what it was', async () => {
    const stand = await settled();
    const before = changePerson(stand, 'ada.lindqvist', { consistencyGuid: 'AAAAAAAAAAAAAAAAAAAAAA==', name: 'Ada L' });
    stand.server.startSyncCycle('Delta');
    await stand.server.settle();
    expect(stand.server.state.runs.map(({ result }) => result)).toContain('completed-sync-errors');
    expect(
      stand.server.state.entra.find(({ wanted }) => wanted?.userPrincipalName?.[0] === before)?.wanted,
    ).toMatchObject({
      displayName: ['Ada Lindqvist'],
    });
    changePerson(stand, 'ada.lindqvist', { consistencyGuid: '' });
    await synchronizeAll(stand);
    expect(waiting(stand, 'ada.lindqvist')).toEqual({
      operation: 'update',
      attributes: ['displayName', 'onPremisesObjectIdentifier'],
    });
  });

  it('gives an anchor that two people have to the first of them', async () => {
    const stand = await settled({
      prepare: (world) => {
        const { users } = world.state.directory;
        const [one, other] = users;
        if (one === undefined || other === undefined) throw new Error('The scenario has nobody.');
        users[1] = { ...other, consistencyGuid: guidBytes(one.objectGuid).toString('base64') };
      },
    });
    expect(stand.server.state.ad.map(({ syncError }) => syncError?.type).filter(Boolean)).toHaveLength(1);
    expect(stand.server.state.runs.map(({ result }) => result)).toContain('completed-sync-errors');
  });
});

describe('who is left out', () => {
  it('deletes whom a filter takes out, for they are in the metaverse', async () => {
    for (const samAccountName of ['', 'AAD_sync', 'msol_1', 'SUPPORT_388945a0', 'CAS_{1}']) {
      const stand = await standing(repaired, {
        prepare: (world) => rename(world.state.directory.users, samAccountName),
      });
      await synchronizeAll(stand);
      expect(waiting(stand, 'ada.lindqvist'), samAccountName).toEqual({ operation: 'delete', attributes: [] });
    }
  });

  it('never joins whom a scoping filter leaves out: a disconnector, and a deletion only where it was joined', async () => {
    const never = await settled({ prepare: (world) => rename(world.state.directory.users, 'ada', 'User_out') });
    expect(waiting(never, 'ada.lindqvist')).toBeUndefined();
    expect(disconnectors(never)).toEqual(['ada.lindqvist@corp.example']);
    const later = await settled();
    changePerson(later, 'ada.lindqvist', { adminDescription: 'User_out' });
    await synchronizeAll(later);
    expect(waiting(later, 'ada.lindqvist')?.operation).toBe('delete');
    changePerson(later, 'ada.lindqvist', { adminDescription: '' });
    await synchronizeAll(later);
    expect(waiting(later, 'ada.lindqvist')).toEqual(identifier);
  });

  it('deletes whom Active Directory has no longer, and nobody else', async () => {
    const stand = await settled();
    const { users } = stand.world.state.directory;
    users.splice(0, 1);
    await synchronizeAll(stand);
    expect(stand.server.state.entra.filter(({ deletion }) => deletion !== undefined)).toHaveLength(1);
  });

  it('goes by new containers from the next full import on', async () => {
    const stand = await settled();
    const { server } = stand;
    server.openWizard();
    server.finishWizard({ organizationalUnits: ['OU=Staff,DC=corp,DC=example'] });
    const deletions = (): number => server.state.entra.filter(({ deletion }) => deletion !== undefined).length;
    server.startSyncCycle('Delta');
    await server.settle();
    expect(deletions()).toBe(0);
    server.startSyncCycle('Initial');
    await server.settle();
    const outside = server.state.ad.filter(({ dn }) => !dn.endsWith(',OU=Staff,DC=corp,DC=example'));
    expect(outside).toEqual([]);
    expect(deletions()).toBeGreaterThan(0);
  });
});

function rename(users: DirectoryUser[], samAccountName: string, adminDescription = ''): void {
  const index = users.findIndex(({ userPrincipalName }) => userPrincipalName.startsWith('ada.lindqvist@'));
  const person = users[index];
  if (person !== undefined) users[index] = { ...person, samAccountName, adminDescription };
}
