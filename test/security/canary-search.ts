import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A secret by the name under which a leak is reported. */
export interface Canary {
  readonly name: string;
  readonly secret: string;
}

/** So much of a secret is enough to be found: what was cut off or shortened is a leak too. */
const pieceLength = 20;
const wordBytes = 4;

/** What of a secret is searched for: the lines of a key without its frame, the signature of a token, else the text. */
function partsOf(secret: string): readonly string[] {
  if (secret.includes('-----BEGIN')) {
    // The first line holds the algorithm, which every key has in common.
    return secret
      .split('\n')
      .filter((line) => line.length > 40 && !line.includes('---'))
      .slice(1);
  }
  const signature = /^eyJ[\w-]+\.[\w-]+\.([\w-]+)$/.exec(secret.trim())?.[1];
  return [signature ?? secret];
}

/** Base64 of a text wherever it stands among others: the letters that depend on it alone, at each of three alignments. */
function base64Forms(bytes: Buffer): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return text.slice([0, 2, 3][offset], Math.floor(((offset + bytes.length) * 8) / 6));
  });
}

function formsOf(piece: string): readonly string[] {
  const bytes = Buffer.from(piece);
  const base64 = base64Forms(bytes);
  const escaped = JSON.stringify(piece).slice(1, -1);
  return [
    piece,
    escaped,
    JSON.stringify(escaped).slice(1, -1),
    encodeURIComponent(piece),
    new URLSearchParams({ v: piece }).toString().slice(2),
    ...base64,
    ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
    ...base64.map((form) => encodeURIComponent(form)),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ];
}

/** Says which canaries stand in a text, plain or in any of the usual forms; one pass, however many they are. */
export function createCanarySearch(canaries: readonly Canary[]): (bytes: Buffer) => readonly string[] {
  const needles = new Map<number, { readonly name: string; readonly form: Buffer }[]>();
  const seen = new Set<string>();
  for (const { name, secret } of canaries) {
    for (const part of partsOf(secret)) {
      for (const piece of [part.slice(0, pieceLength), part.slice(-pieceLength)]) {
        if (piece.length < 8) throw new Error(`${name} is too short to be searched for`);
        for (const text of formsOf(piece)) {
          if (seen.has(text)) continue;
          seen.add(text);
          const form = Buffer.from(text);
          const word = form.readUInt32LE(0);
          needles.set(word, [...(needles.get(word) ?? []), { name, form }]);
        }
      }
    }
  }
  const mayBegin = new Uint8Array(1 << 16);
  for (const word of needles.keys()) mayBegin[(word ^ (word >>> 16)) & 0xffff] = 1;
  return (bytes) => {
    const found = new Set<string>();
    for (let place = 0; place + wordBytes <= bytes.length; place += 1) {
      const word = bytes.readUInt32LE(place);
      if (mayBegin[(word ^ (word >>> 16)) & 0xffff] === 0) continue;
      for (const { name, form } of needles.get(word) ?? []) {
        const end = place + form.length;
        if (end <= bytes.length && bytes.compare(form, 0, form.length, place, end) === 0) found.add(name);
      }
    }
    return [...found];
  };
}

/** Every file below the folder, links not followed, but for what the given names begin. */
export function filesBelow(folder: string, except: readonly string[]): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (except.some((name) => path.endsWith(name))) return [];
    if (entry.isDirectory()) return filesBelow(path, except);
    return entry.isFile() ? [path] : [];
  });
}

/** The content, unpacked where it is compressed. */
export function contentOf(path: string): Buffer {
  const bytes = readFileSync(path);
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}
