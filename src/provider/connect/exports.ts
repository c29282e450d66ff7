import { memberOf, readEntries } from '../../audit/index.js';
import type { ConnectActivationInputs } from '../../config/resource-table.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import { readLastExport } from '../../connectors/graph/last-export.js';
import type { Assessment, Finding, Subject } from '../../domain/assessment.js';
import { surelyFrom } from '../../domain/clock.js';
import type { SyncRun } from '../../domain/connect.js';
import { enterStagingPages, stopCommand } from '../../domain/connect-commands.js';
import { nextAtServer } from '../../domain/connect-next.js';
import { grouped } from '../../domain/counted.js';
import { UserError } from '../../domain/errors.js';
import { isSameMachine } from '../../domain/host-name.js';
import { runEnd } from '../../domain/sync-run.js';
import { beyondBudget, bothApprove, type ExportBudget, judgeBudget, stagedCounts } from '../../gate/export-budget.js';
import { readAll, readBaseline, verifyPeople } from '../../pipeline/verify/baseline.js';
import type { WaveResult } from '../../pipeline/verify/wave-record.js';
import { blockingLines } from '../findings-text.js';
import { misdeedText } from '../misdeeds.js';
import type { OperationContext, TenantContext } from '../ports.js';
import { recordAnyway } from '../recorder.js';
import { instructions } from './instructions.js';
import { outdatedText } from './outdated.js';
import type { KnownProgress } from './progress.js';
import { isAfter, noLaterThan, type ServerState } from './server-state.js';
import { refuseNoGo } from './waves.js';

/**
 * Judges what was exported by what Entra shows: who is verified, what was approved, and each object of a wave.
 *
 * @throws UserError naming what is wrong.
 */
export async function judgeExports(
  inputs: ConnectActivationInputs,
  exports: readonly SyncRun[],
  known: KnownProgress,
  context: TenantContext,
): Promise<{ readonly result: WaveResult | undefined }> {
  refuseBeyondBudget(inputs, exports, await refuseMisdeeds(inputs, context), known);
  return { result: await refuseNoGo(inputs, context) };
}

/** When a run was exporting last, by the server's clock. */
export function timeOf({ startedAt, endedAt }: SyncRun): string | undefined {
  return endedAt ?? startedAt;
}

/**
 * True for a run that counts what it exported, whatever its profile is called: an operator names profiles as they like. Without
 * such counts, by the profile; of one whose name tells nothing nobody knows, unless it counts that it exported nothing.
 */
export function exportProfile({ profileName = '', exported }: SyncRun): boolean {
  if (/export/i.test(profileName)) return true;
  if (exported !== undefined) return Object.values(exported).some((count) => count > 0);
  return !/import|sync/i.test(profileName);
}

/** Before any export: of a server that nobody has looked at yet all are named. */
export const firstOfAll = '1970-01-01T00:00:00Z';

/** What is said where the runs that are shown begin after the moment: what the server did in between, nobody knows. */
export function historyGap(
  { serverName }: Pick<ConnectActivationInputs, 'serverName'>,
  { runs }: ServerState,
  moment: string,
  what = 'its evidence before was of',
): string | undefined {
  const [oldest] = runs.flatMap((run) => timeOf(run) ?? []).sort((a, b) => Date.parse(a) - Date.parse(b));
  if (oldest === undefined || moment === firstOfAll || !isAfter(oldest, moment)) return undefined;
  return `The runs of ${serverName} are shown from ${oldest} on, and ${what} ${moment}: an export in between would not be seen. If the server still has them, export more runs (Get-ADSyncRunProfileResult -NumberRequested).`;
}

/** Exports in one message. */
const mostNamed = 10;

/** One sentence for each export, the newest ten at most, and how many there were before them. */
export function nameEach(
  server: Pick<ConnectActivationInputs, 'serverName'>,
  exports: readonly SyncRun[],
  textOf: (server: Pick<ConnectActivationInputs, 'serverName'>, run: SyncRun) => string,
): string[] {
  const texts = exports.slice(-mostNamed).map((run) => textOf(server, run));
  const earlier = exports.length - texts.length;
  const [first] = exports;
  if (first === undefined || earlier === 0) return texts;
  return [...texts, `… and ${grouped(earlier)} before these, the first at ${timeOf(first)}.`];
}

