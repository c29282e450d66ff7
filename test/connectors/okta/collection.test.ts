import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createOktaClient } from '../../../src/connectors/okta/client.js';
import { collectOktaToFile } from '../../../src/connectors/okta/collect-file.js';
import { oktaCredentials } from '../../../src/connectors/okta/credentials.js';
import { createOktaSession } from '../../../src/connectors/okta/session.js';
import { isOktaApp, isOktaAppUser, type OktaRecord } from '../../../src/domain/okta.js';
import { readOktaFiles } from '../../../src/evidence/connect-files.js';
import { readAppSchema } from '../../../src/evidence/okta-file/app-schema.js';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import { completeCuts } from '../../evidence/complete-cuts.js';

let organisation: Organisation | undefined;
afterEach(() => organisation?.stop());

async function start(pageLimit = 7) {
  organisation = await startOrganisation({ scenario: 'scenarios/mismatching-organisation', pageLimit });
  const { okta } = organisation.endpoints;
  const { clientId, keyId, privateKeyFile } = okta.serviceApp;
  const session = createOktaSession({
    orgUrl: okta.url,
    credentials: await oktaCredentials('collect', {
      OKTA_API_CLIENT_ID: clientId,
      OKTA_API_PRIVATE_KEY_ID: keyId,
      OKTA_API_PRIVATE_KEY: privateKeyFile,
    }),
    wait: async () => {},
  });
  const output = join(mkdtempSync(join(tmpdir(), 'collect-okta-')), 'okta.ndjson');
  const collect = () =>
    collectOktaToFile(createOktaClient(session), output, {
      tool: 'entra-cutover 0.0.0',
      now: new Date('2026-11-25T04:00:00Z'),
    });
  return { organisation, session, output, collect };
}

async function recordsOf(path: string): Promise<readonly OktaRecord[]> {
  const [evidence] = await readOktaFiles([path]);
  expect(evidence?.source.issues).toEqual([]);
  return evidence?.records ?? [];
}

describe('collecting an Okta org', { timeout: 60_000 }, () => {
  it('gives every Office 365 app and everybody assigned, with what sign-in sends as ImmutableID', async () => {
    const { collect, output } = await start();
    const { source, sha256 } = await collect();
    expect(source).toMatchObject({ kind: 'okta', rejected: 0, issues: [] });
    const [evidence] = await readOktaFiles([output]);
    expect(evidence?.source).toMatchObject({ sha256, readAt: '2026-11-25T04:00:00.000Z', tenant: '127.0.0.1' });
    const records = await recordsOf(output);
    const apps = records.filter(isOktaApp);
    expect(apps).toHaveLength(2);
    expect(apps[0]).toMatchObject({
      connectionStatus: 'ENABLED',
      groupPush: false,
      domain: 'corp.example',
      anchorMapping: { expression: expect.stringContaining('findDirectoryUser()'), pushed: true },
    });
    const users = records.filter(isOktaAppUser);
    expect(users.length).toBeGreaterThan(25);
    expect(new Set(users.map(({ id }) => id)).size).toBe(users.length);
    const ada = users.find(({ userName }) => userName === 'ada.lindqvist@corp.example');
    expect(ada).toMatchObject({ immutableId: 'F0t8q1QWX02FXUSF+VrS+Q==', status: 'PROVISIONED' });
    expect(ada?.entraObjectId).toMatch(/^14458d48-/);
  });

  it.each([
    [/meta\/schemas/, /profile of the app .* could not be read: .*okta\.schemas\.read/],
    [/\/mappings\?targetId/, /profile mappings of the app .* could not be read: .*okta\.profileMappings\.read/],
  ])('refused at %s is incomplete and names the scope', async (path, message) => {
    const { collect, organisation } = await start(100);
    organisation.faults.add({ service: 'okta', path, status: 403 });
    const { source } = await collect();
    expect(source.issues.length).toBeGreaterThan(0);
    for (const issue of source.issues) expect(issue.message).toMatch(message);
  });

  it('without the people of an app is not evidence, and leaves no file behind', async () => {
    const { collect, output, organisation } = await start();
    organisation.faults.add({ service: 'okta', path: /\/users\?.*after=/, status: 500 });
    await expect(collect()).rejects.toThrow(/answered 500/);
    await expect(readOktaFiles([output])).rejects.toThrow(/okta\.ndjson/);
  });

  it('cut at any byte is never complete', async () => {
    const { collect, output } = await start(100);
    await collect();
    const lines = readFileSync(output, 'utf8').split('\n');
    // The header, a person, and a footer that vouches for many more: enough to be cut in every way.
    const sample = [lines[0], lines[2], lines.at(-2), ''].join('\n');
    expect(await completeCuts(sample, readOktaFiles)).toEqual([]);
  });
});

describe('the attribute of an app profile that holds the ImmutableID', () => {
  const schema = (properties: object) => ({ definitions: { base: { properties: {} }, custom: { properties } } });

  it.each([
    ['its name', { immutableId: { title: 'Anchor' } }, 'immutableId'],
    ['its name in another spelling', { IMMUTABLE_ID: {} }, 'IMMUTABLE_ID'],
    ['its title', { x17: { title: 'Immutable ID' } }, 'x17'],
    ['neither', { other: { title: 'Immutable identity card' } }, undefined],
  ])('is found by %s', (_by, properties, expected) => {
    expect(readAppSchema(schema(properties)).immutableId).toBe(expected);
  });

  it('is looked for next to licenses and roles', () => {
    expect(readAppSchema(schema({ licenses: {}, roles: {} }))).toEqual({ licenses: 'licenses', roles: 'roles' });
    expect(readAppSchema('no schema')).toEqual({});
  });
});
