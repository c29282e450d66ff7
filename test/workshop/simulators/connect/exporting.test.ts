import { describe, expect, it } from 'vitest';
import { pendingOf } from '../../../../workshop/simulators/connect/entra-space.js';
import type { DirectoryObject } from '../../../../workshop/simulators/connect/index.js';
import { changeUser, restore } from '../../../../workshop/simulators/graph/state.js';
import type { World } from '../../../../workshop/simulators/world.js';
import { mismatching, repaired } from '../clients.js';
import { account, changePerson, goLive, refusal, type Stand, standing, synchronizeAll, waiting } from './stand.js';

const changeAda = (changes: Parameters<typeof changeUser>[2]) => ({
  prepare({ state }: World): void {
    const user = state.graph.users.find(({ userPrincipalName }) => userPrincipalName.startsWith('ada.lindqvist@'));
    if (user !== undefined) changeUser(state.graph, user, changes);
  },
});

async function liveAgain(stand: Stand): Promise<string> {
  await synchronizeAll({ ...stand, server: stand.server });
  return (
    stand.server.state.runs.findLast(
      ({ profile, connector }) => profile === 'Export' && connector === stand.server.state.entraConnector,
    )?.result ?? ''
  );
}

describe('an export', () => {
  it('writes what was staged, and an import confirms it', async () => {
    const stand = await standing(repaired);
    expect(await goLive(stand)).toBe('success');
    const { server, world } = stand;
    expect(account(stand, 'ada.lindqvist').onPremisesObjectIdentifier).toBe(
      account(stand, 'ada.lindqvist').onPremisesImmutableId,
    );
    expect(world.state.graph.organization.onPremisesLastSyncDateTime).toBe(new Date(world.clock()).toISOString());
    expect(world.state.graph.onPremisesSynchronization).toMatchObject({
      configuration: {
        anchorAttribute: 'mS-DS-ConsistencyGuid',
        currentExportData: { clientMachineName: 'SYNC1', pendingObjectsUpdate: 0 },
      },
    });
    expect(waiting(stand, 'ada.lindqvist')).toBeUndefined();
    await synchronizeAll(stand);
    expect(server.state.entra.filter(({ exported }) => exported !== undefined)).toEqual([]);
    expect(waiting(stand, 'ada.lindqvist')).toBeUndefined();
  });

  it('changes nothing while staging mode is on, however many cycles run', async () => {
    const stand = await standing(repaired);
    const before = JSON.stringify(stand.world.state.graph);
    stand.server.setScheduler({ syncCycleEnabled: true });
    for (let hour = 0; hour < 3; hour += 1) {
      stand.pass(60);
      await stand.server.settle();
    }
    expect(JSON.stringify(stand.world.state.graph)).toBe(before);
    expect(stand.server.state.runs.filter(({ profile }) => profile === 'Delta Import').length).toBeGreaterThan(2);
  });

  it('sends only the attributes that were staged', async () => {
    const stand = await standing(repaired);
    await synchronizeAll(stand);
    changeUser(stand.world.state.graph, account(stand, 'ada.lindqvist'), { department: 'written by another hand' });
    await goLiveWithoutReading(stand);
    expect(account(stand, 'ada.lindqvist')).toMatchObject({ department: 'written by another hand' });
    expect(account(stand, 'ada.lindqvist').onPremisesObjectIdentifier).not.toBeNull();
  });

  it('moves a deleted person to the recycle bin, out of synchronization, and brings them back by their anchor', async () => {
    const stand = await standing(repaired);
    await goLive(stand);
    const { id } = account(stand, 'ada.lindqvist');
    changePerson(stand, 'ada.lindqvist', { adminDescription: 'User_out' });
    expect(await liveAgain(stand)).toBe('success');
    expect(stand.world.state.graph.deletedUsers).toMatchObject([{ id, onPremisesSyncEnabled: false }]);
    changePerson(stand, 'ada.lindqvist', { adminDescription: '' });
    expect(await liveAgain(stand)).toBe('success');
    expect(stand.world.state.graph.deletedUsers).toEqual([]);
    expect(account(stand, 'ada.lindqvist')).toMatchObject({ id, onPremisesSyncEnabled: true });
  });

  it('deletes again whom the tenant still has, synchronized, at the next import', async () => {
    const stand = await standing(repaired);
    await goLive(stand);
    changePerson(stand, 'ada.lindqvist', { adminDescription: 'User_out' });
    await liveAgain(stand);
    const { graph } = stand.world.state;
    const user = account(stand, 'ada.lindqvist');
    restore(graph, user);
    changeUser(graph, user, { onPremisesSyncEnabled: true });
    expect(await liveAgain(stand)).toBe('success');
    expect(graph.deletedUsers).toMatchObject([{ id: user.id }]);
  });

  it('stops before the first object where more deletions wait than the threshold lets through', async () => {
    const stand = await standing(repaired);
    stand.server.setDeletionThreshold(1);
    await synchronizeAll(stand);
    for (const name of ['ada.lindqvist', 'bjorn.angstrom']) changePerson(stand, name, { adminDescription: 'User_out' });
    const identifiers = () => stand.world.state.graph.users.filter((user) => user.onPremisesObjectIdentifier !== null);
    expect(await goLive(stand)).toBe('stopped-deletion-threshold-exceeded');
    expect([stand.world.state.graph.deletedUsers, identifiers()]).toEqual([[], []]);
    stand.server.setDeletionThreshold(2);
    expect((await stand.server.runProfile(stand.server.state.entraConnector, 'Export')).result).toBe('success');
    expect(stand.world.state.graph.deletedUsers).toHaveLength(2);
  });

  it('writes the anchor back into mS-DS-ConsistencyGuid, or says that it may not', async () => {
    const stand = await standing(repaired);
    const { server, world } = stand;
    await goLive(stand);
    expect((await server.runProfile(server.state.adConnector, 'Export')).result).toBe('success');
    expect(server.state.ad.filter(({ writeBack }) => writeBack !== undefined)).toEqual([]);
    expect(world.state.directory.users.every(({ consistencyGuid }) => consistencyGuid !== '')).toBe(true);
    await synchronizeAll(stand);
    expect(server.state.ad.filter(({ writeBack }) => writeBack !== undefined)).toEqual([]);
    const denied = await standing(repaired, { directory: { read: () => [] } });
    denied.server.state.ad.push(
      ...server.state.ad.slice(0, 1).map((object) => ({ ...object, writeBack: { 'mS-DS-ConsistencyGuid': ['AA=='] } })),
    );
    expect((await denied.server.runProfile('corp.example', 'Export')).result).toBe('completed-export-errors');
    expect(denied.server.state.ad[0]?.exportError).toMatchObject({ name: 'permission-issue', code: '8344' });
  });
});

