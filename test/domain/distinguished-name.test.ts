import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  containerOfDn,
  domainOfDistinguishedName,
  isDistinguishedName,
  isInContainer,
  normalizeDn,
  rdnsOfDn,
  spellDn,
} from '../../src/domain/distinguished-name.js';

describe('a distinguished name', () => {
  it('ends in its domain', () => {
    expect(domainOfDistinguishedName('CN=a,OU=DC=x,DC=Corp, DC=example')).toBe('corp.example');
    expect(domainOfDistinguishedName('DC=corp,DC=example')).toBe('corp.example');
    expect(domainOfDistinguishedName('CN = a , dc = corp , DC = Example')).toBe('corp.example');
    expect(domainOfDistinguishedName('CN="a,DC=b",DC=corp')).toBe('corp');
    expect(domainOfDistinguishedName('CN=a')).toBeUndefined();
    expect(domainOfDistinguishedName(undefined)).toBeUndefined();
  });

  it('containers hold what lies in them and themselves, with spaces after commas, escaped commas being none', () => {
    expect(isInContainer('CN=a,OU=X , DC=c', 'ou=x,dc=C')).toBe(true);
    expect(isInContainer(' OU=X,  DC=c ', 'ou=x,dc=c')).toBe(true);
    expect(isInContainer('CN=a,OU=MyX,DC=c', 'OU=X,DC=c')).toBe(false);
    expect(isInContainer('CN=b\\, OU=X,DC=c', 'OU=X,DC=c')).toBe(false);
    expect(isInContainer('CN=b\\,OU=X,DC=c', 'OU=X,DC=c')).toBe(false);
    expect(isInContainer('CN=b\\2COU=X,DC=c', 'OU=X,DC=c')).toBe(false);
    // An escaped backslash, and then a comma that separates.
    expect(isInContainer('CN=b\\\\,OU=X,DC=c', 'OU=X,DC=c')).toBe(true);
    expect(isInContainer('CN=b\\5C,OU=X,DC=c', 'OU=X,DC=c')).toBe(true);
  });

  it.each([
    ['OU=Sales\\, EMEA,DC=c', 'OU=Sales\\2C EMEA,DC=c'],
    ['OU=Sales\\, EMEA,DC=c', 'ou=sales\\2c emea, dc=c'],
    ['OU=Zürich,DC=c', 'OU=Zu\u0308rich,DC=c'],
    ['OU=ZÜRICH,DC=c', 'OU=Z\\C3\\BCrich,DC=c'],
    ['OU=R\\+D,DC=c', 'OU=R\\2bD,DC=c'],
    ['OU=a\\ b,DC=c', 'OU=a b,DC=c'],
    ['OU=Staff,DC=c', 'ou = staff , dc = c'],
    ['OU=Staff,DC=c', '\tOU\t=\tStaff,DC=c'],
    ['OU=Sales\\, EMEA,DC=c', 'OU="Sales, EMEA",DC=c'],
    ['OU=Sales\\, EMEA,DC=c', 'OU="Sales\\, EMEA", DC="c"'],
    ['OU=a \\"b\\" c,DC=c', 'OU="a \\"b\\" c",DC=c'],
    ['OU=a\\=b,DC=c', 'OU="a=b",DC=c'],
    ['OU=\\ a,DC=c', 'OU=" a",DC=c'],
    ['OU=Staff,DC=c', '2.5.4.11=Staff,0.9.2342.19200300.100.1.25=c'],
    ['OU=Staff,DC=c', 'oid.2.5.4.11=Staff,DC=c'],
    ['OU=R\\+D,DC=c', 'OU=R+D,DC=c'],
    ['OU=\\#1,DC=c', 'OU=#1,DC=c'],
    ['OU=a\\0Ab,DC=c', 'OU=a\nb,DC=c'],
    ['OU=a\\;b,DC=c', 'OU=a\\\u037eb,DC=c'],
  ])('%s and %s are one container', (one, other) => {
    expect([isInContainer(`CN=x,${one}`, other), isInContainer(`CN=x,${other}`, one)]).toEqual([true, true]);
  });

  it.each([
    ['OU=Sales\\, EMEA,DC=c', 'OU=EMEA,DC=c'],
    ['OU=a\\5Cb,DC=c', 'OU=ab,DC=c'],
    ['OU=a\\FFb,DC=c', 'OU=ab,DC=c'],
    ['OU=Zürich,DC=c', 'OU=Zurich,DC=c'],
    ['OU=a  b,DC=c', 'OU=a b,DC=c'],
    ['OU=\\ a,DC=c', 'OU=a,DC=c'],
    ['OU="a,DC=b",DC=c', 'DC=b,DC=c'],
    ['OU=a\\"\\, OU=b,DC=c', 'OU=b,DC=c'],
    ['2.5.4.10=Staff,DC=c', 'OU=Staff,DC=c'],
    ['OU=a\u00a0,DC=c', 'OU=a,DC=c'],
    ['OU=a\\FFb,DC=c', 'OU=a\\\\FFb,DC=c'],
    ['OU=a\\"b\\",DC=c', 'OU=ab,DC=c'],
  ])('%s and %s are two', (one, other) => {
    expect([isInContainer(`CN=x,${one}`, other), isInContainer(`CN=x,${other}`, one)]).toEqual([false, false]);
  });

  it.each([
    '<GUID=6c1b7b39-0000-4000-8000-000000000001>;CN=x,OU=Staff,DC=c',
    '<GUID=6c1b7b39-0000-4000-8000-000000000001>;<SID=S-1-5-21-1-2-3-4>;CN=x,OU=Staff,DC=c',
    ' <SID=S-1-5-21-1-2-3-4> ; CN=x , OU=Staff,DC=c',
  ])('%s is in its container, whatever Active Directory puts in front', (name) => {
    // As the end of a name it would be found with anything in front.
    expect(normalizeDn(name)).toBe(normalizeDn('CN=x,OU=Staff,DC=c'));
    expect(isInContainer(name, 'CN=x,OU=Staff,DC=c')).toBe(true);
    expect(isInContainer(name, 'OU=Staff,DC=c')).toBe(true);
  });

  // What a name may be made of, in every way to write it that is known here.
  const piece = fc.constantFrom(
    ...['a', 'B', ' ', '#', '+', '<', '=', 'ü', 'u\u0308', '\u037e', '\n', '\u00a0', '2C'],
    ...['\\,', '\\2C', '\\20', '\\C3\\BC', '\\FF', '\\22', '\\"', '\\\\', '\\0A'],
  );
  const value = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));
  const quoted = value.map((text) => `"${text}, x"`);
  const type = fc.constantFrom('OU=', ' ou = ', '2.5.4.11=', 'CN=');
  const part = fc.tuple(type, fc.oneof(value, quoted)).map(([name, text]) => name + text);
  const names = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => [...parts, 'DC=c'].join(','));

  it('has one normal form, whichever way it is written and however often it is made', () => {
    fc.assert(
      fc.property(names, (name) => {
        fc.pre(isDistinguishedName(name));
        const normal = normalizeDn(name);
        expect([normalizeDn(normal), normalizeDn(spellDn(name))]).toEqual([normal, normal]);
        expect([isDistinguishedName(normal), isDistinguishedName(spellDn(name))]).toEqual([true, true]);
        expect(normalizeDn(containerOfDn(name) ?? '')).toBe(normal.slice(normal.indexOf(',') + 1));
      }),
    );
  });

  it.each([
    ['OU=Sales\\2C EMEA, DC=Corp', 'ou=sales\\, emea,dc=corp'],
    ['OU="R+D";DC=c', 'ou=r\\+d,dc=c'],
    ['OU=\\20a\\ ,DC=c', 'ou=\\ a\\ ,dc=c'],
    ['OU=a \\#b\\\\,DC=c', 'ou=a #b\\\\,dc=c'],
    ['OU=\\C3\\9C=1,DC=c', 'ou=ü=1,dc=c'],
    ['OU=a\\FF\\0Ab,DC=c', 'ou=a\\ff\\0ab,dc=c'],
    ['OU=\\C3\\BC\\22\\FF\\61,DC=c', 'ou=ü\\"\\ffa,dc=c'],
    ['OU=\\E2\\82\\AC\\F0\\9F\\98\\80\\E2\\82,DC=c', 'ou=€😀\\e2\\82,dc=c'],
    ['OU=#0C0461C3BCFF,DC=c', 'ou=aü\\ff,dc=c'],
    ['b80beea0-12e3-40a3-8c22-AE9FB6CDD9C9', 'b80beea0-12e3-40a3-8c22-ae9fb6cdd9c9'],
  ])('%s is kept as %s', (written, kept) => expect(spellDn(written)).toBe(kept));

  it.each([
    ['CN=Berg\\, Di,OU=Staff,DC=c', 'OU=Staff,DC=c'],
    ['CN="Berg, Di" ; OU=Staff , DC=c', 'OU=Staff , DC=c'],
    ['CN=a\\\\,OU=Staff,DC=c', 'OU=Staff,DC=c'],
    ['<GUID=1>;CN=a,OU=Staff', 'OU=Staff'],
    ['DC=c', undefined],
    ['', undefined],
  ])('%s lies in %s', (name, container) => expect(containerOfDn(name)).toBe(container));

  it.each([
    ['OU=A\\, B,dc=c', 'ou=A, B|dc=c'],
    ['OU=H\\C3\\B6he\\FF , DC=c', 'ou=Höhe\\FF|dc=c'],
    ['CN="Berg, Di";OU=a\\2Cb', 'cn=Berg, Di|ou=a,b'],
    ['OU', '=OU'],
    ['', ''],
  ])('%s reads as %s', (name, parts) =>
    expect(
      rdnsOfDn(name)
        .map(({ type, value }) => `${type}=${value}`)
        .join('|'),
    ).toBe(parts),
  );

  it.each(['Sales', 'corp.example/Sales', 'OU=,DC=c', 'OU=a,', 'OU=a,DC=c\\', '<GUID=1>', 'OU="a,DC=c', ''])(
    '%j is none',
    (text) => expect(isDistinguishedName(text)).toBe(false),
  );

  it('is told from what is none in no time', () => {
    expect(isDistinguishedName(`${'OU= "a" ,'.repeat(200)}!`)).toBe(false);
    expect(isDistinguishedName(`${'OU=   a   ,'.repeat(200)}!`)).toBe(false);
  });
});
