import { SaxesParser } from 'saxes';
import { createObjectBuilder, localName } from './build-object.js';
import { type ConnectorSpaceObject, type CsExportLimits, csExportLimits } from './connector-space.js';

/** The file is not what csexport writes, or not all of it. The message is a sentence without a position. */
export class CsExportSyntaxError extends Error {
  override readonly name = 'CsExportSyntaxError';
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

export interface CsExportParsing {
  /** The line (1-based) that the end of what was written lies on. */
  readonly line: number;
  /** Takes the next piece of the file, whole characters in UTF-8. Throws CsExportSyntaxError. */
  write(chunk: Buffer): void;
  /** Says that the file has ended. Throws CsExportSyntaxError when it should not have. */
  end(): void;
}

/** V8 gives a string of 128 KiB and more memory pages of its own, which makes decoding five times as slow. */
const portionBytes = 32 * 1024;

/**
 * Reads the XML of csexport (`/f:x`, `/f:s`, `/f:e`) piece by piece and hands over one object at a time, in the order
 * of the file; nothing else of it is kept. DTDs and entities other than XML's own five are refused. Grammar: CONNECT-11.
 */
export function parseCsExport(
  onObject: (object: ConnectorSpaceObject) => void,
  limits: CsExportLimits = csExportLimits,
): CsExportParsing {
  const parser = new SaxesParser({ xmlns: false });
  const builder = createObjectBuilder(onObject, limits);
  let depth = 0;
  // saxes gathers a token until it ends; what it may have gathered is what came since the last piece with a tag.
  let gathered = 0;
  let tagSeen = false;
  const fail = (message: string): never => {
    throw new CsExportSyntaxError(message, parser.line);
  };
  parser.on('doctype', () => fail('it has a DTD, which csexport never writes: entities are refused'));
  parser.on('error', (error) => fail(`it is not well-formed XML (${error.message.replace(/^[\d:]+ /, '')})`));
  parser.on('opentag', (tag) => {
    tagSeen = true;
    depth += 1;
    if (depth > limits.depth) fail(`its elements are nested deeper than ${limits.depth}`);
    if (depth > 1) builder.open(depth, tag, parser.line);
    else if (localName(tag.name) !== 'cs-objects') {
      fail(`its root element is <${tag.name}>, expected <cs-objects>: it is not a csexport file`);
    }
  });
  parser.on('closetag', (tag) => {
    tagSeen = true;
    const problem = builder.close(depth, tag);
    if (problem !== undefined) fail(problem);
    depth -= 1;
  });
  parser.on('text', builder.text);
  parser.on('cdata', builder.text);
  return {
    get line() {
      return parser.line;
    },
    write: (chunk) => {
      tagSeen = false;
      let length = 0;
      for (let start = 0; start < chunk.length; ) {
        const end = portionEnd(chunk, start);
        const text = chunk.toString('utf8', start, end);
        parser.write(text);
        length += text.length;
        start = end;
      }
      gathered = tagSeen ? length : gathered + length;
      if (gathered > limits.tokenCharacters + length) {
        fail(`one value is longer than ${limits.tokenCharacters} characters`);
      }
    },
    end: () => {
      parser.close();
    },
  };
}

/** Where the portion ends that starts there: between two characters. */
function portionEnd(chunk: Buffer, start: number): number {
  let end = start + portionBytes;
  if (end >= chunk.length) return chunk.length;
  while (((chunk[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return end;
}
