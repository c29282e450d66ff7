import { isDeepStrictEqual } from 'node:util';
import type { ConnectActivationInputs } from '../../config/resource-table.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import { createOktaClient, type OktaClient } from '../../connectors/okta/client.js';
import type { SyncRun, SyncScheduler } from '../../domain/connect.js';
import { stopCommand } from '../../domain/connect-commands.js';
import { endOfHold, nextAtServer, nextWave, placedWords, setPhase, withoutExport } from '../../domain/connect-next.js';
import { refuseTogether, UserError } from '../../domain/errors.js';
import { didItsWork, runEnd } from '../../domain/sync-run.js';
import { oldestHours } from '../../pipeline/backup/backup.js';
import { readAll, readBaseline, takeBaseline, writeBaseline } from '../../pipeline/verify/baseline.js';
import { holdsOf } from '../../pipeline/verify/hold.js';
import { isCompared } from '../../pipeline/verify/wave-record.js';
import { authorise } from '../authorise.js';
import { refuseBesideAnother } from '../beside-another.js';
import { refuseWhileHeld } from '../hold.js';
import { keepTenant } from '../keep-backup.js';
import { refuseUnlessOktaIsOff } from '../okta/interlock.js';
import { hasCompleted } from '../phase-reached.js';
import type { OperationContext, TenantContext } from '../ports.js';
import { recordWrite } from '../recorder.js';
import { tellPeopleOf } from '../tell-differences.js';
import {
  approvedWith,
  byHandText,
  exportsSince,
  firstOfAll,
  historyGap,
  judgeExports,
  nameEach,
  refuseBeyondBudget,
  refusedObjects,
  refuseMisdeeds,
  refuseStagedBeyondBudget,
  timeOf,
  uncountedText,
  unseenExport,
} from './exports.js';
import { instructions } from './instructions.js';
import type { Carried, KnownProgress, Progress, Step } from './progress.js';
import { carriedOn, mark } from './recalled.js';
import { refuseSecondServer } from './second-server.js';
import { demandOf } from './seen-off.js';
import { cyclesByItself, isAfter, isStill, noLaterThan, type ServerState, serverStateOf } from './server-state.js';
import { thresholdProblem } from './stage-checks.js';
import { refuseAtThreshold, refuseWhileExporting, unclearedTexts, unreviewedOf } from './uncleared.js';
import {
  containerProblem,
  go,
  goesOnFrom,
  isBounded,
  keepBefore,
  nameExported,
  nameStrangers,
  warnOfNoGo,
} from './waves.js';

/**
 * Takes a server one step further, as far as the evidence goes. Nothing is switched here: each step is cleared, told to
 * the operator and verified by evidence that is newer than the telling (second gate: newer than Okta was read as off).
 *
 * @param before the step that the state remembers, and since when.
 * @param carried what outlives a step.
 * @param declaredBefore what was declared then.
 * @param shown what the evidence shows now.
 * @throws UserError when not cleared, when Okta is on, or when the server exports although nobody was told to start it.
 */
