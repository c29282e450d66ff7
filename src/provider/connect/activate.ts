import type { ConnectActivationInputs } from '../../config/resource-table.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import { createOktaClient } from '../../connectors/okta/client.js';
import { UserError } from '../../domain/errors.js';
import { readBaseline, takeBaseline, verifyAgainst, writeBaseline } from '../../pipeline/verify/baseline.js';
import { authorise } from '../authorise.js';
import { refuseBesideAnother } from '../beside-another.js';
import { refuseWhileHeld } from '../hold.js';
import { misdeedText } from '../misdeeds.js';
import { refuseUnlessOktaIsOff } from '../okta/interlock.js';
import type { OperationContext } from '../ports.js';
import { recordWrite } from '../recorder.js';
import { instructions, stopCommand } from './instructions.js';
import type { Progress, Step } from './progress.js';
import { isAfter, type ServerState, serverStateOf } from './server-state.js';

/**
 * Takes a server one step further, as far as the evidence goes. Nothing is switched here: each step is cleared, told to
 * the operator and verified by evidence that is newer than the telling (second gate: newer than Okta was read as off).
 *
 * @param before the step that the state remembers, and since when.
 * @throws UserError when not cleared, when Okta is on, or when the server exports although nobody was told to let it.
 */
export async function advance(
  inputs: ConnectActivationInputs,
  before: Pick<Progress, 'step' | 'since'> | undefined,
  context: OperationContext,
): Promise<Progress> {
  const okta = createOktaClient(await context.ports.openOkta(inputs.assessment.oktaOrgUrl, context.signal));
  await refuseUnlessOktaIsOff(inputs, okta);
  const state = await readServer(inputs, context);
  const now = context.ports.now().toISOString();
  const known = before && inOrder.includes(before.step) ? before : { step: 'evidence' as const, since: now };
  if (known.step === 'active') return { ...known, waitingFor: [], verification: 'passed' };
  switch (known.step) {
    case 'leaveStaging':
      return afterStaging(inputs, state, known.since, context);
    case 'enableScheduler':
    case 'firstCycle':
      return afterFirstCycle(inputs, state, known.since, context);
    default:
      return afterEvidence(inputs, state, known.since, context);
  }
}

const inOrder: readonly Step[] = ['evidence', 'leaveStaging', 'enableScheduler', 'firstCycle', 'active'];

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

/** Second gate: everything read again after Okta was off, by a full import and a synchronization of that time. */
async function afterEvidence(
  inputs: ConnectActivationInputs,
  state: ServerState,
  since: string,
  context: OperationContext,
): Promise<Progress> {
  refuseWhileExporting(inputs, state);
  await refuseBesideAnother(inputs, [inputs.serverName]);
  const waiting: Progress = { step: 'evidence', since, waitingFor: [instructions.readAgain(inputs)] };
  if (!isAfter(state.oldestReadAt, since) || !wasReadAgain(inputs, state, since)) return waiting;
  const { assessment, identities, clearance } = await authorise('activate-entra-sync', inputs, context, since);
  const graph = createGraphClient(await context.ports.openGraph(inputs.assessment, context.signal));
  await writeBaseline(inputs.journal, (await takeBaseline(graph, identities, assessment.findings)).baseline);
  return tell('leaveStaging', inputs, context, clearance);
}

/** Staging mode was left with the scheduler off: pending exports are judged once more before it may be enabled. */
async function afterStaging(
  inputs: ConnectActivationInputs,
  state: ServerState,
  since: string,
  context: OperationContext,
): Promise<Progress> {
  refuseWhileExporting(inputs, state);
  const waiting: Progress = { step: 'leaveStaging', since, waitingFor: [instructions.leaveStaging(inputs)] };
  const left = state.scheduler?.stagingModeEnabled === false && isAfter(state.schedulerReadAt, since);
  if (!left || !isAfter(state.oldestReadAt, since)) return waiting;
  const { clearance } = await authorise('activate-entra-sync', inputs, context, since);
  return tell('enableScheduler', inputs, context, clearance);
}

