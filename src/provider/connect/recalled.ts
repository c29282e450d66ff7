import { type AuditEntry, type JsonValue, memberOf } from '../../audit/index.js';
import type { ConnectActivationInputs } from '../../config/resource-table.js';
import { isSameMachine } from '../../domain/host-name.js';
import { toldOfRound } from '../journal-round.js';
import type { OperationContext } from '../ports.js';
import { recordAnyway } from '../recorder.js';
import { type Carried, type KnownProgress, progressIn, type Step } from './progress.js';
import { seenOf } from './seen-evidence.js';
import { noLaterThan } from './server-state.js';

/** What the journal says of the step of a server besides its clearances. */
const marks = {
  verified: 'connect.verified',
  reviewedAgain: 'connect.review.restarted',
  stopDemanded: 'connect.stop.demanded',
} as const;

const stepOf: Readonly<Record<string, Step>> = {
  'connect.leaveStaging.cleared': 'leaveStaging',
  'connect.enableScheduler.cleared': 'enableScheduler',
  [marks.reviewedAgain]: 'evidence',
  [marks.verified]: 'active',
  'connect.wave.verified': 'active',
};

/**
 * How far the server is by the journal, for anyone who has no state of it. Whatever another phase did since ends what was cleared
 * before, and so does a rollback that has only demanded the stop.
 *
 * @returns undefined where the journal tells of no update that has looked at the server, or may lack entries: then nothing is known.
 */
export async function recalled({
  journal,
  stack,
  serverName,
}: Pick<ConnectActivationInputs, 'journal' | 'stack' | 'serverName'>): Promise<KnownProgress | undefined> {
  const { entries, mayLack } = await toldOfRound(journal, stack);
  if (mayLack) return undefined;
  const begin = entries.findLastIndex(({ phase }) => phase !== 'cutover' && phase !== 'complete') + 1;
  const ofCutover = entries.slice(begin);
  // Exports that an update of stage has looked at were named by it.
  const named = seenOf(entries.slice(0, begin), serverName).syncStatus;
  const since = ofCutover[0]?.at ?? named;
  if (since === undefined) return undefined;
  const begun: KnownProgress = { step: 'evidence', since, exportsSince: named ?? since, reachedWave: 0 };
  return ofCutover
    .filter(({ outcome, target }) => outcome === 'done' && isSameMachine(target, serverName))
    .reduce((known, entry) => progressAfter(entry, known) ?? known, begun);
}

/** Undefined for an entry that takes the server no step further. */
function progressAfter({ operation, after, at }: AuditEntry, known: KnownProgress): KnownProgress | undefined {
  const step = Object.hasOwn(stepOf, operation) ? stepOf[operation] : undefined;
  if (step === undefined) return undefined;
  const { reachedWave } = known;
  if (step === 'active') {
    const readAt = memberOf(after, 'evidenceOf');
    const since = typeof readAt === 'string' ? noLaterThan(new Date(at), readAt) : at;
    return { step, since, reachedWave: Number(memberOf(after, 'wave') ?? reachedWave) };
  }
  const carried = memberOf(after, 'carried');
  const told = typeof carried === 'object' && !Array.isArray(carried) ? carried : {};
  return progressIn({ ...told, step, since: memberOf(after, 'exportsSince') ?? at, reachedWave });
}

/** What outlives the step, as a clearance in the journal has it. */
export function carriedOn({ exportsSince, oktaOffSince, approvedBudget }: Carried): JsonValue {
  return {
    ...(exportsSince !== undefined && { exportsSince }),
    ...(oktaOffSince !== undefined && { oktaOffSince }),
    ...(approvedBudget && { approvedBudget: { ...approvedBudget } }),
  };
}

/** Enters in the journal what ends a step, so that the journal never says more than the state. */
export async function mark(
  what: keyof typeof marks,
  inputs: ConnectActivationInputs,
  context: OperationContext,
  after: JsonValue,
): Promise<void> {
  await recordAnyway({ operation: marks[what], target: inputs.serverName, outcome: 'done', after }, inputs, context);
}
