import { hasAnnotation } from '../annotations.js';
import { maximumRowBytes } from '../csv/scan.js';
import type { TextSink } from '../format-reader.js';
import { repeatedKey } from '../repeated-key.js';
import { quoted } from '../values/unreadable-value.js';

export type JsonProperties = Readonly<Record<string, unknown>>;

/** What the splitter finds, in the order of the text. After `onProblem` nothing follows. */
export interface JsonEvents {
  /**
   * An object that is not a page. `line` is its position (1-based) in the pages or the array that it is an element of, and
   * its line where it stands by itself. `inPage`: its page follows.
   */
  onObject(value: JsonProperties, line: number, inPage: boolean): void;
  /** A page, after its objects: its other properties, such as `@odata.nextLink`, and how many objects it has. */
  onPage(page: JsonProperties, objects: number): void;
  /** An object, counted as `onObject` does, of which nobody knows what it says. */
  onUnreadable(message: string, line: number): void;
  onProblem(message: string, line: number): void;
}

/** A piece of JSON being read: an array at the top, a page or an object, or an element of a page. */
interface Frame {
  readonly kind: 'list' | 'object' | 'element';
  readonly parts: Buffer[];
  readonly line: number;
  bytes: number;
  /** Brackets open in it, its own included. */
  depth: number;
  /** The property name or text met last at depth 1. */
  key: string;
  isPage: boolean;
  /** Objects taken out of it. */
  elements: number;
  inElements: boolean;
}

interface Splitting {
  readonly events: JsonEvents;
  readonly frames: Frame[];
  line: number;
  /** Bytes before the current chunk. */
  offset: number;
  /** Elements met so far. */
  position: number;
  inString: boolean;
  escaped: boolean;
  stopped: boolean;
  /** Nothing may stand next to an array; objects may follow one another. */
  document: 'none' | 'objects' | 'list';
}

const placeholder = Buffer.from('{}');
const [quote, backslash, lineFeed] = [0x22, 0x5c, 0x0a];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const whitespace = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Splits JSON into its objects without holding the whole: a page `{"value":[…]}`, an array of pages or of objects, or
 * pages or objects one after the other (NDJSON). Every object is taken out and parsed by itself; what is left, with
 * placeholders in their places, is parsed as well, so that nothing malformed and nothing cut off passes.
 */
export function createJsonSplitter(events: JsonEvents): TextSink {
  const state: Splitting = {
    events,
    frames: [],
    line: 1,
    offset: 0,
    position: 0,
    inString: false,
    escaped: false,
    stopped: false,
    document: 'none',
  };
  return {
    get line() {
      return state.line;
    },
    push(chunk) {
      if (!state.stopped) scan(state, chunk);
    },
    end() {
      if (state.stopped || state.frames.length === 0) return;
      stop(state, `The JSON ends at offset ${state.offset} (line ${state.line}) before it is closed: it was cut off`);
    },
  };
}

function scan(state: Splitting, chunk: Buffer): void {
  let from = 0;
  for (let index = 0; index < chunk.length && !state.stopped; index += 1) {
    const byte = chunk[index] ?? 0;
    const top = state.frames.at(-1);
    if (byte === lineFeed) state.line += 1;
    if (state.inString) scanString(state, top, byte);
    else if (byte === quote && top !== undefined) {
      state.inString = true;
      if (top.depth === 1) top.key = '';
    } else if (startsFrame(state, top, byte)) {
      if (top !== undefined) keep(top, chunk.subarray(from, index), placeholder);
      startFrame(state, top, byte);
      from = index;
    } else if (top === undefined) {
      if (!whitespace.has(byte))
        stop(
          state,
          `Something other than an object is at offset ${state.offset + index} (line ${state.line}) of the JSON`,
        );
    } else if (byte === openBrace || byte === openBracket) {
      openInside(top, byte);
    } else if (byte === closeBrace || byte === closeBracket) {
      top.depth -= 1;
      if (top.depth === 1) top.inElements = false;
      if (top.depth > 0) continue;
      keep(top, chunk.subarray(from, index + 1));
      from = index + 1;
      state.frames.pop();
      emit(state, top, state.offset + index + 1);
    }
  }
  state.offset += chunk.length;
  const top = state.frames.at(-1);
  if (top === undefined || state.stopped) return;
  keep(top, chunk.subarray(from));
  if (top.bytes > maximumRowBytes)
    stop(state, `A JSON object that starts on line ${top.line} is longer than 16 MiB, so it is never closed`);
}

