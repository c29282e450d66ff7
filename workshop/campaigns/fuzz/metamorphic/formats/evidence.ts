import { createHash } from 'node:crypto';
import { guidText } from '../random.js';
import type { Cell, Sheet, Whole } from '../sheet.js';

/**
 * A file as `collect` writes it (docs/evidence-formats.md, "What collect writes"): header, one record a line, footer with
 * counts and the SHA-256 of the record lines.
 */
export function evidenceFile(
  kind: string,
  fields: readonly string[],
  records: readonly object[],
  whole: Whole,
): string {
  const lines = records.map((record, index) => `${JSON.stringify({ at: index + 1, ...record })}\n`).join('');
  const header = {
    entraCutoverEvidence: 1,
    kind,
    origin: kind === 'entra' ? 'https://graph.microsoft.com' : 'ldaps://dc1.corp.example',
    ...(kind === 'entra' ? { tenant: whole.tenant } : { domain: 'corp.example' }),
    readAt: whole.readAt,
    tool: 'entra-cutover 0.1.0',
    fields,
  };
  const sha256 = createHash('sha256')
    .update(whole.footer === 'hash' ? 'other' : lines)
    .digest('hex');
  const footer = {
    records: records.length + (whole.footer === 'count' ? 1 : 0),
    rejected: whole.footer === 'incomplete' ? 1 : 0,
    skipped: 0,
    complete: whole.footer !== 'incomplete',
    sha256,
  };
  return `${JSON.stringify(header)}\n${lines}${whole.footer === 'missing' ? '' : `${JSON.stringify(footer)}\n`}`;
}

const plain = (cell: Cell): unknown =>
  cell !== null && typeof cell === 'object' && 'hex' in cell ? guidText(cell.hex) : cell;

/** What a record of a directory object holds among its further attributes. */
const ofAttributes: ReadonlySet<string> = new Set(['recipientType', 'master', 'enabled again']);

/** The records of a sheet; what there is none of is left out, since the header says what was asked for. */
export function sheetEvidence(kind: 'onPrem' | 'entra', { columns, rows }: Sheet, whole: Whole): string {
  const records = rows.map(({ cells }) => {
    const record: Record<string, unknown> = { objectType: 'user' };
    for (const { field, name } of columns) {
      const cell = cells.get(field) ?? null;
      if (field === 'consistencyGuid' && cell !== null && typeof cell === 'object' && 'hex' in cell)
        record[name] = Buffer.from(cell.hex, 'hex').toString('base64');
      else if (field === 'synced') record[name] = cell === true;
      else if (field === 'errors') {
        const errors = Array.isArray(cell) ? (cell as { category: string; value: string }[]) : [];
        record[name] = errors.map(({ category, value }) => ({ category, property: 'ProxyAddresses', value }));
      } else if (ofAttributes.has(field))
        record.attributes = { ...(record.attributes ?? {}), ...(cell !== null && { [name]: cell }) };
      else if (cell !== null) record[name] = plain(cell);
    }
    return kind === 'onPrem' ? { attributes: {}, ...record } : record;
  });
  const names = columns.map(({ name }) => name);
  return evidenceFile(kind, [...names].sort(), records, whole);
}
