import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../../src/domain/base64.js';
import { bytesToGuid, bytesToHex } from '../../../src/domain/guid.js';
import { readConsistencyGuid, readObjectGuid, readSid } from '../../../src/evidence/values/anchors.js';
import { readAccountControl, readBoolean, readObjectType } from '../../../src/evidence/values/flags.js';
import { readProxyAddresses } from '../../../src/evidence/values/proxy-addresses.js';

const guid = '9efb9891-ae21-416b-b3f7-69880c297e4f';
const anchor = 'kZj7niGua0Gz92mIDCl+Tw==';
const hex = '9198fb9e21ae6b41b3f769880c297e4f';
const sid = 'S-1-5-21-1-2-3-1104';
const sidHex = '01050000000000051500000001000000020000000300000050040000';

describe('objectGUID', () => {
  it('is the same GUID in every form (AD-1)', () => {
    const forms = [
      guid,
      guid.toUpperCase(),
      `{${guid}}`,
      `X'${hex}'`,
      `X'${hex.toUpperCase()}'`,
      anchor,
      Buffer.from(hex, 'hex'),
    ];
    for (const form of forms) expect(readObjectGuid(form)).toBe(guid);
  });

  it('goes round for every GUID', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const text = bytesToGuid(bytes);
        expect(readObjectGuid(text)).toBe(text);
        expect(readObjectGuid(encodeBase64(bytes))).toBe(text);
        expect(readObjectGuid(`X'${bytesToHex(bytes)}'`)).toBe(text);
        expect(readConsistencyGuid(text)).toBe(encodeBase64(bytes));
      }),
    );
  });

  it('is refused in any other form', () => {
    const forms = [
      '',
      'x',
      hex,
      `{${guid}`,
      `${guid} `,
      anchor.slice(0, -1),
      'kZj7niGua0Gz92mIDCl+Tx==',
      `X'${hex}`,
      `X'91'`,
      'System.Byte[]',
    ];
    for (const form of forms) expect(() => readObjectGuid(form), form).toThrow();
    expect(() => readObjectGuid(new Uint8Array(15))).toThrow(/15 bytes/);
  });
});

describe('mS-DS-ConsistencyGuid', () => {
  it('is the same bytes in every form', () => {
    const spaced = hex.replaceAll(/..(?=.)/g, '$& ');
    for (const form of [anchor, `X'${hex}'`, spaced, spaced.toUpperCase(), guid, Buffer.from(hex, 'hex')]) {
      expect(readConsistencyGuid(form)).toBe(anchor);
    }
    expect(readConsistencyGuid('RTEwMDE=')).toBe('RTEwMDE=');
  });

  it('is refused in any other form', () => {
    for (const form of ['', hex, `${anchor} `, `${anchor}=`, 'no', 'RTEwMDF=', "X''", 'System.Byte[]']) {
      expect(() => readConsistencyGuid(form), form).toThrow();
    }
    expect(() => readConsistencyGuid('System.Byte[]')).toThrow(/ToBase64String/);
    expect(() => readConsistencyGuid(hex)).toThrow(/byte order/);
  });
});

describe('objectSid', () => {
  it('is the same text in every form', () => {
    const bytes = Buffer.from(sidHex, 'hex');
    for (const form of [sid, sid.toLowerCase(), `X'${sidHex}'`, bytes.toString('base64'), bytes])
      expect(readSid(form)).toBe(sid);
    expect(readSid('S-1-5-18')).toBe('S-1-5-18');
  });

  it('is refused in any other form', () => {
    for (const form of ['', 'S-1', 'ann', `X'${sidHex.slice(2)}'`, Buffer.from(sidHex.slice(0, -8), 'hex')]) {
      expect(() => readSid(form)).toThrow();
    }
  });
});