export async function advance(
  inputs: ConnectActivationInputs,
  before: KnownProgress | undefined,
  carried: Carried,
  declaredBefore: ConnectActivationInputs,
  { state, older }: Shown,
  operation: OperationContext,
): Promise<Progress> {
  const { ports, signal } = operation;
  const okta = createOktaClient(await ports.openOkta(inputs.assessment.oktaOrgUrl, signal));
  const oktaIsOff = refuseUnlessOktaIsOff(inputs, okta);
  // Only what comes after Okta was read counts, whatever that says: it is refused below, with the rest.
  await oktaIsOff.catch(() => {});
  const { reachedWave = 0 } = carried;
  // Evidence of before Okta was off is there already: it does not count, even where the server's clock is ahead.
  const begun =
    before && inOrder.includes(before.step)
      ? before
      : { step: 'evidence' as const, since: demandOf(state, ports.now()) };
  const known = goesOnFrom(inputs, { ...begun, ...carried, reachedWave }, declaredBefore);
  const gap = older === undefined && known.exportsSince && historyGap(inputs, state, known.exportsSince);
  if (gap) operation.diagnostics.warning(operation.urn, gap);
  const context = { ...operation, okta, graph: createGraphClient(await ports.openGraph(inputs.assessment, signal)) };
  await refuseTogether(
    () => oktaIsOff,
    () => refuseSecondServer(inputs, context),
    () => older ?? refuseWhileExporting(inputs, state, known),
  ).catch((error: unknown) =>
    refuseTogether(
      () => Promise.reject(error),
      ...(older === undefined ? unclearedTexts(inputs, state, known) : [older]).map(
        (text) => () => Promise.reject(new UserError(text)),
      ),
    ),
  );
  if (older !== undefined) {
    const { step, since, exportsSince: kept } = known;
    const next = nextAtServer.exportEvidence(inputs);
    return {
      step,
      since,
      waitingFor: [older],
      next,
      ...(step === 'active' && { verification: 'passed' }),
      ...(kept !== undefined && { exportsSince: kept }),
    };
  }
  const progress = withThreshold(await stepOf(known.step)(inputs, state, known, context), inputs, state);
  if (progress.step === 'evidence' && known.step !== 'evidence') {
    const { since, exportsSince = known.exportsSince } = progress;
    await mark('reviewedAgain', inputs, context, {
      exportsSince: since,
      carried: carriedOn({ ...known, exportsSince }),
    });
  }
  return progress;
}

function stepOf(step: Step): typeof afterEvidence {
  switch (step) {
    case 'active':
      return whileActive;
    case 'leaveStaging':
      return afterStaging;
    case 'enableScheduler':
    case 'firstCycle':
      return afterFirstCycle;
    default:
      return afterEvidence;
  }
}

/**
 * A server whose own deletion threshold is off says so in every step: that is put right before anything that lets it export, and
 * after a stop. Where no evidence shows it, what the step says of the evidence comes first.
 */
function withThreshold(progress: Progress, inputs: ConnectActivationInputs, state: ServerState): Progress {
  const [problem] = thresholdProblem(inputs, state);
  if (problem === undefined || progress.waitingFor.includes(problem.text)) return progress;
  const asked = withoutExport(progress, problem.text, problem.next);
  const others = asked.waitingFor.filter((text) => text !== problem.text);
  if (problem.isUnknown)
    return { ...progress, waitingFor: [...others, problem.text], next: asked.next ?? problem.next };
  const next = progress.next === nextAtServer.stop(inputs) ? progress.next : problem.next;
  return { ...progress, waitingFor: [problem.text, ...others], next };
}

/** The server as its evidence shows it. */
export interface Shown {
  readonly state: ServerState;
  /** What is said where updates have seen newer evidence: then nothing follows from the state. */
  readonly older: string | undefined;
}

const inOrder: readonly Step[] = ['evidence', 'leaveStaging', 'enableScheduler', 'firstCycle', 'active'];

/** What is asked of Entra and of Okta within one step. */
interface StepContext extends TenantContext {
  readonly okta: OktaClient;
}

/** The server as the reviewed evidence shows it. */
export async function readServer(
  { assessment }: ConnectActivationInputs,
  { ports }: OperationContext,
): Promise<ServerState> {
  if (assessment.connect === undefined) {
    throw new UserError(
      'The assessment names no evidence of the Entra Connect server: declare cutover:connect.evidence.',
    );
  }
  return serverStateOf(await ports.readConnect(assessment));
}

