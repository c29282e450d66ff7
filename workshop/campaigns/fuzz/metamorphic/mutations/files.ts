import { gzipSync } from 'node:zlib';
import { oktaApps } from '../formats/okta.js';
import type { Cell, Format } from '../sheet.js';
import { anyFormat, csv, evidence, json, type Mutation, never, shows } from './mutation.js';

const sides = ['onPrem', 'entra'] as const;
const said = { onPrem: 'on-premises', entra: 'Entra' } as const;

/** How programs write the names of OData's annotations: Graph, OData 3, its SDKs, and people's own code. */
export const spellings: readonly ((annotation: string) => string)[] = [
  (annotation) => `@odata.${annotation}`,
  (annotation) => `@odata.${annotation.toLowerCase()}`,
  (annotation) => `@odata.${annotation[0]?.toUpperCase()}${annotation.slice(1)}`,
  (annotation) => `odata.${annotation}`,
  (annotation) => `Odata${annotation[0]?.toUpperCase()}${annotation.slice(1)}`,
  (annotation) => `odata_${annotation.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
  (annotation) => annotation,
];

const perSide: readonly Mutation[] = sides.flatMap((on): Mutation[] => [
  {
    ...never,
    name: `the ${said[on]} file in ANSI, as Excel saves CSV`,
    trace: 'letters that are not UTF-8',
    on,
    // csvde writes such letters in hexadecimal.
    fits: (format) => csv(format) && format.name !== 'csvde' && shows('name')(format),
    apply: ({ side }) => {
      side.style = { ...side.style, encoding: 'utf8', gzip: false };
      if (!side.sheet.rows.some(({ cells }) => /[\u00e0-\u00ff]/.test(String(cells.get('name') ?? '')))) return false;
      side.bytes.push((bytes) => Buffer.from(bytes.toString('utf8'), 'latin1'));
      return true;
    },
  },
  {
    ...never,
    name: `bytes after the compressed ${said[on]} file`,
    trace: 'they are not another member of the archive',
    on,
    fits: anyFormat,
    apply: ({ side, random }) => {
      const rest = random.pick([
        Buffer.from('\0garbage'),
        Buffer.from('garbage'),
        Buffer.from('\0\0\0\0x'),
        Buffer.from([0x1f, 0x8b, 8, 0, 1]),
      ]);
      side.style = { ...side.style, gzip: true };
      side.bytes.push((bytes) => Buffer.concat([bytes, rest]));
      return true;
    },
  },
  {
    ...never,
    name: `the compressed ${said[on]} file cut off`,
    trace: 'the archive has no end',
    on,
    fits: anyFormat,
    apply: ({ side, random }) => {
      side.style = { ...side.style, gzip: true };
      side.bytes.push((bytes) => bytes.subarray(0, 20 + random(bytes.length - 20)));
      return true;
    },
  },
  {
    ...never,
    name: `the ${said[on]} file cut within a record`,
    trace: 'a quotation mark, a bracket or a line without its end',
    on,
    fits: (format) =>
      json(format) || format.family === 'delta' || evidence(format) || (csv(format) && format.name !== 'csvde'),
    apply: ({ side, random }) => {
      side.style = { ...side.style, gzip: false };
      const { rows } = side.sheet;
      const last = rows.length - 1 - random(Math.min(3, rows.length - 1));
      side.text.push((text) => cutWithin(text, side.format, last));
      return true;
    },
  },
  {
    ...never,
    name: `a file of zero bytes for the ${said[on]} side`,
    trace: 'it has no header',
    on,
    fits: anyFormat,
    apply: ({ side }) => {
      side.bytes.push(() => Buffer.alloc(0));
      return true;
    },
  },
  {
    ...never,
    name: `the footer of the ${said[on]} evidence file missing, or of other records`,
    trace: 'no footer; another count; another SHA-256; a rejected record',
    on,
    fits: evidence,
    apply: ({ side, random }) => {
      side.whole.footer = random.pick(['missing', 'count', 'incomplete', 'hash'] as const);
      return true;
    },
  },
  {
    ...never,
    name: `the ${said[on]} evidence old, or of the future`,
    trace: 'the time of reading in its header',
    on,
    fits: evidence,
    other: evidence,
    stack: true,
    apply: ({ side, random }) => {
      const readAt = random.pick(['2026-10-01T00:00:00Z', '2027-01-01T00:00:00Z', '2024-11-29T12:00:00Z']);
      Object.assign(side.whole, { readAt });
      return true;
    },
  },
  {
    ...never,
    name: `the ${said[on]} evidence of a stack without a date`,
    trace: 'only what collect wrote says when it was read',
    on,
    fits: (format) => !evidence(format),
    other: evidence,
    stack: true,
    apply: () => true,
  },
]);

/** A search that did not come to its end. */
const ofSearch = {
  ...never,
  on: 'onPrem',
  fits: ({ name }: Format): boolean => name === 'ldapsearch',
  hides: ['mismatch', 'one anchor for two people'],
} as const;

const others: readonly Mutation[] = [
  {
    ...never,
    name: 'a last page that names a next one',
    trace: '@odata.nextLink',
    on: 'entra',
    fits: ({ name }) => name.includes('pages'),
    apply: ({ side, random }) => {
      side.whole.nextLink = true;
      const spelled = random.pick(spellings)('nextLink');
      side.text.push((text) => text.replaceAll('"@odata.nextLink"', JSON.stringify(spelled)));
      return true;
    },
  },
  {
    ...never,
    name: 'pages of two clouds',
    trace: 'the hosts in @odata.context and @odata.nextLink',
    on: 'entra',
    fits: ({ name }) => name.includes('pages'),
    apply: ({ side, random }) => {
      const host = random.pick(['graph.microsoft.us', 'dod-graph.microsoft.us', 'microsoftgraph.chinacloudapi.cn']);
      side.text.push((text) => {
        const pages = text.trimEnd().split('\n');
        const at = random(pages.length);
        const other = (pages[at] ?? '').replaceAll('graph.microsoft.com', host);
        const all =
          pages.length === 1
            ? [`{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[]}`, other]
            : pages.with(at, other);
        return `${all.join('\n')}\n`;
      });
      return true;
    },
  },
  {
    ...never,
    name: 'the Entra evidence of another tenant',
    trace: 'the tenant in its header',
    on: 'entra',
    fits: evidence,
    other: evidence,
    stack: true,
    apply: ({ side }) => {
      Object.assign(side.whole, { tenant: '99999999-2222-3333-4444-555555555555' });
      return true;
    },
  },
  {
    ...ofSearch,
    name: 'ldapsearch stopped at a limit of the server',
    trace: 'its last lines: result 4 (size limit exceeded), or no result',
    apply: ({ side, random }) => {
      const result = random.pick([
        '4 Size limit exceeded',
        '3 Time limit exceeded',
        '11 Administrative limit exceeded',
      ]);
      side.whole.after = ['# search result', 'search: 2', `result: ${result}`, ''].join(side.style.lineEnd);
      return true;
    },
  },
  {
    ...ofSearch,
    name: 'ldapsearch stopped between two pages',
    trace: 'its last line: pagedresults with a cookie',
    apply: ({ side, random }) => {
      const told = `pagedresults: ${random.pick(['', 'estimate=900 '])}cookie=${random.pick(['AQ==', 'AwAAAAAAAAA='])}`;
      const ends = [
        ['# search result', 'search: 2', 'result: 0 Success', 'control: 1.2.840.113556.1.4.319 false MAA=', told],
        ['# search result', `# ${told}`, '', '# numEntries: ENTRIES'],
      ];
      const end = random.pick(ends).join(side.style.lineEnd).replace('ENTRIES', String(side.sheet.rows.length));
      side.whole.after = `${end}${side.style.lineEnd}`;
      return true;
    },
  },
  {
    ...ofSearch,
    name: 'ldapsearch interrupted between two records',
    trace: 'its first lines stand there, and no # search result',
    apply: ({ side }) => {
      side.whole.after = '';
      return true;
    },
  },
  {
    name: 'the people of Okta cut at a page',
    trace: 'the number of people is a page of Okta, and somebody with an ImmutableID is in no list',
    on: 'okta',
    fits: (format) => format.side === 'onPrem' || shows('id')(format),
    always: true,
    questions: ['okta'],
    people: (random) => 52 + random(3),
    apply: ({ set }) => {
      const people = set.entra.sheet.rows.filter(({ key, cells }) => /^p\d+$/.test(key) && cells.get('immutableId'));
      if (people.length <= 50) return false;
      set.okta = oktaFile(people.slice(0, 50).map(({ cells }) => cells));
      return true;
    },
  },
  {
    ...never,
    name: 'a damaged, empty or foreign file for Okta',
    trace: 'no array of apps',
    on: 'okta',
    fits: anyFormat,
    apply: ({ set, random }) => {
      set.okta = random.pick([
        '',
        '{',
        '[1]',
        '{"apps":[]}',
        '[{"app":{}}]',
        'UserPrincipalName\na@corp.example\n',
        '[{"app":null}]',
        '"x"',
        '[null]',
      ]);
      return true;
    },
  },
];

