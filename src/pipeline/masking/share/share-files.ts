import { createHash, randomBytes, randomInt } from 'node:crypto';
import { UserError } from '../../../domain/errors.js';
import { asFooter, parseObject } from '../../../evidence/evidence-file/read.js';
import { asSignature, verifiedSigner } from '../../../evidence/evidence-file/signature.js';
import { recogniseText, withoutLeadingComments } from '../../../evidence/recognise.js';
import { type Anchors, createAnchors } from './anchors.js';
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
 * @throws UserError for a file that is not text of a known format, or not wholly so.
 */
export async function shareFiles(paths: readonly string[], days: number = -randomInt(30, 1000)): Promise<SharedFile[]> {
  const files: TextFile[] = [];
  for (const path of paths) files.push(await readText(path));
  const originals = new Set<string>();
  const anchors = createAnchors();
  const all = (fits?: Anchors['fits']): SharedFile[] => {
    const share = createShare(createInventor(randomBytes(32), originals, fits), anchors, days);
    return files.map((file, index) => shareFile(file, index + 1, share));
  };
  // To learn every word, so that none of them is invented, every anchor, and then what else the anchors are.
  all();
  all();
  return all(anchors.fits);
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

/** What `collect` wrote: its hash and signature no longer match, so the hash is made again and the signature left out. */
function shareEvidence(text: string, share: Share): string {
  const lines = text.split('\n');
  const shared = shareJson(text, share).split('\n');
  const read = lines.map((line) => parseObject(Buffer.from(line)));
  const footer = read.findIndex((json, index) => index > 0 && asFooter(json) !== undefined);
  if (footer < 0) return shared.join('\n');
  const hashOf = (all: readonly string[]): string => {
    const hash = createHash('sha256');
    for (const line of all.slice(1, footer)) if (line.trim() !== '') hash.update(line.replace(/\r$/, '')).update('\n');
    return hash.digest('hex');
  };
  if (asFooter(read[footer])?.sha256 === hashOf(lines))
    shared[footer] = (shared[footer] ?? '').replace(/(?<="sha256"\s*:\s*")[^"]*/, hashOf(shared));
  const [header, last] = [lines[0] ?? '', lines[footer] ?? ''].map((line) => Buffer.from(line.replace(/\r$/, '')));
  const isSound = (json: (typeof read)[number]): boolean => {
    const signature = asSignature(json);
    return signature !== undefined && header !== undefined && last !== undefined
      ? verifiedSigner(signature, header, last) !== undefined
      : false;
  };
  return shared.filter((_, index) => index <= footer || !isSound(read[index])).join('\n');
}