/** A verified server: of a wave nobody else may have been exported since, and it still exports. */
async function whileActive(
  inputs: ConnectActivationInputs,
  state: ServerState,
  { step, since, reachedWave }: KnownProgress,
  context: StepContext,
): Promise<Progress> {
  const active = { step, since, verification: 'passed' } as const;
  const { scheduler } = state;
  const { stagingModeEnabled, syncCycleEnabled, schedulerSuspended } = scheduler ?? {};
  const lost = isBounded(inputs) ? await nameStrangers(inputs, reachedWave, stagingModeEnabled === true, context) : [];
  const following = isBounded(inputs) ? { next: nextWave(inputs.stack, reachedWave + 1) } : {};
  const last = exportsSince(inputs, state, since).at(-1);
  refuseAtThreshold(inputs, last);
  const isStopped = stagingModeEnabled === true || syncCycleEnabled === false || schedulerSuspended === true;
  if (!isStopped || !isAfter(state.schedulerReadAt, since)) {
    const open = await openWhileActive(inputs, state, last, context);
    return { ...active, ...following, ...open, waitingFor: [...lost, ...open.waitingFor] };
  }
  const nobody = instructions.nobodyProvisions(inputs);
  await refuseToClear(inputs, `${nobody} `);
  if ((await holdsOf(inputs.hold, context.ports.environment)).length > 0)
    return { ...active, waitingFor: [...lost, nobody], next: endOfHold(inputs.stack, inputs.hold) };
  // Whatever it has staged meanwhile would be exported at once.
  await authorise('activate-entra-sync', inputs, context, since);
  await lastLook(inputs, context);
  const goesOnBy = stagingModeEnabled ? 'leaveStaging' : schedulerSuspended ? 'closeWizard' : 'enableScheduler';
  const next = nextAtServer[goesOnBy](inputs);
  const goOn = instructions.goOn(inputs, placedWords(next).words, isBounded(inputs) ? reachedWave + 1 : undefined);
  return { ...active, next, ...following, waitingFor: [...lost, nobody, goOn] };
}

/** What is open although the server does not stand still: nobody knows whether it exports, or its last export did not do its work. */
async function openWhileActive(
  inputs: ConnectActivationInputs,
  state: ServerState,
  last: SyncRun | undefined,
  context: StepContext,
): Promise<Pick<Progress, 'waitingFor' | 'next'>> {
  const unknown = [...state.problems, ...(isCut(state.scheduler) ? [instructions.schedulerMissing(inputs)] : [])];
  if (unknown.length > 0) return { waitingFor: unknown, next: nextAtServer.exportEvidence(inputs) };
  const end = last && runEnd(last);
  if (last === undefined || end === 'done' || end === 'under-way') return { waitingFor: [] };
  const next = nextAtServer.cycle(inputs);
  if (end === 'not-done') return { waitingFor: [instructions.exportFailed(inputs, last.result, last.endedAt)], next };
  // Objects that Entra refuses come and go with every cycle: they keep a cutover from being complete.
  if (inputs.phase !== 'complete') return { waitingFor: [] };
  const refused = await refusedObjects(inputs, state, last, context);
  return 'text' in refused ? { waitingFor: [refused.text], next } : { waitingFor: [] };
}

/** True where nobody knows whether cycles run by themselves: Get-ADSyncScheduler shows both, what lacks one was cut (CONNECT-5). */
function isCut(scheduler: SyncScheduler | undefined): boolean {
  return scheduler?.syncCycleEnabled === undefined || scheduler.schedulerSuspended === undefined;
}

