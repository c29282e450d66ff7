export type { JsonValue } from './canonical-json.js';
export { canonicalJson } from './canonical-json.js';
export type { AuditEntry, AuditRecord } from './entry.js';
export { genesisHash } from './entry.js';
export type { JournalVerification } from './journal.js';
export { appendEntry, readEntries, verifyJournal } from './journal.js';