function scanString(state: Splitting, top: Frame | undefined, byte: number): void {
  if (state.escaped) state.escaped = false;
  else if (byte === backslash) state.escaped = true;
  else if (byte === quote) state.inString = false;
  else if (top !== undefined && top.depth === 1 && top.key.length < 8) top.key += String.fromCharCode(byte);
}

/** True for the bracket of an object that is taken out: a document, an element of the array or of a page. */
function startsFrame(state: Splitting, top: Frame | undefined, byte: number): boolean {
  if (top === undefined) {
    if (byte === openBracket) return state.document === 'none';
    return byte === openBrace && state.document !== 'list';
  }
  return byte === openBrace && ((top.kind === 'list' && top.depth === 1) || (top.inElements && top.depth === 2));
}

function startFrame(state: Splitting, parent: Frame | undefined, byte: number): void {
  const kind = byte === openBracket ? 'list' : parent?.kind === 'object' ? 'element' : 'object';
  if (parent !== undefined) parent.elements += 1;
  else state.document = kind === 'list' ? 'list' : 'objects';
  state.frames.push({
    kind,
    parts: [],
    line: state.line,
    bytes: 0,
    depth: 1,
    key: '',
    isPage: false,
    elements: 0,
    inElements: false,
  });
}

/** An array or object inside the frame: the array of a page's elements, when it is the value of `value`. */
function openInside(frame: Frame, byte: number): void {
  if (byte === openBracket && frame.kind === 'object' && frame.depth === 1 && frame.key === 'value' && !frame.isPage) {
    frame.isPage = true;
    frame.inElements = true;
  }
  frame.depth += 1;
}

function keep(frame: Frame, ...pieces: readonly Buffer[]): void {
  for (const piece of pieces) {
    frame.parts.push(piece);
    frame.bytes += piece.length;
  }
}

/** Parses a frame that is complete and says what it was. */
function emit(state: Splitting, frame: Frame, end: number): void {
  const text = Buffer.concat(frame.parts).toString('utf8');
  const value = parse(text);
  const twice = value === undefined ? undefined : repeatedKey(text, value);
  if (value === undefined) {
    stop(state, `The JSON between line ${frame.line} and offset ${end} (line ${state.line}) is malformed`);
  } else if (frame.kind === 'list') {
    if (!isListOfObjects(value))
      stop(state, `The array that starts on line ${frame.line} holds something other than objects`);
  } else if (!frame.isPage || isObjectWithValues(frame, value)) {
    const isElement = state.frames.length > 0;
    if (isElement) state.position += 1;
    const line = isElement ? state.position : frame.line;
    if (twice === undefined) state.events.onObject(value as JsonProperties, line, frame.kind === 'element');
    else state.events.onUnreadable(hasTwice('This object', twice), line);
  } else if (twice !== undefined) {
    stop(state, hasTwice(`The page that starts on line ${frame.line}`, twice));
  } else {
    const { value: elements, ...page } = value as JsonProperties;
    if (isListOfObjects(elements)) state.events.onPage(page, frame.elements);
    else stop(state, `The page that starts on line ${frame.line} holds something other than objects`);
  }
}

/** A property that happens to be called `value` and lists texts or numbers makes no page of an object. */
function isObjectWithValues({ elements }: Frame, value: unknown): boolean {
  const { value: listed, ...page } = value as JsonProperties;
  return elements === 0 && !hasAnnotation(page, 'context') && Array.isArray(listed) && listed.length > 0;
}

function hasTwice(what: string, key: string): string {
  return `${what} has ${quoted(key)} twice, and nobody knows which of the two values is right`;
}

function stop(state: Splitting, problem: string): void {
  state.stopped = true;
  state.events.onProblem(`${problem}. Copy or export the file again.`, state.line);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isListOfObjects(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((element) => typeof element === 'object' && element !== null && !Array.isArray(element))
  );
}