/** Second gate: everything read again after Okta was off, by a full import and a synchronization of that time. */
async function afterEvidence(
  inputs: ConnectActivationInputs,
  state: ServerState,
  known: KnownProgress,
  context: StepContext,
): Promise<Progress> {
  const { since, reachedWave } = known;
  const isStaging = state.scheduler?.stagingModeEnabled === true;
  const lost = reachedWave === 0 ? [] : await nameStrangers(inputs, reachedWave, isStaging, context);
  await refuseBesideAnother(inputs, [inputs.serverName]);
  const { start, unreviewed, named } = unreviewedOf(inputs, state, known);
  // Where nothing is known every export is named; to a budget it is held from this cutover on.
  const countedSince = start === firstOfAll ? since : start;
  const counted = countedSince === undefined ? [] : exportsSince(inputs, state, countedSince);
  // What is reviewed from the start is held to the budget of now.
  const anew = { ...known, approvedBudget: undefined, exportsSince: countedSince };
  if (counted.length > 0) refuseBeyondBudget(inputs, counted, await readAll(context.graph), anew);
  for (const text of named) context.diagnostics.warning(context.urn, text);
  const readSince = afterExports(since, unreviewed);
  const { waves } = inputs;
  if (waves !== undefined && countedSince !== undefined && counted.length > 0)
    await nameExported(inputs, countedSince, context);
  const waiting = (next: string, text?: string): Progress => ({
    step: 'evidence',
    since,
    waitingFor: [
      ...named,
      ...lost,
      ...state.problems,
      text ?? (waves ? instructions.readWave(inputs) : instructions.readAgain(inputs)),
    ],
    next,
    ...(start !== undefined && { exportsSince: start }),
  });
  if (state.scheduler === undefined) return waiting(nextAtServer.exportEvidence(inputs));
  if (!isStill(state) && (waves === undefined || !isStaging)) return waiting(nextAtServer.stop(inputs));
  if (!isStaging) return waiting(nextAtServer.enterStaging(inputs));
  const [containers] = containerProblem(inputs, state) ?? [];
  if (containers !== undefined) return waiting(containers.next, containers.text);
  if (!isStill(state)) return waiting(nextAtServer.stop(inputs));
  const [threshold] = thresholdProblem(inputs, state);
  if (threshold !== undefined) return waiting(threshold.next, threshold.text);
  if (!wasReadAgain(inputs, state, readSince))
    return waiting(waves ? nextAtServer.initial(inputs) : nextAtServer.readAgain(inputs));
  if (!isAfter(state.oldestReadAt, readSince)) return waiting(nextAtServer.exportEvidence(inputs));
  if (isBounded(inputs) && !state.staged.some(isCompared)) {
    // What was exported meanwhile is not staged any more.
    const exported = await unseenExport(inputs, state, context, true);
    if (exported !== undefined) return waiting(nextAtServer.exportEvidence(inputs), exported);
    return waiting(nextAtServer.initial(inputs), instructions.nobodyStaged(inputs));
  }
  const uncounted = uncountedText(inputs, undefined, counted, anew);
  if (uncounted !== undefined) return waiting(nextAtServer.exportEvidence(inputs), uncounted);
  refuseStagedBeyondBudget(inputs, state, counted, anew);
  await refuseToClear(inputs);
  const authorisation = await authorise('activate-entra-sync', inputs, context, readSince);
  const { assessment, identities, clearance } = authorisation;
  // Of a later wave everybody is still held to what was there before the first one.
  if (reachedWave === 0 || (await readBaseline(inputs.journal)) === undefined) {
    const { baseline } = await takeBaseline(context.graph, identities, assessment.findings, state.staged);
    await writeBaseline(inputs.journal, baseline);
  }
  const outdated =
    (await keepBefore(inputs, authorisation, state, context)) ?? (await unseenExport(inputs, state, context, true));
  if (outdated !== undefined) return waiting(nextAtServer.exportEvidence(inputs), outdated);
  await keepTenant(inputs, context, { wave: reachedWave, hasExported: unreviewed.length > 0 });
  const approvedBudget = approvedWith(inputs, null);
  const { oktaOffSince } = known;
  const carried = { exportsSince: countedSince, oktaOffSince, approvedBudget };
  const told = await tell('leaveStaging', inputs, state, unreviewed, context, clearance, carried);
  return { ...told, approvedBudget, ...(countedSince !== undefined && { exportsSince: countedSince }) };
}

