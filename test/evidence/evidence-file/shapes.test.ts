import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createEvidenceFileReader } from '../../../src/evidence/evidence-file/read.js';
import { reviveEntraRecord, reviveOnPremObject } from '../../../src/evidence/evidence-file/revive.js';
import { readText } from '../read-text.js';

type Kind = 'onPrem' | 'entra';

const onPrem = {
  at: 7,
  objectType: 'user',
  objectGuid: '00112233-4455-6677-8899-aabbccddeeff',
  enabled: true,
  proxyAddresses: ['SMTP:a@b.c'],
  attributes: { title: 'x' },
};
const entra = {
  at: 7,
  objectType: 'user',
  entraObjectId: 'id',
  userPrincipalName: 'a@b.c',
  immutableId: 'x',
  synced: true,
  properties: { city: 'x' },
  provisioningErrors: [{ category: 'PropertyConflict' }],
};

/** What says who somebody is: an empty value equals every other empty value. */
const onPremValues = [
  'objectGuid',
  'consistencyGuid',
  'immutableIdClaim',
  'userPrincipalName',
  'name',
  'objectSid',
].concat(['samAccountName', 'mail', 'distinguishedName']);
const entraValues = ['entraObjectId', 'userPrincipalName', 'immutableId', 'mail', 'displayName', 'deviceId'].concat(
  ['SecurityIdentifier', 'SamAccountName', 'DomainName', 'DistinguishedName', 'ObjectIdentifier'].map(
    (name) => `onPremises${name}`,
  ),
);

/** A file that `collect` could have written, whose count and hash fit its lines. */
function read(kind: Kind, ...records: readonly unknown[]) {
  const header = {
    entraCutoverEvidence: 1,
    kind,
    origin: 'ldaps://dc',
    readAt: '2026-11-24T03:00:00Z',
    fields: ['objectGuid', 'immutableId'],
  };
  const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  const sha256 = createHash('sha256').update(lines).digest('hex');
  const footer = { records: records.length, rejected: 0, skipped: 0, complete: true, sha256 };
  return readText(`${JSON.stringify(header)}\n${lines}${JSON.stringify(footer)}\n`, (log) =>
    createEvidenceFileReader<unknown>(kind, log, kind === 'onPrem' ? reviveOnPremObject : reviveEntraRecord),
  );
}

describe('the shape of a line of an evidence file', () => {
  it.each<[string, Kind, object]>([
    ['an account', 'onPrem', onPrem],
    ['one of which little is known', 'onPrem', { objectType: 'contact' }],
    ['a user', 'entra', entra],
    ['a group', 'entra', { objectType: 'group', entraObjectId: 'id', members: ['id'], mailEnabled: true }],
    ['a domain', 'entra', { fact: 'domain', name: 'corp.example', verified: true, federated: false }],
    ['a license', 'entra', { fact: 'licence', entraObjectId: 'id', skuId: 'sku' }],
    ['an agent', 'entra', { fact: 'agent', agentId: 'id', machineName: 'a', status: 'active' }],
    ['an anchor that is a blank, as Entra keeps it', 'entra', { ...entra, immutableId: ' ' }],
    ['an attribute without a value', 'onPrem', { ...onPrem, attributes: { title: '' } }],
    ['a switched-off protection', 'entra', { fact: 'deletionPrevention', prevention: 'disabled' }],
  ])('fits %s', (_, kind, record) => {
    const { records, issues, rejected } = read(kind, record);
    expect({ issues, rejected, records: records.length }).toEqual({ issues: [], rejected: 0, records: 1 });
  });

  it.each<[string, Kind, unknown, string]>([
    ['an unknown type', 'onPrem', { ...onPrem, objectType: 'person' }, 'objectType'],
    ['no type', 'onPrem', { objectGuid: onPrem.objectGuid }, 'objectType'],
    ['a GUID that is a number', 'onPrem', { ...onPrem, objectGuid: 7 }, 'objectGuid'],
    ['addresses that are one text', 'onPrem', { ...onPrem, proxyAddresses: 'SMTP:a@b.c' }, 'proxyAddresses'],
    ['an address that is null', 'onPrem', { ...onPrem, proxyAddresses: [null] }, 'proxyAddresses'],
    ['attributes that are a list', 'onPrem', { ...onPrem, attributes: ['x'] }, 'attributes'],
    ['an attribute of several values', 'onPrem', { ...onPrem, attributes: { title: ['x'] } }, 'attributes'],
    ['a key that nobody knows', 'onPrem', { ...onPrem, toString: 'x' }, 'toString'],
    ['a flag that is text', 'entra', { ...entra, synced: 'true' }, 'synced'],
    ['an anchor that is null', 'entra', { ...entra, immutableId: null }, 'immutableId'],
    ['an error that is null', 'entra', { ...entra, provisioningErrors: [null] }, 'provisioningErrors'],
    ['properties that are null', 'entra', { ...entra, properties: null }, 'properties'],
    ['a fact that nobody knows', 'entra', { fact: 'constructor' }, 'constructor'],
    ['a fact that is a list', 'entra', { fact: ['agent'] }, 'agent'],
    ['an agent without what it is', 'entra', { fact: 'agent' }, 'agent'],
    [
      'a domain that does not say whether it is verified',
      'entra',
      { fact: 'domain', name: 'a', federated: false },
      'verified',
    ],
    ['a negative threshold', 'entra', { fact: 'deletionPrevention', prevention: 'count', threshold: -1 }, 'threshold'],
    ...onPremValues.map((name): [string, Kind, unknown, string] => [
      `an empty ${name}`,
      'onPrem',
      { ...onPrem, [name]: '' },
      name,
    ]),
    ...entraValues.map((name): [string, Kind, unknown, string] => [
      `an empty ${name}`,
      'entra',
      { ...entra, [name]: '' },
      name,
    ]),
    ['a UPN of blanks', 'entra', { ...entra, userPrincipalName: ' ' }, 'userPrincipalName'],
    ['a domain without a name', 'entra', { fact: 'domain', name: '', verified: true, federated: false }, 'name'],
    ['no object', 'entra', 'a@b.c', 'not a JSON object'],
  ])('does not fit %s: the line is rejected and the rest is read', (_, kind, wrong, found) => {
    const healthy = kind === 'onPrem' ? onPrem : entra;
    const { records, issues, rejected } = read(kind, healthy, wrong, healthy);
    expect({ rejected, records: records.length }).toEqual({ rejected: 1, records: 2 });
    expect(issues).toMatchObject([
      { problem: 'row-rejected', at: { line: 3 }, message: expect.stringContaining(found) },
    ]);
  });
});
