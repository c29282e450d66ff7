import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldedLength } from '../../../../src/evidence/ldif/read.js';
import { sharedOf } from './staying.js';

const surname = fc.constantFrom(
  'Guest',
  'Person',
  'Constant',
  'Member',
  'Enabled',
  'Manager',
  'Domain',
  'Group',
  'User',
);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

it('leaves no name of which each word is a vendor’s as well', async () => {
  await fc.assert(
    fc.asyncProperty(surname, surname, fc.constantFrom(', ', '; ', ' '), async (one, other, between) => {
      const name = `${one}${between}${other}`;
      const members = ['name', 'displayName', 'manager', 'userType', 'type', 'category', 'reason', 'status'];
      const object = Object.fromEntries(members.map((member) => [member, name]));
      const inside = { initiatedBy: object, sourceSystem: object, app: object, features: [object], profile: object };
      const files = await sharedOf({
        'a.json': JSON.stringify([object, inside]),
        'a.csv': `${members.join(',')},mail\n${members.map(() => `"${name}"`).join(',')},x@y\n`,
        'a.txt': `DistinguishedName : x\nName : ${one}\nManager : ${name}\n`,
        'a.ldif': `dn: CN=x,DC=y\nname: ${one}\ndisplayName: ${name}\ndescription:: ${base64(name)}\n\n`,
        'b.csv': `Name,mail\n${one},x@y\n`,
      });
      const words = files.map((text) => text.replaceAll(/^([^:\n]*:|Name,mail|name,.*)/gm, ''));
      expect(words.join('\n')).not.toContain(name);
      for (const text of words.slice(2)) expect(text).not.toMatch(new RegExp(`\\b${one}\\b`));
    }),
    { numRuns: 60 },
  );
});

it('keeps an address equal in every letter case, whatever its name looks like', async () => {
  const part = fc.constantFrom('Conference', 'Room', 'Service', 'Account', 'Berlin', 'IT', 'x', 'Mc', 'aB');
  const account = fc.tuple(fc.array(part, { minLength: 1, maxLength: 6 }), fc.nat(9999), fc.constantFrom('', '-', '_'));
  await fc.assert(
    fc.asyncProperty(account, async ([parts, number, between]) => {
      const upn = `${parts.join(between)}${number}@contoso.com`;
      const variants = [upn, upn.toLowerCase(), upn.toUpperCase(), `smtp:${upn}`, `SMTP:${upn.toLowerCase()}`];
      const [text = ''] = await sharedOf({ 'a.json': JSON.stringify({ proxyAddresses: variants }) });
      const { proxyAddresses } = JSON.parse(text) as { proxyAddresses: string[] };
      const shown = proxyAddresses.map((address) => address.toLowerCase().replace(/^smtp:/, ''));
      expect(new Set(shown).size).toBe(1);
      expect(shown[0]).not.toBe(upn.toLowerCase());
    }),
    { numRuns: 80 },
  );
});

it.each(['123456', 'E1234567', '7', 'ada.kowalski', 'Müller-12'])(
  'keeps an ImmutableID that is the Base64 of %s one of what that becomes',
  async (text) => {
    const rows = [`x@y,${text},${base64(text)}`, `z@y,"",${base64(text)}`];
    const [csv = ''] = await sharedOf({ 'a.csv': `mail,employeeID,ImmutableID\n${rows.join('\n')}\n` });
    const [, first = '', second = ''] = csv.split('\n').map((row) => row.split(','));
    expect(Buffer.from(first[2] ?? '', 'base64').toString()).toBe(first[1]);
    expect(second[2]).toBe(first[2]);
    expect(first[1]).not.toBe(text);
  },
);

it.each([
  'contoso.onmicrosoft.com',
  'contoso.mail.onmicrosoft.de',
  'contoso.partner.onmschina.cn',
  'onmicrosoft.com',
  'corp.microsoft.com',
  'microsoft.com',
  'corp.okta.com',
  'corp.windows.net',
  'contoso.sharepoint.com',
  'okta.contoso.com',
  'a.oktapreview.com.contoso.com',
  'contoso.com',
  'ΣΕΛΑΣ.GR',
  'ΣΕΛΑΣ.ΣΕΛΑΣ',
  'Σ.GR',
  'A.Σ',
])('keeps the domain of a distinguished name the same as elsewhere: %s', async (domain) => {
  for (const between of [',', ', ']) {
    const parts = domain.split('.').map((label) => `DC=${label}`);
    const names = ['CN=Ada,OU=okta', 'CN=Ada,OU=A'].map((start) => [start, ...parts].join(between));
    const [shared = ''] = await sharedOf({
      'a.json': JSON.stringify([domain, `ada@${domain}`, ...names, domain.toLowerCase()]),
    });
    const [shown = '', upn, ...others] = JSON.parse(shared) as string[];
    const lower = others.pop();
    const domains = others.map((name) => [...name.matchAll(/(?<=DC=)[^,]*/g)].join('.'));
    expect([...new Set([shown, ...domains].map((one) => one.toLowerCase()))]).toEqual([lower]);
    expect(upn?.split('@')[1]?.toLowerCase()).toBe(lower);
  }
});

