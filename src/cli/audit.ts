import { type JournalHead, readEntries, tellEntry, verifyJournal } from '../audit/index.js';
import { readStackSettings } from '../config/read.js';
import { UserError } from '../domain/errors.js';
import { type AuditBranch, fetchJournal, publishJournal } from '../pipeline/audit-branch.js';
import { witnessedHead } from '../pipeline/stack-state.js';
import { escapeTerminalLines } from '../reports/escape.js';
import { exitCodes } from './exit-codes.js';
import { writeRemark, writeStandardOutput } from './output.js';

export interface AuditOptions {
  readonly journal?: string;
  readonly stack?: string;
  readonly stackState?: string;
  readonly quiet?: boolean;
}

/** Checks the chain of the journal, and its end against the Pulumi state; exit code 2 when it was tampered with. */
export async function auditVerifyCommand(options: AuditOptions): Promise<number> {
  const journal = await journalOf(options);
  const witness = await witnessOf(options);
  const { entries, lastHash, problems, cutOff } = await verifyJournal(journal, witness);
  const lines = [
    ...problems,
    ...cutOff.map((line) => `${line} (a write that was cut off; the chain around it is whole)`),
  ];
  for (const line of lines) writeRemark(line);
  if (problems.length > 0) return exitCodes.blocked;
  const seen = witness === undefined ? ' No state was asked whether the end is missing.' : ' The Pulumi state agrees.';
  if (!options.quiet)
    await writeStandardOutput([`${journal}: ${entries} entries, the chain is whole.${seen} Last hash ${lastHash}\n`]);
  return exitCodes.cleared;
}

async function witnessOf({ stack, stackState }: AuditOptions): Promise<JournalHead | undefined> {
  if (stackState !== undefined) return witnessedHead({ file: stackState });
  return stack === undefined ? undefined : witnessedHead({ stack, directory: process.cwd() });
}

/** Tells the journal as a story, oldest first. */
export async function auditShowCommand(options: AuditOptions): Promise<number> {
  const journal = await journalOf(options);
  const entries = await readEntries(journal);
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
  readonly quiet?: boolean;
}

/** Brings the journal of the stack from its branch. */
export async function auditFetchCommand(options: AuditBranchOptions): Promise<number> {
  const where = await branchOf(options);
  const outcome = await fetchJournal(where);
  const text = {
    fetched: `${where.journal}: as on the branch ${where.branch}.`,
    none: `There is no ${where.journal} on the branch ${where.branch} yet.`,
    ahead: `${where.journal}: here are entries that the branch ${where.branch} does not have; publish them.`,
  }[outcome];
  if (!options.quiet) await writeStandardOutput([`${text}\n`]);
  return exitCodes.cleared;
}

/** Puts the journal of the stack on its branch, once it is whole. */
export async function auditPublishCommand(options: AuditBranchOptions): Promise<number> {
  const where = await branchOf(options);
  const { problems, entries } = await verifyJournal(where.journal);
  if (problems.length > 0)
    throw new UserError(`Nothing is published, the journal is not whole:\n${problems.join('\n')}`);
  const commit = await publishJournal(where, `${options.stack}: ${entries} entries`);
  const text = commit === undefined ? 'nothing new to publish' : `published as ${commit} on ${where.branch}`;
  if (!options.quiet) await writeStandardOutput([`${where.journal}: ${text}.\n`]);
  return exitCodes.cleared;
}

async function branchOf({ stack, branch, remote }: AuditBranchOptions): Promise<AuditBranch> {
  const { GITHUB_TOKEN: token } = process.env;
  const journal = await journalOf({ stack });
  return { directory: process.cwd(), remote, branch, journal, ...(token && { token }) };
}

async function journalOf({ journal, stack }: AuditOptions): Promise<string> {
  if (journal !== undefined) return journal;
  if (stack === undefined)
    throw new UserError('Which journal? Give --journal FILE, or --stack NAME whose stack file names it.');
  const { audit } = await readStackSettings(stack, process.cwd());
  return audit.journal ?? `audit/${stack}.jsonl`;
}
