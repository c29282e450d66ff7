import { z } from 'zod';
import { readEntries, readStatus } from '../../audit/index.js';
import type { ConnectActivationInputs } from '../../config/resource-table.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import { connectEvidenceKinds } from '../../domain/connect.js';
import { type Asked, heldText, nextAtServer, nextWave, whileHeld, withoutExport } from '../../domain/connect-next.js';
import { UserError } from '../../domain/errors.js';
import { entraIsActive } from '../../domain/target-state.js';
import { holdsOf } from '../../pipeline/verify/hold.js';
import { fromTable } from '../inputs.js';
import { fromRefusedComplete } from '../phase-move.js';
import type { OperationContext } from '../ports.js';
import type { Properties } from '../properties.js';
import { unverifiedWave } from '../refuse-wave.js';
import { type ResourceType, unlessOfPhase, whereReadable } from '../resource-type.js';
import { advance, readServer, type Shown, wasReadAgain, wayFromComplete } from './activate.js';
import {
  exportsSince,
  firstOfAll,
  historyGap,
  keepKnown,
  keptIn,
  nameEach,
  recordUnreviewed,
  unreviewedText,
  unseenExport,
} from './exports.js';
import { instructions } from './instructions.js';
import { type KnownProgress, outputsOf, type Progress, progressIn } from './progress.js';
import { mark, recalled } from './recalled.js';
import { keepBesideOkta, nameBesideOkta } from './second-server.js';
import { compareWithSeen, keepSeen, type Moments } from './seen-evidence.js';
import { demandOf, seenOff } from './seen-off.js';
import { isAfter, isStill, noLaterThan, type ServerState } from './server-state.js';
import { stageProblems } from './stage-checks.js';
import { isBounded, refuseEarlierWave, type ServerProblem, strangersOf } from './waves.js';

/**
 * Whether an Entra Connect server exports. It switches nothing, for only its operator can: it clears each step, says what
 * to do, and ends as `waiting` until evidence shows that it was done. A waiting state is a difference until then.
 */
