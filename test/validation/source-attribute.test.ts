import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../src/domain/base64.js';
import { bytesToHex, guidToBytes, swapGuidBytes } from '../../src/domain/guid.js';
import type { OnPremObject } from '../../src/domain/objects.js';
import { utf8 } from '../../src/domain/source-anchor.js';
import { anchorSources, explainAnchors } from '../../src/validation/explain-anchors.js';
import { detailSourceAttribute } from '../../src/validation/source-attribute.js';
import { at } from './evidence.js';
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
    // S-10-20-7: 0a 01 0000 00000014 07000000
    ['objectSid', 'AQEAAAAAABQHAAAA', { objectSid: 's-1-20-7' }],
    ['objectSid:text', 'S-1-5-21-1-2-3-1001', { objectSid: 'S-1-5-21-1-2-3-1001' }],
    ['name:text', 'Ann Lee', { name: 'Ann Lee' }],
    [
      'objectGUID (byte order swapped)',
      encodeBase64(swapGuidBytes(guidToBytes(guid(1)))),
      { consistencyGuid: anchor(5) },
    ],
    ['mS-DS-ConsistencyGuid (hexadecimal)', bytesToHex(guidToBytes(guid(5))), { consistencyGuid: anchor(5) }],
    ['objectGUID', anchor(1), { consistencyGuid: 'not sixteen bytes' }],
  ])('recognizes %s', (source, immutableId, onPrem) => {
    const { sourceAttribute } = organisation().person(1, 'ann', { onPrem, entra: { immutableId } }).judge();
    expect(sourceAttribute?.explained).toContainEqual({ source, people: 1 });
    expect(sourceAttribute?.unexplained).toBe(0);
  });

  it('recognizes mS-DS-ConsistencyGuid as it stands, and nothing that only resembles a source', () => {
    const sources = (immutableId: string, onPrem: Partial<OnPremObject>) => [
      ...anchorSources(immutableId, { objectType: 'user', at, attributes: new Map(), ...onPrem }),
    ];
    expect(sources('short', { consistencyGuid: 'short' })).toEqual(['mS-DS-ConsistencyGuid']);
    expect(sources('', { mail: '', attributes: new Map([['employeeid', '']]) })).toEqual([]);
    for (const near of ['x00u1abcDEF2ghiJKL3m4', '00u1abcDEF2ghiJKL3m4x']) expect(sources(near, {})).toEqual([]);
    for (const objectSid of ['xS-1-5-21', 'S-1-5-21x', 'S-1', 'S-1-5'])
      expect(sources('AQEAAAAAAAUVAAAA', { objectSid })).toEqual([]);
    expect(sources('AQEAAAAAAAUVAAAA', { objectSid: 'S-1-5-21' })).toEqual(['objectSid']);
  });

  it('without any explanation names everybody, by name in whatever letter case, a hundred at most', () => {
    const org = organisation().person(500, 'Bob', { entra: { immutableId: 'b' } });
    for (let number = 1; number <= 120; number += 1)
      org.person(number, `p${String(number).padStart(3, '0')}`, { entra: { immutableId: `x${number}` } });
    org.person(501, 'ann', { entra: { immutableId: 'a' } });
    const { sourceAttribute } = org.judge();
    expect(sourceAttribute).toMatchObject({ people: 122, explained: [], unexplained: 122, organizationalUnits: [] });
    const names = sourceAttribute?.exceptions.map(({ userPrincipalName }) => userPrincipalName?.split('@')[0]);
    expect(names).toHaveLength(100);
    expect(names?.slice(0, 3)).toEqual(['ann', 'Bob', 'p001']);
  });

  it('anyone who has no UPN in Active Directory is sorted by that of Entra, else by objectGUID', () => {
    const bySid = (number: number, entra: { userPrincipalName?: string | undefined }) => {
      const onPrem = { userPrincipalName: undefined, name: undefined, objectSid: `S-1-5-21-${number}` };
      return [
        number,
        'x',
        { onPrem, entra: { immutableId: `x${number}`, onPremisesSecurityIdentifier: onPrem.objectSid, ...entra } },
      ] as const;
    };
    const { sourceAttribute } = organisation()
      .person(1, 'zoe', { entra: { immutableId: 'x1' } })
      .person(...bySid(2, { userPrincipalName: 'Mia@corp.example' }))
      .person(...bySid(3, { userPrincipalName: undefined }))
      .judge();
    expect(sourceAttribute?.exceptions.map(({ immutableId }) => immutableId)).toEqual(['x3', 'x2', 'x1']);
  });

  it('counts clean pairs in their OUs next to the others', () => {
    const container = 'ou=old,dc=corp,dc=example';
    const cleanPairs = {
      people: 3,
      explained: new Map([['objectGUID', 3]]),
      units: new Map([
        [container, { people: 2, explained: new Map([['objectGUID', 2]]) }],
        ['ou=far,dc=corp,dc=example', { people: 1, explained: new Map([['objectGUID', 1]]) }],
      ]),
    };
    const { identities } = organisation()
      .person(1, 'ann', { onPrem: { distinguishedName: unit('Old') } })
      .person(2, 'bob', { onPrem: { distinguishedName: unit('Old') }, entra: { immutableId: 'odd' } })
      .populate();
    const detail = () => detailSourceAttribute(explainAnchors(identities, cleanPairs), { identities, cleanPairs });
    const expected = {
      people: 5,
      explained: [{ source: 'objectGUID', people: 4 }],
      unexplained: 1,
      organizationalUnits: [
        { distinguishedName: 'ou=far,dc=corp,dc=example', people: 1, best: { source: 'objectGUID', people: 1 } },
        { distinguishedName: container, people: 4, best: { source: 'objectGUID', people: 3 } },
      ],
    };
    expect(detail()).toMatchObject(expected);
    // The numbers of the clean pairs are left as they were.
    expect(detail()).toMatchObject(expected);
  });

  it('the best explanation of an OU is that of most people, then the first by name; OUs are sorted, escaped commas kept', () => {
    const { sourceAttribute } = organisation()
      .person(1, 'ann', { onPrem: { distinguishedName: 'CN=Ann\\, Lee, OU=Zoo,DC=x' } })
      .person(2, 'bob', {
        onPrem: {
          distinguishedName: unit('Mixed'),
          mail: 'E1',
          attributes: { employeeid: 'E1', employeenumber: 'E1' },
        },
        entra: { immutableId: 'E1' },
      })
      .person(3, 'eve', {
        onPrem: { distinguishedName: unit('Mixed'), attributes: { employeenumber: 'E2', mobile: 'E2' } },
        entra: { immutableId: 'E2' },
      })
      .person(4, 'dan', { onPrem: { distinguishedName: unit('None') }, entra: { immutableId: 'odd' } })
      .person(5, 'kim', {
        onPrem: { distinguishedName: unit('Even'), mail: 'k', name: 'k', attributes: { employeenumber: 'k' } },
        entra: { immutableId: 'k' },
      })
      .person(6, 'out', {
        onPrem: { distinguishedName: unit('Out'), attributes: { iscriticalsystemobject: 'TRUE' } },
        entra: { immutableId: 'odd2' },
      })
      .person(7, 'domainless', { onPrem: { distinguishedName: 'CN=alone' }, entra: { immutableId: 'odd3' } })
      .judge();
    expect(sourceAttribute?.organizationalUnits).toEqual([
      {
        distinguishedName: 'ou=even,dc=corp,dc=example',
        people: 1,
        best: { source: 'employeeNumber:text', people: 1 },
      },
      {
        distinguishedName: 'ou=mixed,dc=corp,dc=example',
        people: 2,
        best: { source: 'employeeNumber:text', people: 2 },
      },
      { distinguishedName: 'ou=none,dc=corp,dc=example', people: 1 },
      { distinguishedName: 'ou=zoo,dc=x', people: 1, best: { source: 'objectGUID', people: 1 } },
    ]);
    expect(sourceAttribute?.exceptions.map(({ name }) => name)).not.toContain('out');
  });
});
