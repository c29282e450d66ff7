import { isUtf8 } from 'node:buffer';

/** Bytes that are not text. `valid` is the text before them, so that the reader can say on which line they stand. */
export class UndecodableText extends Error {
  override readonly name = 'UndecodableText';
  readonly valid: Buffer;
  constructor(message: string, valid: Buffer) {
    super(message);
    this.valid = valid;
  }
}

/** Turns the bytes of a file into UTF-8 without a byte order mark, piece by piece. Throws UndecodableText. */
export interface TextDecoding {
  decode(chunk: Buffer): Buffer;
  /** Called at the end: throws when the last character is cut off. */
  finish(): void;
}

const advice = 'Export the file again with -Encoding utf8.';

/** True for text that starts with a byte order mark of UTF-16. */
export function isUtf16(head: Buffer): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}

/**
 * Chooses the decoding from the first bytes of the source (at least four where it has them). UTF-8 with or without
 * byte order mark, UTF-16 with one (AD-7). UTF-16 without a mark is named and refused, never guessed.
 */
export function decodingFor(head: Buffer): TextDecoding {
  if (isUtf16(head)) return utf16Decoding(head[0] === 0xfe);
  const littleEndian = head.length >= 4 && head[0] !== 0 && head[1] === 0 && head[2] !== 0 && head[3] === 0;
  const bigEndian = head.length >= 4 && head[0] === 0 && head[1] !== 0 && head[2] === 0 && head[3] !== 0;
  if (littleEndian || bigEndian) {
    const order = littleEndian ? 'LE' : 'BE';
    throw new UndecodableText(
      `Found UTF-16${order} text without a byte order mark (every second byte is zero), expected UTF-8, or UTF-16 with a byte order mark. ${advice}`,
      Buffer.alloc(0),
    );
  }
  return utf8Decoding();
}

function utf8Decoding(): TextDecoding {
  let offset = 0;
  let carry: Buffer = Buffer.alloc(0);
  let atStart = true;
  return {
    decode(chunk) {
      const data = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
      const whole = data.length - unfinishedBytes(data);
      const text = data.subarray(0, whole);
      if (!isUtf8(text)) throw invalidByte(text, validLength(text), offset);
      const zero = text.indexOf(0);
      if (zero >= 0) throw zeroByte(text.subarray(0, zero), offset + zero);
      carry = data.subarray(whole);
      offset += whole;
      const marked = atStart && text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf;
      if (whole > 0) atStart = false;
      return marked ? text.subarray(3) : text;
    },
    finish() {
      if (carry.length > 0)
        throw new UndecodableText(
          `The file ends at byte ${offset} in the middle of a character: it was cut off. Copy or export it again.`,
          carry.subarray(0, 0),
        );
    },
  };
}

function utf16Decoding(bigEndian: boolean): TextDecoding {
  let offset = 0;
  let carry: Buffer = Buffer.alloc(0);
  return {
    decode(chunk) {
      const data = Buffer.concat([carry, chunk]);
      let whole = data.length - (data.length % 2);
      const last = whole === 0 ? 0 : bigEndian ? data.readUInt16BE(whole - 2) : data.readUInt16LE(whole - 2);
      if (last >= 0xd800 && last < 0xdc00) whole -= 2;
      const units = Buffer.from(data.subarray(0, whole));
      if (bigEndian) units.swap16();
      const decoded = units.toString('utf16le');
      const text = offset === 0 && decoded.startsWith('\uFEFF') ? decoded.slice(1) : decoded;
      const marks = decoded.length - text.length;
      const stray = text.search(/\p{Surrogate}/u);
      if (stray >= 0) {
        const at = offset + (stray + marks) * 2;
        throw new UndecodableText(
          `The bytes at offset ${at} are not UTF-16 text (half a surrogate pair). ${advice}`,
          Buffer.from(text.slice(0, stray)),
        );
      }
      const zero = text.indexOf('\0');
      if (zero >= 0) throw zeroByte(Buffer.from(text.slice(0, zero)), offset + (zero + marks) * 2);
      carry = Buffer.from(data.subarray(whole));
      offset += whole;
      return Buffer.from(text, 'utf8');
    },
    finish() {
      if (carry.length > 0)
        throw new UndecodableText(
          `The file ends at byte ${offset} in the middle of a UTF-16 character: it was cut off. Copy or export it again.`,
          Buffer.alloc(0),
        );
    },
  };
}

/** How many bytes at the end start a character that the next chunk may finish. */
function unfinishedBytes(data: Buffer): number {
  for (let back = 1; back <= 3 && back <= data.length; back += 1) {
    const byte = data[data.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return characterLength(byte) > back ? back : 0;
  }
  return 0;
}

function characterLength(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
}

/** Length of the valid UTF-8 at the start of data that holds something invalid. */
function validLength(data: Buffer): number {
  let position = 0;
  while (position < data.length) {
    const next = position + characterLength(data[position] ?? 0);
    if (!isUtf8(data.subarray(position, next))) break;
    position = next;
  }
  return position;
}

function invalidByte(text: Buffer, valid: number, offset: number): UndecodableText {
  const byte = (text[valid] ?? 0).toString(16).padStart(2, '0').toUpperCase();
  return new UndecodableText(
    `The byte 0x${byte} at offset ${offset + valid} is not UTF-8 text: Excel’s “CSV” and Windows PowerShell write ANSI (Windows-1252), and nothing shows which letter it was. Export the file again with -Encoding utf8, or save it in Excel as “CSV UTF-8”.`,
    text.subarray(0, valid),
  );
}

/** Zeros in a text are what a crash or an unfinished copy leaves behind, so nothing after them may be trusted. */
function zeroByte(valid: Buffer, offset: number): UndecodableText {
  return new UndecodableText(
    `There is a zero byte at offset ${offset}: the file is not text, or is damaged, or PowerShell’s >> appended UTF-16 to it. Copy or export it again.`,
    valid,
  );
}
