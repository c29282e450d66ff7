/** Bytes of a file that one thread reads at a time; a row's place in its segment fits in the bits below. */
export const segmentBytes = 1 << 18;
/** Words of a row: four of its anchor, then these. Together they are half a line of a processor's cache. */
export const rowWords = 8;
export const nameOffsetWord = 4;
/** The length of its name (8 bits), flags (8 bits), its segment (16 bits). */
export const stateWord = 5;
/** Line (13 bits) and position (18 bits) within its segment. */
export const placeWord = 6;
export const nameHashWord = 7;
export const lengthMask = 255;

/** A row that holds a person: words that were never written are zero. */
export const usedFlag = 1 << 8;
/** An Entra row with the same anchor and name was found. */
export const matchedFlag = 1 << 9;
/** Something else bears the anchor or the name: the pair is left to the correlation. */
export const conflictFlag = 1 << 10;
/** The name in Entra differs in letter case: it stands in `entraNames`. */
export const otherCaseFlag = 1 << 11;
export const enabledFlag = 1 << 12;
export const disabledFlag = 1 << 13;
/** mS-DS-ConsistencyGuid is there, and equal to objectGUID. */
export const consistencyFlag = 1 << 14;
export const segmentShift = 16;
export const maximumSegments = 1 << 16;

/** The words of `control`, through which the two threads agree. */
export const control = {
  /** Which step the helper thread may take part in. */
  step: 0,
  /** Pieces of work that the helper thread has in hand. */
  inHand: 1,
  /** Set when one thread met something that only the object path can read, or failed. */
  refused: 2,
  nextOnPremSegment: 3,
  nextEntraSegment: 4,
  nextGroup: 5,
  /** Next free block of rows, of names, and of Entra's names. */
  nextRow: 6,
  nextName: 7,
  nextEntraName: 8,
  onPremRest: 9,
  entraRest: 10,
  nextPreparation: 11,
  /** How many groups the order has. */
  groups: 12,
  words: 16,
} as const;

/** The steps of a run, in the order in which the main thread opens them. */
export const steps = { none: 0, onPrem: 1, entra: 2, prepare: 3, write: 4, end: 5 } as const;

/** Names are sorted in so many groups at most. */
export const maximumGroups = 4096;

/** Rows and name bytes are handed out to a thread in blocks, so that the threads seldom meet. */
export const rowBlock = 4096;
export const nameBlock = 1 << 16;

/**
 * What the two threads share: the on-premises rows that are plain, in compact form, and tables to find them by anchor
 * and by name. Memory that is never touched costs nothing, so the sizes are upper bounds.
 */
export interface SharedPopulation {
  readonly control: Int32Array;
  /** `rowWords` words for each on-premises row. */
  readonly rows: Int32Array;
  /** The UPNs of the on-premises rows, byte for byte. */
  readonly names: Uint8Array;
  /** The UPNs of Entra rows that differ in letter case, at the offsets of `entraNameOffsets`. */
  readonly entraNames: Uint8Array;
  readonly entraNameOffsets: Uint32Array;
  /** Place (see `placeOf`) of the Entra row that each on-premises row is matched with. */
  readonly entraPlaces: Float64Array;
  /** Open addressing, row number + 1; a power of two of slots. */
  readonly anchorSlots: Int32Array;
  readonly nameSlots: Int32Array;
  readonly onPrem: SharedFile;
  readonly entra: SharedFile;
  /** SHA-256 of the two files. */
  readonly digests: Uint8Array;
  /** The rows by group, and the group of each row; filled only where the identities are written. */
  readonly order: Int32Array;
  readonly groupOfRow: Uint16Array;
  /** Where each group ends in `order`, and the row with the greatest name that may be in it. */
  readonly groupEnds: Int32Array;
  readonly groupLimits: Int32Array;
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

/** Names are read four bytes at a time. */
const nameSlack = 8;
const maximumBufferBytes = 2 ** 32 - 2 ** 16;
/** A plain row has a GUID and a name, or an anchor and a name: it is never shorter. */
const shortestRow = 27;
/** No segment has more plain rows. */
export const rowsOfSegment = Math.ceil(segmentBytes / shortestRow) + 1;

export function createSharedPopulation({ onPremBytes, entraBytes, expectedRows }: Dimensions): SharedPopulation {
  const rows = Math.min(Math.ceil(onPremBytes / shortestRow) + 4 * rowBlock, Math.floor(maximumBufferBytes / 16));
  const nameBytes = Math.min(onPremBytes + 8 * nameBlock, maximumBufferBytes);
  const slots = 2 ** Math.ceil(Math.log2(Math.max(4 * rowBlock, expectedRows * 1.5)));
  return {
    control: int32(control.words),
    rows: int32(rows * rowWords),
    names: bytes(nameBytes + nameSlack),
    entraNames: bytes(nameBytes + nameSlack),
    entraNameOffsets: uint32(rows),
    entraPlaces: float64(rows),
    anchorSlots: int32(slots),
    nameSlots: int32(slots),
    onPrem: createSharedFile(onPremBytes),
    entra: createSharedFile(entraBytes),
    digests: bytes(64),
    order: int32(rows),
    groupOfRow: new Uint16Array(new SharedArrayBuffer(rows * 2)),
    groupEnds: int32(maximumGroups),
    groupLimits: int32(maximumGroups),
  };
}

function createSharedFile(fileBytes: number): SharedFile {
  const segments = Math.ceil(fileBytes / segmentBytes) + 1;
  // A file with more of them gains nothing here: the scan then refuses it.
  const rest = Math.ceil(fileBytes / 16) + rowBlock;
  return { starts: float64(segments), ends: float64(segments), lines: int32(segments), rest: float64(rest) };
}

const uint32 = (length: number): Uint32Array => new Uint32Array(new SharedArrayBuffer(length * 4));
const int32 = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(length * 4));
const float64 = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(length * 8));
const bytes = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));
