import { maximumRowBytes } from '../csv/scan.js';
import type { TextSink } from '../format-reader.js';

export type JsonProperties = Readonly<Record<string, unknown>>;

/** What the splitter finds, in the order of the text. After `onProblem` nothing follows. */
export interface JsonEvents {
  /**
   * An object that is no page. `line` is its position (1-based) in the pages or the array that it is an element of, and
   * its line where it stands by itself.
   */
  onObject(value: JsonProperties, line: number): void;
  /** A page, after its objects: its other properties, such as `@odata.nextLink`. */
  onPage(page: JsonProperties): void;
  onProblem(message: string): void;
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
  inElements: boolean;
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
  const frames: Frame[] = [];
  let line = 1;
  let offset = 0;
  let position = 0;
  let inString = false;
  let escaped = false;
  let stopped = false;
  /** Whether an array may still start: nothing stands beside one. */
  let document: 'none' | 'objects' | 'list' = 'none';

  const stop = (problem: string): void => {
    stopped = true;
    events.onProblem(`${problem}. Copy or export the file again.`);
  };
  const emit = (frame: Frame, at: number): void => {
    const value = parse(Buffer.concat(frame.parts));
    if (value === undefined) stop(`The JSON that starts on line ${frame.line} is malformed before offset ${at}`);
    else if (frame.kind === 'list') {
      if (!isListOfObjects(value)) stop(`The JSON array that starts on line ${frame.line} holds something else than objects`);
    } else if (frame.isPage) {
      const { value: elements, ...page } = value as JsonProperties;
      if (isListOfObjects(elements)) events.onPage(page);
      else stop(`The page that starts on line ${frame.line} holds something else than objects`);
    } else events.onObject(value as JsonProperties, frames.length === 0 ? frame.line : ++position);
  };
  /** Handles a bracket; returns true when a frame starts before it, false when one ends after it, else undefined. */
  const onBracket = (byte: number): boolean | undefined => {
    const top = frames.at(-1);
    if (byte === openBrace || byte === openBracket) {
      if (startsFrame(top, byte)) return true;
      if (top === undefined) return undefined;
      if (byte === openBracket && top.kind === 'object' && top.depth === 1 && top.key === 'value' && !top.isPage) {
        top.isPage = true;
        top.inElements = true;
      }
      top.depth += 1;
      return undefined;
    }
    if (top === undefined) return undefined;
    top.depth -= 1;
    if (top.depth === 1) top.inElements = false;
    return top.depth === 0 ? false : undefined;
  };
  const step = (chunk: Buffer): void => {
    let from = 0;
    for (let index = 0; index < chunk.length && !stopped; index += 1) {
      const byte = chunk[index] ?? 0;
      if (byte === lineFeed) line += 1;
      const top = frames.at(-1);
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
        else if (top !== undefined && top.depth === 1 && top.key.length < 8) top.key += String.fromCharCode(byte);
      } else if (byte === quote && top !== undefined) {
        inString = true;
        if (top.depth === 1) top.key = '';
      } else if (isBracket(byte) && !(top === undefined && !mayStart(byte, document))) {
        const starts = onBracket(byte);
        if (starts === true) {
          if (top !== undefined) {
            keep(top, chunk.subarray(from, index));
            keep(top, placeholder);
          } else document = byte === openBracket ? 'list' : 'objects';
          frames.push(createFrame(byte === openBracket ? 'list' : top?.kind === 'object' ? 'element' : 'object', line));
          from = index;
        } else if (starts === false && top !== undefined) {
          keep(top, chunk.subarray(from, index + 1));
          from = index + 1;
          frames.pop();
          emit(top, offset + index + 1);
        }
      } else if (top === undefined && !whitespace.has(byte)) {
        stop(`There is something else than an object at offset ${offset + index} (line ${line}) of the JSON`);
      }
    }
    const top = frames.at(-1);
    if (top !== undefined) keep(top, chunk.subarray(from));
    offset += chunk.length;
    if (top !== undefined && top.bytes > maximumRowBytes) stop(`A JSON object that starts on line ${top.line} is longer than 16 MiB, so it is never closed`);
  };
  return {
    get line() {
      return line;
    },
    push(chunk) {
      if (!stopped) step(chunk);
    },
    end() {
      if (!stopped && frames.length > 0) stop(`The JSON ends at offset ${offset} (line ${line}) before it is closed: it was cut off`);
    },
  };
}