/** What is said of an export that was not cleared, or that was cleared and is reviewed again. */
export function unreviewedText({ serverName }: Pick<ConnectActivationInputs, 'serverName'>, run: SyncRun): string {
  return `${serverName} exported at ${timeOf(run)} (${run.result}), and nobody has reviewed what it wrote: it has to read everything again after that, and its evidence of then is reviewed.`;
}

/** What is said of an export before the scheduler was cleared, when all that it wrote is as it was reviewed. */
export function byHandText({ serverName }: Pick<ConnectActivationInputs, 'serverName'>, run: SyncRun): string {
  return `${serverName} exported at ${timeOf(run)} (${run.result}), before its scheduler was cleared: somebody ran it by hand. It is judged with what comes.`;
}

/** Enters such exports in the journal, the way back included. */
export async function recordUnreviewed(
  inputs: ConnectActivationInputs,
  exports: readonly SyncRun[],
  context: OperationContext,
): Promise<void> {
  const last = exports.at(-1);
  if (last === undefined) return;
  const after = { exports: exports.length, last: timeOf(last) ?? null, result: last.result };
  await recordAnyway(
    { operation: 'connect.export.unreviewed', target: inputs.serverName, outcome: 'done', after },
    inputs,
    context,
  );
}

const keptOperation = 'connect.exports.kept';

/** Keeps in the journal up to when the exports are known, before the state that knows it is removed. */
export async function keepKnown(
  inputs: ConnectActivationInputs,
  { exportsSince }: Pick<KnownProgress, 'exportsSince'>,
  context: OperationContext,
): Promise<void> {
  if (exportsSince === undefined || (await keptIn(inputs)) === exportsSince) return;
  const target = inputs.serverName;
  await recordAnyway({ operation: keptOperation, target, outcome: 'done', after: { exportsSince } }, inputs, context);
}

/** Up to when the exports of the server are known by the journal; undefined where it does not tell. */
export async function keptIn({
  journal,
  stack,
  serverName,
}: Pick<ConnectActivationInputs, 'journal' | 'stack' | 'serverName'>): Promise<string | undefined> {
  const entries = await readEntries(journal).catch(() => []);
  const kept = entries.findLast(
    (entry) => entry.stack === stack && entry.operation === keptOperation && entry.target === serverName,
  );
  const moment = memberOf(kept?.after, 'exportsSince');
  return typeof moment === 'string' ? moment : undefined;
}

/**
 * Evidence speaks for its own moment: what is said where Entra shows that the server exported after it; undefined where it shows
 * nothing of that kind, or nothing at all (GRAPH-10).
 *
 * @param anybody true where nobody else may synchronize: then any synchronization counts.
 */
export async function unseenExport(
  inputs: ConnectActivationInputs,
  state: ServerState,
  { ports, signal }: OperationContext,
  anybody = false,
): Promise<string | undefined> {
  const readAt = anybody ? state.oldestReadAt : state.schedulerReadAt;
  if (readAt === undefined) return undefined;
  const moment = noLaterThan(ports.now(), readAt);
  const last = await readLastExport(createGraphClient(await ports.openGraph(inputs.assessment, signal)));
  if (last === undefined || isShownBy(state, moment, last.synchronizedAt)) return undefined;
  if (!anybody && !isSameMachine(last.machineName, inputs.serverName)) return undefined;
  return outdatedText(inputs, moment, last.synchronizedAt);
}

const seconds = 10_000;

/**
 * True where evidence of that moment shows what Entra dates: it is surely later, or later and one of its runs is that
 * synchronization, so that the clock of the server is right.
 */
export function isShownBy({ runs }: ServerState, moment: string, synchronizedAt: string): boolean {
  if (isAfter(moment, surelyFrom(synchronizedAt))) return true;
  const isNear = (run: SyncRun): boolean =>
    Math.abs(Date.parse(String(timeOf(run))) - Date.parse(synchronizedAt)) <= seconds;
  return isAfter(moment, synchronizedAt) && runs.some((run) => exportProfile(run) && isNear(run));
}

