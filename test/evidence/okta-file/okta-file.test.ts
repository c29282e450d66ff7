import { describe, expect, it } from 'vitest';
import { isOktaApp } from '../../../src/domain/okta.js';
import { readOktaFiles } from '../../../src/evidence/connect-files.js';
import { convertOktaApp, isProvisioningOff } from '../../../src/evidence/okta-file/convert.js';
import { createOktaFileReader } from '../../../src/evidence/okta-file/read.js';
import { readFile, readText, textLengthsThatPass } from '../read-text.js';

// Shapes: OKTA-2, OKTA-5, OKTA-7.
const app = {
  id: '0oa1',
  name: 'office365',
  label: 'Microsoft Office 365',
  status: 'ACTIVE',
  features: ['PUSH_NEW_USERS', 'GROUP_PUSH'],
  settings: { app: { domain: 'corp.example', msftTenant: 'corp' } },
};
const connection = { status: 'ENABLED', profile: { authScheme: 'OAUTH2' } };
const features = [
  {
    name: 'USER_PROVISIONING',
    status: 'ENABLED',
    capabilities: {
      create: { lifecycleCreate: { status: 'ENABLED' } },
      update: {
        profile: { status: 'DISABLED' },
        lifecycleDeactivate: { status: 'ENABLED' },
        password: { status: 'DISABLED', seed: 'RANDOM', change: 'KEEP_EXISTING' },
      },
    },
  },
  {
    name: 'INBOUND_PROVISIONING',
    status: 'DISABLED',
    capabilities: { importSettings: { username: { userNameFormat: 'EMAIL' }, schedule: { status: 'DISABLED' } } },
  },
];
const off = {
  errorCode: 'E0000001',
  errorSummary: 'Api validation failed: feature',
  errorCauses: [{ errorSummary: 'Provisioning is not enabled for the app instance.' }],
};
const at = { origin: 'sample', line: 1 };
const read = (value: unknown) => readText(JSON.stringify(value), createOktaFileReader);

describe('an Office 365 app of Okta', () => {
  const expected = {
    at,
    id: '0oa1',
    name: 'office365',
    label: 'Microsoft Office 365',
    status: 'ACTIVE',
    connectionStatus: 'ENABLED',
    capabilities: {
      USER_PROVISIONING: 'ENABLED',
      'USER_PROVISIONING.create.lifecycleCreate': 'ENABLED',
      'USER_PROVISIONING.update.profile': 'DISABLED',
      'USER_PROVISIONING.update.lifecycleDeactivate': 'ENABLED',
      'USER_PROVISIONING.update.password': 'DISABLED',
      INBOUND_PROVISIONING: 'DISABLED',
      'INBOUND_PROVISIONING.importSettings.schedule': 'DISABLED',
    },
    integrationOff: false,
    domain: 'corp.example',
    tenant: 'corp',
  };

  it('is read with its connection and each capability', () => {
    expect(read([{ ...app, connection, features }]).records).toEqual([expected]);
    expect(read([{ app, connection, features }]).records).toEqual([{ ...expected, groupPush: true }]);
  });

  it('is off only when Okta says so itself', () => {
    const { records, issues } = read([{ ...app, connection: { status: 'DISABLED' }, features: off }]);
    expect(issues).toEqual([]);
    expect(records).toMatchObject([{ connectionStatus: 'DISABLED', capabilities: {}, integrationOff: true }]);
  });

  it.each([
    ['another cause', { ...off, errorCauses: [{ errorSummary: 'Something else.' }] }],
    ['a cause too many', { ...off, errorCauses: [...off.errorCauses, { errorSummary: 'Something else.' }] }],
    ['no cause', { ...off, errorCauses: [] }],
    ['another code', { ...off, errorCode: 'E0000006' }],
    ['no features', undefined],
    ['the app’s own feature names', app.features],
    ['an empty list', []],
    ['a feature without status', [{ name: 'USER_PROVISIONING' }]],
  ])('is rejected with %s: nobody knows whether it is off', (_, answer) => {
    expect(isProvisioningOff(answer)).toBe(false);
    const { records, rejected } = read([{ ...app, connection, features: answer }]);
    expect({ records, rejected }).toEqual({ records: [], rejected: 1 });
  });

  it('keeps a status that it does not know apart from off', () => {
    const unknown = {
      ...app,
      connection: { status: 'PENDING' },
      features: [{ name: 'USER_PROVISIONING', status: 'BETA' }],
    };
    expect(read([unknown]).records).toMatchObject([
      { connectionStatus: 'UNKNOWN', capabilities: { USER_PROVISIONING: 'UNKNOWN' } },
    ]);
  });

  it('pushes groups when a mapping is active', () => {
    const push = (...statuses: readonly string[]) =>
      read([{ app, connection, features, groupPushMappings: statuses.map((status) => ({ status })) }]).records.find(
        isOktaApp,
      )?.groupPush;
    expect(push('INACTIVE', 'ACTIVE')).toBe(true);
    expect(push('INACTIVE')).toBe(false);
  });

  it.each([
    ['no object', 'text'],
    ['no id', { ...app, id: undefined, connection, features }],
    ['no connection', { ...app, features }],
  ])('is rejected with %s', (_, json) => {
    expect(convertOktaApp(json, at)).toHaveProperty('rejected');
  });
});

describe('a file of Okta apps', () => {
  it('reads a single app without brackets, and skips other apps', () => {
    expect(read({ ...app, connection, features }).records).toHaveLength(1);
    const { records, skipped, issues } = read([
      { ...app, connection, features },
      { ...app, name: 'slack' },
    ]);
    expect({ records: records.length, skipped, issues }).toEqual({ records: 1, skipped: 1, issues: [] });
  });

  it('is incomplete without an Office 365 app', () => {
    for (const value of [[], [{ ...app, name: 'slack' }], 7]) {
      expect(read(value).issues.at(-1)).toMatchObject({ problem: 'incomplete' });
    }
  });

  it('is never complete when it is cut anywhere', () => {
    expect(textLengthsThatPass(JSON.stringify([{ ...app, connection, features }]), createOktaFileReader)).toEqual([]);
  });

  it('numbers the apps by their position, and is recognized by content', async () => {
    const content = JSON.stringify([
      { ...app, connection, features: off },
      { ...app, id: '0oa2' },
    ]);
    const { source, records } = await readFile(content, readOktaFiles);
    expect(records.map(({ at: { line } }) => line)).toEqual([1]);
    expect(source).toMatchObject({ kind: 'okta', records: 1, rejected: 1 });
    expect(source.issues).toMatchObject([{ problem: 'row-rejected', at: { line: 2 } }]);
    expect((await readFile('id,name\n', readOktaFiles)).source.issues).toMatchObject([{ problem: 'incomplete' }]);
  });
});
