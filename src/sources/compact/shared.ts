/** Bytes of a file that one thread reads at a time; a row's place in its segment fits in the bits below. */
export const segmentBytes = 1 << 18;

// A record is a plain row in compact form: four words of its anchor, these two, and its name padded with zeros.
/** The length of its name (8 bits), flags (8 bits), its segment (16 bits). */
export const stateWord = 4;
/** Line (13 bits) and position (18 bits) within its segment. */
export const placeWord = 5;
export const nameWord = 6;
export const lengthMask = 255;
export const segmentShift = 16;

/** Somebody else bears the anchor or the name: the pair was left to the correlation. */
export const conflictFlag = 1 << 8;
/** The name in Entra differs in letter case. */
export const otherCaseFlag = 1 << 9;
export const enabledFlag = 1 << 10;
export const disabledFlag = 1 << 11;
/** mS-DS-ConsistencyGuid is there, and equal to objectGUID. */
export const consistencyFlag = 1 << 12;

/** Records begin at multiples of so many words. */
export const recordUnit = 4;

/** How many words a record with this state has. */
export function recordWords(state: number): number {
  return (nameWord + (((state & lengthMask) + 3) >> 2) + recordUnit - 1) & -recordUnit;
}

/** The two sides of the evidence, as numbers. */
export const sides = { onPrem: 0, entra: 1 } as const;
export type Side = (typeof sides)[keyof typeof sides];

/** Both threads, as numbers: each appends to chains of its own. */
export const participants = 2;

/** The words of `control`, through which the two threads agree. */
export const control = {
  /** Which step the helper thread may take part in. */
  step: 0,
  /** Pieces of work that the helper thread has in hand. */
  inHand: 1,
  /** Set when one thread met something that only the object path can read, or failed. */
  refused: 2,
  nextSegment: 3,
  nextJoin: 4,
  nextPreparation: 5,
  nextWrite: 6,
  /** Next free chunk of the arena, and next free place of `pairs`. */
  nextChunk: 7,
  nextPair: 8,
  onPremRest: 9,
  entraRest: 10,
  clashes: 11,
  /** How many buckets there are. */
  buckets: 12,
  words: 16,
} as const;

/** The steps of a run, in the order in which the main thread opens them. */
export const steps = { none: 0, scan: 1, join: 2, prepare: 3, write: 4, end: 5 } as const;

/** The names are split into so many ranges at most: small enough for a processor’s cache, numerous enough to share out. */
export const maximumBuckets = 4096;
export const rowsOfBucket = 3072;

/** Words of a chunk of the arena: the number of the next chunk, where its records end, then its records. */
export const chunkWords = 1024;
export const chunkStart = recordUnit;

/** Words of a limit: the length of the name, then the name. */
export const limitWords = 65;

/**
 * What the two threads share: the plain rows of both sides in compact form, put into buckets by their names, so that a
 * pair meets in one bucket. Memory that is never touched costs nothing, so the sizes are upper bounds.
 */
export interface SharedPopulation {
  readonly control: Int32Array;
  /** Chunks of records. The first chunk is not used: position 0 is nobody’s. */
  readonly arena: Int32Array;
  /** For each side, participant and bucket (`chainOf`): its first chunk, and how many records it has. */
  readonly heads: Int32Array;
  readonly counts: Int32Array;
  /** The greatest name of each bucket but the last, in lower case. */
  readonly limits: Int32Array;
  /** The clean pairs in the order of their names: positions of the on-premises record and of Entra’s. */
  readonly pairs: Int32Array;
  /** Where the pairs of each bucket start, and how many there were when they were found. */
  readonly pairStarts: Int32Array;
  readonly pairCounts: Int32Array;
  /** Of each bucket: pairs that are still clean, the bytes of their names, those with mS-DS-ConsistencyGuid. */
  readonly cleanCounts: Int32Array;
  readonly cleanNameBytes: Int32Array;
  readonly cleanConsistency: Int32Array;
  /** The clean pairs by anchor: open addressing, a power of two of slots. */
  readonly anchorSlots: Int32Array;
  /** Records of clean pairs whose anchor a pair of another bucket has too. */
  readonly clashes: Int32Array;
  readonly onPrem: SharedFile;
  readonly entra: SharedFile;
  /** SHA-256 of the two files. */
  readonly digests: Uint8Array;
}

