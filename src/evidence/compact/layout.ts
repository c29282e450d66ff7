// How the shared memory of a compact assessment is laid out. The kernel (AssemblyScript) and the rest of the program both
// read these constants, so each is a plain number that means the same in both languages.

// The two sides of the evidence, and how many threads there are: each appends to chains of its own.
export const onPremNumber = 0;
export const entraNumber = 1;
export const sides = 2;
export const participants = 2;

/** Bytes of a file that one thread reads at a time; a row’s place in its segment fits in the bits below. */
export const segmentBytes = 1 << 18;
/** A row that begins in a segment must end so many bytes after it at most. */
export const tailBytes = 1 << 14;
/** Behind all data that is read in steps of sixteen bytes: no reader needs a check of the end. */
export const guardBytes = 64;
/** Lines of a segment that fit into a place. */
export const maximumLine = 1 << 13;

// What a cell must look like for its row to be plain. Whatever is not listed makes the row one for the object path.
/** UserPrincipalName: 1 to 255 printable ASCII letters that need no escape anywhere. */
export const nameCell = 1;
/** The text of a GUID with hyphens. */
export const guidCell = 2;
/** mS-DS-ConsistencyGuid: empty, or the canonical Base64 of 16 bytes. */
export const consistencyCell = 3;
/** An ImmutableID: empty, or the canonical Base64 of 16 bytes. */
export const anchorCell = 4;
/** A display name: any text without line breaks, quotes, lost letters and the names of .NET types. */
export const textCell = 5;
/** True or False: of whom neither is told, the account state is not known. */
export const flagCell = 6;
export const yesCell = 7;
/** Member or empty. */
export const memberCell = 8;
export const emptyCell = 9;
/** A column that nothing looks at. */
export const unreadCell = 10;

// A record is a plain row in compact form: sixteen bytes of its anchor, two words, and its name padded with zeros.
/** The length of its name (8 bits), flags (8 bits), its segment (16 bits). */
export const stateByte = 16;
/** Line (13 bits) and position (18 bits) within its segment. */
export const placeByte = 20;
export const nameByte = 24;
export const lengthMask = 255;
export const segmentShift = 16;
export const lineShift = 18;
/** Somebody else bears the anchor or the name: the pair was left to the correlation. */
export const conflictFlag = 1 << 8;
/** The name in Entra differs in letter case. */
export const otherCaseFlag = 1 << 9;
export const enabledFlag = 1 << 10;
export const disabledFlag = 1 << 11;
/** mS-DS-ConsistencyGuid is there, and equal to objectGUID. */
export const consistencyFlag = 1 << 12;
/** Another record of the bucket has the same name, and was there before. */
export const namesakeFlag = 1 << 13;

/** Records begin at multiples of so many bytes; by their number of units they are known everywhere. 0 is nobody’s. */
export const unitBytes = 16;
/** Bytes of a chunk of the arena: the number of the next chunk, where its records end (once it is closed), then its records. */
export const chunkBytes = 1 << 12;

/** The names are split into so many ranges at most: small enough for a processor’s cache, numerous enough to share out. */
export const maximumBuckets = 4096;
/** A bucket with more records of one side than this leaves the whole run to the object path. */
export const maximumBucketRecords = 1 << 18;
/** Bytes of a name in lower case with its padding, and of a limit: the name’s length (4 bytes), then the name. */
export const nameRoom = 256 + unitBytes;
export const limitBytes = 4 + nameRoom;
/** Names start with one of so many combinations of three letters (five bits each), as far as buckets are told by them. */
export const beginnings = 1 << 15;

// The words of `control`, through which the two threads agree.
/** Which step the helper thread may take part in. */
export const stepWord = 0;
/** Pieces of work that the helper thread has in hand. */
export const inHandWord = 1;
/** Set when one thread met something that only the object path can read, or failed. */
export const refusedWord = 2;
export const nextSegmentWord = 3;
export const nextJoinWord = 4;
export const nextPreparationWord = 5;
export const nextWriteWord = 6;
/** Chunks of the arena and places of `pairs` that are taken. */
export const chunksTakenWord = 7;
export const pairsTakenWord = 8;
/** Rows in the rest of each side: this word and the next. */
export const restWord = 9;
export const clashesWord = 11;
/** How many buckets there are. */
export const bucketsWord = 12;
/** How many verified domains there are, -1 when they are not known. */
export const domainsWord = 13;
export const controlWords = 16;

