import { counted } from '../../domain/counted.js';
import type { LdifEntry } from './convert.js';

/** What ldapsearch and ldbsearch say of a search besides its entries, each with the words around the one thing that it tells. */
const remarks = {
  begin: /^(LDAPv\d)$/,
  end: /^(search result)$/,
  cookie: /^pagedresults:.*\bcookie=(.*)$/,
  responses: /^numResponses: (\d+)$/,
  entries: /^(?:numEntries: (?=\d+$)|(?=\d+ entries$))(\d+)/,
  records: /^returned (\d+) records$/,
} as const;

type Remark = keyof typeof remarks;

/** What a line says of a search, as a comment or in the record that closes it; undefined for any other. */
export function remarkOf(line: string): { readonly remark: Remark; readonly told: string } | undefined {
  for (const remark of Object.keys(remarks) as Remark[]) {
    const [, told] = remarks[remark].exec(line) ?? [];
    if (told !== undefined) return { remark, told: told.trim() };
  }
  return undefined;
}

/** What the comments at the beginning of a page say that is looked for, with the words in front of it. */
const sought = /^(base <|filter: )(.+)$/;

/** What is looked for, and the words in front of it, in a comment of a search; undefined for any other comment. */
export function soughtIn(comment: string): { readonly what: string; readonly told: string } | undefined {
  const [, what, told] = sought.exec(comment) ?? [];
  return what === undefined || told === undefined ? undefined : { what, told };
}

/** Watches what the searches of a file say of themselves. */
export interface Searches {
  meet(entry: LdifEntry): void;
  read(comment: string): void;
  /** Why the file can't be whole, in a sentence, or undefined. */
  contradiction(): string | undefined;
  /** True where something says that the last search found its end: what it wrote is all there is. */
  isEnded(): boolean;
}

/**
 * Compares what was read with what the tools write around it (OpenLDAP's ldapsearch, Samba's ldbsearch). Each page of ldapsearch begins
 * with its comments (`# LDAPv3`; none with -LL) and ends with `# search result`; behind a page that is not the last stands
 * `pagedresults: cookie=…` with what the server would go on from, behind the last one the same without a value. The counts are of all
 * pages. A file may hold several searches: the pages of one have its base and filter in their comments. With -L a limit of the server is told on the screen alone, so neither the end nor the counts say that the search went well.
 */
export function watchSearches(): Searches {
  const read = { responses: 0, entries: 0, records: 0 };
  // With -L a result stands in a comment alone, and counts as a response all the same.
  let [results, ends] = [0, 0];
  const told: Partial<Record<keyof typeof read, number>> = {};
  let open = 0;
  let [base, filter] = ['', ''];
  /** What the last page of each search said of a next one. */
  const cookies = new Map<string, string>();
  let isEnded = false;
  const readRemark = (line: string): void => {
    const found = remarkOf(line);
    if (found === undefined) return;
    if (found.remark === 'begin') open += 1;
    else if (found.remark === 'end') {
      open = Math.max(0, open - 1);
      ends += 1;
    } else if (found.remark === 'cookie') {
      cookies.set(`${base}\n${filter}`, found.told);
      isEnded = found.told === '';
    } else told[found.remark] = (told[found.remark] ?? 0) + Number(found.told);
    if (found.remark === 'records') isEnded = true;
  };
  return {
    read(comment) {
      const found = soughtIn(comment);
      if (found === undefined) readRemark(comment);
      else if (found.what === 'filter: ') filter = found.told;
      else [base, filter] = [found.told, ''];
    },
    meet(entry) {
      const isEntry = entry.has('dn');
      // A result may name other servers as well (10, referral): it is one response.
      const isReference = entry.has('ref') && !entry.has('result');
      if (isEntry) read.entries += 1;
      if (isEntry || isReference) read.records += 1;
      if (isEntry) {
        isEnded = false;
        return;
      }
      const [result] = entry.get('result') ?? [];
      if (result !== undefined) {
        results += 1;
        isEnded = /^0\b/.test(result.written);
      }
      for (const [name, values] of entry) for (const { written } of values) readRemark(`${name}: ${written}`);
    },
    contradiction() {
      if ([...cookies.values()].some((cookie) => cookie !== '')) return moreToCome;
      if (open > 0) return withoutEnd;
      read.responses = read.records + Math.max(results, ends);
      const what = (['entries', 'records', 'responses'] as const).find(
        (name) => told[name] !== undefined && told[name] !== read[name],
      );
      if (what === undefined) return undefined;
      const number = told[what] ?? 0;
      const [one, many] = words[what];
      return `The search says that it wrote ${counted(number, one, many)}, and ${counted(read[what], 'is', 'are')} in the file: it was cut or changed. Export it again.`;
    },
    isEnded: () => isEnded,
  };
}

const words = {
  responses: ['response', 'responses'],
  entries: ['entry', 'entries'],
  records: ['record', 'records'],
} as const;

const moreToCome =
  'The search says that there is more (pagedresults with a cookie), and the next page is not in the file. Export it again with -E pr=1000/noprompt, and wait for its end.';
const withoutEnd =
  'The search began in this file, and its end (# search result) is not there: it was interrupted or cut off. Export it again.';