export const connectActivation: ResourceType<ConnectActivationInputs> = {
  ...fromTable('ConnectActivation'),
  bornIn: 'stage',
  mayRejoin: fromRefusedComplete,
  async remembered(inputs) {
    if (!inputs.active) return undefined;
    const id = inputs.serverName;
    // A cutover by waves can only be rolled back: the journal does not have the waves as they were declared.
    const told = inputs.waves === undefined ? await recalled(inputs) : undefined;
    if (told !== undefined && told.step !== 'evidence' && told.reachedWave === 0)
      return { id, inputs, outputs: outputsOf({ step: told.step, since: told.since, waitingFor: [] }, told) };
    const unmanaged = { step: 'unmanaged', since: firstOfAll, waitingFor: [] } as const;
    const staged = { ...inputs, phase: 'stage', active: false } as const;
    return { id, inputs: staged, outputs: outputsOf(unmanaged, { exportsSince: await keptIn(inputs) }) };
  },
  asBorn: (inputs) => ({ ...inputs, phase: 'stage', active: false }),
  identity: ['serverName'],
  once: 'serverName',
  immaterial: ['assessment', 'hold', 'journal', 'connectorName', 'deletionThreshold'],
  // Only an update looks at what the server did, whatever the state waits for.
  evidence: ({ assessment }) => ({ assessment: { connect: evidenceOf(assessment) } }),
  async check(inputs, context) {
    const { active, phase } = inputs;
    const wanted = entraIsActive(phase);
    if (!wanted) await nameBesideOkta(inputs, context);
    return unlessOfPhase('active', active, wanted, phase);
  },
  waiting: ({ outputs }) => (outputs.state === 'waiting' ? 'state' : undefined),
  async switchedByOthers({ inputs, outputs }, context) {
    const known = progressIn(outputs);
    if (inputs.phase === 'assess') return undefined;
    // While nobody told it to start, an export that Entra shows is named although the evidence stays as it is.
    if (!inputs.active) {
      return whereReadable(async () =>
        (await unseenExport(inputs, await readServer(inputs, context), context)) === undefined ? undefined : 'state',
      );
    }
    if (known?.step !== 'active' || !isBounded(inputs)) return undefined;
    return whereReadable(async () => {
      const graph = createGraphClient(await context.ports.openGraph(inputs.assessment, context.signal));
      return (await strangersOf(inputs, known.reachedWave, graph))?.length === 0 ? undefined : 'state';
    });
  },
  label: ({ serverName }) => `Entra Connect on ${serverName}`,
  status: (inputs, { step, waitingFor, next, verification, reachedWave }) => ({
    state: stateOf(inputs, String(step), Number(reachedWave)),
    waitingFor: Array.isArray(waitingFor) ? waitingFor.map(String) : [],
    ...(typeof next === 'string' && { next }),
    ...(typeof verification === 'string' && { verification }),
  }),
  // In the preview already: an update would wait, or refuse to complete the cutover.
  async announce(inputs, context, known) {
    if (inputs.phase === 'assess') return;
    const { older } = await lookAt(inputs, known && progressIn(known.outputs), context);
    if (older === undefined) return;
    if (inputs.phase === 'complete') throw new UserError(older, nextAtServer.exportEvidence(inputs));
    say({ waitingFor: [older], next: nextAtServer.exportEvidence(inputs) }, context);
  },
  async create(inputs, context) {
    const before = { exportsSince: await keptIn(inputs) };
    const { evidenceSeen, ...shown } = await lookAt(inputs, undefined, context);
    const progress = await staged(inputs, before, shown, context);
    if (await isFirstStage(inputs)) {
      await keepSeen(inputs, evidenceSeen, context);
      await keepBesideOkta(inputs, context);
    }
    return {
      id: inputs.serverName,
      outputs: outputsOf(say(await heldFirst(progress, inputs, context), context), { evidenceSeen }),
    };
  },
  async mayForget({ inputs, outputs }, context) {
    const known = progressIn(outputs);
    if (known === undefined) return;
    await keepKnown(inputs, known, context);
    await keepSeen(inputs, known.evidenceSeen ?? {}, context);
  },
  async update(inputs, known, context) {
    const before = progressIn(known.outputs);
    if (inputs.phase === 'assess') {
      const { exportsSince: kept, evidenceSeen } = before ?? {};
      const since = context.ports.now().toISOString();
      return outputsOf({ step: 'unmanaged', since, waitingFor: [] }, { exportsSince: kept, evidenceSeen });
    }
    const { evidenceSeen, ...shown } = await lookAt(inputs, before, context);
    await keepSeen(inputs, evidenceSeen, context);
    if (inputs.phase === 'rollback') {
      const asked = known.inputs.phase === 'rollback' ? before : undefined;
      const progress = await stopped(inputs, asked, before?.exportsSince, shown, context);
      return outputsOf(say(progress, context), { evidenceSeen });
    }
    if (!inputs.active) {
      await keepBesideOkta(inputs, context);
      const progress = await heldFirst(await staged(inputs, before, shown, context), inputs, context);
      return outputsOf(say(progress, context), { evidenceSeen });
    }
    const isUnderWay = known.inputs.active && before !== undefined;
    const carried = {
      reachedWave: isUnderWay ? before.reachedWave : 0,
      exportsSince: before?.exportsSince,
      oktaOffSince: (isUnderWay ? before.oktaOffSince : undefined) ?? context.ports.now().toISOString(),
      approvedBudget: isUnderWay ? before.approvedBudget : undefined,
      evidenceSeen,
    };
    const advanced = await advance(inputs, isUnderWay ? before : undefined, carried, known.inputs, shown, context);
    const progress = await heldFirst(advanced, inputs, context);
    if (inputs.phase === 'complete') {
      await refuseEarlierWave(inputs);
      if (progress.waitingFor.length > 0) {
        const what = progress.step === 'active' ? '' : `${inputs.serverName} is not verified yet: `;
        const exportsAlready = progress.step === 'active' || progress.step === 'firstCycle';
        // A refusal never clears, not even a step that an earlier update cleared.
        const way = await wayFromComplete(inputs);
        const { waitingFor, next } = exportsAlready ? progress : withoutExport(progress, way.text, way.next);
        throw new UserError(`${what}${waitingFor.join(' ')}`, next);
      }
    }
    return outputsOf(say(progress, context), carried);
  },
  // What a server does is evidence, which a refresh can't fetch: the state stays as it is.
  read: async (known) => known,
};

