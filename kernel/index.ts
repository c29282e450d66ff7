// The kernel of a compact assessment: what is done for each of a million people, in WebAssembly. Everything that decides
// anything about somebody is elsewhere; here rows become records, records pairs, and pairs lines.

export { tellBuckets } from './buckets';
export { joinBucket } from './join';
export { nextPair, writeLines } from './lines';
export { begin } from './memory';
export { bucketOfRecord, findAnchor, findName, findRecord } from './pairs';
export { closeChunks, leave } from './records';
export { nameLength, nameStart, readRow, useColumns } from './row';
export { linesTaken, scanRows } from './scan';
