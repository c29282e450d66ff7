import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../domain/errors.js';
import { failureReason } from '../domain/failure-reason.js';
import { openJournal } from './append-only.js';
import { type AuditEntry, type AuditRecord, chainEntry, genesisHash, hashOf, parseEntry } from './entry.js';
import { type Waiting, withLock } from './lock.js';

/** What a verification found; `lastHash` is what an outside copy is compared with. */
export interface JournalVerification {
  readonly entries: number;
  readonly lastHash: string;
  /** Empty for a whole chain. */
  readonly problems: readonly string[];
  /** Lines that are not entries: writes that a crash cut off. The chain around them shows that nothing else is missing. */
  readonly cutOff: readonly string[];
}

/** The head of a journal as somebody outside saw it: the Pulumi state, after each update that wrote something. */
export interface JournalHead {
  /** How many entries there were. */
  readonly sequence: number;
  /** Hash of the last of them. */
  readonly hash: string;
}

/**
 * Appends the record to the journal (JSON lines, created with its folder when it is not there) and returns the entry once
 * it is on the disk. A line that a crash cut off stays where it is, as evidence, and the entry begins a line of its own.
 *
 * @param waiting how long to wait for somebody else who writes it, where that is not the usual time.
 * @throws UserError when the file can't be written, or its last whole entry is not one of a journal.
 */
export async function appendEntry(path: string, record: AuditRecord, waiting?: Waiting): Promise<AuditEntry> {
  try {
    await mkdir(dirname(path), { recursive: true });
    return await withLock(`${path}.lock`, async () => append(path, record), waiting);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${path}: the audit journal can't be written: ${failureReason(error)}. Nothing is changed without a journal: make the file writable, or name another one as audit.journal.`,
    );
  }
}

async function append(path: string, record: AuditRecord): Promise<AuditEntry> {
  const file = await openJournal(path);
  try {
    const text = await file.readFile('utf8');
    const last = lastEntry(path, text);
    const entry = chainEntry(record, (last?.sequence ?? 0) + 1, last?.hash ?? genesisHash);
    const separator = text === '' || text.endsWith('\n') ? '' : '\n';
    await file.appendFile(`${separator}${JSON.stringify(entry)}\n`);
    await file.sync();
    return entry;
  } finally {
    await file.close();
  }
}

function lastEntry(path: string, text: string): AuditEntry | undefined {
  const lines = text.split('\n');
  const cutOff = lines.pop() ?? '';
  const whole = parseEntry(cutOff);
  if (whole !== undefined) return whole;
  for (const line of lines.reverse()) {
    const entry = parseEntry(line);
    if (entry !== undefined) return entry;
  }
  if (lines.some((line) => line.trim() !== '')) {
    throw new UserError(
      `${path}: this is not an audit journal: none of its lines is an entry. Name another file as audit.journal.`,
    );
  }
  return undefined;
}

/**
 * Checks every hash and every link of the journal's chain, and with a witness that the journal still holds what the
 * witness saw: a chain whose end was cut off is whole in itself. A journal that does not exist is whole and empty.
 *
 * @throws UserError when it can't be read.
 */
export async function verifyJournal(path: string, witness?: JournalHead): Promise<JournalVerification> {
  return verifyJournalText(await readJournal(path), path, witness);
}

/** The head of the journal as it is now. @throws UserError when it can't be read. */
export async function journalHead(path: string): Promise<JournalHead> {
  const last = (await readEntries(path)).at(-1);
  return last === undefined ? { sequence: 0, hash: genesisHash } : { sequence: last.sequence, hash: last.hash };
}

/** The entries of the journal, oldest first; lines that are none are left out. */
export async function readEntries(path: string): Promise<readonly AuditEntry[]> {
  return (await readJournal(path)).split('\n').flatMap((line) => parseEntry(line) ?? []);
}

async function readJournal(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw new UserError(`${path}: the audit journal can't be read: ${failureReason(error)}.`);
  });
}

/** As `verifyJournal`, of a journal's text; `path` is what messages call it. */
export function verifyJournalText(text: string, path: string, witness?: JournalHead): JournalVerification {
  const problems: string[] = [];
  const cutOff: string[] = [];
  let previous = genesisHash;
  let entries = 0;
  let seenByWitness = witness === undefined || witness.sequence === 0;
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const where = `${path}:${index + 1}`;
    if (line === '') {
      if (index < lines.length - 1) problems.push(`${where}: an empty line: no run writes one.`);
      continue;
    }
    const entry = parseEntry(line);
    if (entry === undefined) {
      cutOff.push(`${where}: not an entry: a run ended while it was writing this line.`);
      continue;
    }
    entries += 1;
    // Byte for byte: a space more would be an edit too.
    if (entry.hash !== hashOf(entry) || JSON.stringify(entry) !== line)
      problems.push(`${where}: entry ${entry.sequence} was changed: its hash does not match.`);
    if (entry.previous !== previous || entry.sequence !== entries) {
      problems.push(
        `${where}: entry ${entry.sequence} does not follow the one before: entries were removed or reordered.`,
      );
    }
    previous = entry.hash;
    if (entry.sequence === witness?.sequence && entry.hash === witness.hash) seenByWitness = true;
  }
  if (!seenByWitness) {
    problems.push(
      `${path}: entry ${witness?.sequence} with the hash ${witness?.hash}, which the Pulumi state recorded, is missing: the end was cut off, or this is another journal.`,
    );
  }
  return { entries, lastHash: previous, problems, cutOff };
}