/**
 * Where the directory stands: two words for each region below, the byte at which it starts and its length in bytes. What
 * the kernel itself needs ends before it.
 */
export const directoryStart = 1 << 16;
/** What the kernel hands out as an address comes first: it stays below the numbers that have a sign. */
export const scratchRegion = 0;
export const controlRegion = 1;
/** The kinds of the columns of each side, this region and the next; then their delimiters, a byte for each side. */
export const columnsRegion = 2;
export const delimitersRegion = 4;
/** The verified domains with their `@`, like limits (control says how many). */
export const domainsRegion = 5;
/** The text of a line before each of its five values and after the last, like limits. */
export const lineTextsRegion = 6;
/** The greatest name of each bucket but the last, in lower case. */
export const limitsRegion = 7;
/** For each beginning of a name the buckets that it may be in, from the first to the last: two numbers of 16 bits. */
export const beginningsRegion = 8;
/** For each side, participant and bucket: the first chunk of its chain, and the one that is being filled. */
export const headsRegion = 9;
export const openChunksRegion = 10;
/** Where the pairs of each bucket start, and how many there were when they were found. */
export const pairStartsRegion = 11;
export const pairCountsRegion = 12;
/** Of each bucket: pairs that are still clean, the bytes of their names, those with mS-DS-ConsistencyGuid. */
export const cleanCountsRegion = 13;
export const cleanNameBytesRegion = 14;
export const cleanConsistencyRegion = 15;
/** For each segment of a side, this region and the next: where its first row starts, where the first row after it does, its lines. */
export const startsRegion = 16;
export const endsRegion = 18;
export const linesRegion = 20;
/** Places of the rows of a side that only the object path can read or judge: this region and the next. */
export const restRegion = 22;
/** The clean pairs in the order of their names: the on-premises record and Entra’s. */
export const pairsRegion = 24;
/** The clean pairs by anchor: open addressing, a power of two of slots. */
export const anchorSlotsRegion = 25;
/** Records of clean pairs whose anchor another pair has too, two by two. */
export const clashesRegion = 26;
/** SHA-256 of both files. */
export const digestsRegion = 27;
/** Chunks of records. The first is not used. */
export const arenaRegion = 28;
export const regions = 29;

// Each participant’s own part of the scratch region, in bytes from its start.
/** The segment that is being read. */
export const inputScratch = 0;
export const inputBytes = 1 + segmentBytes + tailBytes + guardBytes;
/** A name or a key that is looked up. */
export const nameScratch = (inputBytes + 15) & -16;
/** The next free byte of each side’s chains. */
export const nextScratch = nameScratch + nameRoom;
/** Records of a bucket: on-premises ones, the hashes of their anchors, Entra’s that match them; Entra’s. */
export const onPremScratch = nextScratch + sides * maximumBuckets * 4;
export const hashesScratch = onPremScratch + maximumBucketRecords * 4;
export const matchesScratch = hashesScratch + maximumBucketRecords * 4;
export const entraScratch = matchesScratch + maximumBucketRecords * 4;
/** On-premises records of a bucket by anchor: open addressing, at most half full. */
export const slotsScratch = entraScratch + maximumBucketRecords * 4;
export const sortScratch = slotsScratch + maximumBucketRecords * 8;
/** Two keys and a record for each record, and the counts of eight passes. */
export const sortBytes = maximumBucketRecords * 20 + 8 * 256 * 4;
/** Lines on their way to the file. */
export const outputScratch = sortScratch + sortBytes;
export const flushBytes = 1 << 18;
export const longestLine = 1 << 10;
export const scratchBytes = (outputScratch + flushBytes + longestLine + guardBytes + 15) & -16;
