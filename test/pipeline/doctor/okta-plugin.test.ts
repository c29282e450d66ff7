import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Settings } from '../../../src/config/settings.js';
import { checkOktaPlugin } from '../../../src/pipeline/doctor/okta-plugin.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const app = { OKTA_API_CLIENT_ID: '0oa1', OKTA_API_PRIVATE_KEY: key, OKTA_API_PRIVATE_KEY_ID: 'kid' };
const { OKTA_API_PRIVATE_KEY_ID: _, ...withoutKeyId } = app;
const { OKTA_API_CLIENT_ID: __, ...withoutClient } = app;

async function said(environment: NodeJS.ProcessEnv, orgUrl = 'https://corp.okta.com'): Promise<string> {
  const okta = { orgUrl, apps: [] } as unknown as Settings['okta'];
  const { name, state, found, fix } = await checkOktaPlugin({ okta }, environment);
  expect(name).toBe('Okta credential of the okta plugin');
  return `${state}: ${found}${fix === undefined ? '' : ` → ${fix}`}`;
}

it('says who signs in, with what and where, as the plugin is given it', async () => {
  expect(await said(app)).toBe('fine: service app, scope okta.apps.read from the program, org corp of okta.com');
  expect(await said(app, 'https://login.corp.example')).toMatch(/, org login of corp\.example$/);
  expect(await said(app, 'embedded')).toMatch(/, the stand-in$/);
  expect(await said({ OKTA_API_TOKEN: 'x' })).toBe('fine: API token, org corp of okta.com');
  expect(await said({ ...app, OKTA_ORG_NAME: 'Corp', OKTA_BASE_URL: 'okta.com' })).toMatch(/^fine/);
});

it.each([
  ['nothing', {}, /^warning: none: the program leaves the look-up/],
  [
    'a key without the app',
    withoutClient,
    /^missing: OKTA_API_PRIVATE_KEY without OKTA_API_CLIENT_ID → Set OKTA_API_CLIENT_ID/,
  ],
  ['no id of the key', withoutKeyId, /^warning: service app without OKTA_API_PRIVATE_KEY_ID → Set/],
  [
    'a key that can’t be read',
    { ...app, OKTA_API_PRIVATE_KEY: 'nowhere.pem' },
    /^missing: OKTA_API_PRIVATE_KEY holds neither/,
  ],
  ['a blank id', { ...app, OKTA_API_PRIVATE_KEY_ID: ' ' }, /^missing: OKTA_API_PRIVATE_KEY_ID is set, and blank/],
  ['a token that no header can hold', { OKTA_API_TOKEN: 'tok en' }, /^missing: OKTA_API_TOKEN holds a blank/],
  [
    'a token as a file ends it',
    { OKTA_API_TOKEN: 'token\n' },
    /^warning: OKTA_API_TOKEN holds a blank, a line break.*; the program leaves the look-up .* → Copy/,
  ],
  [
    'a token of its own',
    { ...app, OKTA_ACCESS_TOKEN: 'x' },
    /^warning: OKTA_ACCESS_TOKEN is set.*leaves the look-up.* → Unset/,
  ],
  ['another org', { ...app, OKTA_ORG_NAME: 'other' }, /^warning: OKTA_ORG_NAME is not corp/],
  ['another domain', { ...app, OKTA_BASE_URL: 'oktapreview.com' }, /^warning: OKTA_BASE_URL is not okta\.com/],
])('says what the plugin lacks: %s', async (_what, environment, expected) => {
  const found = await said(environment as NodeJS.ProcessEnv);
  expect(found).toMatch(expected);
  expect(found).not.toMatch(/BEGIN|tok en/);
});