/** Staging mode was left with the scheduler off: pending exports are judged once more before it may be enabled. */
async function afterStaging(
  inputs: ConnectActivationInputs,
  state: ServerState,
  known: KnownProgress,
  context: StepContext,
): Promise<Progress> {
  const { since, exportsSince: start = since } = known;
  const waiting = (next: string, text = instructions.leaveStaging(inputs)): Progress => ({
    step: 'leaveStaging',
    since,
    waitingFor: [text],
    next,
  });
  // An operator can run an export by hand at any time, before anybody cleared it, and go back into staging mode.
  const exports = exportsSince(inputs, state, start);
  const hasExported = exports.length > 0;
  if (hasExported) await judgeExports(inputs, exports, known, context);
  for (const text of nameEach(inputs, exports, byHandText)) context.diagnostics.warning(context.urn, text);
  // What was approved binds, so another budget is approved by a review from the start.
  const isOtherBudget = known.approvedBudget && !isDeepStrictEqual(inputs.assessment.budget, known.approvedBudget);
  if (isOtherBudget && isInStaging(state, since)) return afterEvidence(inputs, state, known, context);
  if (!isStill(state)) return waiting(nextAtServer.stop(inputs));
  if (state.scheduler?.stagingModeEnabled !== false) return waiting(nextAtServer.leaveStaging(inputs));
  if (!isAfter(state.oldestReadAt, afterExports(since, exports))) return waiting(nextAtServer.exportEvidence(inputs));
  const uncounted = uncountedText(inputs, state, exports, known);
  if (uncounted !== undefined) return waiting(nextAtServer.exportEvidence(inputs), uncounted);
  const [containers] = containerProblem(inputs, state) ?? [];
  if (containers !== undefined)
    return waiting(containers.isUnknown ? containers.next : nextAtServer.enterStaging(inputs), containers.text);
  const [threshold] = thresholdProblem(inputs, state);
  if (threshold !== undefined) return waiting(threshold.next, threshold.text);
  refuseStagedBeyondBudget(inputs, state, exports, known);
  await refuseToClear(inputs);
  const authorisation = await authorise('activate-entra-sync', inputs, context, since);
  // What was exported meanwhile is not staged any more: the record of before has it.
  const outdated =
    (await unseenExport(inputs, state, context, true)) ??
    (hasExported ? undefined : await keepBefore(inputs, authorisation, state, context));
  if (outdated !== undefined) return waiting(nextAtServer.exportEvidence(inputs), outdated);
  // The server may have been left in between for weeks.
  await keepTenant(inputs, context, {
    wave: known.reachedWave,
    hasExported,
    ...(!hasExported && { idleSince: since }),
  });
  const approvedBudget = approvedWith(inputs, known.approvedBudget);
  const carried = { ...known, approvedBudget };
  const told = await tell('enableScheduler', inputs, state, exports, context, authorisation.clearance, carried);
  return { ...told, approvedBudget };
}

/** True where the evidence shows that the server was in staging mode, and stopped, after that moment. */
function isInStaging(state: ServerState, since: string): boolean {
  return state.scheduler?.stagingModeEnabled === true && isStill(state) && isAfter(state.schedulerReadAt, since);
}

