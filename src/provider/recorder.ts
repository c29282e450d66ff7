import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { z } from 'zod';
import { type AuditRecord, appendEntry, type JsonValue, type Waiting } from '../audit/index.js';
import type { GuardedInputs } from '../config/resource-table.js';
import { UserError } from '../domain/errors.js';
import type { Clearance } from '../gate/clearance.js';
import { git } from '../pipeline/journal/git.js';
import type { OperationContext } from './ports.js';
import { keepUnrecorded, recordKept } from './unrecorded.js';

const reviewed = z.strictObject({
  tree: z.string(),
  assessment: z.string().exactOptional(),
  plan: z.string().exactOptional(),
});

/** One write as the journal tells it. */
export interface RecordedWrite {
  readonly operation: string;
  readonly target: string;
  readonly outcome: AuditRecord['outcome'];
  readonly before?: JsonValue;
  readonly after?: JsonValue;
  /** Left out for what needs no clearance: pausing, and a rollback. */
  readonly clearance?: Clearance;
}

/**
 * Appends the write to the journal of the environment. A machine that is lost in the middle of a write must not take the
 * record of it along: in a pipeline that keeps its journal elsewhere, a write may begin only once its entry is there. A
 * rollback begins anyway, because nothing may stop it; the next run records what it finds.
 *
 * @param goesOn whether a record that can't be stored elsewhere is only reported.
 * @param waiting for somebody else who writes the journal.
 * @throws UserError when it can't be recorded.
 */
export async function recordWrite(
  write: RecordedWrite,
  inputs: GuardedInputs,
  context: OperationContext,
  goesOn: boolean = inputs.phase === 'rollback',
  waiting?: Waiting,
): Promise<void> {
  await recordKept(inputs.stack, inputs.journal, waiting);
  const append = async (one: RecordedWrite): Promise<void> => {
    const record = await recordOf(one, inputs, context);
    await appendEntry(inputs.journal, { ...record, ...(await reviewedOf(context.ports.environment)) }, waiting);
  };
  await append(write);
  if (write.outcome !== 'started') return;
  const problem = await context.ports.storeJournal?.(inputs.journal, goesOn);
  if (problem === undefined) return;
  const reason = `${inputs.journal}: the entry of this write could not be saved outside this machine: ${problem}`;
  if (goesOn) {
    context.diagnostics.warning(context.urn, `${reason} The write is made anyway.`);
    return;
  }
  await append({ ...write, outcome: 'failed', after: { reason } });
  throw new UserError(
    `${reason} Nothing was written: run the update again once that works. A rollback does not need it.`,
  );
}

/** An append takes milliseconds, and a pause waits for nobody. */
const shortly: Waiting = { milliseconds: 3_000, tell: () => {} };

/** As `recordWrite`, for a pause and for what was only found: what the journal can't take is recorded elsewhere. */
export async function recordAnyway(
  write: RecordedWrite,
  inputs: GuardedInputs,
  context: OperationContext,
): Promise<void> {
  try {
    await recordWrite(write, inputs, context, true, shortly);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await keepUnrecorded(await recordOf(write, inputs, context), error.message, context);
  }
}

async function recordOf(write: RecordedWrite, inputs: GuardedInputs, context: OperationContext): Promise<AuditRecord> {
  const { operation, target, outcome, before, after, clearance } = write;
  const { environment, now } = context.ports;
  return {
    stack: inputs.stack,
    phase: inputs.phase,
    operation,
    target,
    outcome,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    // A clearance exists for cleared assessments only.
    ...(clearance !== undefined && { authorisedBy: { decision: 'cleared', digest: clearance.digest } }),
    ...(clearance !== undefined && clearance.accepted.length > 0 && { accepted: clearance.accepted }),
    evidence: evidenceOf(inputs),
    ...(await originOf(environment)),
    at: now().toISOString(),
  };
}

/** Who ran it, in which run of a pipeline, and the commit that was applied, where known. */
export async function originOf(environment: NodeJS.ProcessEnv): Promise<Pick<AuditRecord, 'actor' | 'run' | 'commit'>> {
  const [actor, commit] = [actorOf(environment), await commitOf(environment)];
  return {
    ...runOf(environment),
    ...(actor !== undefined && { actor }),
    ...(commit !== undefined && { commit }),
  };
}

/** Who started the pipeline, else who is signed in on this machine. */
function actorOf(environment: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_ACTOR, GITLAB_USER_LOGIN, BUILD_REQUESTEDFOR } = environment;
  const named = [GITHUB_ACTOR, GITLAB_USER_LOGIN, BUILD_REQUESTEDFOR].find(Boolean);
  if (named !== undefined) return named;
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

/** The commit that is applied, from the pipeline or the working copy. */
async function commitOf(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { GITHUB_SHA, CI_COMMIT_SHA, BUILD_SOURCEVERSION } = environment;
  const named = [GITHUB_SHA, CI_COMMIT_SHA, BUILD_SOURCEVERSION].find(Boolean);
  if (named !== undefined) return named;
  checkedOut ??= git(process.cwd(), ['rev-parse', 'HEAD'], { signal: AbortSignal.timeout(5_000) }).then(
    (printed) => printed.trim(),
    () => undefined,
  );
  return checkedOut;
}

/** Asked once: nothing that is applied changes while it is applied, and a pause does not wait for git twice. */
let checkedOut: Promise<string | undefined> | undefined;

/** Which evidence the program named; a tenant that is read live has no hash. */
function evidenceOf({ assessment: { evidence } }: GuardedInputs): Record<string, string> {
  const files = [...evidence.onPrem, ...(evidence.entra === 'live' ? [] : evidence.entra)];
  const hashes = Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256]));
  return evidence.entra === 'live' ? { ...hashes, entra: 'live' } : hashes;
}

/** What `entra-cutover deploy check --record` wrote of the review; nothing outside a pipeline. */
async function reviewedOf({ CUTOVER_REVIEWED: path }: NodeJS.ProcessEnv): Promise<Pick<AuditRecord, 'reviewed'>> {
  if (!path) return {};
  const written: unknown = await readFile(path, 'utf8')
    .then(JSON.parse)
    .catch(() => undefined);
  const parsed = reviewed.safeParse(written);
  if (parsed.success) return { reviewed: parsed.data };
  throw new UserError(`CUTOVER_REVIEWED names ${path}, which is not what entra-cutover deploy check --record writes.`);
}

function runOf({
  GITHUB_SERVER_URL,
  GITHUB_REPOSITORY,
  GITHUB_RUN_ID,
  CI_JOB_URL,
}: NodeJS.ProcessEnv): Pick<AuditRecord, 'run'> {
  if (GITHUB_RUN_ID && GITHUB_REPOSITORY)
    return { run: `${GITHUB_SERVER_URL ?? 'https://github.com'}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}` };
  return CI_JOB_URL ? { run: CI_JOB_URL } : {};
}