describe('an addition', () => {
  it('takes over the account with its anchor, and clears what Active Directory does not have', async () => {
    const stand = await standing(
      repaired,
      changeAda({ onPremisesSyncEnabled: null, jobTitle: 'kept in the cloud only' }),
    );
    const { id } = account(stand, 'ada.lindqvist');
    expect(await goLive(stand)).toBe('success');
    expect(account(stand, 'ada.lindqvist')).toMatchObject({ id, onPremisesSyncEnabled: true, jobTitle: null });
  });

  it('takes over the account with its name where that has no anchor yet', async () => {
    const stand = await standing(repaired, changeAda({ onPremisesSyncEnabled: null, onPremisesImmutableId: null }));
    const { id } = account(stand, 'ada.lindqvist');
    const anchor = (await goLive(stand)) && account(stand, 'ada.lindqvist').onPremisesImmutableId;
    expect([account(stand, 'ada.lindqvist').id, anchor]).toEqual([id, 'F0t8q1QWX02FXUSF+VrS+Q==']);
  });

  it('makes an account for anyone who has none', async () => {
    const stand = await standing(mismatching);
    await goLive(stand);
    expect(account(stand, 'leila.haddad')).toMatchObject({
      onPremisesSyncEnabled: true,
      mail: 'leila.haddad@corp.example',
    });
  });

  it('is refused where the SID is another account’s', async () => {
    const stand = await standing(mismatching);
    expect(await goLive(stand)).toBe('completed-export-errors');
    expect(refusal(stand, 'ingrid.halvorsen')).toBe('InvalidSoftMatch');
    expect(waiting(stand, 'ingrid.halvorsen')?.operation).toBe('add');
    const again = stand.server.state.entra.find(({ exportError }) => exportError !== undefined);
    expect(again?.exportError?.retries).toBe(0);
    await stand.server.runProfile(stand.server.state.entraConnector, 'Export');
    expect(again?.exportError?.retries).toBe(1);
  });

  it('is a second account under a placeholder where only the name is another account’s', async () => {
    const stand = await standing(mismatching, {
      prepare({ state }) {
        for (const user of state.graph.users) changeUser(state.graph, user, { onPremisesSecurityIdentifier: null });
      },
    });
    await goLive(stand);
    const people = stand.world.state.graph.users.filter(({ displayName }) => displayName === 'Ingrid Halvorsen');
    expect(people.map(({ userPrincipalName }) => userPrincipalName.replace(/\d{4}/, '0000'))).toEqual([
      'ingrid.halvorsen@corp.example',
      'ingrid.halvorsen+0000@corp.onmicrosoft.com',
    ]);
    // An import that brought the placeholder would stage the name again.
    await stand.server.runProfile(stand.server.state.entraConnector, 'Full Import');
    expect(waiting(stand, 'ingrid.halvorsen')).toBeUndefined();
  });

  it.each([
    [
      'InvalidHardMatch',
      'who may activate a role',
      { onPremisesSyncEnabled: null },
      (world: World) => assignRole(world),
    ],
    [
      'InvalidHardMatch',
      'who is another object’s',
      { onPremisesSyncEnabled: null, onPremisesObjectIdentifier: 'AAAAAAAAAAAAAAAAAAAAAA==' },
      () => {},
    ],
    [
      'ExistingAdminRoleConflict',
      'by name who holds a role',
      { onPremisesSyncEnabled: null, onPremisesImmutableId: null },
      (world: World) => assignRole(world),
    ],
    [
      'AttributeUpdateNotAllowed',
      'who is joined and another object’s',
      { onPremisesObjectIdentifier: 'AAAAAAAAAAAAAAAAAAAAAA==' },
      () => {},
    ],
    [
      'ObjectTypeMismatch',
      'whose address a group has',
      {
        onPremisesSyncEnabled: null,
        onPremisesImmutableId: null,
        userPrincipalName: 'x@corp.example',
        mail: null,
        proxyAddresses: [],
        onPremisesSecurityIdentifier: null,
      },
      (world: World) => addGroup(world),
    ],
    [
      'AttributeValueMustBeUnique',
      'who is joined and whose address a group has',
      {},
      (world: World) => addGroup(world),
    ],
  ])('is refused with %s of somebody %s', async (name, _who, changes, more) => {
    const stand = await standing(repaired, {
      prepare(world) {
        changeAda(changes).prepare(world);
        more(world);
      },
    });
    expect(await goLive(stand)).toBe('completed-export-errors');
    expect(refusal(stand, 'ada.lindqvist')).toBe(name);
    expect(stand.server.state.entra.filter(({ exportError }) => exportError !== undefined)).toHaveLength(1);
  });
});

