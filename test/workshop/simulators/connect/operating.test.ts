import { describe, expect, it } from 'vitest';
import { ConnectRefusal } from '../../../../workshop/simulators/connect/index.js';
import { repaired } from '../clients.js';
import { account, type Stand, standing, synchronizeAll } from './stand.js';

const runs = ({ server }: Stand): string[] =>
  server.state.runs.map(
    ({ connector, profile, result }) =>
      `${connector === server.state.adConnector ? 'AD' : 'Entra'} ${profile}: ${result}`,
  );

describe('a cycle', () => {
  it('imports and synchronizes each connector, and exports once staging mode is off', async () => {
    const stand = await standing(repaired);
    await synchronizeAll(stand);
    const staged = [
      'AD Full Import: success',
      'Entra Full Import: success',
      'AD Full Synchronization: success',
      'Entra Full Synchronization: success',
    ];
    expect(runs(stand)).toEqual(staged);
    stand.server.openWizard();
    stand.server.finishWizard({ stagingMode: false }, { startSynchronization: true });
    await stand.server.settle();
    expect(runs(stand).slice(4)).toEqual([
      'AD Delta Import: completed-no-objects',
      'Entra Delta Import: completed-no-objects',
      'AD Delta Synchronization: success',
      'Entra Delta Synchronization: success',
      'Entra Export: success',
      'AD Export: success',
    ]);
  });

  it('begins when it is due, at the interval that is in effect', async () => {
    const stand = await standing(repaired);
    const { server, pass } = stand;
    server.setScheduler({ syncCycleEnabled: true, customizedIntervalSeconds: 60 });
    pass(29);
    expect(await server.work()).toBe(false);
    pass(1);
    await server.settle();
    expect(runs(stand)).toHaveLength(4);
    server.setScheduler({ customizedIntervalSeconds: 7200 });
    pass(119);
    expect(await server.work()).toBe(false);
    pass(1);
    await server.settle();
    expect(runs(stand)).toHaveLength(8);
  });

  it('does not begin while the scheduler is off or the wizard open', async () => {
    const stand = await standing(repaired);
    stand.pass(600);
    expect(await stand.server.work()).toBe(false);
    stand.server.setScheduler({ syncCycleEnabled: true });
    stand.server.openWizard();
    expect(await stand.server.work()).toBe(false);
    stand.server.finishWizard({}, { startSynchronization: true });
    expect(await stand.server.work()).toBe(true);
  });

  it('stops where it is told to, in the middle of an export too', async () => {
    const stand = await standing(repaired, { exportBatch: 5 });
    const { server, world } = stand;
    await synchronizeAll(stand);
    server.openWizard();
    server.finishWizard({ stagingMode: false }, { startSynchronization: true });
    const isExporting = () => server.state.runs.at(-1)?.profile === 'Export';
    while (!isExporting()) await server.work();
    await server.work();
    server.stopSyncCycle();
    expect(runs(stand).at(-1)).toBe('Entra Export: stopped-user-termination-from-wmi-or-ui');
    expect(world.state.graph.users.filter((user) => user.onPremisesObjectIdentifier !== null)).toHaveLength(5);
    expect(server.state.cycle).toBeUndefined();
    // The scheduler is still on.
    stand.pass(31);
    await server.settle();
    expect(runs(stand).at(-2)).toBe('Entra Export: success');
    expect(account(stand, 'william.hughes').onPremisesObjectIdentifier).not.toBeNull();
  });

  it('reads everything after the wizard changed the containers, and then only changes again', async () => {
    const stand = await standing(repaired);
    await synchronizeAll(stand);
    stand.server.openWizard();
    stand.server.finishWizard({ organizationalUnits: [] }, { startSynchronization: true });
    await stand.server.settle();
    stand.pass(31);
    await stand.server.settle();
    expect(
      runs(stand)
        .map((run) => run.split(':')[0])
        .filter((run) => run?.startsWith('Entra')),
    ).toEqual([
      'Entra Full Import',
      'Entra Full Synchronization',
      'Entra Full Import',
      'Entra Full Synchronization',
      'Entra Delta Import',
      'Entra Delta Synchronization',
    ]);
  });

  it('forgets runs of more than seven days ago', async () => {
    const stand = await standing(repaired);
    await synchronizeAll(stand);
    stand.pass(8 * 24 * 60);
    await synchronizeAll(stand);
    expect(runs(stand)).toHaveLength(4);
  });

  it('reads nothing from a forest that can’t be reached, and goes on', async () => {
    const unreachable = { read: () => Promise.reject(new Error('The server is not operational.')) };
    const stand = await standing(repaired, { directory: unreachable });
    await synchronizeAll(stand);
    expect(runs(stand)[0]).toBe('AD Full Import: no-start-connection');
    expect(runs(stand)).toHaveLength(4);
  });
});

describe('an operator', () => {
  it('may force an export in staging mode', async () => {
    const stand = await standing(repaired);
    await synchronizeAll(stand);
    await stand.server.runProfile(stand.server.state.entraConnector, 'Export');
    expect(account(stand, 'ada.lindqvist').onPremisesObjectIdentifier).not.toBeNull();
  });

  it('can neither configure nor start anything while a cycle runs', async () => {
    const { server } = await standing(repaired);
    server.startSyncCycle('Delta');
    expect(() => server.openWizard()).toThrow(ConnectRefusal);
    expect(() => server.startSyncCycle('Delta')).toThrow(ConnectRefusal);
    await expect(server.runProfile('corp.example', 'Delta Import')).rejects.toThrow(ConnectRefusal);
  });

  it('can start nothing while the wizard is open', async () => {
    const { server } = await standing(repaired);
    server.openWizard();
    expect(() => server.openWizard()).toThrow(ConnectRefusal);
    expect(() => server.startSyncCycle('Initial')).toThrow(ConnectRefusal);
    server.finishWizard({ passwordHashSync: true });
    expect(() => server.finishWizard({})).toThrow(ConnectRefusal);
    expect([server.state.passwordHashSync, server.state.scheduler.enabled]).toEqual([true, false]);
  });

  it('must name a connector and a profile that are there', async () => {
    const { server } = await standing(repaired);
    await expect(server.runProfile('corp.test', 'Export')).rejects.toThrow('corp.onmicrosoft.com - AAD');
  });
});