async function afterFirstCycle(
  inputs: ConnectActivationInputs,
  state: ServerState,
  known: KnownProgress,
  context: StepContext,
): Promise<Progress> {
  const { since, exportsSince: start = since } = known;
  // Anyone who goes back into staging mode has it reviewed from the start: what is staged by then was not cleared.
  const exports = exportsSince(inputs, state, start);
  if (isInStaging(state, since)) {
    if (exports.length > 0 && inputs.waves === undefined) await refuseMisdeeds(inputs, context);
    if (exports.length > 0) await warnOfNoGo(inputs, context);
    return afterEvidence(inputs, state, known, context);
  }
  // An export of before the scheduler was cleared is judged with the others, and is not the one that is waited for.
  const last = exportsSince(inputs, state, since).at(-1);
  const end = last && runEnd(last);
  refuseAtThreshold(inputs, last);
  const enabling = (next: string, text = instructions.enableScheduler(inputs)): Progress => ({
    step: 'enableScheduler',
    since,
    waitingFor: [text],
    next,
  });
  // What was exported is judged however the server stands now: an operator who is told to stop it is not told to start it again for that.
  const judged = exports.length > 0 ? await judgeExports(inputs, exports, known, context) : undefined;
  if (state.scheduler === undefined) return enabling(nextAtServer.exportEvidence(inputs));
  if (state.scheduler.stagingModeEnabled)
    return enabling(nextAtServer[isStill(state) ? 'exportEvidence' : 'stop'](inputs), instructions.inStaging(inputs));
  if (isCut(state.scheduler))
    return enabling(nextAtServer.exportEvidence(inputs), instructions.schedulerMissing(inputs));
  if (state.scheduler.syncCycleEnabled !== true) {
    if (!isOld(since, context)) return enabling(nextAtServer.enableScheduler(inputs));
    // What it would write, nobody has looked at since: it is cleared again, by evidence that shows it as off now.
    if (state.schedulerReadAt === undefined || isOld(state.schedulerReadAt, context))
      return enabling(nextAtServer.exportEvidence(inputs), instructions.clearedLongAgo(inputs, since));
    return afterStaging(inputs, state, known, context);
  }
  if (!isAfter(state.oldestReadAt, since)) return enabling(nextAtServer.exportEvidence(inputs));
  if (!cyclesByItself(state.scheduler)) {
    // What was cleared long ago, and has exported nobody, is stopped, so that it is cleared again.
    const isStale = exports.length === 0 && isOld(since, context);
    return enabling(nextAtServer[isStale ? 'stop' : 'closeWizard'](inputs), instructions.suspended(inputs));
  }
  const { result } = judged ?? (await judgeExports(inputs, exports, known, context));
  const [containers] = containerProblem(inputs, state) ?? [];
  if (containers?.isUnknown) return enabling(containers.next, containers.text);
  if (containers !== undefined) {
    // Somebody who ticks other containers while the wave is exported lets others in, or out.
    throw new UserError(`${containers.text} Stop it now: ${stopCommand}.`, nextAtServer.stop(inputs));
  }
  const isRunning = state.scheduler.syncCycleInProgress === true;
  const waiting = (text: string, next: 'wait' | 'cycle' | 'exportEvidence'): Progress => ({
    step: 'firstCycle',
    since,
    waitingFor: [text],
    next: nextAtServer[isRunning ? 'wait' : next](inputs),
  });
  if (last === undefined) {
    return waiting(isRunning ? instructions.exporting(inputs, undefined) : instructions.firstCycle(inputs), 'cycle');
  }
  if (end === 'under-way') return waiting(instructions.exporting(inputs, last.startedAt), 'wait');
  if (end === 'not-done') return waiting(instructions.exportBrokeOff(inputs, last.result, last.endedAt), 'cycle');
  const uncounted = uncountedText(inputs, state, exports, known);
  if (uncounted !== undefined) return waiting(uncounted, 'exportEvidence');
  const refused = end === 'errors-of-objects' ? await refusedObjects(inputs, state, last, context) : { accepted: [] };
  if ('text' in refused) return waiting(refused.text, 'cycle');
  // Whose error was accepted stays as before.
  const open = result?.open.filter(({ isAbout }) => !refused.accepted.some(isAbout)) ?? [];
  if (open.length > 0) {
    context.diagnostics.warning(context.urn, ['Not exported yet:', ...open.map(({ text }) => text)].join('\n- '));
    return waiting(instructions.notExported(inputs, open.length), 'cycle');
  }
  if (result !== undefined && result.asStaged.length === 0 && (isBounded(inputs) || result.open.length > 0))
    return waiting(instructions.nobodyExported(inputs), 'exportEvidence');
  const reached = result === undefined ? {} : await go(inputs, result, state.oldestReadAt, context);
  if (result === undefined) await mark('verified', inputs, context, { evidenceOf: state.oldestReadAt ?? null });
  await tellPeopleOf(inputs.journal, context);
  const now = context.ports.now();
  // What the server did between its evidence and this moment, the next evidence shows: the verdict is not about that.
  const readAt = noLaterThan(now, state.oldestReadAt ?? now.toISOString());
  return { step: 'active', since: readAt, waitingFor: [], verification: 'passed', ...reached };
}