it('ends an LDIF file at a fold where it ended at one, and only there', async () => {
  const value = fc.string({ unit: fc.constantFrom(...'abcdefgh  ,='), minLength: 50, maxLength: 160 });
  await fc.assert(
    fc.asyncProperty(value, fc.constantFrom(76, 77, 78, 120), fc.boolean(), async (text, width, isCut) => {
      const line = `description: a${text}z`;
      const pieces = [line.slice(0, width)];
      for (let from = width; from < line.length; from += width - 1) pieces.push(line.slice(from, from + width - 1));
      const kept = (isCut ? pieces.slice(0, 1) : pieces).join('\n ').trimEnd();
      const content = `dn: CN=x,DC=y\nmemberOf: ${'g'.repeat(width - 10)}\n ggg\n\ndn: CN=z,DC=y\n${kept}\n`;
      const lastOf = (all: string): string => all.trimEnd().split('\n').at(-1) ?? '';
      const [shared = ''] = await sharedOf({ 'a.ldif': content });
      expect(lastOf(shared).length >= foldedLength).toBe(lastOf(content).length >= foldedLength);
    }),
    { numRuns: 100 },
  );
});

it.each([
  `proxyAddresses: ${'smtp:'.padEnd(60, 'a')}`,
  // The capital of ß takes a byte more than the small one: what is then missing of the length is made up.
  `proxyAddresses:: ${base64('SMTP:GROẞ.VOẞ.AAAAAAAAAAAAAAAA@fs.example')}`,
  `url:< ${'https://www.'.padEnd(70, 'a')}`,
])('keeps a line readable that a file ends with where it was cut at a fold: %s', async (line) => {
  expect(line.length).toBeGreaterThanOrEqual(foldedLength);
  const [shared = ''] = await sharedOf({ 'a.ldif': `dn: CN=x,DC=y\n${line}` });
  const [, name, value = ''] = /\n([^:]+:[:<]?) *(\S+)$/.exec(shared) ?? [];
  expect(name).toBe(/^[^:]+:[:<]?/.exec(line)?.[0]);
  expect(value).toMatch(name?.endsWith('::') ? /^[A-Za-z0-9+/]+={0,2}$/ : /^[^:<]/);
});

it('keeps what a search says of itself in comments of LDIF, and no other comment', async () => {
  const told = ['# LDAPv3', '# search result', '# numResponses: 3', '# numEntries: 2', '# 1 entries'];
  const content = `# Kowalski\ndn: CN=x,DC=y\n\nsearch: 2\nresult: 0 Success\n\n${told.join('\n')}\n`;
  const [shared = ''] = await sharedOf({ 'a.ldif': content });
  expect(shared.match(/^#.*$/gm)).toEqual(told);
  expect(shared).toContain('\nresult: 0 Success\n');
});

it.each([
  ['result: 0 Success\npagedresults: cookie=S293YWxza2k=', 'pagedresults: cookie=AAAA'],
  ['result: 0 Success\npagedresults: estimate=3 cookie=', 'pagedresults: cookie='],
  ['\n# pagedresults: cookie=S293YWxza2k=', '# pagedresults: cookie=AAAA'],
  ['\n# pagedresults: cookie=', '# pagedresults: cookie='],
])('keeps of %j whether there is more', async (end, kept) => {
  const [shared = ''] = await sharedOf({ 'a.ldif': `dn: CN=x,DC=y\n\n${end}\n` });
  expect(shared.split('\n')).toContain(kept);
  expect(shared).not.toContain('S293YWxza2k');
});

it('keeps of the comments of LDIF which search a page is of, and not what it looks for', async () => {
  const page = (base: string, filter: string) => `# LDAPv3\n# base <${base}>\n# filter: ${filter}\n\ndn: CN=x,DC=y\n\n`;
  const content = [
    page('OU=Kowalski', '(a=1)'),
    page('OU=Featherstone', '(a=1)'),
    page('OU=Kowalski', '(sn=Kowalski)'),
  ];
  const [shared = ''] = await sharedOf({ 'a.ldif': content.join('') });
  const told = [1, 2, 3, 2, 1, 4].map((number, index) => `# ${index % 2 === 0 ? 'base <' : 'filter: '}${number}`);
  expect(shared.match(/^# (?:base|filter).*$/gm)).toEqual(told);
  expect(shared).not.toMatch(/Kowalski|Featherstone/);
});

it.each(['#NV', '#N/D', '#N/A', '#NOMBRE?', '#¡VALOR!', '1E+11', '1,23457E+11', 'n/a', '(null)', 'System.Byte[]'])(
  'keeps what stands instead of a value: %s',
  async (word) => {
    const { wordInstead, isExcelNumber } = await import('../../../../src/evidence/values/words.js');
    const [shared = ''] = await sharedOf({ 'a.csv': `mail;objectGUID\nx@y;"${word}"\n` });
    const shown = /;"(.*)"\n$/.exec(shared)?.[1] ?? '';
    expect([wordInstead(shown), isExcelNumber(shown)]).toEqual([wordInstead(word), isExcelNumber(word)]);
  },
);
