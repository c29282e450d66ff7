import fc from 'fast-check';

/** A cell of one of the two files, as text. */
export interface OnPremRow {
  readonly name: string;
  readonly display: string;
  readonly guid: string;
  readonly consistency: string;
  readonly claim: string;
  readonly enabled: string;
}

export interface EntraRow {
  readonly name: string;
  readonly immutableId: string;
  readonly enabled: string;
  readonly synced: string;
}

/** How a file is written; every choice must read the same. */
export interface Dialect {
  readonly delimiter: ',' | ';';
  readonly lineBreak: '\n' | '\r\n';
  readonly quotes: 'all' | 'needed' | 'mixed';
  readonly start: string;
  readonly blankLines: boolean;
  readonly lastBreak: boolean;
  readonly columns: readonly number[];
  readonly upperCase: boolean;
}

export function guidOf(seed: number): string {
  const digits = (seed * 2_654_435_761 + 0x9e3779b9).toString(16).padStart(12, '0').slice(-12);
  return `${digits.slice(0, 8)}-a1b2-43c4-8d5e-${digits}`;
}

export function anchorOf(guid: string): string {
  const hex = guid.replaceAll('-', '');
  const swap = (text: string): string => (text.match(/../g) ?? []).reverse().join('');
  const bytes = swap(hex.slice(0, 8)) + swap(hex.slice(8, 12)) + swap(hex.slice(12, 16)) + hex.slice(16);
  return Buffer.from(bytes, 'hex').toString('base64');
}

const wrongAnchors: readonly ((guid: string) => string)[] = [
  (guid) => Buffer.from(guid.replaceAll('-', ''), 'hex').toString('base64'),
  (guid) => guid,
  (guid) => Buffer.from(guid).toString('base64'),
  (guid) => Buffer.from(anchorOf(guid), 'base64').toString('hex'),
  (guid) => anchorOf(guid).toLowerCase(),
  (guid) => anchorOf(guid).replace('==', ''),
  (guid) => ` ${anchorOf(guid)}`,
  () => '00u1a2b3c4d5e6f7g8h9',
  () => '',
];

const few = fc.nat({ max: 7 });
const name = few.map((number) => `user${number}@corp.example`);
const oddName = fc.oneof(
  { weight: 12, arbitrary: name },
  { weight: 2, arbitrary: name.map((text) => text.toUpperCase()) },
  fc.constantFrom(
    '',
    ' user1@corp.example ',
    'üser@corp.example',
    'us?er@corp.example',
    '\u212aser3@corp.example',
    'kser3@corp.example',
    'a"b@corp.example',
    'a\\b@corp.example',
    'System.Byte[]',
    'user1',
    '\u{1f600}@x.example',
    '\uff21@x.example',
    "X'75736572'",
    'o\u2019neil, "jr"@x.example',
  ),
);
const guid = few.map(guidOf);
const oddGuid = fc.oneof(
  { weight: 12, arbitrary: guid },
  { weight: 2, arbitrary: guid.map((text) => text.toUpperCase()) },
  guid.map((text) => `{${text}}`),
  guid.map(anchorOf),
  fc.constantFrom(
    '',
    'System.Byte[]',
    '41414141-4141-4141-4141-414141414141',
    '12345678-1234-1234-1234-1234567890',
    '11111111-2222-3333-99aa-bbccddeeff00',
  ),
);
const display = fc.constantFrom(
  'Ann',
  'Öse, "x"',
  'two\nlines',
  'two\r\nlines',
  'lost?',
  'lost\ufffd',
  'System.Object[]',
  "X'414243'",
  '',
  ';',
  ',',
  'Sixteen letters!',
);

export const onPremRow: fc.Arbitrary<OnPremRow> = fc
  .tuple(oddName, display, oddGuid, few, fc.nat({ max: 9 }), fc.constantFrom('True', 'False', 'true', '', 'x'))
  .map(([upn, shown, id, own, kind, enabled]) => ({
    name: upn,
    display: shown,
    guid: id,
    consistency:
      kind === 0
        ? anchorOf(guidOf(own))
        : kind === 1
          ? ''
          : kind === 2
            ? 'AAECAw=='
            : id.length === 36
              ? anchorOf(id)
              : '',
    claim: kind === 3 ? anchorOf(guidOf(own)) : kind === 4 ? 'nonsense' : '',
    enabled,
  }));

