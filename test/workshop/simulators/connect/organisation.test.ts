import { afterEach, expect, it } from 'vitest';
import { type Organisation, startOrganisation } from '../../../../workshop/simulators/index.js';
import { listAt, repaired, signIn } from '../clients.js';

let organisation: Organisation | undefined;
afterEach(() => organisation?.stop());

it('shows over Graph what a server exported, and who writes next to it', async () => {
  organisation = await startOrganisation({ scenario: repaired });
  const graph = await signIn(organisation);
  const query = '/beta/users?$select=onPremisesObjectIdentifier&$filter=startswith(userPrincipalName,%27ada.%27)';
  const identifier = async () => listAt(await graph('GET', query), 'value')[0]?.onPremisesObjectIdentifier;
  const server = organisation.connectServer();
  server.startSyncCycle('Initial');
  await server.settle();
  expect(await identifier()).toBeNull();
  expect(organisation.violations()).toEqual([]);
  server.openWizard();
  server.finishWizard({ stagingMode: false }, { startSynchronization: true });
  await server.settle();
  expect(await identifier()).toBe('F0t8q1QWX02FXUSF+VrS+Q==');
  expect(organisation.violations()).toEqual([
    expect.stringMatching(/0oa1office365staging01.* and Entra job SYNC1 are on$/),
  ]);
});

it('is the same server the next time, and what it was in a snapshot', async () => {
  organisation = await startOrganisation({ scenario: repaired });
  const before = organisation.snapshot();
  const server = organisation.connectServer();
  server.startSyncCycle('Initial');
  await server.settle();
  expect(organisation.connectServer().state).toBe(server.state);
  expect(organisation.connectServer({ installation: { serverName: 'SYNC2' } }).state.runs).toEqual([]);
  organisation.restore(before);
  expect(organisation.connectServer().state.runs).toEqual([]);
});
