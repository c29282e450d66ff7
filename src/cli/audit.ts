import { copyFile, stat } from 'node:fs/promises';
import { basename, join, normalize, resolve } from 'node:path';
import { type JournalHead, notVouchedFor, readEntries, tellEntry, verifyJournal } from '../audit/index.js';
import { readStackSettings } from '../config/read.js';
import type { LostEnd } from '../config/resource-table.js';
import { journalOf } from '../config/settings.js';
import { counted } from '../domain/counted.js';
import { UserError } from '../domain/errors.js';
import type { Phase } from '../domain/phase.js';
import { earlierBackups } from '../pipeline/backup/backup.js';
import { type AuditBranch, besideJournal, fetchJournal, publishJournal } from '../pipeline/journal/audit-branch.js';
import { type WitnessedHead, witnessedHead } from '../pipeline/review/stack-state.js';
import { escapeTerminalLines } from '../reports/escape.js';
import { exitCodes } from './exit-codes.js';
import { makeFolder, writeRemark, writeStandardOutput } from './output.js';

export interface AuditOptions {
  readonly journal?: string;
  readonly stack?: string;
  readonly stackState?: string;
  /** In the phase rollback, what is wrong is told and stops nothing. */
  readonly unlessRollback?: boolean;
  readonly quiet?: boolean;
}

/** Checks the chain of the journal, and its end against the Pulumi state; exit code 2 when it was tampered with, 3 when there is none. */
export function auditVerifyCommand(options: AuditOptions): Promise<number> {
  return goingOnInRollback(options, () => verify(options));
}

/** What is wrong with the journal, whatever it is, is told in a rollback that goes on all the same. */
async function goingOnInRollback(
  { stack, unlessRollback }: Pick<AuditOptions, 'stack' | 'unlessRollback'>,
  work: () => Promise<number>,
): Promise<number> {
  if (!unlessRollback || stack === undefined || (await phaseOf(stack)) !== 'rollback') return work();
  try {
    if ((await work()) === exitCodes.cleared) return exitCodes.cleared;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    writeRemark(escapeTerminalLines(error.message));
  }
  writeRemark('A rollback continues anyway, and the journal records what is missing.');
  return exitCodes.cleared;
}

async function verify(options: AuditOptions): Promise<number> {
  const journal = await chosenJournal(options);
  const head = await witnessOf(options);
  const lost = options.stack === undefined ? undefined : await acknowledged(options.stack, head);
  const witness = lost === undefined ? head : undefined;
  if (lost !== undefined)
    writeRemark(
      escapeTerminalLines(
        `${journal}: not vouched for: what led to entry ${lost.sequence} (${lost.hash}), which the Pulumi state recorded; ${lost.owner} acknowledged its loss: ${lost.reason}`,
      ),
    );
  const { entries, lastHash, problems, cutOff } = await verifyJournal(journal, witness);
  const lines = [
    ...problems,
    ...cutOff.map((line) => `${line} (a write that was cut off; the chain around it is intact)`),
  ];
  for (const line of [...lines, ...notVouchedFor(await readEntries(journal)).map(escapeTerminalLines)])
    writeRemark(line);
  if (problems.length > 0) return exitCodes.blocked;
  if (entries === 0) {
    // Before its first update a stack has no journal; one that was named must be there.
    const isExpected = cutOff.length === 0 && (options.journal === undefined || head?.sequence === 0);
    if (!isExpected) return refuseEmpty(journal, 'verified');
    const expected =
      witness === undefined
        ? '. No Pulumi state was given, so nothing shows whether the end is missing.'
        : ', and the Pulumi state expects none.';
    if (!options.quiet) await writeStandardOutput([`${journal}: no entry yet${expected}\n`]);
    return exitCodes.cleared;
  }
  const seen =
    witness === undefined
      ? ' No Pulumi state was given, so nothing shows whether the end is missing.'
      : ' The Pulumi state agrees.';
  if (!options.quiet)
    await writeStandardOutput([
      `${journal}: ${counted(entries, 'entry', 'entries')}, the chain is intact.${seen} Last hash ${lastHash}\n`,
    ]);
  return exitCodes.cleared;
}

async function witnessOf(options: AuditOptions): Promise<JournalHead | undefined> {
  const seen = await seenByState(options);
  if (seen === undefined || options.journal !== undefined || options.stack === undefined) return seen;
  // A stack that names another journal than before was reviewed with it.
  const journal = await chosenJournal(options);
  if (seen.journal === undefined || seen.sequence === 0 || normalize(seen.journal) === normalize(journal)) return seen;
  // Moved as it was, it holds what the state saw.
  if ((await readEntries(journal)).some(({ sequence, hash }) => sequence === seen.sequence && hash === seen.hash))
    return seen;
  writeRemark(
    escapeTerminalLines(
      `${journal}: not vouched for: what came before. The Pulumi state saw ${counted(seen.sequence, 'entry', 'entries')} of another journal, ${seen.journal}; keep that one.`,
    ),
  );
  return undefined;
}

