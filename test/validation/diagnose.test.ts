import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../src/domain/base64.js';
import { bytesToHex, guidToBytes, swapGuidBytes } from '../../src/domain/guid.js';
import type { OnPremObject } from '../../src/domain/objects.js';
import { utf8 } from '../../src/domain/source-anchor.js';
import { describeForm, diagnose } from '../../src/validation/diagnose.js';
import { anchor, guid, organisation } from './organisation.js';

const person: OnPremObject = {
  objectType: 'user',
  at: { origin: 'OnPremIDs.csv', line: 2 },
  objectGuid: guid(1),
  userPrincipalName: 'ann@corp.example',
  mail: 'ann.lee@corp.example',
  samAccountName: 'alee',
  objectSid: 'S-1-5-21-1-2-3-4',
  distinguishedName: 'CN=Ann,DC=corp',
  name: 'Ann Lee',
  attributes: new Map([['employeeid', 'E-4711']]),
};
const bytes = guidToBytes(guid(1));
const wide = (text: string): Uint8Array => Uint8Array.from([...text].flatMap((letter) => [letter.charCodeAt(0), 0]));

describe('diagnosis of a wrong ImmutableID', () => {
  it.each([
    ['byte-order-swapped', encodeBase64(swapGuidBytes(bytes))],
    ['guid-text-encoded', guid(1)],
    ['guid-text-encoded', `{${guid(1).toUpperCase()}}`],
    ['guid-text-encoded', guid(1).replaceAll('-', '')],
    ['guid-text-encoded', encodeBase64(utf8(guid(1)))],
    ['guid-text-encoded', encodeBase64(wide(guid(1)))],
    ['hex-encoded', bytesToHex(bytes)],
    ['hex-encoded', bytesToHex(bytes).toUpperCase()],
    ['hex-encoded', bytesToHex(bytes).replace(/(..)/g, '$1 ').trim()],
    ['hex-encoded', encodeBase64(utf8(bytesToHex(bytes)))],
    ['hex-encoded', `0x${bytesToHex(bytes)}`],
    ['hex-encoded', `X'${bytesToHex(bytes)}'`],
    ['unknown', `1${bytesToHex(bytes)}`],
    ['unknown', `${bytesToHex(bytes).slice(0, 8)}'${bytesToHex(bytes).slice(8)}`],
    ['unknown', `${bytesToHex(bytes).slice(0, 8)}0x${bytesToHex(bytes).slice(8)}`],
    ['unknown', `${bytesToHex(bytes).slice(0, 8)}x'${bytesToHex(bytes).slice(8)}`],
    ['guid-text-encoded', ` ${guid(1)}\n`],
    ['case-folded', anchor(1).toUpperCase()],
    ['okta-user-id', '00u1abcDEF2ghiJKL3m4'],
    ['okta-user-id', encodeBase64(utf8('00u1abcDEF2ghiJKL3m4'))],
    ['attribute:objectSid', 'S-1-5-21-1-2-3-4'],
    ['attribute:distinguishedName', 'cn=Ann,dc=corp'],
    ['attribute:name', 'Ann Lee'],
    ['unknown', ''],
    ['guid-text-encoded', bytesToHex(utf8(guid(1)))],
    ['okta-user-id', bytesToHex(utf8('00u1abcDEF2ghiJKL3m4'))],
    ['unknown', encodeBase64(utf8('ann.lee@corp.exampl'))],
    ['unknown', anchor(1).slice(0, 20).toUpperCase()],
    ['attribute:mail', 'ann.lee@corp.example'],
    ['attribute:mail', encodeBase64(utf8('ann.lee@corp.example'))],
    ['attribute:userPrincipalName', 'ann@corp.example'],
    ['attribute:sAMAccountName', 'alee'],
    ['attribute:employeeID', 'E-4711'],
    ['unknown', anchor(2)],
    ['unknown', guid(2)],
  ])('%s: %s', (diagnosis, immutableId) => {
    expect(diagnose(immutableId, person, anchor(1))).toBe(diagnosis);
  });

  it('names objectGUID instead of mS-DS-ConsistencyGuid only when they differ', () => {
    const moved = { ...person, consistencyGuid: anchor(5) };
    expect(diagnose(anchor(1), moved, anchor(5))).toBe('object-guid-instead-of-consistency-guid');
    expect(diagnose(encodeBase64(swapGuidBytes(guidToBytes(guid(5)))), moved, anchor(5))).toBe('byte-order-swapped');
  });

  it('looks at either GUID of the person, in every form', () => {
    const moved = { ...person, consistencyGuid: anchor(5) };
    for (const number of [1, 5]) {
      expect(diagnose(guid(number), moved, anchor(5))).toBe('guid-text-encoded');
      expect(diagnose(bytesToHex(guidToBytes(guid(number))), moved, anchor(5))).toBe('hex-encoded');
      expect(diagnose(anchor(number).toLowerCase(), moved, anchor(5))).toBe('case-folded');
    }
    const { objectGuid, ...without } = moved;
    expect(diagnose(guid(5), without, anchor(5))).toBe('guid-text-encoded');
    expect(diagnose(anchor(1), without, anchor(5))).toBe('unknown');
    expect(diagnose(anchor(1), { ...person, consistencyGuid: 'short' }, 'short')).toBe(
      'object-guid-instead-of-consistency-guid',
    );
    expect(diagnose('SHORT', { ...without, consistencyGuid: 'short' }, 'short')).toBe('case-folded');
    // Where the source anchor is neither, the whole value of one of them is that attribute, and no lost letter case.
    expect(diagnose(anchor(1), { ...person, consistencyGuid: anchor(5) }, '1001')).toBe(
      'object-guid-instead-of-consistency-guid',
    );
    expect(diagnose(anchor(1), person, '1001')).toBe('attribute:objectGUID');
    expect(diagnose(anchor(5), moved, '1001')).toBe('attribute:mS-DS-ConsistencyGuid');
  });

  it('of somebody without anchor goes by attributes and form', () => {
    const { objectGuid, ...without } = person;
    expect(diagnose('alee', without, undefined)).toBe('attribute:sAMAccountName');
    expect(diagnose(guid(1), person, undefined)).toBe('unknown');
  });

  it('takes Base64 for a text only where it is printable, in one width', () => {
    const told = (text: string | Uint8Array) => {
      const immutableId = encodeBase64(typeof text === 'string' ? utf8(text) : text);
      return diagnose(immutableId, undefined, undefined);
    };
    const user = '00u1abcDEF2ghiJKL3m4';
    expect(told(wide(user))).toBe('okta-user-id');
    expect(told(Uint8Array.from([...utf8(user), 0]))).toBe('unknown');
    expect(told(wide(user).subarray(0, 39))).toBe('unknown');
    expect(told(`${user}\u007f`)).toBe('unknown');
    expect(told(`x${user}`)).toBe('unknown');
  });

  it('of a value of any length, however hostile, is one sentence', () => {
    const long = encodeBase64(utf8('0'.repeat(300_000)));
    expect(diagnose(long, person, anchor(1))).toBe('unknown');
    expect(describeForm(long)).toBe('Base64 of 300,000 bytes instead of 16');
    const spaced = bytesToHex(bytes).replace(/(..)/g, '$1 - ');
    expect(diagnose(encodeBase64(wide(spaced)), person, anchor(1))).toBe('hex-encoded');
  });

  it('without an on-premises side goes by form alone', () => {
    expect(diagnose('00u1abcDEF2ghiJKL3m4', undefined, undefined)).toBe('okta-user-id');
    expect(diagnose(guid(1), undefined, undefined)).toBe('unknown');
  });

  it.each([
    ['an Okta user id', '00u1abcDEF2ghiJKL3m4'],
    ['the text of a GUID', guid(1)],
    ['the Base64 of a GUID’s text', encodeBase64(utf8(guid(1)))],
    ['a GUID in hexadecimal', bytesToHex(bytes)],
    ['a mail address or UPN', 'ann@corp.example'],
    ['white space', ` ${anchor(1)}`],
    ['URL-safe', `${'A'.repeat(20)}-A==`],
    ['lost its padding', anchor(1).replace('==', '')],
    ['stray bits', `${'A'.repeat(21)}B==`],
    ['4 bytes instead of 16', encodeBase64(utf8('four'))],
    ['no Base64', 'änn'],
    ['an Okta user id', encodeBase64(utf8('00u1abcDEF2ghiJKL3m4'))],
    ['a GUID in hexadecimal', `0x${bytesToHex(bytes)}`],
    ['a GUID in hexadecimal', bytesToHex(bytes).replace(/(..)(?=.)/g, '$1 ')],
    ['no Base64', `x${bytesToHex(bytes)}-`],
    ['no Base64', `${bytesToHex(bytes)}-`],
    ['no Base64', `-${bytesToHex(bytes)}`],
    ['a mail address or UPN', 'a@b'],
    ['no Base64', 'a@b c'],
    ['no Base64', 'a b@c'],
    ['no Base64', '@b'],
    ['URL-safe', `${'A'.repeat(21)}_`],
    ['no Base64', `${'A'.repeat(21)}_=`],
    ['no Base64', `${'A'.repeat(22)}_`],
    ['no Base64', `${'A'.repeat(21)}_==x`],
    ['lost its padding', `${'A'.repeat(21)}/=`],
    ['no Base64', `${'A'.repeat(25)}=`],
    ['no Base64', `-${'A'.repeat(21)}B==`],
    ['no Base64', `${'A'.repeat(21)}B==-`],
    ['18 bytes instead of 16', 'A'.repeat(24)],
    ['hexadecimal of a GUID that is in hexadecimal already', bytesToHex(utf8(bytesToHex(bytes)))],
    ['the Base64 of a GUID in hexadecimal', encodeBase64(utf8(bytesToHex(bytes)))],
    ['hexadecimal of 24 bytes', 'ab'.repeat(24)],
    ['hexadecimal of 30 bytes', 'AB'.repeat(30)],
    ['no Base64', `${'ab'.repeat(30)}a`],
    ['no Base64', `-${'ab'.repeat(24)}`],
    ['no Base64', `${'ab'.repeat(24)}-`],
    ['white space around it', `${anchor(1)}\n`],
    ['white space in it', `${anchor(1).slice(0, 9)} \n${anchor(1).slice(9)}`],
    ['no Base64', `${anchor(1).slice(0, 9)} -${anchor(1).slice(9)}`],
  ])('describes the form: %s', (words, immutableId) => {
    expect(describeForm(immutableId)).toContain(words);
  });
});

describe('anchor-malformed', () => {
  it.each([
    ['padding lost', anchor(1).replace('==', '')],
    ['URL-safe', `${'PCsaC19Oc'.padEnd(21, '-')}A==`],
    ['stray bits', `${anchor(1).slice(0, 21)}B==`],
    ['spelled with white space', ` ${anchor(1)}`],
    ['15 bytes', encodeBase64(bytes.subarray(1))],
  ])('%s gives anchor-malformed and never anchor-mismatch', (_, immutableId) => {
    const { findings } = organisation().person(1, 'ann', { entra: { immutableId } }).judge();
    expect(findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).toEqual([
      'anchor-malformed',
    ]);
  });

  it('is not asked for where the anchor is not a GUID', () => {
    const { findings } = organisation()
      .person(1, 'ann', { onPrem: { attributes: { employeeid: '7' } }, entra: { immutableId: '8' } })
      .sources({ onPrem: { fields: new Set(['employeeid', 'userPrincipalName']) } })
      .judge({ sourceAnchor: { attribute: 'employeeID', encoding: 'text' } });
    expect(findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).toEqual([
      'anchor-mismatch',
    ]);
  });
});
