import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../src/domain/base64.js';
import { bytesToHex, guidToBytes } from '../../src/domain/guid.js';
import { utf8 } from '../../src/domain/source-anchor.js';
import { anchor, guid, organisation } from './organisation.js';

const unit = (name: string) => `CN=someone,OU=${name},DC=corp,DC=example`;

describe('source attribute', () => {
  it('is left out while every anchor is the ImmutableID', () => {
    expect(organisation().person(1, 'ann').judge().sourceAttribute).toBeUndefined();
  });

  it('tells the best explanation overall and per OU, and whom it does not explain', () => {
    const mailAnchored = (number: number, name: string, ou: string) => {
      const mail = `${name}.x@corp.example`;
      return [number, name, { onPrem: { mail, distinguishedName: unit(ou) }, entra: { immutableId: mail } }] as const;
    };
    const { sourceAttribute } = organisation()
      .person(1, 'zoe', { onPrem: { distinguishedName: unit('Old') } })
      .person(...mailAnchored(2, 'bob', 'New'))
      .person(...mailAnchored(3, 'eve', 'New'))
      .person(4, 'ann', { entra: { immutableId: anchor(77) } })
      .judge();
    expect(sourceAttribute).toMatchObject({
      people: 4,
      explained: [
        { source: 'mail:text', people: 2 },
        { source: 'objectGUID', people: 1 },
      ],
      unexplained: 1,
      organizationalUnits: [
        { distinguishedName: 'ou=new,dc=corp,dc=example', people: 2, best: { source: 'mail:text', people: 2 } },
        { distinguishedName: 'ou=old,dc=corp,dc=example', people: 1, best: { source: 'objectGUID', people: 1 } },
      ],
    });
    expect(sourceAttribute?.exceptions.map(({ userPrincipalName }) => userPrincipalName)).toEqual([
      'ann@corp.example',
      'zoe@corp.example',
    ]);
  });

  it.each([
    ['objectGUID (hexadecimal)', bytesToHex(guidToBytes(guid(1))), {}],
    ['objectGUID (Base64 of hexadecimal)', encodeBase64(utf8(bytesToHex(guidToBytes(guid(1))))), {}],
    ['objectGUID:text', guid(1), {}],
    ['objectGUID:text-base64', encodeBase64(utf8(guid(1))), {}],
    ['Okta user id', '00u1abcDEF2ghiJKL3m4', {}],
    ['sAMAccountName:text', 'ann.a', { samAccountName: 'ann.a' }],
    ['employeeID:text-base64', encodeBase64(utf8('E1')), { attributes: { employeeid: 'E1' } }],
    // S-1-5-21-1-2-3-1001: 01 05 00…05 15000000 01000000 02000000 03000000 e9030000
    ['objectSid', 'AQUAAAAAAAUVAAAAAQAAAAIAAAADAAAA6QMAAA==', { objectSid: 'S-1-5-21-1-2-3-1001' }],
  ])('recognises %s', (source, immutableId, onPrem) => {
    const { sourceAttribute } = organisation().person(1, 'ann', { onPrem, entra: { immutableId } }).judge();
    expect(sourceAttribute?.explained).toContainEqual({ source, people: 1 });
    expect(sourceAttribute?.unexplained).toBe(0);
  });
});