export function chainOf(side: Side, participant: number, bucket: number): number {
  return (side * participants + participant) * maximumBuckets + bucket;
}

/** What is known of a file's segments after it was scanned. */
export interface SharedFile {
  /** Where the first row of each segment starts, and where the first row after it does. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Lines in each segment. */
  readonly lines: Int32Array;
  /** Places of the rows that only the object path can read or judge. */
  readonly rest: Float64Array;
}

const placeLine = 2 ** 18;
const placeSegment = 2 ** 36;

/** A row's place in its file as one number: by these numbers rows sort in the order of the file. */
export function placeOf(segment: number, line: number, position: number): number {
  return segment * placeSegment + line * placeLine + position;
}

/** The place of a record's row. */
export function placeOfRecord(arena: Int32Array, record: number): number {
  const place = arena[record + placeWord] as number;
  return placeOf((arena[record + stateWord] as number) >>> segmentShift, place >>> 18, place & 0x3ffff);
}

/** The parts of a place: the segment, the lines before the row in it, the position of its first byte in it. */
export function partsOfPlace(place: number): { segment: number; line: number; position: number } {
  const segment = Math.floor(place / placeSegment);
  const within = place - segment * placeSegment;
  return { segment, line: Math.floor(within / placeLine), position: within % placeLine };
}

/** Sizes of the two files, and how many rows the start of the on-premises one lets expect. */
export interface Dimensions {
  readonly onPremBytes: number;
  readonly entraBytes: number;
  readonly expectedRows: number;
}

/** A plain row has a GUID and a name, or an anchor and a name: it is never shorter. */
const shortestRow = 27;
/** What a record may be longer than its row: its two words and the padding, without quotes and line breaks. */
const moreThanRow = 16;
/** The arena’s limit: a slot of the anchors must be able to number its records (anchor-slots.ts). */
const maximumArenaWords = 2 ** 29;

export function createSharedPopulation({ onPremBytes, entraBytes, expectedRows }: Dimensions): SharedPopulation {
  const rows = Math.ceil(onPremBytes / shortestRow) + 1;
  const recordBytes = (onPremBytes + entraBytes) * (1 + moreThanRow / shortestRow);
  const perBucket = (length: number): Int32Array => int32(maximumBuckets * length);
  const chains = 2 * participants;
  return {
    control: int32(control.words),
    arena: int32(
      Math.min(maximumArenaWords, Math.ceil((recordBytes / 4) * 1.1) + (1 + chains * maximumBuckets) * chunkWords),
    ),
    heads: perBucket(chains),
    counts: perBucket(chains),
    limits: perBucket(limitWords),
    pairs: int32(2 * rows),
    pairStarts: perBucket(1),
    pairCounts: perBucket(1),
    cleanCounts: perBucket(1),
    cleanNameBytes: perBucket(1),
    cleanConsistency: perBucket(1),
    anchorSlots: int32(2 ** Math.ceil(Math.log2(Math.max(1 << 14, expectedRows * 1.5)))),
    clashes: int32(rows),
    onPrem: createSharedFile(onPremBytes),
    entra: createSharedFile(entraBytes),
    digests: bytes(64),
  };
}

function createSharedFile(fileBytes: number): SharedFile {
  const segments = Math.ceil(fileBytes / segmentBytes) + 1;
  // A file with more of them gains nothing here: the run is then refused.
  const rest = Math.ceil(fileBytes / 16) + 4096;
  return { starts: float64(segments), ends: float64(segments), lines: int32(segments), rest: float64(rest) };
}

const int32 = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(length * 4));
const float64 = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(length * 8));
const bytes = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));
