export type { JsonValue } from './canonical-json.js';
export { canonicalJson } from './canonical-json.js';
export type { AuditEntry, AuditRecord } from './entry.js';
export { genesisHash } from './entry.js';
export type { JournalHead, JournalVerification } from './journal.js';
export { appendEntry, journalHead, readEntries, verifyJournal, verifyJournalText } from './journal.js';
export type { EnvironmentStatus, PartStatus } from './status.js';
export { readStatus, recordPart, recordPhase, statusPath } from './status.js';
export { tellEntry } from './story.js';
