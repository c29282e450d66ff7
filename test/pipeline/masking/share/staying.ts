import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shareFiles } from '../../../../src/pipeline/masking/share/share-files.js';
import { publicWords } from '../../../../src/pipeline/masking/share/vocabulary.js';

/** Of names of the vendors with hyphens in them, of addresses, ids, times and declarations. */
const partsOfNames = new Set(
  'am amp cd cs date detail ds errordetail https lineage literal ms mv oa occurred primary stack time unapplied utf xml'.split(
    ' ',
  ),
);

/** So many copies that no invention is the same in all of them, not even a number of two digits. */
const copies = 14;

/**
 * What stands in the files and in every one of several copies, of more than one character, and is not a word of the vendors': it
 * was not invented, so it stayed. Texts are looked at as they are, unescaped, and decoded from Base64, hexadecimal and LDAP's
 * escapes; of bytes that are not text any four count.
 */
export async function stayingOf(files: Readonly<Record<string, string | Buffer>>): Promise<string[]> {
  let staying = piecesOf(Object.values(files).map(String));
  for (let copy = 0; copy < copies; copy += 1) {
    const shown = piecesOf(await sharedOf(files));
    staying = new Set([...staying].filter((piece) => shown.has(piece)));
  }
  const isPublic = (piece: string): boolean => publicWords.has(piece) || partsOfNames.has(piece);
  return [...staying].filter((piece) => !isPublic(piece)).sort();
}

/** The texts of one shareable copy. */
export async function sharedOf(files: Readonly<Record<string, string | Buffer>>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-share-staying-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const shared = await shareFiles(Object.keys(files).map((name) => join(folder, name)));
    return shared.map(({ content }) => content.toString());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function piecesOf(texts: readonly string[]): Set<string> {
  const pieces = new Set<string>();
  const addWords = (text: string, least: number): void => {
    // Between signs; what stays of a name or an address in one piece stays in its parts.
    for (const piece of text
      .normalize('NFKC')
      .toLowerCase()
      .match(/\p{N}+|\p{L}[\p{L}\p{M}]*/gu) ?? [])
      if ([...piece].length >= least) pieces.add(piece);
  };
  for (const folded of texts) {
    const text = folded.replaceAll(/\r?\n /g, '');
    const unescaped = text.replaceAll(/\\u([0-9a-f]{4})|%([0-9a-f]{2})|&#x([0-9a-f]+);/gi, (_, ...codes: string[]) =>
      String.fromCodePoint(Number.parseInt(codes.slice(0, 3).find(Boolean) ?? '0', 16)),
    );
    // Encoded text is not a word, and its parts mean nothing.
    addWords(unescaped.replaceAll(encoded, ' '), 2);
    for (const bytes of [...text.matchAll(encoded)].map(([whole]) => bytesOf(whole))) {
      addWords(bytes.toString('utf8').replaceAll('\0', ''), 4);
      for (let at = 0; at + 4 <= bytes.length; at += 1) {
        const four = bytes.subarray(at, at + 4).toString('hex');
        // Letters are words; and of every SID alike are revision, authority, and what fills numbers up.
        if (!/0000|^00|00$|^([2-7].){4}$/.test(four)) pieces.add(`#${four}#`);
      }
    }
  }
  return pieces;
}

const pair = '[0-9a-fA-F]{2}';
const alone = (pattern: string): string => String.raw`(?<![\w+/=])(?:${pattern})(?![\w+/=])`;
const encoded = new RegExp(
  [
    String.raw`(?:\\{1,2}${pair})+`,
    alone(`(?:${pair}){6,}`),
    alone(String.raw`\d{1,3}(?:[ ,]+\d{1,3}){7,}`),
    alone(`(?:0x)?${pair}(?:[ ,-]+(?:0x)?${pair}){7,}`),
    // Not the path of an address.
    String.raw`(?<=^|[\s"':=>,;])(?=[\w+/]*[A-Z])(?=[\w+/]*[a-z])(?=[\w+/]*\d)[\w+/]{12,}={0,2}(?=$|[\s"'<,;&\\])`,
  ].join('|'),
  'g',
);

function bytesOf(text: string): Buffer {
  const bare = text.replaceAll(/0x/gi, '');
  if (
    /^(?:\\{1,2}[0-9a-f]{2})+$|^[0-9a-f]{2}(?:[ ,-]*[0-9a-f]{2})+$/i.test(bare) &&
    !/^\d{1,3}(?:[ ,]+\d{1,3})+$/.test(text)
  )
    return Buffer.from(bare.replaceAll(/[\\ ,-]/g, ''), 'hex');
  if (/^\d{1,3}(?:[ ,]+\d{1,3})+$/.test(text)) return Buffer.from(text.split(/[ ,]+/).map(Number));
  return Buffer.from(text, 'base64');
}
