import { expect, it } from 'vitest';
import { isInitialDomain } from '../../../src/evidence/compact/cells.js';
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
