import type { ConnectActivationInputs } from '../../config/resource-table.js';
import { nextAtServer } from '../../domain/connect-next.js';
import { UserError } from '../../domain/errors.js';
import { entraIsActive } from '../../domain/target-state.js';
import { fromTable } from '../inputs.js';
import type { OperationContext } from '../ports.js';
import type { ResourceType } from '../resource-type.js';
import { advance, readServer } from './activate.js';
import { exportsSince, historyGap, recordUnreviewed, unreviewedText, unseenExport } from './exports.js';
import { instructions } from './instructions.js';
import { type KnownProgress, outputsOf, type Progress, progressIn } from './progress.js';
import { isAfter, isStill, noLaterThan, type ServerState, serverIsOff } from './server-state.js';
import { stageProblems } from './stage-checks.js';
import { refuseEarlierWave } from './waves.js';

/**
 * Whether an Entra Connect server exports. It switches nothing, for only its operator can: it clears each step, says what
 * to do, and ends as `waiting` until evidence shows that it was done. A waiting state is a difference until then.
 */
export const connectActivation: ResourceType<ConnectActivationInputs> = {
  ...fromTable('ConnectActivation'),
  bornIn: 'stage',
  asBorn: (inputs) => ({ ...inputs, phase: 'stage', active: false }),
  identity: ['serverName'],
  immaterial: ['assessment', 'hold', 'journal', 'connectorName', 'deletionThreshold'],
  async check({ active, phase }) {
    const wanted = entraIsActive(phase);
    return active === wanted
      ? []
      : [`active must be ${wanted} in phase ${phase}, but is ${active}. Derive it from the phase.`];
  },
  waiting: ({ outputs }) => (outputs.state === 'waiting' ? 'state' : undefined),
  status: (inputs, { step, waitingFor, next, verification, reachedWave }) => ({
    state: stateOf(inputs, String(step), Number(reachedWave)),
    waitingFor: Array.isArray(waitingFor) ? waitingFor.map(String) : [],
    ...(typeof next === 'string' && { next }),
    ...(typeof verification === 'string' && { verification }),
  }),
  create: async (inputs, context) => ({
    id: inputs.serverName,
    outputs: outputsOf(await said(staged(inputs, undefined, context), context)),
  }),
  async update(inputs, known, context) {
    const before = progressIn(known.outputs);
    if (inputs.phase === 'rollback') {
      const asked = known.inputs.phase === 'rollback' ? before : undefined;
      return outputsOf(await said(stopped(inputs, asked, context), context));
    }
    if (!inputs.active) return outputsOf(await said(staged(inputs, before, context), context));
    const isUnderWay = known.inputs.active && before !== undefined;
    const carried = {
      reachedWave: isUnderWay ? before.reachedWave : 0,
      exportsSince: before?.exportsSince,
      oktaOffSince: (isUnderWay ? before.oktaOffSince : undefined) ?? context.ports.now().toISOString(),
    };
    const progress = await advance(inputs, isUnderWay ? before : undefined, carried, known.inputs, context);
    if (inputs.phase === 'complete' && progress.step !== 'active') {
      throw new UserError(`${inputs.serverName} is not verified yet: ${progress.waitingFor.join(' ')}`);
    }
    if (inputs.phase === 'complete') refuseEarlierWave(inputs);
    return outputsOf(await said(Promise.resolve(progress), context), carried);
  },
  // What a server does is evidence, which a refresh can't fetch: the state stays as it is.
  read: async (known) => known,
};

/** The step; of a wave that is verified, and not the last one, with its verdict. */
function stateOf({ waves }: ConnectActivationInputs, step: string, reached: number): string {
  if (step !== 'active' || waves === undefined || reached >= waves.length) return step;
  return `active in wave ${reached} of ${waves.length}: go`;
}