/** The app, and its people as GET /api/v1/apps/{id}/users answers them. */
const oktaFile = (people: readonly ReadonlyMap<string, Cell>[]): string =>
  JSON.stringify([
    ...oktaApps,
    ...people.map((cells, index) => ({
      id: `00u${index}`,
      externalId: cells.get('id'),
      scope: 'USER',
      status: 'PROVISIONED',
      syncState: 'SYNCHRONIZED',
      credentials: { userName: cells.get('upn') },
      profile: { immutableId: cells.get('immutableId') },
      _links: { app: { href: 'https://corp.okta.com/api/v1/apps/0oa1' } },
    })),
  ]);

/** Cuts the text in the middle of the record's line, or of the record where it has no line of its own. */
function cutWithin(text: string, format: Format, record: number): string {
  if (format.family === 'csv') return text.slice(0, text.trimEnd().length - 2);
  if (evidence(format))
    return text.slice(
      0,
      text
        .split('\n')
        .slice(0, record + 1)
        .join('\n').length + 12,
    );
  const body = text.trimEnd();
  return body.slice(0, body.length - 2 - Math.min(20, body.length >> 2));
}

/** What the source itself says of the list, and what is there, contradict each other. */
const contradictions: readonly Mutation[] = (
  [
    [
      'a page of Graph that counts more objects',
      'entra',
      'Graph, pages',
      '@odata.count',
      '"@odata.count":99999,"value":',
    ],
    ['an error next to the objects of a page', 'entra', 'Graph, pages', 'error', '"error":{"message":"busy"},"value":'],
    ['ldapsearch counts more entries', 'onPrem', 'ldapsearch', '# numEntries', '# numEntries: 99999'],
  ] as const
).map(([name, on, format, trace, words]) => ({
  ...never,
  name,
  trace,
  on,
  fits: (one) => one.name === format,
  apply: ({ side }) => {
    side.text.push((text) =>
      words.startsWith('#') ? `${text.trimEnd()}\n\n${words}\n` : text.replace(/"value":/, words),
    );
    return true;
  },
}));

export const fileMutations: readonly Mutation[] = [...perSide, ...others, ...contradictions];

export const gzipTwice = (bytes: Buffer): Buffer =>
  Buffer.concat([gzipSync(bytes.subarray(0, bytes.length >> 1)), gzipSync(bytes.subarray(bytes.length >> 1))]);
