import { describe, expect, it } from 'vitest';
import { convertAnchor } from '../../src/domain/anchor-forms.js';

const forms = {
  guid: '30475e40-e7ae-4af3-af75-8b143c81daf5',
  immutableId: 'QF5HMK7n80qvdYsUPIHa9Q==',
  hex: '40 5e 47 30 ae e7 f3 4a af 75 8b 14 3c 81 da f5',
  csvde: "X'405e4730aee7f34aaf758b143c81daf5'",
  ldapFilter: '(objectGUID=\\40\\5e\\47\\30\\ae\\e7\\f3\\4a\\af\\75\\8b\\14\\3c\\81\\da\\f5)',
  connectorDn: 'CN={514635484D4B376E38307176645973555049486139513D3D}',
};

describe('convertAnchor (vectors of AD-1 and CONNECT-16)', () => {
  it.each([
    ['GUID text', forms.guid],
    ['GUID text', `{${forms.guid.toUpperCase()}}`],
    ['Base64 (ImmutableID)', forms.immutableId],
    ['hexadecimal bytes', forms.hex.toUpperCase()],
    ['csvde binary', forms.csvde],
    ['LDAP filter', forms.ldapFilter],
    ['Entra connector DN', forms.connectorDn],
  ])('reads %s: %s', (recognised, value) => {
    expect(convertAnchor(value)).toEqual([{ recognised, ...forms }]);
  });

  it.each([
    '',
    'ann@corp.example',
    'QF5HMK7n80qvdYsUPIHa9Q',
    'QF5HMK7n80qvdYsUPIHa9R==',
    '00u1abcDEF2ghiJKL3m4',
    '405e4730aee7f34aaf758b143c81daf',
    '405e4730aee7f34aaf758b143c81dafg',
  ])('refuses %j', (value) => expect(convertAnchor(value)).toEqual([]));

  it.each(['405e4730aee7f34aaf758b143c81daf5', '405E4730AEE7F34AAF758B143C81DAF5'])(
    'gives both readings of %s, the bytes first',
    (value) => {
      const [bytes, text, ...more] = convertAnchor(value);
      expect(more).toEqual([]);
      expect(bytes).toEqual({ recognised: 'hexadecimal digits, read as bytes', ...forms });
      expect(text).toMatchObject({
        recognised: 'hexadecimal digits, read as GUID text without hyphens',
        guid: '405e4730-aee7-f34a-af75-8b143c81daf5',
      });
    },
  );
});
