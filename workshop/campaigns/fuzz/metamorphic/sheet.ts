import type { EntraRecord, Fact, OnPremRecord } from './organisation.js';
import { base64 } from './random.js';

/** A value in no format yet. null: asked for, and there is none. */
export type Cell = string | boolean | readonly string[] | readonly object[] | { readonly hex: string } | null;

/** A column or property: what it means, and what it is called in the file. */
export interface Column {
  readonly field: string;
  readonly name: string;
}

export interface Row {
  readonly key: string;
  readonly cells: Map<string, Cell>;
}

/** One side as a table, between the organization and the bytes: what mutations take information from. */
export interface Sheet {
  columns: Column[];
  rows: Row[];
}

/** How the bytes of a file are made. */
export interface Style {
  readonly encoding: 'utf8' | 'utf8-bom' | 'utf16le' | 'utf16be';
  readonly delimiter: ',' | ';' | '\t';
  readonly lineEnd: '\n' | '\r\n' | '\r';
  readonly gzip: boolean;
}

/** What a file says of itself as a whole. */
export interface Whole {
  readonly tenant: string;
  readonly readAt: string;
  /** Records a page of Graph. */
  readonly page: number;
  nextLink?: boolean;
  /** Lines put before the table, or after the records. */
  before?: string;
  after?: string;
  footer?: 'missing' | 'count' | 'incomplete' | 'hash';
}

export interface Format {
  readonly name: string;
  readonly side: 'onPrem' | 'entra';
  readonly family: 'csv' | 'ldif' | 'json' | 'delta' | 'evidence';
  readonly columns: readonly Column[];
  readonly shows: readonly Fact[];
  /** It says itself whether it is whole: a page without a next link, a footer, an answer of LDAP. */
  readonly saysWhole: boolean;
  write(sheet: Sheet, style: Style, whole: Whole): string;
}

export function onPremSheet(records: readonly OnPremRecord[], { columns, shows }: Format): Sheet {
  const rows = records
    .filter(({ type }) => type === 'user' || shows.includes('everyType'))
    .map((record) => row(record.key, columns, onPremCell(record)));
  return { columns: [...columns], rows };
}

export function entraSheet(records: readonly EntraRecord[], { columns, shows }: Format): Sheet {
  const rows = records
    .filter(
      ({ type, deleted }) =>
        (type === 'user' || shows.includes('everyType')) && (!deleted || shows.includes('deleted')),
    )
    .map((record) => row(record.key, columns, (field) => cellOf(record[field as keyof EntraRecord])));
  return { columns: [...columns], rows };
}

function row(key: string, columns: readonly Column[], cell: (field: string) => Cell): Row {
  return { key, cells: new Map(columns.map(({ field }) => [field, cell(field)])) };
}

function onPremCell(record: OnPremRecord): (field: string) => Cell {
  return (field) => {
    if (field === 'guid') return { hex: record.guid };
    if (field === 'consistencyGuid')
      return record.consistencyGuid === undefined ? null : { hex: record.consistencyGuid };
    if (field === 'claim') return base64(record.guid);
    return cellOf(record[field as keyof OnPremRecord]);
  };
}

function cellOf(value: Cell | undefined): Cell {
  return value ?? null;
}
