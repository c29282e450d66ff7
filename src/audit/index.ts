export { mayStillArrive } from './begun.js';
export type { JsonValue } from './canonical-json.js';
export { canonicalJson, memberOf } from './canonical-json.js';
export type { AuditEntry, AuditRecord } from './entry.js';
export { genesisHash } from './entry.js';
export type { JournalHead, JournalVerification } from './journal.js';
export { appendEntry, journalHead, readEntries, verifyJournal, verifyJournalText } from './journal.js';
export type { Waiting } from './lock.js';
export { replaceFile } from './replace-file.js';
export {
  journalKeyVariable,
  keyAdvice,
  readSealed,
  type SealedJournal,
  sealedJournal,
  writeSealed,
} from './sealed-journal.js';
export type { EnvironmentStatus, PartStatus, Refusal } from './status.js';
export { askedNext, partsIn, readStatus, recordPart, recordPhase, recordRefusal, statusPath } from './status.js';
export { tellDeed, tellEntry } from './story.js';
export { switchedBetween, targetId, tellsSwitches } from './switched.js';
export { notVouchedFor } from './vouch.js';