/** The runs of the Entra connector that export and began, or ended, after the moment: the last one last. */
export function exportsSince(
  { connectorName }: ConnectActivationInputs,
  { runs }: ServerState,
  since: string,
): SyncRun[] {
  return runs
    .filter(
      (run) =>
        exportProfile(run) && (run.connectorName ?? connectorName) === connectorName && isAfter(timeOf(run), since),
    )
    .sort((a, b) => Date.parse(String(timeOf(a))) - Date.parse(String(timeOf(b))));
}

/**
 * Judges an export with errors by its objects: whom a waiver accepts where it accepts each of them, else what is waited for. The
 * findings of the gate name them, so that anyone who is masked there is masked here.
 */
export async function refusedObjects(
  inputs: ConnectActivationInputs,
  state: ServerState,
  { result, endedAt }: SyncRun,
  { ports, people, diagnostics, urn }: OperationContext,
): Promise<{ readonly accepted: readonly Subject[] } | { readonly text: string }> {
  const { stack, phase } = inputs;
  const { assessment } = await ports.assess({ ...inputs.assessment, stack, phase });
  const errorsOf = ({ findings }: Assessment): readonly Finding[] =>
    findings.filter(({ rule }) => rule === 'export-error');
  const errors = errorsOf(assessment);
  const isNewer = endedAt !== undefined && Date.parse(String(state.errorsReadAt)) >= Date.parse(endedAt);
  if (errors.length === 0 || !isNewer) return { text: instructions.namesMissing(inputs, result) };
  const refused = errorsOf(people.assessment(assessment)).filter(({ waived }) => !waived);
  if (refused.length === 0) return { accepted: errors.flatMap(({ subject }) => subject ?? []) };
  // The state names nobody: the log does.
  diagnostics.warning(
    urn,
    ['Entra refused:', ...blockingLines({ decision: 'blocked', findings: refused })].join('\n- '),
  );
  return { text: instructions.refused(inputs, refused.length) };
}

/**
 * Refuses, and demands the stop, where the exports since then, or what Entra has of them, are more than was approved: what the
 * runs counted, and the synchronized accounts that were created or moved to the recycle bin since.
 */
export function refuseBeyondBudget(
  inputs: ConnectActivationInputs,
  exports: readonly SyncRun[],
  accounts: Accounts,
  known: KnownProgress,
): void {
  const { serverName } = inputs;
  const budgets = budgetsOf(inputs, known);
  if (budgets.length === 0) return;
  const runs = exports.flatMap(({ exported }) => exported ?? []);
  const from = countedFrom(known);
  const synced = accounts.filter(({ immutableId }) => immutableId !== undefined);
  const shown = {
    adds: synced.filter(({ createdAt }) => isAfter(createdAt, from)).length,
    deletes: synced.filter(({ deletedAt }) => isAfter(deletedAt, from)).length,
  };
  const texts = budgets.flatMap((budget) =>
    [
      ...beyondBudget(runs, budget).map((excess) => ({ ...excess, who: 'its runs counted' })),
      ...beyondBudget([{ ...shown, updates: 0, recreations: 0 }], budget).map((excess) => ({
        ...excess,
        who: 'Entra shows',
      })),
    ].map(({ who, what, expected, found }) => `${who} ${found} ${what}, expected at most ${expected}`),
  );
  if (texts.length === 0) return;
  const binding = known.approvedBudget
    ? ' What was approved when the server was cleared counts, whatever the stack file says since: to approve more, have it reviewed from the start, in staging mode.'
    : '';
  throw new UserError(
    `${serverName} exported more than cutover:budget approves: ${[...new Set(texts)].join('; ')}.${binding} Stop it now: ${stopCommand}. Then look at what it did (docs/cutover.md) before anything else.`,
    nextAtServer.stop(inputs),
  );
}

/**
 * Refuses where more is staged by now than was approved when the server was cleared, and where it would be more than is approved
 * together with what was exported before. What alone exceeds the budget of now is the gate’s affair.
 *
 * @param exports of this cutover so far.
 * @throws UserError that says how more is approved.
 */
