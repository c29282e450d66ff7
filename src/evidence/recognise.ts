/** What a file is by its content. `text` names what was found instead of evidence, for a message. */
export type Recognised =
  | { readonly format: 'csv' | 'ldif' | 'json' | 'evidence-file' }
  | { readonly format: 'other'; readonly found: string };

/**
 * The format of a text by its start (UTF-8, without byte order mark); a file's name never counts. Everything that is
 * nothing else is taken for CSV, whose header then decides.
 */
export function recogniseText(head: Buffer): Recognised {
  const start = head.toString('utf8', 0, 4096).trimStart();
  if (/^\{\s*"entraCutoverEvidence"/.test(start)) return { format: 'evidence-file' };
  if (start.startsWith('{') || start.startsWith('[')) return { format: 'json' };
  if (/^<(\?xml[^>]*>\s*<)?cs-objects/.test(start))
    return { format: 'other', found: 'a csexport file of Entra Connect (XML)' };
  if (/^<(!doctype html|html)/i.test(start)) return { format: 'other', found: 'a web page (HTML)' };
  if (start.startsWith('<')) return { format: 'other', found: 'XML' };
  if (start.startsWith('%PDF-')) return { format: 'other', found: 'a PDF document' };
  const [line] = withoutLeadingComments(start).split(/\r\n?|\n/, 1);
  return { format: /^(version:\s*\d|dn::? |ref:|search:)/i.test(line ?? '') ? 'ldif' : 'csv' };
}

/** The text from its first line that says something; comments of LDIF may be folded (RFC 2849), and #TYPE is none. */
export function withoutLeadingComments(text: string): string {
  return text.replace(/^(?:\s+|#(?!TYPE).*(?:\r?\n[ \t].*)*\r?\n)+/, '');
}

const signatures: readonly (readonly [string, string])[] = [
  ['89504e47', 'a PNG image'],
  ['ffd8ff', 'a JPEG image'],
  ['47494638', 'a GIF image'],
  ['504b0304', 'a ZIP archive or an Excel workbook; save it as CSV (UTF-8)'],
  ['d0cf11e0', 'an old Excel workbook; save it as CSV (UTF-8)'],
  ['25504446', 'a PDF document'],
  ['7f454c46', 'a program'],
  ['4d5a9000', 'a program'],
  ['53514c697465', 'a database'],
];

/** What the first bytes say about a file that is not text at all, or undefined. */
export function recogniseBinary(head: Buffer): string | undefined {
  const hex = head.toString('hex', 0, 8);
  return signatures.find(([signature]) => hex.startsWith(signature))?.[1];
}