/** The fingerprints of what was exported from the server. */
function evidenceOf(assessment: unknown): Properties {
  const parsed = z.object({ connect: z.record(z.string(), z.unknown()) }).safeParse(assessment);
  const { connect = {} } = parsed.data ?? {};
  return Object.fromEntries([...connectEvidenceKinds, 'manifest'].map((kind) => [kind, connect[kind]]));
}

/** The server as its evidence shows it, and whether updates have seen newer evidence. */
async function lookAt(
  inputs: ConnectActivationInputs,
  before: Pick<KnownProgress, 'evidenceSeen'> | undefined,
  context: OperationContext,
): Promise<Shown & { readonly evidenceSeen: Moments }> {
  const state = await readServer(inputs, context);
  const { seen, older } = await compareWithSeen(inputs, state, context.ports.now(), before?.evidenceSeen);
  return { state, older, evidenceSeen: seen };
}

/**
 * False for one that may have lost its state: it comes into being as of stage in the middle of a cutover, and what the journal is
 * told then would look like another stage. The update that follows tells it.
 */
async function isFirstStage({ journal, stack }: ConnectActivationInputs): Promise<boolean> {
  const entries = await readEntries(journal).catch(() => []);
  const last = entries.findLast((entry) => entry.stack === stack)?.phase;
  const reached = last ?? (await readStatus(journal).catch(() => undefined))?.phase;
  return reached === 'assess' || reached === 'stage';
}

/** The step; of a wave that is verified, and not the last one, with its verdict. */
function stateOf({ waves }: ConnectActivationInputs, step: string, reached: number): string {
  if (step !== 'active' || waves === undefined || reached >= waves.length) return step;
  return `active in wave ${reached} of ${waves.length}: go`;
}

/** Before the cutover: the server is looked at, and what is not ready is waited for. */
async function staged(
  inputs: ConnectActivationInputs,
  before: Pick<KnownProgress, 'exportsSince'> | undefined,
  { state, older }: Shown,
  context: OperationContext,
): Promise<Progress> {
  const since = context.ports.now().toISOString();
  const known = before?.exportsSince;
  if (older !== undefined) {
    const next = nextAtServer.exportEvidence(inputs);
    return { step: 'unmanaged', since, waitingFor: [older], next, ...(known && { exportsSince: known }) };
  }
  const unreviewed = exportsSince(inputs, state, known ?? firstOfAll);
  await recordUnreviewed(inputs, unreviewed, context);
  const unseen = await unseenExport(inputs, state, context);
  const gap = known === undefined ? undefined : historyGap(inputs, state, known);
  const problems = [
    ...(gap === undefined ? [] : [{ text: gap, next: nextAtServer.readAgain(inputs) }]),
    ...nameEach(inputs, unreviewed, unreviewedText).map((text) => ({ text, next: nextAtServer.readAgain(inputs) })),
    ...(unseen === undefined ? [] : [{ text: unseen, next: nextAtServer.exportEvidence(inputs) }]),
  ];
  const found = [...waveProblem(inputs), ...stageProblems({ ...inputs, ...(inputs.waves && { wave: 1 }) }, state)];
  // What it does now is put right before what it did is read.
  const [first] = [...found, ...problems];
  return {
    step: 'unmanaged',
    since,
    waitingFor: [...problems, ...found].map(({ text }) => text),
    ...(first && { next: first.next }),
    ...shownUntil(inputs, state, known, context),
  };
}

/** A cutover begins with the first wave, also after a rollback. */
function waveProblem({ stack, waves, wave = 1 }: ConnectActivationInputs): ServerProblem[] {
  if (waves === undefined || wave === 1) return [];
  return [{ text: unverifiedWave(stack, wave, 0).message, next: nextWave(stack, 1) }];
}

/**
 * Up to when the exports of the server are known: the moment of its evidence, never that of the update. What is not whole, or
 * begins later than what is known, does not show what was exported in between; everything read again since settles that.
 */