/** True for a moment of so long ago that a backup of then is kept again. */
function isOld(moment: string, { ports }: StepContext): boolean {
  return ports.now().getTime() - Date.parse(moment) >= oldestHours * 3_600_000;
}

/** The moment that evidence has to be newer than: when it was asked for, or the last export where that came later. */
function afterExports(since: string, exports: readonly SyncRun[]): string {
  const last = exports.map(timeOf).at(-1);
  return last !== undefined && isAfter(last, since) ? last : since;
}

/**
 * Journals what the operator may do now: it is as much a switch as a request would be. The order of what happened at the server
 * is that of its evidence, so its moment is entered, with the exports that it shows.
 */
async function tell(
  step: 'leaveStaging' | 'enableScheduler',
  inputs: ConnectActivationInputs,
  { oldestReadAt, runs }: ServerState,
  exports: readonly SyncRun[],
  context: StepContext,
  clearance: Awaited<ReturnType<typeof authorise>>['clearance'],
  carried: Carried,
): Promise<Progress> {
  await lastLook(inputs, context);
  const since = demandOf({ runs }, context.ports.now());
  const entry = {
    operation: `connect.${step}.cleared`,
    target: inputs.serverName,
    outcome: 'done' as const,
    after: {
      evidenceOf: oldestReadAt ?? null,
      exportsBefore: exports.length,
      exportsSince: since,
      carried: carriedOn(carried),
    },
    clearance,
  };
  await recordWrite(entry, inputs, context);
  return { step, since, waitingFor: [instructions[step](inputs)], next: nextAtServer[step](inputs) };
}

/**
 * The hold and Okta once more, right before a step is cleared: the evidence was judged meanwhile, and that may take as long as
 * Graph needs.
 */
async function lastLook(inputs: ConnectActivationInputs, { okta, ports }: StepContext): Promise<void> {
  await refuseWhileHeld(inputs.hold, ports.environment);
  await refuseUnlessOktaIsOff(inputs, okta);
}

/** Phase complete ends a cutover and may be refused: what lets the server export is cleared in phase cutover alone, which remembers it. */
async function refuseToClear(
  inputs: ConnectActivationInputs,
  why = `${inputs.serverName} is not verified yet: `,
): Promise<void> {
  if (inputs.phase !== 'complete') return;
  const { text, next } = await wayFromComplete(inputs);
  throw new UserError(`${why}${text}`, next);
}

/** Where a server is cleared that phase complete does not let export: what is said of it, and what is done next. */
export async function wayFromComplete(
  inputs: ConnectActivationInputs,
): Promise<{ readonly text: string; readonly next: string }> {
  const isPast = await hasCompleted(inputs);
  return {
    text: isPast ? instructions.goesBack : instructions.clearedInCutover,
    next: setPhase(inputs.stack, isPast ? 'rollback' : 'cutover'),
  };
}

/**
 * True when the server imported everything from Entra and synchronized after the moment. Objects with errors are the gate's
 * affair: it names them. Source: "Staging server and disaster recovery", Verify.
 */
export function wasReadAgain(
  { connectorName }: ConnectActivationInputs,
  { runs }: ServerState,
  since: string,
): boolean {
  const ended = (profile: RegExp, onConnector: boolean): boolean =>
    runs.some(
      (run) =>
        profile.test(run.profileName ?? '') &&
        didItsWork(run) &&
        isAfter(run.endedAt, since) &&
        (!onConnector || run.connectorName === connectorName),
    );
  return ended(/full\s*import/i, true) && ended(/synchroni[sz]ation/i, false);
}
