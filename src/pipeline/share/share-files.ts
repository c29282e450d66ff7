import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { UserError } from '../../domain/errors.js';
import { recogniseBinary } from '../../sources/recognise.js';
import { decodingFor, UndecodableText } from '../../sources/text-decoding.js';
import { shareJson } from './json.js';
import { shareCsv, shareLines } from './lines.js';
import { createPseudonyms, type Pseudonyms } from './pseudonyms.js';
import { createShareValue, type ShareValue } from './values.js';
import { isVendorWord } from './words.js';
import { shareXml } from './xml.js';

/** A file that may be given away. */
export interface SharedFile {
  readonly source: string;
  /** Invented too: real names of files tell whose they are. */
  readonly name: string;
  readonly content: Buffer;
}

const largestBytes = 256 * 1024 * 1024;
/** An invented word may happen to be a real one: then everything is done again with another key. */
const attempts = 5;

/**
 * Turns what was exported from real systems into files that say as much to a reader and name nobody: the same value becomes
 * the same invented one over all of the files.
 *
 * @throws UserError for a file that is no text of a known format, and when something of an original is left.
 */
export async function shareFiles(paths: readonly string[]): Promise<SharedFile[]> {
  const originals: { readonly path: string; readonly text: string; readonly mark: Encoding }[] = [];
  for (const path of paths) originals.push({ path, ...(await readText(path)) });
  let left: string[] = [];
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const seen = new Set<string>();
    const share = createShareValue(noting(createPseudonyms(randomBytes(32)), seen));
    const shared = originals.map(({ path, text, mark }, index) => {
      const [kind, result] = shareText(path, text, share);
      return { source: path, name: `file-${index + 1}.${kind}`, text: result, mark };
    });
    left = [...new Set(shared.flatMap(({ text }) => wordsOf(text).filter((word) => seen.has(word))))];
    if (left.length === 0) return shared.map(({ mark, text, ...file }) => ({ ...file, content: encode(text, mark) }));
  }
  throw new UserError(
    `${left.length} words of the originals would be left (${left
      .slice(0, 3)
      .map((word) => JSON.stringify(word))
      .join(', ')}). Nothing was written. Please tell the maintainers which kind of file it was, without the file.`,
  );
}

function shareText(path: string, text: string, share: ShareValue): readonly [string, string] {
  const start = text.trimStart();
  if (/^<(\?xml|cs-objects|run-history|\w)/.test(start)) return ['xml', shareXml(text, share)];
  if (/^[[{]/.test(start)) return [/^\{[^\n]*\}\r?\n\s*\{/.test(start) ? 'ndjson' : 'json', shareJson(text, share)];
  const [first = ''] = start.replace(/^#[^\n]*\n/, '').split(/\r?\n/, 1);
  if (/^[\w.-]+\s*::?\s/.test(first)) return [/^(dn|version):/i.test(first) ? 'ldif' : 'txt', shareLines(text, share)];
  if (/[,;\t]/.test(first)) return ['csv', shareCsv(text, share)];
  throw new UserError(
    `${path} is no XML, JSON, CSV, LDIF or list of PowerShell, so nobody can tell what in it is a name. Nothing was written.`,
  );
}

/** The same pseudonyms, noting in `seen` the words and GUIDs that they were asked for. */
function noting(pseudonyms: Pseudonyms, seen: Set<string>): Pseudonyms {
  const note = (text: string): string => {
    for (const word of wordsOf(text)) seen.add(word);
    return text;
  };
  const { word, guid } = pseudonyms;
  return { ...pseudonyms, word: (text) => word(note(text)), guid: (text) => guid(note(text)) };
}

/** Words that would tell something: of four letters or more, no vendor's, no number in whatever base, no part of a time. */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? [];
  return words.filter((word) => !isVendorWord(word) && !/^([0-9a-f]{4,7}|\d+|\d\dt\d\d|\d+z)$/.test(word));
}

type Encoding = 'utf8' | 'utf8-mark' | 'utf16le' | 'utf16be';

async function readText(path: string): Promise<{ readonly text: string; readonly mark: Encoding }> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new UserError(`${path} can't be read (${error instanceof Error ? error.message : String(error)}).`);
  });
  if (bytes.length > largestBytes) {
    throw new UserError(`${path} is larger than ${largestBytes / 1024 / 1024} MiB: share a part of it.`);
  }
  const binary = recogniseBinary(bytes);
  if (binary !== undefined) throw new UserError(`${path} is ${binary}, expected a text.`);
  try {
    const decoding = decodingFor(bytes);
    const text = decoding.decode(bytes).toString('utf8');
    decoding.finish();
    return { text, mark: markOf(bytes) };
  } catch (error) {
    if (error instanceof UndecodableText) throw new UserError(`${path}: ${error.message}`);
    throw error;
  }
}

function markOf(bytes: Buffer): Encoding {
  const head = bytes.toString('hex', 0, 3);
  if (head.startsWith('fffe')) return 'utf16le';
  if (head.startsWith('feff')) return 'utf16be';
  return head === 'efbbbf' ? 'utf8-mark' : 'utf8';
}

function encode(text: string, mark: Encoding): Buffer {
  if (mark === 'utf8') return Buffer.from(text);
  const bytes = Buffer.from(`\ufeff${text}`, mark === 'utf8-mark' ? 'utf8' : 'utf16le');
  return mark === 'utf16be' ? bytes.swap16() : bytes;
}
