import { type Built, formatsOf } from './build.js';
import { type EvidenceSet, type Files, filesOf } from './evidence-set.js';
import { searchHead } from './formats/on-prem.js';
import { gzipTwice, spellings } from './mutations/files.js';
import type { Random } from './random.js';
import { entraSheet, type Format, onPremSheet, type Row, type Sheet } from './sheet.js';

interface Place {
  readonly built: Built;
  readonly side: 'onPrem' | 'entra';
  readonly random: Random;
}

/** A change that changes nothing for anybody: the decision and everybody's outcome must stay. */
export interface Harmless {
  readonly name: string;
  readonly fits: (format: Format) => boolean;
  /** The files after it; undefined where there is nothing to change. */
  readonly apply: (place: Place) => Files | undefined;
}

const csv = ({ family }: Format): boolean => family === 'csv';
const any = (): boolean => true;

/** A change of one side of the set in place. */
const inPlace =
  (edit: (side: EvidenceSet['onPrem'], random: Random) => void) =>
  ({ built: { set }, side, random }: Place): Files => {
    edit(set[side], random);
    return filesOf(set);
  };

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, place: random(2 ** 30) }))
    .sort((one, two) => one.place - two.place)
    .map(({ item }) => item);
}

/** Other formats of equal knowledge: one that shows less leaves more questions open, and may be cleared for it. */
function equals(format: Format): readonly Format[] {
  const shown = ({ shows }: Format): string => [...shows].sort().join();
  return formatsOf(format.side).filter((other) => other !== format && shown(other) === shown(format));
}

/** The side in two files, in any order. */
function inTwo({ built: { set }, side, random }: Place, one: Sheet, other: Sheet): Files {
  const fileOf = (sheet: Sheet): Buffer[] => [...(filesOf({ ...set, [side]: { ...set[side], sheet } })[side] ?? [])];
  return { ...filesOf(set), [side]: shuffled([one, other], random).flatMap(fileOf) };
}

/** Get-MsolUser's names of what others call otherwise. */
const ofMsOnline: Readonly<Record<string, string>> = {
  id: 'ObjectId',
  immutableId: 'ImmutableId',
  synced: 'DirSyncEnabled',
  deleted: 'SoftDeletionTimestamp',
};

/** What tells whose row it is, and what a file without it would be refused for. */
const identifying: ReadonlySet<string> = new Set(['guid', 'id', 'upn', 'immutableId', 'type', 'dn', 'deleted']);