async function afterFirstCycle(
  inputs: ConnectActivationInputs,
  state: ServerState,
  since: string,
  context: OperationContext,
): Promise<Progress> {
  const exports = state.runs.filter(
    ({ profileName, endedAt, connectorName }) =>
      /export/i.test(profileName ?? '') &&
      (connectorName ?? inputs.connectorName) === inputs.connectorName &&
      isAfter(endedAt, since),
  );
  const bad = exports.find(({ result }) => result !== 'success');
  if (bad !== undefined) {
    throw new UserError(
      `The export of ${inputs.serverName} ended with ${bad.result}. Stop it now: ${stopCommand}. Then look at its errors (csexport /f:e) before anything else (docs/cutover.md).`,
    );
  }
  const runs = state.scheduler?.stagingModeEnabled === false && state.scheduler.syncCycleEnabled === true;
  if (!runs || !isAfter(state.oldestReadAt, since)) {
    return { step: 'enableScheduler', since, waitingFor: [instructions.enableScheduler(inputs)] };
  }
  const wrongs = await verify(inputs, context);
  if (wrongs.length > 0) {
    const text = misdeedText(wrongs, `Stop ${inputs.serverName} now: ${stopCommand}.`);
    throw new UserError(`${inputs.serverName}: ${text}`);
  }
  if (exports.length === 0) return { step: 'firstCycle', since, waitingFor: [instructions.firstCycle(inputs)] };
  return { step: 'active', since: context.ports.now().toISOString(), waitingFor: [], verification: 'passed' };
}

/** What Entra shows that it should not, by the people of the cleared evidence. */
async function verify(inputs: ConnectActivationInputs, context: OperationContext): Promise<string[]> {
  const baseline = await readBaseline(inputs.journal);
  if (baseline === undefined) {
    throw new UserError(
      `The people of the cleared evidence are not beside the journal ${inputs.journal}, so nobody can be verified. Put the baseline file back, or stop the server: ${stopCommand}.`,
    );
  }
  const graph = createGraphClient(await context.ports.openGraph(inputs.assessment, context.signal));
  return verifyAgainst(graph, baseline);
}

/** Journals what the operator may do now: it is as much a switch as a request would be. */
async function tell(
  step: 'leaveStaging' | 'enableScheduler',
  inputs: ConnectActivationInputs,
  context: OperationContext,
  clearance: Awaited<ReturnType<typeof authorise>>['clearance'],
): Promise<Progress> {
  await refuseWhileHeld(inputs.hold, context.ports.environment);
  const since = context.ports.now().toISOString();
  const entry = {
    operation: `connect.${step}.cleared`,
    target: inputs.serverName,
    outcome: 'done' as const,
    clearance,
  };
  await recordWrite(entry, inputs, context);
  return { step, since, waitingFor: [instructions[step](inputs)] };
}

/** A server that exports before it was cleared is stopped by its operator: nobody else can. */
function refuseWhileExporting({ serverName }: ConnectActivationInputs, { scheduler }: ServerState): void {
  if (scheduler === undefined || scheduler.stagingModeEnabled || scheduler.syncCycleEnabled === false) return;
  throw new UserError(
    `${serverName} exports, and nobody was told to let it: its staging mode is off and its scheduler is on. Stop it now: ${stopCommand}. Then export the evidence again and run the update again.`,
  );
}

/** True when the server imported everything from Entra and synchronised after the moment (facts 1.1). */
function wasReadAgain({ connectorName }: ConnectActivationInputs, { runs }: ServerState, since: string): boolean {
  const ended = (profile: RegExp, onConnector: boolean): boolean =>
    runs.some(
      (run) =>
        profile.test(run.profileName ?? '') &&
        run.result === 'success' &&
        isAfter(run.endedAt, since) &&
        (!onConnector || run.connectorName === connectorName),
    );
  return ended(/full\s*import/i, true) && ended(/synchroni[sz]ation/i, false);
}
