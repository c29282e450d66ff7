import { expect, it } from 'vitest';
import { pendingOf } from '../../../../workshop/simulators/connect/entra-space.js';
import type { DirectoryObject } from '../../../../workshop/simulators/connect/index.js';
import { repaired } from '../clients.js';
import { account, goLive, type Stand, standing, synchronizeAll } from './stand.js';
import { assessed } from './stand-assess.js';

const ada = 'CN=Ada Lindqvist,OU=Staff,DC=corp,DC=example';
const securityGroup = -2147483646;

function object(name: string, objectClass: string, attributes: DirectoryObject['attributes']): DirectoryObject {
  const objectGUID = [Buffer.from(name.padEnd(16, '.'))];
  return {
    dn: `CN=${name},OU=Groups,DC=corp,DC=example`,
    attributes: { objectClass: ['top', objectClass], cn: [name], objectGUID, ...attributes },
  };
}

const group = (name: string, attributes: DirectoryObject['attributes'] = {}) =>
  object(name, 'group', { sAMAccountName: [name], groupType: [String(securityGroup)], ...attributes });
const addresses = (name: string) => ({ mail: [`${name}@corp.example`], proxyAddresses: [`SMTP:${name}@corp.example`] });

const staged = ({ server }: Stand, type: string): (string | undefined)[][] =>
  server.state.entra
    .filter(({ objectType }) => objectType === type)
    .map((one) => [one.wanted?.displayName?.[0], pendingOf(one)?.operation]);

it('stages groups and contacts that can be synchronized, and no others', async () => {
  const stand = await standing(repaired, {
    beside: [
      group('Desk', { member: [ada] }),
      group('List', { groupType: ['2'] }),
      group('News', { groupType: ['2'], ...addresses('news') }),
      group('Admins', { isCriticalSystemObject: ['TRUE'] }),
      group('Left out', { adminDescription: ['Group_out'] }),
      object('Agency', 'contact', addresses('agency')),
      object('Nobody', 'contact', {}),
    ],
  });
  await synchronizeAll(stand);
  expect(staged(stand, 'group')).toEqual([
    ['Desk', 'add'],
    ['News', 'add'],
  ]);
  expect(staged(stand, 'contact')).toEqual([['Agency', 'add']]);
});

it('makes them in the tenant with their members, keeps them, and takes them away again', async () => {
  const objects = [group('Desk', { member: [ada] }), object('Agency', 'contact', addresses('agency'))];
  const stand = await standing(repaired, { beside: objects });
  expect(await goLive(stand)).toBe('success');
  const { graph } = stand.world.state;
  expect(graph.groups.find(({ displayName }) => displayName === 'Desk')).toMatchObject({
    members: [account(stand, 'ada.lindqvist').id],
    securityEnabled: true,
    onPremisesSyncEnabled: true,
  });
  expect(graph.contacts.map(({ mail }) => mail)).toContain('agency@corp.example');
  await synchronizeAll(stand);
  expect(staged(stand, 'group')).toEqual([['Desk', undefined]]);
  objects.splice(0, 1, group('Desk'));
  await synchronizeAll(stand);
  expect(graph.groups.find(({ displayName }) => displayName === 'Desk')).toMatchObject({ members: [] });
  objects.splice(0);
  await synchronizeAll(stand);
  expect([
    graph.groups.find(({ displayName }) => displayName === 'Desk'),
    stand.server.state.runs.at(-2)?.result,
  ]).toEqual([undefined, 'success']);
});

it('takes over a mail-enabled group of the cloud by its address, unless that is blocked', async () => {
  const stand = await standing(repaired, { beside: [group('Everybody', addresses('all.staff'))] });
  const { graph } = stand.world.state;
  const [cloud] = graph.groups;
  Object.assign(graph.onPremisesSynchronization.features as object, { blockSoftMatchEnabled: true });
  expect(await goLive(stand)).toBe('completed-export-errors');
  Object.assign(graph.onPremisesSynchronization.features as object, { blockSoftMatchEnabled: false });
  expect((await stand.server.runProfile(stand.server.state.entraConnector, 'Export')).result).toBe('success');
  expect(graph.groups).toMatchObject([
    { id: cloud?.id, displayName: 'Everybody', onPremisesSyncEnabled: true, mailEnabled: true },
  ]);
});

it('refuses a group with somebody’s address', async () => {
  const stand = await standing(repaired, { beside: [group('Ada', addresses('ada.lindqvist'))] });
  expect(await goLive(stand)).toBe('completed-export-errors');
  expect(stand.server.state.entra.flatMap(({ exportError }) => exportError?.name ?? [])).toEqual([
    'AttributeValueMustBeUnique',
  ]);
});

it('writes them so that the product reads them', async () => {
  const stand = await standing(repaired, {
    beside: [group('Desk', { member: [ada] }), object('Agency', 'contact', addresses('agency'))],
  });
  await synchronizeAll(stand);
  const { evidence, decision } = await assessed(stand);
  expect(evidence.filter(({ kind, rejected }) => kind === 'pendingExports' && rejected > 0)).toEqual([]);
  const counts = evidence.filter(({ kind }) => kind === 'pendingExports').map(({ records }) => records);
  const written = stand.server.state.ad.filter(({ writeBack }) => writeBack !== undefined);
  expect(counts.sort()).toEqual([written.length, stand.server.state.ad.length]);
  expect(decision).toBe('cleared');
});