/** Before the cutover: the server is looked at, and what is not ready is waited for. */
async function staged(
  inputs: ConnectActivationInputs,
  before: KnownProgress | undefined,
  context: OperationContext,
): Promise<Progress> {
  const since = context.ports.now().toISOString();
  const known = before?.exportsSince;
  if (inputs.phase === 'assess')
    return { step: 'unmanaged', since, waitingFor: [], ...(known && { exportsSince: known }) };
  const state = await readServer(inputs, context);
  const unreviewed = exportsSince(inputs, state, known ?? firstOfAll);
  await recordUnreviewed(inputs, unreviewed, context);
  const unseen = await unseenExport(inputs, state, context);
  const gap = known === undefined ? undefined : historyGap(inputs, state, known);
  const problems = [
    ...(gap === undefined ? [] : [{ text: gap, next: nextAtServer.readAgain(inputs) }]),
    ...unreviewed.map((run) => ({ text: unreviewedText(inputs, run), next: nextAtServer.readAgain(inputs) })),
    ...(unseen === undefined ? [] : [{ text: unseen, next: nextAtServer.exportEvidence(inputs) }]),
  ];
  const found = stageProblems(inputs, state);
  // What it does now is put right before what it did is read.
  const [first] = [...found, ...problems];
  return {
    step: 'unmanaged',
    since,
    waitingFor: [...problems, ...found].map(({ text }) => text),
    ...(first && { next: first.next }),
    ...shownUntil(state, known, context),
  };
}

/** Before any export: of a server that nobody has looked at yet all are named. */
const firstOfAll = '1970-01-01T00:00:00Z';

/** Up to when the exports of the server are known: the moment of its evidence, never that of the update. */
function shownUntil(
  { schedulerReadAt }: ServerState,
  known: string | undefined,
  { ports }: OperationContext,
): Pick<Progress, 'exportsSince'> {
  const shown = schedulerReadAt && noLaterThan(ports.now(), schedulerReadAt);
  const until = isAfter(shown, known ?? firstOfAll) ? shown : known;
  return until === undefined ? {} : { exportsSince: until };
}

/** A rollback: the server must be seen as off by evidence that is newer than the demand. */
async function stopped(
  inputs: ConnectActivationInputs,
  asked: KnownProgress | undefined,
  context: OperationContext,
): Promise<Progress> {
  const now = context.ports.now();
  const state = await readServer(inputs, context);
  const since = asked?.since;
  const isOff = since !== undefined && serverIsOff(state, now) && isAfter(state.schedulerReadAt, since);
  // Anyone who was seen as off may have exported since, by evidence that shows it or by what Entra shows.
  const unreviewed = asked?.exportsSince === undefined ? [] : exportsSince(inputs, state, asked.exportsSince);
  await recordUnreviewed(inputs, unreviewed, context);
  const texts = unreviewed.map((run) => unreviewedText(inputs, run));
  // Once Okta is on again, what Entra shows may be Okta’s doing.
  const unseen = isOff && asked?.step !== 'off' ? await unseenExport(inputs, state, context) : undefined;
  if (isOff && unseen === undefined)
    return { step: 'off', since, waitingFor: texts, ...shownUntil(state, undefined, context) };
  return {
    step: 'stopping',
    since: since ?? now.toISOString(),
    waitingFor: [...texts, ...(unseen === undefined ? [] : [unseen]), instructions.stop(inputs)],
    next: nextWhileStopping(inputs, state),
    ...(asked?.exportsSince && shownUntil(state, asked.exportsSince, context)),
  };
}

function nextWhileStopping(inputs: ConnectActivationInputs, state: ServerState): string {
  if (state.scheduler === undefined) return nextAtServer.exportEvidence(inputs);
  if (!isStill(state)) return nextAtServer.stop(inputs);
  return state.scheduler.stagingModeEnabled ? nextAtServer.exportEvidence(inputs) : nextAtServer.enterStaging(inputs);
}

/** Prints what is waited for where the engine shows its messages. */
async function said(work: Promise<Progress>, { diagnostics, urn }: OperationContext): Promise<Progress> {
  const progress = await work;
  for (const line of progress.waitingFor) diagnostics.warning(urn, `Waiting: ${line}`);
  if (progress.next !== undefined) diagnostics.warning(urn, `Next: ${progress.next}`);
  return progress;
}
