import { execFileSync } from 'node:child_process';
import { bytesToGuid } from '../../src/domain/guid.js';
import { readSid } from '../../src/evidence/values/anchors.js';
import type { Samba } from './samba.js';

/** An object as a domain controller holds it: the bytes of each value by attribute. */
export type RawObject = ReadonlyMap<string, readonly Buffer[]>;

export const filter =
  '(|(&(objectClass=user)(!(objectClass=computer)))(objectClass=group)(objectClass=contact)(&(objectClass=computer)(userCertificate=*)))';

/** The LDIF that ldapsearch prints of the container, asked for these attributes. */
export function ldapsearch(samba: Samba, base: string, attributes: readonly string[]): string {
  const { bindDn, password } = samba.administrator;
  return execFileSync(
    'ldapsearch',
    [
      ...['-LLL', '-x', '-H', samba.server, '-D', bindDn, '-w', password, '-b', base, '-E', 'pr=500/noprompt'],
      ...[filter, ...attributes],
    ],
    { encoding: 'utf8', env: { ...process.env, LDAPTLS_CACERT: samba.caFile }, maxBuffer: 1 << 28 },
  );
}

const binary = new Set(['objectGUID', 'mS-DS-ConsistencyGuid', 'objectSid', 'userCertificate']);

/** What csvde writes: `X'…'` for bytes and for text beyond ASCII, several values joined with semicolons. */
export function csvde(objects: readonly RawObject[], attributes: readonly string[]): string {
  const value = (name: string, bytes: Buffer): string =>
    binary.has(name) || /[^ -~]/.test(bytes.toString('utf8')) ? `X'${bytes.toString('hex')}'` : bytes.toString('utf8');
  const header = ['DN', ...attributes].join(',');
  const rows = objects.map((object) =>
    ['dn', ...attributes]
      .map((name) => (object.get(name) ?? []).map((bytes) => value(name, bytes)).join(';'))
      .map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
      .join(','),
  );
  return `${[header, ...rows].join('\r\n')}\r\n`;
}

/** What `Get-ADObject | Select-Object … | Export-Csv -Encoding UTF8` writes with the expressions of docs/evidence-formats.md. */
export function powerShell(objects: readonly RawObject[], attributes: readonly string[]): string {
  const value = (name: string, bytes: Buffer): string => {
    if (name === 'objectGUID') return bytesToGuid(bytes);
    if (name === 'objectSid') return readSid(bytes);
    return binary.has(name) ? bytes.toString('base64') : bytes.toString('utf8');
  };
  const names = attributes.filter((name) => name !== 'objectClass');
  const header = ['DistinguishedName', 'ObjectClass', ...names].map(quote).join(',');
  const rows = objects.map((object) =>
    [
      object.get('dn')?.[0]?.toString('utf8') ?? '',
      // The ActiveDirectory module shows the most specific class alone.
      object.get('objectClass')?.at(-1)?.toString('utf8') ?? '',
      ...names.map((name) => (object.get(name) ?? []).map((bytes) => value(name, bytes)).join(';')),
    ].map((cell) => (cell === '' ? '' : quote(cell))),
  );
  return `\ufeff${[header, ...rows.map((row) => row.join(','))].join('\r\n')}\r\n`;
}

function quote(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}