it('lets an identifier be changed while the tenant’s bypass is on', async () => {
  const stand = await standing(repaired, changeAda({ onPremisesObjectIdentifier: 'AAAAAAAAAAAAAAAAAAAAAA==' }));
  setFeature(stand.world, 'allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled');
  expect(await goLive(stand)).toBe('success');
});

it('does not take a UPN from one federated domain to another', async () => {
  const federate = ({ state: { graph } }: World): void => {
    const [domain] = graph.domains;
    if (domain === undefined) throw new Error('The tenant has no domain.');
    const federated = { ...domain, authenticationType: 'Federated' as const };
    Object.assign(graph, { domains: [federated, { ...federated, id: 'other.example' }, ...graph.domains.slice(1)] });
  };
  const stand = await standing(repaired, { prepare: federate });
  changePerson(stand, 'ada.lindqvist', { userPrincipalName: 'ada.lindqvist@other.example' });
  changePerson(stand, 'bjorn.angstrom', { userPrincipalName: 'bjorn.new@corp.example' });
  expect(await goLive(stand)).toBe('completed-export-errors');
  expect([refusal(stand, 'ada.lindqvist'), refusal(stand, 'bjorn.new')]).toEqual(['FederatedDomainChange', undefined]);
});

it('writes the manager of somebody by the account that the manager has', async () => {
  const beside: DirectoryObject = {
    dn: 'CN=New Hire,OU=Staff,DC=corp,DC=example',
    attributes: {
      objectClass: ['user'],
      objectGUID: [Buffer.from('a new hire’s....').subarray(0, 16)],
      sAMAccountName: ['new.hire'],
      userPrincipalName: ['new.hire@corp.example'],
      displayName: ['New Hire'],
      userAccountControl: ['512'],
      manager: ['CN=Ada Lindqvist,OU=Staff,DC=corp,DC=example'],
    },
  };
  const stand = await standing(repaired, { beside: [beside] });
  expect(await goLive(stand)).toBe('success');
  expect(account(stand, 'new.hire').manager).toBe(account(stand, 'ada.lindqvist').id);
  await synchronizeAll(stand);
  expect(stand.server.state.entra.flatMap((object) => pendingOf(object) ?? [])).toEqual([]);
});

function setFeature({ state: { graph } }: World, name: string): void {
  const { features } = graph.onPremisesSynchronization;
  graph.onPremisesSynchronization = {
    ...graph.onPremisesSynchronization,
    features: { ...Object(features), [name]: true },
  };
}

async function goLiveWithoutReading({ server }: Stand): Promise<void> {
  server.openWizard();
  server.finishWizard({ stagingMode: false });
  await server.runProfile(server.state.entraConnector, 'Export');
}

function assignRole({ state: { graph } }: World): void {
  const user = graph.users.find(({ displayName }) => displayName === 'Ada Lindqvist');
  const assignment = { id: 'r', principalId: user?.id ?? '', roleDefinitionId: 'd', directoryScopeId: '/' };
  Object.assign(graph, { roleEligibility: [...graph.roleEligibility, assignment] });
}

function addGroup({ state: { graph } }: World): void {
  graph.groups.push({ id: 'g', displayName: 'Desk', members: [], proxyAddresses: ['SMTP:ada.lindqvist@corp.example'] });
}
