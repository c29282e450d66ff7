import { describe, expect, it } from 'vitest';
import { recogniseText } from '../../src/evidence/recognise.js';

const formatOf = (text: string): string => recogniseText(Buffer.from(text)).format;

describe('a text is recognized by its start', () => {
  it.each([
    'version: 1\n\ndn: CN=ann',
    'dn: CN=ann',
    'dn:: Q049YW5u',
    '# exported by ldifde\r\nversion: 1\r\n',
    '# a comment that was folded\n  at column 76\n  twice\n\n# and another\nversion: 1\n',
    '# a comment that was folded\r\n\tby a tabulator\r\ndn: CN=ann',
    'ref: ldap://forest.example/DC=x',
  ])('LDIF: %j', (text) => {
    expect(formatOf(text)).toBe('ldif');
  });

  it.each([
    'UserPrincipalName,ObjectGUID\nann@corp.example,1\n',
    '#TYPE Microsoft.ActiveDirectory.Management.ADUser\n"UserPrincipalName"\n',
    'sep=;\nUserPrincipalName;ObjectGUID\n',
    '# exported on Monday\n  UserPrincipalName,ObjectGUID\n',
    'dn,objectClass\n',
  ])('CSV: %j', (text) => {
    expect(formatOf(text)).toBe('csv');
  });
});