export function refuseStagedBeyondBudget(
  inputs: ConnectActivationInputs,
  { staged, scheduler }: ServerState,
  exports: readonly SyncRun[],
  known: KnownProgress,
): void {
  const { serverName } = inputs;
  const pendingExports = staged.filter(({ inDirectory }) => !inDirectory);
  const exported = exports.flatMap((run) => run.exported ?? []);
  const sums = [...exported, stagedCounts(pendingExports)];
  const texts = [
    ...judgeBudget({ pendingExports }, known.approvedBudget ?? undefined).map(
      ({ draft: { expected, found } }) => `found ${found}, expected ${expected}`,
    ),
    ...(exported.length === 0 ? [] : budgetsOf(inputs, known))
      .flatMap((budget) => beyondBudget(sums, budget))
      .map(({ what, expected, found }) => `${found} ${what} with those it has exported, expected at most ${expected}`),
  ];
  if (texts.length === 0) return;
  const found = [...new Set(texts)].join('; ');
  if (scheduler?.stagingModeEnabled === true) {
    throw new UserError(
      `${serverName} would export more than cutover:budget approves: ${found}. Look at what it has exported and at what is staged, and approve both in cutover:budget.`,
    );
  }
  throw new UserError(
    `${serverName} would export more than cutover:budget approved when the server was cleared: ${found}. That binds, whatever the stack file says since. To approve more, switch staging mode on (${enterStagingPages}) and run the update again: everything is reviewed from the start.`,
    nextAtServer.enterStaging(inputs),
  );
}

/** What is approved once a step is cleared: nothing that was approved before becomes more by it. */
export function approvedWith(
  { assessment: { budget } }: ConnectActivationInputs,
  before: ExportBudget | null | undefined,
): ExportBudget | null {
  return budget && before ? bothApprove(budget, before) : (budget ?? before ?? null);
}

/** What is declared, and what was when the server was cleared: both bind. */
function budgetsOf(
  { assessment: { budget } }: ConnectActivationInputs,
  { approvedBudget }: KnownProgress,
): ExportBudget[] {
  return [budget, approvedBudget].flatMap((one) => one ?? []);
}

/** Since when exports of this cutover count: the evidence of before it, and Okta being off. */
function countedFrom({ since, exportsSince: start = since, oktaOffSince = since }: KnownProgress): string {
  return isAfter(start, oktaOffSince) ? start : oktaOffSince;
}

/**
 * What is said where a budget binds and the evidence does not show how much every export did; undefined where it does. Runs that
 * are under way show it at their end, and those that never began did nothing.
 *
 * @param state left out while everything is read again anyway, as a server that was installed afresh has no earlier runs.
 * @param exports since then.
 */
export function uncountedText(
  inputs: ConnectActivationInputs,
  state: ServerState | undefined,
  exports: readonly SyncRun[],
  known: KnownProgress,
): string | undefined {
  if (budgetsOf(inputs, known).length === 0) return undefined;
  const isUncounted = exports.some(
    (run) => run.exported === undefined && runEnd(run) !== 'under-way' && !/^no-start/i.test(run.result),
  );
  if (isUncounted) return instructions.countsMissing(inputs);
  return state && historyGap(inputs, state, countedFrom(known), 'cutover:budget counts since');
}

type Accounts = Awaited<ReturnType<typeof readAll>>;

/**
 * Refuses, and demands the stop, where Entra shows what it should not of the people of the cleared evidence.
 *
 * @returns every account of the tenant, which is read for that.
 */
export async function refuseMisdeeds(inputs: ConnectActivationInputs, { graph }: TenantContext): Promise<Accounts> {
  const baseline = await readBaseline(inputs.journal);
  if (baseline === undefined) {
    throw new UserError(
      `The list of the people of the cleared evidence is not next to the journal ${inputs.journal}, so nobody can be verified. Put the baseline file back, or stop the server: ${stopCommand}.`,
    );
  }
  const accounts = await readAll(graph);
  const wrongs = verifyPeople(baseline, accounts);
  if (wrongs.length === 0) return accounts;
  const text = misdeedText(wrongs, `Stop ${inputs.serverName} now: ${stopCommand}.`);
  throw new UserError(`${inputs.serverName}: ${text}`, nextAtServer.stop(inputs));
}
