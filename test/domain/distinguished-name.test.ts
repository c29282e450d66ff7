import { describe, expect, it } from 'vitest';
import { domainOfDistinguishedName, isInContainer, normalizeDn } from '../../src/domain/distinguished-name.js';

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
});
