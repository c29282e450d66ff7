import { createHash, randomBytes, randomInt } from 'node:crypto';
import { UserError } from '../../../domain/errors.js';
import { recogniseText, withoutLeadingComments } from '../../../evidence/recognise.js';
import { shareCsv } from './csv.js';
import { createInventor } from './inventor.js';
import { shareJson } from './json.js';
import { shareLdif } from './ldif.js';
import { isListLine, shareList } from './list.js';
import { encodeText, readText, type TextFile } from './text-file.js';
import { Unparsable } from './unparsable.js';
import { createShare, type Share } from './values.js';
import { shareXml } from './xml.js';

/** A file that may be given away. */
export interface SharedFile {
  readonly source: string;
  /** Invented too: real names of files tell whose they are. */
  readonly name: string;
  readonly content: Buffer;
}

/**
 * Turns what was exported from real systems into files that say as much to a reader and name nobody: the same value becomes
 * the same invented one over all of the files, and all times move by the same number of days into the past.
 *
 * @param days by which times move; random, so that nobody can move them back.
 * @throws UserError for a file that is no text of a known format, or not wholly so.
 */
export async function shareFiles(paths: readonly string[], days: number = -randomInt(30, 1000)): Promise<SharedFile[]> {
  const files: TextFile[] = [];
  for (const path of paths) files.push(await readText(path));
  const originals = new Set<string>();
  const all = (): SharedFile[] => {
    const share = createShare(createInventor(randomBytes(32), originals), days);
    return files.map((file, index) => shareFile(file, index + 1, share));
  };
  // Once to learn every word, so that none of them is invented.
  all();
  return all();
}

function shareFile(file: TextFile, number: number, share: Share): SharedFile {
  const [kind, shareText] = formatOf(file.text);
  try {
    const text = shareText(file.text, share);
    return { source: file.path, name: `file-${number}.${kind}`, content: encodeText(text, file.encoding) };
  } catch (error) {
    if (!(error instanceof Unparsable)) throw error;
    throw new UserError(
      `${file.path}, line ${error.line}: read as ${kind.toUpperCase()}, but ${error.message}. What can't be read can't be shared, and nothing was written. Export the file again, or take that part out.`,
    );
  }
}

type Format = readonly [string, (text: string, share: Share) => string];

function formatOf(text: string): Format {
  const start = withoutLeadingComments(text.slice(0, 65_536));
  const recognised = recogniseText(Buffer.from(start));
  if (start.startsWith('<')) return ['xml', shareXml];
  if (recognised.format === 'evidence-file') return ['ndjson', shareEvidence];
  if (recognised.format === 'json') return [/^\{[^\n]*\}\r?\n\s*\{/.test(start) ? 'ndjson' : 'json', shareJson];
  if (recognised.format === 'ldif') return ['ldif', shareLdif];
  return isListLine(start.split(/\r?\n/, 1)[0] ?? '') ? ['txt', shareList] : ['csv', shareCsv];
}

/** What `collect` wrote: the footer has the hash of the lines before it, if it had; a signature would not fit any more. */
function shareEvidence(text: string, share: Share): string {
  const lines = text.split('\n');
  const isFooter = (line: string): boolean => /"sha256":"[0-9a-f]{64}"/.test(line) && !line.startsWith('{"at"');
  const footer = lines.findIndex(isFooter);
  const shared = lines.slice(0, footer < 0 ? undefined : footer + 1).map((line) => shareJson(line, share));
  const hashOf = (all: readonly string[]): string => {
    const records = all.slice(1, footer).map((line) => `${line}\n`);
    return createHash('sha256').update(records.join('')).digest('hex');
  };
  if (footer < 0) return shared.join('\n');
  const fits = lines[footer]?.includes(hashOf(lines)) ?? false;
  const last = shared.pop() ?? '';
  if (!fits) return [...shared, last, ''].join('\n');
  return [...shared, last.replace(/"sha256":"[0-9a-f]{64}"/, `"sha256":"${hashOf([...shared, ''])}"`), ''].join('\n');
}
