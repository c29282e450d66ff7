import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeConnectorDn, encodeConnectorDn } from '../../src/domain/connector-dn.js';

// Vectors: CONNECT-16.
const anchor = 'QF5HMK7n80qvdYsUPIHa9Q==';
const dn = 'CN={514635484D4B376E38307176645973555049486139513D3D}';

describe('the DN of the Entra connector space', () => {
  it('encodes the anchor as Microsoft does', () => {
    expect(encodeConnectorDn(anchor)).toBe(dn);
    expect(decodeConnectorDn(dn)).toBe(anchor);
  });

  it('is read in any letter case, and the anchor keeps its own', () => {
    expect(decodeConnectorDn(dn.toLowerCase())).toBe(anchor);
  });

  it('gives back every anchor of printable letters', () => {
    const printable = fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 1,
    });
    fc.assert(fc.property(printable, (text) => decodeConnectorDn(encodeConnectorDn(text)) === text));
  });

  it.each([
    ['another form', 'CN=Ann,OU=People,DC=corp,DC=example'],
    ['no hex', 'CN={not hex}'],
    ['half a byte', 'CN={514}'],
    ['nothing', 'CN={}'],
    ['a control letter', 'CN={5100}'],
    ['letters that are not ASCII', 'CN={C3A9}'],
    ['a longer DN', `${dn},DC=corp`],
  ])('gives no anchor for %s', (_, text) => {
    expect(decodeConnectorDn(text)).toBeUndefined();
  });

  it('never throws on any text', () => {
    fc.assert(fc.property(fc.string(), (text) => decodeConnectorDn(text) === undefined || text.includes('{')));
  });
});