export const harmlessChanges: readonly Harmless[] = [
  {
    name: 'the columns in another order',
    fits: any,
    apply: inPlace(({ sheet }, random) => {
      sheet.columns = shuffled(sheet.columns, random);
    }),
  },
  {
    name: 'the records in another order',
    fits: ({ family }) => family !== 'delta',
    apply: inPlace(({ sheet }, random) => {
      sheet.rows = shuffled(sheet.rows, random);
    }),
  },
  {
    name: 'the header in other letter case',
    fits: csv,
    apply: inPlace(({ sheet }, random) => {
      const upper = random.chance(50);
      sheet.columns = sheet.columns.map(({ field, name }) => ({
        field,
        name: upper ? name.toUpperCase() : name.toLowerCase(),
      }));
    }),
  },
  {
    name: 'columns that say nothing of identity',
    fits: ({ family }) => family === 'csv' || family === 'json',
    apply: inPlace(({ sheet }, random) => {
      for (const name of ['City', 'whenChanged', 'Büro']) {
        sheet.columns.splice(random(sheet.columns.length + 1), 0, { field: name, name });
        for (const { cells } of sheet.rows) cells.set(name, random.pick(['Turku', 'x', 'a "b"', '1;2', 'two\nlines']));
      }
    }),
  },
  {
    name: 'an object read twice, the same',
    fits: ({ columns }) => columns.some(({ field }) => field === 'id' || field === 'guid'),
    apply: inPlace(({ sheet }, random) => {
      const row = random.pick(sheet.rows);
      sheet.rows.splice(random(sheet.rows.length + 1), 0, { key: `${row.key} again`, cells: new Map(row.cells) });
    }),
  },
  {
    name: 'the columns in two files',
    fits: (format) => csv(format) && format.columns.some(({ field }) => field === 'id' || field === 'guid'),
    apply: (place) => {
      const { columns, rows } = place.built.set[place.side].sheet;
      const isFirst = new Map(columns.map(({ field }) => [field, place.random.chance(50)]));
      const part = (first: boolean): Sheet => ({
        columns: columns.filter(({ field }) => identifying.has(field) || isFirst.get(field) === first),
        rows,
      });
      return inTwo(place, part(true), part(false));
    },
  },
  {
    name: 'some people again, in a file without objectGUID',
    fits: ({ columns }) =>
      ['guid', 'consistencyGuid', 'dn'].every((name) => columns.some(({ field }) => field === name)),
    apply: (place) => {
      const { sheet } = place.built.set[place.side];
      const columns = sheet.columns.filter(({ field }) => field !== 'guid' && field !== 'claim');
      const isKnown = ({ cells }: Row): boolean =>
        ['consistencyGuid', 'upn', 'dn'].every((field) => (cells.get(field) ?? null) !== null);
      const rows = sheet.rows.filter(isKnown);
      return rows.length === 0 ? undefined : inTwo(place, sheet, { columns, rows });
    },
  },
  {
    name: 'compressed, or not',
    fits: any,
    apply: inPlace((side) => {
      side.style = { ...side.style, gzip: !side.style.gzip };
    }),
  },
  {
    name: 'compressed in two members',
    fits: any,
    apply: inPlace((side) => {
      side.style = { ...side.style, gzip: false };
      side.bytes.push(gzipTwice);
    }),
  },
  {
    name: 'another encoding',
    fits: csv,
    apply: inPlace((side, random) => {
      side.style = { ...side.style, encoding: random.pick(['utf8', 'utf8-bom', 'utf16le', 'utf16be'] as const) };
    }),
  },
  {
    name: 'another delimiter',
    fits: ({ family, name }) => family === 'csv' && name !== 'csvde',
    apply: inPlace((side) => {
      side.style = { ...side.style, delimiter: side.style.delimiter === ';' ? ',' : ';' };
    }),
  },
  {
    name: 'tabs in UTF-16, as Excel’s Unicode text',
    fits: ({ family, name }) => family === 'csv' && name !== 'csvde',
    apply: inPlace((side) => {
      side.style = { ...side.style, delimiter: '\t', encoding: 'utf16le' };
    }),
  },
  {
    name: 'a first line sep=, as Excel reads it',
    fits: ({ family, name }) => family === 'csv' && name !== 'csvde',
    apply: inPlace((side) => {
      side.text.push((text) => `sep=${side.style.delimiter}${side.style.lineEnd}${text}`);
    }),
  },
  {
    name: 'a first line #TYPE, as Windows PowerShell writes it',
    fits: ({ family, name }) => family === 'csv' && name !== 'csvde',
    apply: inPlace((side) => {
      side.text.push(
        (text) => `#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser${side.style.lineEnd}${text}`,
      );
    }),
  },
  {
    name: 'line ends of another system',
    fits: ({ family }) => family === 'csv' || family === 'ldif',
    apply: inPlace((side, random) => {
      const ends = side.format.family === 'csv' ? (['\n', '\r\n', '\r'] as const) : (['\n', '\r\n'] as const);
      side.style = { ...side.style, lineEnd: random.pick(ends) };
    }),
  },
  {
    name: 'ldapsearch in pages',
    fits: ({ name }) => name === 'ldapsearch',
    apply: inPlace((side, random) => {
      const { lineEnd } = side.style;
      const pageOf = (cookie: string): string =>
        ['# search result', 'search: 2', 'result: 0 Success', `pagedresults: cookie=${cookie}`, ''].join(lineEnd);
      const at = random(side.sheet.rows.length);
      const record = `${lineEnd}${lineEnd}dn`;
      side.whole.after = pageOf('');
      side.text.push((text) => {
        const records = text.split(record);
        const pages = [records.slice(0, at + 1), records.slice(at + 1)].map((page) => page.join(record));
        return pages[1] ? pages.join(`${lineEnd}${lineEnd}${pageOf('AQ==')}${searchHead(lineEnd)}dn`) : text;
      });
    }),
  },
  {
    name: 'the columns as MSOnline and AzureAD call them',
    fits: ({ name }) => name.startsWith('Get-MgUser |'),
    apply: inPlace(({ sheet }, random) => {
      const names = random.pick([ofMsOnline, { ...ofMsOnline, deleted: 'DeletionTimestamp' }]);
      sheet.columns = sheet.columns.map(({ field, name }) => ({ field, name: names[field] ?? name }));
    }),
  },
  {
    name: 'OData’s annotations in another spelling',
    fits: ({ name }) => name.includes('pages'),
    apply: inPlace((side, random) => {
      const spelled = random.pick(spellings);
      side.text.push((text) =>
        text.replace(/"@odata\.(context|nextLink|deltaLink)":/g, (_, name) => `${JSON.stringify(spelled(name))}:`),
      );
    }),
  },
  {
    name: 'the same people in another format',
    fits: (format) => equals(format).length > 0,
    apply: ({ built: { organisation, set }, side, random }) => {
      if (set.stack) return undefined;
      const format = random.pick(equals(set[side].format));
      const { onPrem, entra } = organisation;
      const sheet = format.side === 'onPrem' ? onPremSheet(onPrem, format) : entraSheet(entra, format);
      // What nobody has, a page shows to have been asked for and a table does not.
      const asked = side === 'onPrem' || sheet.rows.some(({ cells }) => cells.get('immutableId'));
      if (!asked) return undefined;
      const other = { ...set[side], format, sheet, style: { ...set[side].style, encoding: 'utf8' as const } };
      return filesOf({ ...set, [side]: other });
    },
  },
];