function shownUntil(
  inputs: ConnectActivationInputs,
  state: ServerState,
  known: string | undefined,
  { ports }: OperationContext,
): Pick<Progress, 'exportsSince'> {
  const { statusReadAt, isStatusWhole, runs } = state;
  const shown = statusReadAt && noLaterThan(ports.now(), statusReadAt);
  const isGap = known !== undefined && historyGap(inputs, state, known) !== undefined;
  const isShown = isStatusWhole && runs.length > 0 && (!isGap || wasReadAgain(inputs, state, known));
  const until = isShown && isAfter(shown, known ?? firstOfAll) ? shown : known;
  return until === undefined ? {} : { exportsSince: until };
}

/**
 * A rollback: the server must be seen as off by evidence that is newer than the demand.
 *
 * @param asked what the state knows, once it was demanded.
 * @param known until when the exports are known; undefined for a server that exported by right until the demand.
 */
async function stopped(
  inputs: ConnectActivationInputs,
  asked: KnownProgress | undefined,
  known: string | undefined,
  { state, older }: Shown,
  context: OperationContext,
): Promise<Progress> {
  const { serverName } = inputs;
  const since = asked?.since ?? demandOf(state, context.ports.now());
  // Whatever was cleared before is not any more, also for anyone who has no state of it.
  if (asked === undefined) await mark('stopDemanded', inputs, context, { exportsSince: since });
  if (older !== undefined) {
    const step = asked?.step === 'off' ? 'off' : 'stopping';
    const waitingFor = [older, ...(step === 'off' ? [] : [instructions.stop(inputs)])];
    // A demand comes first, whatever the evidence says.
    const next = nextAtServer[asked === undefined ? 'stop' : 'exportEvidence'](inputs);
    return { step, since, waitingFor, next, ...(known !== undefined && { exportsSince: known }) };
  }
  // Once Okta is on again, what Entra shows of others may be Okta’s doing.
  const mayBeOkta = asked?.step === 'off' ? async () => true : undefined;
  const { isShown, doubt } = await seenOff({ inputs, serverName, demandedAt: since, mayBeOkta }, state, context);
  const isOff = asked !== undefined && isShown;
  // Anyone who was seen as off may have exported since, by evidence that shows it or by what Entra shows; who exported by right, since
  // the demand.
  const start = known ?? since;
  const unreviewed = exportsSince(inputs, state, start);
  await recordUnreviewed(inputs, unreviewed, context);
  const texts = nameEach(inputs, unreviewed, unreviewedText);
  if (isOff && doubt === undefined)
    return { step: 'off', since, waitingFor: texts, ...shownUntil(inputs, state, start, context) };
  return {
    step: 'stopping',
    since,
    waitingFor: [...texts, ...state.problems, ...(doubt === undefined ? [] : [doubt]), instructions.stop(inputs)],
    next: nextWhileStopping(inputs, state),
    ...shownUntil(inputs, state, start, context),
  };
}

function nextWhileStopping(inputs: ConnectActivationInputs, state: ServerState): string {
  if (state.scheduler === undefined) return nextAtServer.exportEvidence(inputs);
  if (!isStill(state)) return nextAtServer.stop(inputs);
  return state.scheduler.stagingModeEnabled ? nextAtServer.exportEvidence(inputs) : nextAtServer.enterStaging(inputs);
}

/** What a step came to; while somebody holds the environment, that comes first wherever it is said. */
async function heldFirst(
  progress: Progress,
  { hold, stack }: ConnectActivationInputs,
  { diagnostics, urn, ports }: OperationContext,
): Promise<Progress> {
  const holds = await holdsOf(hold, ports.environment);
  const { waitingFor, next, ...others } = progress;
  const asked = whileHeld({ waitingFor, ...(next !== undefined && { next }) }, holds, stack, hold);
  // A server that waits for nothing is held, too.
  if (holds.length > 0 && !asked.waitingFor.includes(heldText(holds))) diagnostics.warning(urn, heldText(holds));
  return { ...others, ...asked };
}

/** Prints what is waited for where the engine shows its messages. */
function say<Said extends Asked>(progress: Said, { diagnostics, urn }: OperationContext): Said {
  const { next, waitingFor } = progress;
  for (const line of waitingFor) diagnostics.warning(urn, `Waiting: ${line}`);
  if (next !== undefined) diagnostics.warning(urn, `Next: ${next}`);
  return progress;
}
