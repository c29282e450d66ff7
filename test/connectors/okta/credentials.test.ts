import { expect, it } from 'vitest';
import { oktaCredentials } from '../../../src/connectors/okta/credentials.js';

const secret = '00secretsecretsecret';
const read = (OKTA_API_TOKEN: string) => oktaCredentials('read', { OKTA_API_TOKEN });

it.each([
  ['a second line', `${secret}\nsecond`],
  ['a blank inside', `${secret} x`],
  ['typographic quotation marks', `„${secret}“`],
  ['a control character', `${secret}\u0000`],
])('refuses a token with %s, and does not repeat it', async (_what, token) => {
  const error: Error = await read(token).then(
    () => expect.unreachable(),
    (problem: Error) => problem,
  );
  expect(error.message).toMatch(/^OKTA_API_TOKEN holds a blank, a line break or a letter that no token has/);
  expect(error.message).not.toContain('secret');
});

it('takes a token without the blanks around it, and blanks alone for none', async () => {
  expect(await read(` ${secret}\n`)).toEqual({ kind: 'token', token: secret });
  await expect(read('  ')).rejects.toThrow(/No credentials for Okta/);
});
