import { SaxesParser } from 'saxes';
import { createObjectBuilder } from './build-object.js';
import { type ConnectorSpaceObject, type CsExportLimits, csExportLimits } from './connector-space.js';

/** The file is not what csexport writes, or not all of it. The message is a sentence without a position. */
export class CsExportSyntaxError extends Error {
  override readonly name = 'CsExportSyntaxError';
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

export interface CsExportParsing {
  /** The line (1-based) that the end of what was written lies on. */
  readonly line: number;
  /** Takes the next piece of the file. Throws CsExportSyntaxError. */
  write(text: string): void;
  /** Says that the file has ended. Throws CsExportSyntaxError when it should not have. */
  end(): void;
}

/**
 * Reads the XML of csexport (`/f:x`, `/f:s`, `/f:e`) piece by piece and hands over one object at a time, in the order
 * of the file; nothing else of it is kept. DTDs and entities other than XML's own five are refused. Grammar: facts 1.4.
 */
export function parseCsExport(
  onObject: (object: ConnectorSpaceObject) => void,
  limits: CsExportLimits = csExportLimits,
): CsExportParsing {
  const parser = new SaxesParser({ xmlns: false });
  const builder = createObjectBuilder(onObject, limits);
  let depth = 0;
  let lastToken = 0;
  const fail = (message: string): never => {
    throw new CsExportSyntaxError(message, parser.line);
  };
  parser.on('doctype', () => fail('it has a DTD, which csexport never writes: entities are refused'));
  parser.on('error', (error) => fail(`it is not well-formed XML (${error.message.replace(/^[\d:]+ /, '')})`));
  parser.on('opentag', (tag) => {
    lastToken = parser.position;
    depth += 1;
    if (depth > limits.depth) fail(`its elements are nested deeper than ${limits.depth}`);
    const name = localName(tag.name);
    if (depth > 1) builder.open(depth, name, tag, parser.line);
    else if (name !== 'cs-objects')
      fail(`its root element is <${name}>, expected <cs-objects>: it is no csexport file`);
  });
  parser.on('closetag', (tag) => {
    lastToken = parser.position;
    const problem = builder.close(depth, localName(tag.name));
    if (problem !== undefined) fail(problem);
    depth -= 1;
  });
  const onText = (text: string): void => {
    lastToken = parser.position;
    builder.text(text);
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  return {
    get line() {
      return parser.line;
    },
    write: (text) => {
      parser.write(text);
      // saxes gathers a token until it ends, so the bound is checked from outside.
      if (parser.position - lastToken > limits.tokenCharacters + text.length) {
        fail(`one value is longer than ${limits.tokenCharacters} characters`);
      }
    },
    end: () => {
      parser.close();
    },
  };
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