async function seenByState({ stack, stackState }: AuditOptions): Promise<WitnessedHead | undefined> {
  if (stackState !== undefined) return witnessedHead({ file: stackState });
  return stack === undefined ? undefined : witnessedHead({ stack, directory: process.cwd() });
}

/** Nothing was verified where there is nothing to verify: a misspelled name must not look like a chain that is intact. */
async function refuseEmpty(journal: string, what: 'verified' | 'shown'): Promise<number> {
  const size = await stat(journal).then(
    (found) => found.size,
    () => undefined,
  );
  const why =
    size === undefined
      ? 'there is no such file'
      : size === 0
        ? 'it is empty'
        : 'none of its lines is an entry, so it is not an audit journal';
  writeRemark(
    escapeTerminalLines(
      `${journal}: not ${what}: ${why}. Name the journal as --journal FILE, or the stack whose file names it as --stack NAME.`,
    ),
  );
  return exitCodes.indeterminate;
}

/** Tells the journal as a story, oldest first. */
export async function auditShowCommand(options: AuditOptions): Promise<number> {
  const journal = await chosenJournal(options);
  const entries = await readEntries(journal);
  if (entries.length === 0 && options.journal !== undefined) return refuseEmpty(journal, 'shown');
  await writeStandardOutput(
    entries.length === 0
      ? [`${journal}: no entries yet\n`]
      : entries.map((entry) => escapeTerminalLines(tellEntry(entry))),
  );
  return exitCodes.cleared;
}

export interface AuditBranchOptions {
  readonly stack: string;
  readonly branch: string;
  readonly remote: string;
  /** Folder that the journal is copied to when it can't be published. */
  readonly keep?: string;
  /** In the phase rollback, what keeps it from coming is told and stops nothing. */
  readonly unlessRollback?: boolean;
  readonly quiet?: boolean;
}

/** Brings the journal of the stack from its branch. */
export function auditFetchCommand(options: AuditBranchOptions): Promise<number> {
  return goingOnInRollback(options, () => fetch(options));
}

async function fetch(options: AuditBranchOptions): Promise<number> {
  const where = await branchOf(options);
  const outcome = await fetchJournal(where);
  const text = {
    fetched: `${where.journal}: the same as on the branch ${where.branch}.`,
    none: `There is no ${where.journal} on the branch ${where.branch} yet.`,
    ahead: `${where.journal}: it has entries that the branch ${where.branch} lacks; publish them.`,
  }[outcome];
  if (!options.quiet) await writeStandardOutput([`${text}\n`]);
  return exitCodes.cleared;
}

/** Puts the journal of the stack on its branch, once it is whole. */
export async function auditPublishCommand(options: AuditBranchOptions): Promise<number> {
  const where = await branchOf(options);
  const commit = await publishWhole(where, options.stack).catch(async (error: unknown) => {
    if (options.keep !== undefined) await keepJournal(where, options.keep);
    throw error;
  });
  const text = commit === undefined ? 'nothing new to publish' : `published as ${commit} on ${where.branch}`;
  if (!options.quiet) await writeStandardOutput([`${where.journal}: ${text}.\n`]);
  return exitCodes.cleared;
}

async function publishWhole(where: AuditBranch, stack: string): Promise<string | undefined> {
  const { problems, entries } = await verifyJournal(where.journal);
  if (problems.length > 0)
    throw new UserError(`The journal is not intact, so nothing was published:\n${problems.join('\n')}`);
  return publishJournal(where, `${stack}: ${counted(entries, 'entry', 'entries')}`);
}

/** For an artifact: what could not be published must outlive this machine, and what repairs replaced with it. */
async function keepJournal({ directory, journal }: AuditBranch, folder: string): Promise<void> {
  await makeFolder(folder);
  for (const path of [journal, ...besideJournal(journal), ...(await earlierBackups(directory, journal))])
    await copyFile(resolve(directory, path), join(folder, basename(path))).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' || path === journal) throw error;
    });
  writeRemark(`${journal}: kept in ${folder}; put it on the branch from there (entra-cutover audit publish).`);
}

async function acknowledged(stack: string, head: JournalHead | undefined): Promise<LostEnd | undefined> {
  const { audit } = await readStackSettings(stack, process.cwd());
  return audit.lost?.find(({ sequence, hash }) => sequence === head?.sequence && hash === head.hash);
}

async function phaseOf(stack: string): Promise<Phase> {
  return (await readStackSettings(stack, process.cwd())).phase;
}

async function branchOf({ stack, branch, remote }: AuditBranchOptions): Promise<AuditBranch> {
  const { GITHUB_TOKEN: token } = process.env;
  const journal = await chosenJournal({ stack });
  return { directory: process.cwd(), remote, branch, journal, ...(token && { token }) };
}

async function chosenJournal({ journal, stack }: AuditOptions): Promise<string> {
  if (journal !== undefined) return journal;
  if (stack === undefined)
    throw new UserError('Which journal? Give --journal FILE, or --stack NAME whose stack file names it.');
  return journalOf(await readStackSettings(stack, process.cwd()), stack);
}
