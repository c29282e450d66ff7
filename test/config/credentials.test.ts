import { describe, expect, it } from 'vitest';
import { parseStackFile, settingsFromEngine } from '../../src/config/parse.js';
import { formatProblems } from '../../src/config/problems.js';
import { asEngineGives, least, replaced } from './example.js';

const secret = 'hunter2-hunter2';

function credentialProblems(text: string): string {
  const { problems } = parseStackFile(text, 'P.yaml');
  expect(problems.map(({ kind }) => kind)).toEqual(['credential']);
  const list = formatProblems(problems);
  expect(list).not.toContain(secret);
  return list;
}

describe('a credential in the configuration', () => {
  it.each([
    ['cutover:oktaApiToken', 'OKTA_API_TOKEN'],
    ['okta:apiToken', 'OKTA_API_TOKEN'],
    ['azuread:clientSecret', 'ARM_CLIENT_ID'],
    ['cutover:tenantPassword', 'AZURE_FEDERATED_TOKEN_FILE'],
    ['cutover:private_key', 'for Okta OKTA_API_TOKEN'],
    ['github:token', 'for Okta OKTA_API_TOKEN'],
    ['cutover:credentials', 'AZURE_CLIENT_ID'],
  ])('under %s is refused by its key, with the environment variable to use', (key, variable) => {
    const list = credentialProblems(`${least}  ${key}: ${secret}\n`);
    expect(list).toMatch(/^P\.yaml:12:3 /);
    expect(list).toContain('credentials must not be in the configuration');
    expect(list).toContain(variable);
  });

  it('is found at any depth, and as a whole mapping', () => {
    expect(credentialProblems(replaced(least, 'label:', `clientSecret: ${secret}, label:`))).toContain(
      'cutover:okta.apps[0].clientSecret',
    );
    expect(
      credentialProblems(replaced(least, 'domain:', `credentials: { user: a, value: ${secret} }\n    domain:`)),
    ).toContain('cutover:cloudSync.credentials');
  });

  it('is refused when Pulumi encrypted it, also in place of a value of ours', () => {
    expect(credentialProblems(replaced(least, 'https://corp.okta.com', `{ secure: ${secret} }`))).toBe(
      'P.yaml:5:5 cutover:okta.orgUrl: this is an encrypted value (secure: …); credentials must not be in the configuration: remove it, ' +
        'revoke it if it was ever committed, and set in the environment instead: OKTA_API_TOKEN, or OKTA_API_CLIENT_ID with OKTA_API_PRIVATE_KEY',
    );
    expect(credentialProblems(replaced(least, 'phase: assess', `phase: { secure: ${secret} }`))).toContain(
      'cutover:phase:',
    );
    const whole = replaced(least, '{ id: aaaaaaaa-2222-3333-4444-555555555555 }', `{ secure: ${secret} }`);
    expect(credentialProblems(whole)).toContain('P.yaml:3:3 cutover:tenant: this is an encrypted value');
  });

  it.each([
    ['a key file', `"-----BEGIN PRIVATE KEY----- ${secret}"`],
    ['a JSON Web Token', `eyJhbGciOiJub25lIn0.${secret}.x`],
    ['an Okta token', `00${'aB3_-'.repeat(8)}`],
    ['a password in a URL', `https://me:${secret}@corp.okta.com`],
  ])('is known by its form: %s', (_, value) => {
    expect(credentialProblems(replaced(least, 'https://corp.okta.com', value))).toContain(
      'cutover:okta.orgUrl: this value looks like a credential',
    );
  });

  it('is not every name that sounds like one', () => {
    const text = replaced(least, 'label: Microsoft Office 365', 'label: Password and Secret Manager');
    const limits =
      '  cutover:thresholds: { creations: { perOrganizationalUnit: { "OU=Secret Service,DC=corp,DC=example": 1 } } }\n';
    expect(
      formatProblems(parseStackFile(`${text}${limits}  aws:skipCredentialsValidation: true\n`, 'P.yaml').problems),
    ).toBe('');
  });

  it('is not repeated when the engine was given it next to the file', () => {
    const given = asEngineGives({
      'cutover:okta': { orgUrl: 'https://corp.okta.com', apiToken: secret },
      'cutover:passphrase': secret,
    });
    const { problems } = settingsFromEngine(given, { text: least, path: 'P.yaml' });
    expect(problems.filter(({ kind }) => kind === 'credential').map(({ path }) => path)).toEqual([
      'cutover:passphrase',
      'cutover:okta.apiToken',
    ]);
    expect(formatProblems(problems)).not.toContain(secret);
  });
});