describe('flags', () => {
  it('are True or False', () => {
    expect([readBoolean('TRUE', 'x'), readBoolean(' false', 'x')]).toEqual([true, false]);
    expect(() => readBoolean('1', 'Enabled')).toThrow(/Enabled is “1”, expected True or False/);
  });

  it('come from userAccountControl', () => {
    expect(['512', '66048', '514', '0x202', '-2147483646'].map(readAccountControl)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    for (const text of ['', 'x', '5.12', '1e3']) expect(() => readAccountControl(text)).toThrow();
  });

  it('tell a computer from the user that its classes name too', () => {
    expect(readObjectType(['top', 'person', 'user', 'computer'])).toBe('device');
    expect(readObjectType(['inetOrgPerson'])).toBe('user');
    expect(readObjectType(['organizationalUnit'])).toBeUndefined();
  });
});

describe('proxyAddresses', () => {
  it('are split only where an address starts', () => {
    expect(readProxyAddresses('SMTP:a@x.example\nsmtp:b@x.example')).toEqual(['SMTP:a@x.example', 'smtp:b@x.example']);
    expect(readProxyAddresses('X400:C=us;A= ;S=Doe;, SMTP:a@x.example')).toEqual([
      'X400:C=us;A= ;S=Doe;',
      'SMTP:a@x.example',
    ]);
  });

  it.each<[string, readonly string[]]>([
    ['SMTP:a@x.example smtp:b@x.example', ['SMTP:a@x.example', 'smtp:b@x.example']],
    ['smtp:b@x.example  SIP:a@x.example SMTP:a@x.example', ['smtp:b@x.example', 'SIP:a@x.example', 'SMTP:a@x.example']],
    ['X500:/o=First Organization/cn=a b SMTP:a@x.example', ['X500:/o=First Organization/cn=a b', 'SMTP:a@x.example']],
    [
      'x500:/o=First Organization/ou=Exchange (FYDIBOHF23SPDLT)',
      ['x500:/o=First Organization/ou=Exchange (FYDIBOHF23SPDLT)'],
    ],
    ['smtp:a@x.example\tX500:/o=Corp/cn=c', ['smtp:a@x.example', 'X500:/o=Corp/cn=c']],
  ])('are told apart where PowerShell joined them with blanks: %s', (cell, addresses) => {
    expect(readProxyAddresses(cell)).toEqual(addresses);
  });

  it.each<[string, readonly string[]]>([
    [String.raw`X400:C=us\;A= \;S=Doe\;;SMTP:a@x.example`, ['X400:C=us;A= ;S=Doe;', 'SMTP:a@x.example']],
    [
      String.raw`SMTP:a@x.example;EUM:100\;phone-context=plan.x.example`,
      ['SMTP:a@x.example', 'EUM:100;phone-context=plan.x.example'],
    ],
    // What follows an escaped one is part of the value, also where it looks like an address.
    [String.raw`X500:/o=a\;smtp:c@x.example;SMTP:a@x.example`, ['X500:/o=a;smtp:c@x.example', 'SMTP:a@x.example']],
    [String.raw`X500:/o=a\b;SMTP:a@x.example`, [String.raw`X500:/o=a\b`, 'SMTP:a@x.example']],
  ])('have no backslash of csvde before a semicolon: %s', (cell, addresses) => {
    expect(readProxyAddresses(cell)).toEqual(addresses);
  });

  it.each([
    'SMTP:a@x.example;smtp:b@x.example;',
    'SMTP:a@x.example;smtp:b@x.example; ',
    'SMTP:a@x.example;;smtp:b@x.example',
    'SMTP:a@x.example; ; smtp:b@x.example;;',
    'SMTP:a@x.example,smtp:b@x.example,',
    'SMTP:a@x.example|smtp:b@x.example|',
  ])('hold nothing of the separators of empty values: %s', (cell) => {
    expect(readProxyAddresses(cell)).toEqual(['SMTP:a@x.example', 'smtp:b@x.example']);
  });

  it('are unreadable without prefixes', () => {
    expect(readProxyAddresses('a@x.example;b@x.example')).toBeUndefined();
    expect(readProxyAddresses('System.Collections.Generic.List`1[System.String]')).toBeUndefined();
  });
});
