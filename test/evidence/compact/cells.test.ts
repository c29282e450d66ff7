import { expect, it } from 'vitest';
import { isDistinguishedName, isInitialDomain } from '../../../src/evidence/compact/cells.js';
import { isInitialDomain as isInitialDomainToRules } from '../../../src/validation/account.js';

it.each([
  ['ann@org.onmicrosoft.com', true],
  ['ann@org.onmicrosoft.de', true],
  ['ann@org.onmicrosoft.us', true],
  ['ann@org.partner.onmschina.cn', true],
  ['ann@org.partner.mail.onmschina.cn', true],
  ['ann@org.mail.onmicrosoft.com', true],
  ['ann@org.partner.onmschina.cn.example', false],
  ['ann@org.partner.onmicrosoft.cn', false],
  ['ann@orgpartner.onmschina.cn', false],
  ['ANN@ORG.ONMICROSOFT.US', true],
  ['ann@org.onmicrosoft.example', false],
  ['ann@org.onmicrosoft.com.example', false],
  ['ann@orgonmicrosoft.us', false],
  ['ann@onmicrosoft-us', false],
])('knows %s for an address of Entra’s own as the rules do: %j', (address, isInitial) => {
  const data = Buffer.from(`smtp:${address};`);
  expect(isInitialDomain(data, 5, data.length - 1)).toBe(isInitial);
  expect(isInitialDomainToRules(address)).toBe(isInitial);
});

const [semicolon, unitSeparator] = [0x3b, 0x1f];

/** Whether the name is plain in a cell of the format, as it stands there. */
function isPlainIn(format: 'csv' | 'jsonLines', written: string): boolean {
  const data = Buffer.from(`"${written}"\n`);
  return isDistinguishedName(data, 1, data.length - 2, format === 'csv' ? semicolon : unitSeparator);
}

it.each([
  ['CN=Ann,OU=A,DC=corp', true],
  [String.raw`CN=Ann \"B\" C,OU=A,DC=corp`, true],
  [String.raw`CN=\"B\",OU=A,DC=corp`, true],
  ['CN="Ann",OU=A,DC=corp', false],
  ['CN="Ann,OU=A",DC=corp', false],
  [String.raw`CN=Ann \"",OU=A,DC=corp`, false],
  [String.raw`CN=Ann \\",OU=A,DC=corp`, false],
  [String.raw`CN=Ann,OU=\"A\",DC=corp`, false],
  [String.raw`CN=Ann \22,OU=A,DC=corp`, false],
])('takes %s for plain: %s', (name, plain) => {
  expect([isPlainIn('jsonLines', name), isPlainIn('csv', name.replaceAll('"', '""'))]).toEqual([plain, plain]);
});

it('takes no quotation mark for plain in a cell of CSV that has none around it', () => {
  const data = Buffer.from(String.raw`;CN=Ann \""B,OU=A;`);
  expect(isDistinguishedName(data, 1, data.length - 1, semicolon)).toBe(false);
});