export const entraRow: fc.Arbitrary<EntraRow> = fc
  .tuple(
    oddName,
    few,
    fc.nat({ max: 30 }),
    fc.constantFrom('True', 'False', '', 'TRUE'),
    fc.constantFrom('True', 'True', 'True', 'False', ''),
  )
  .map(([upn, own, kind, enabled, synced]) => ({
    name: upn,
    immutableId: (wrongAnchors[kind] ?? anchorOf)(guidOf(own)),
    enabled,
    synced,
  }));

/** What names begin with: letters of every kind, because the buckets of the compact path are told by the first three. */
const beginnings = ['user', 'a', '1', 'a1-', '-', '~', 'b{', 'Z_', '1a'];

/** Somebody who agrees on both sides; the two numbers make the name and the anchor. */
function agreeing(named: number, anchored: number): { readonly onPrem: OnPremRow; readonly entra: EntraRow } {
  const anchor = anchorOf(guidOf(anchored));
  // The odd rows know the names of the first few.
  const name = `${named < 12 ? 'user' : beginnings[named % beginnings.length]}${named}@corp.example`;
  return {
    onPrem: {
      name: named % 3 === 0 ? name.replace('user', 'User').replace('corp', 'Corp') : name,
      display: named % 5 === 0 ? 'Zoë' : 'Somebody',
      guid: guidOf(anchored),
      consistency: anchored % 4 === 0 ? anchor : '',
      claim: anchored % 2 === 0 ? anchor : '',
      enabled: named % 7 === 0 ? '' : 'True',
    },
    entra: { name, immutableId: anchor, enabled: 'True', synced: 'True' },
  };
}

/**
 * People who agree on both sides, as nearly all do: what the compact path is for. Some of them have a double, who agrees
 * on both sides as well and bears the same anchor under another name, or the same name with another anchor.
 */
export const healthy = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 4, max: 40 }), { maxLength: 12 }),
    fc.array(fc.tuple(fc.nat({ max: 11 }), fc.boolean()), { maxLength: 2 }),
  )
  .map(([numbers, doubles]) => [
    ...numbers.map((number) => agreeing(number, number)),
    ...doubles.flatMap(([index, sameAnchor]) => {
      const number = numbers[index];
      if (number === undefined) return [];
      return [sameAnchor ? agreeing(number + 100, number) : agreeing(number, number + 100)];
    }),
  ]);

export function dialect(columns: number): fc.Arbitrary<Dialect> {
  return fc.record({
    delimiter: fc.constantFrom(',' as const, ';' as const),
    lineBreak: fc.constantFrom('\n' as const, '\r\n' as const),
    quotes: fc.constantFrom('all' as const, 'needed' as const, 'mixed' as const),
    start: fc.constantFrom('', '\ufeff', '#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser\r\n', '\n\n'),
    blankLines: fc.boolean(),
    lastBreak: fc.nat({ max: 5 }).map((number) => number > 0),
    columns: fc.shuffledSubarray(
      Array.from({ length: columns }, (_, index) => index),
      { minLength: columns },
    ),
    upperCase: fc.boolean(),
  });
}

export const onPremHeader = [
  'UserPrincipalName',
  'Name',
  'objectGUID',
  'msDS-ConsistencyGuid',
  'ImmutableID',
  'Enabled',
];
export const entraHeader = ['UserPrincipalName', 'ImmutableID', 'AccountEnabled', 'DirSyncEnabled', 'objectGUID'];

export function writeCsv(header: readonly string[], rows: readonly (readonly string[])[], how: Dialect): string {
  const cell = (text: string, position: number): string => {
    const needed = /[",;\r\n]/.test(text);
    if (!needed && (how.quotes === 'needed' || (how.quotes === 'mixed' && position % 2 === 0))) return text;
    return `"${text.replaceAll('"', '""')}"`;
  };
  const line = (cells: readonly string[]): string =>
    how.columns.map((column, position) => cell(cells[column] ?? '', position)).join(how.delimiter);
  const titles = header.map((title) => (how.upperCase ? title.toUpperCase() : title));
  const lines = [line(titles), ...rows.map(line)];
  const separator = how.blankLines ? how.lineBreak + how.lineBreak : how.lineBreak;
  return how.start + lines.join(separator) + (how.lastBreak ? how.lineBreak : '');
}
