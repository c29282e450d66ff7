import { isDeepStrictEqual } from 'node:util';
import type { ConnectActivationInputs } from '../../config/resource-table.js';
import { readAccountValues } from '../../connectors/graph/account-values.js';
import { enterStagingPages, stopCommand } from '../../domain/connect-commands.js';
import { nextAtServer, nextWave } from '../../domain/connect-next.js';
import { counted, grouped } from '../../domain/counted.js';
import { UserError } from '../../domain/errors.js';
import { unitsOf } from '../../domain/waves.js';
import { compareContainers } from '../../gate/wave.js';
import type { EnvironmentAssessment } from '../../pipeline/assess/assess-environment.js';
import {
  compareWithRecord,
  strangersToRecord,
  takeWaveRecord,
  type WaveResult,
  waveRecordPath,
} from '../../pipeline/verify/wave-record.js';
import type { OperationContext, TenantContext } from '../ports.js';
import { recordWrite } from '../recorder.js';
import { notLastWave, refuseWave } from '../refuse-wave.js';
import { outdatedText } from './outdated.js';
import type { KnownProgress, Progress } from './progress.js';
import { mayBeSince, noLaterThan, type ServerState } from './server-state.js';

type Waves = Pick<ConnectActivationInputs, 'waves' | 'wave'>;

/** True while a wave is still to come: whom the export may touch is bounded, and it ends with a go or a no-go. */
export function isBounded({ waves, wave = 1 }: Waves): boolean {
  return waves !== undefined && wave < waves.length;
}

/** `wave 1 of 2 (pilot)`. */
function nameOf({ waves = [], wave = 1 }: Waves): string {
  return `wave ${wave} of ${waves.length} (${waves[wave - 1]?.name})`;
}

/**
 * Where a server goes on: where it was or, once its wave is verified and the next one is declared, at the evidence again.
 *
 * @param declaredBefore the waves of the last update: one that is under way keeps its bounds.
 * @throws UserError for a wave that does not follow, and where a server would have to be limited that takes everybody.
 */
export function goesOnFrom(
  inputs: Waves & Pick<ConnectActivationInputs, 'stack'>,
  known: KnownProgress,
  declaredBefore: Waves,
): KnownProgress {
  const { waves, wave = 1 } = inputs;
  const { step, reachedWave } = known;
  const isUnderWay =
    step !== 'evidence' && declaredBefore.waves !== undefined && reachedWave < (declaredBefore.wave ?? 1);
  if (waves === undefined) {
    if (reachedWave === 0 && !isUnderWay) return known;
    if (isUnderWay) throw waveUnderWay(declaredBefore);
    throw new UserError(
      `cutover:waves is gone, and wave ${reachedWave} is synchronized: put it back, and go through the waves to the last one.`,
    );
  }
  refuseWave(inputs, reachedWave);
  refuseOtherUnits(inputs, reachedWave, declaredBefore);
  if (isUnderWay && differs(inputs, declaredBefore)) throw waveUnderWay(declaredBefore);
  if (step === 'evidence' && reachedWave > 0 && wave === reachedWave) {
    const { stack } = inputs;
    throw new UserError(
      `Wave ${reachedWave} is verified, and the review of wave ${wave + 1} has begun: set cutover:wave to ${wave + 1} again, or go back: cutover:phase: rollback.`,
      nextWave(stack, wave + 1),
    );
  }
  if (step !== 'active' || wave === reachedWave) return known;
  if (reachedWave > 0) return { ...known, step: 'evidence' };
  throw new UserError(
    'The server synchronizes everybody already: waves would narrow its containers, and it would delete everybody who is left out. Take cutover:waves out again.',
  );
}

/** True where what was cleared took other units, or was the last wave and is not now, or the other way round. */
function differs(one: Waves, other: Waves): boolean {
  return isBounded(one) !== isBounded(other) || !isDeepStrictEqual(unitsOf(one), unitsOf(other));
}

/**
 * A go is for the units that the waves had then, and a last wave takes everybody: other ones would count as verified, and nobody
 * would have looked at them.
 */
function refuseOtherUnits({ waves }: Waves, reachedWave: number, { waves: before }: Waves): void {
  if (reachedWave === 0 || waves === undefined || before === undefined) return;
  const [verified, now] = [before, waves].map((some) => unitsOf({ waves: some, wave: reachedWave })?.join('; '));
  const becomesLast = reachedWave < before.length && reachedWave >= waves.length;
  if (verified === now && !becomesLast) return;
  throw new UserError(
    `${nameOf({ waves: before, wave: reachedWave })} is verified, and cutover:waves ${becomesLast ? 'ends with it' : `changes what it took (${verified})`}: put its units back as they were, and declare what is still to come as a wave after it.`,
  );
}

function waveUnderWay(declaredBefore: Waves): UserError {
  return new UserError(
    `${nameOf(declaredBefore)} is under way and has no verdict: leave cutover:waves and cutover:wave as they were until it is a go, or go back: cutover:phase: rollback.`,
  );
}

/** What is wrong with a server, and what is done about it, to the word. */
export interface ServerProblem {
  readonly text: string;
  readonly next: string;
  /** True where only the evidence does not show it. */
  readonly isUnknown?: true;
}

/** What differs between the containers that the server takes and the units of the wave, and what is done about it. */
export function containerProblem(
  inputs: ConnectActivationInputs,
  { configurations, deletions, scheduler }: Pick<ServerState, 'configurations' | 'deletions' | 'scheduler'>,
): readonly ServerProblem[] | undefined {
  const units = unitsOf(inputs);
  if (units === undefined) return undefined;
  const { serverName, assessment } = inputs;
  const difference = compareContainers(units, assessment.scope, configurations);
  if (difference === undefined) {
    // The last wave takes everybody in scope: the lists of the server tell whom it lacks.
    if (!isBounded(inputs)) return undefined;
    const text = `Nothing shows which containers ${serverName} takes, expected those of ${nameOf(inputs)}: export the evidence again, with synchronization-policy.json among cutover:connect.evidence.connectConfig.`;
    return [{ text, next: nextAtServer.exportEvidence(inputs), isUnknown: true }];
  }
  const { beyond, lacking } = difference;
  const found = [
    ...(beyond.length > 0 ? [`takes ${beyond.join('; ')} too`] : []),
    ...(lacking.length > 0 ? [`does not take ${lacking.join('; ')}`] : []),
  ];
  if (found.length === 0) {
    // Once a wave is exported, a deletion is the gate's affair.
    if (deletions === 0 || !isBounded(inputs) || scheduler?.stagingModeEnabled !== true) return undefined;
    const text = `${serverName} would delete ${counted(deletions, 'object')}: it synchronized them while it took more containers. Microsoft supports no way to make it forget them: export its configuration (wizard: View or export current configuration), uninstall it, and install it again in staging mode with these containers from the start. What is outside them is then left alone.`;
    return [{ text, next: nextAtServer.freshServer(inputs, assessment.sourceAnchor.attribute, units) }];
  }
  const text = `${serverName} ${found.join(', and ')}: its containers are not those of ${nameOf(inputs)}. In staging mode, tick them in the wizard and no others; the synchronization that it starts exports nothing there.`;
  return [{ text, next: nextAtServer.containers(inputs, units) }];
}

/**
 * Keeps what everybody has before the export of a wave, as of the moment of the evidence. Without waves nobody is compared one by
 * one.
 *
 * @returns what is said where Entra shows a synchronization after that moment: nobody can tell what was there before it.
 */
export async function keepBefore(
  inputs: ConnectActivationInputs,
  { onPremNames }: Pick<EnvironmentAssessment, 'onPremNames'>,
  { oldestReadAt, staged }: Pick<ServerState, 'oldestReadAt' | 'staged'>,
  { ports, graph }: TenantContext,
): Promise<string | undefined> {
  if (inputs.waves === undefined || oldestReadAt === undefined) return undefined;
  const { assessment, journal, wave = 1 } = inputs;
  const entries = wave === 1 ? assessment.waves?.pilot : undefined;
  const pilot = entries?.map((entry) => onPremNames?.(entry)?.distinguishedName ?? entry);
  // Graph tells whole seconds.
  const at = `${noLaterThan(ports.now(), new Date(oldestReadAt).toISOString()).slice(0, 19)}Z`;
  const later = await takeWaveRecord(graph, journal, { wave, staged, at, ...(pilot && { pilot }) });
  return later && outdatedText(inputs, oldestReadAt, later);
}

/**
 * Compares everybody with before, where an export of the wave may have run.
 *
 * @returns undefined without waves.
 * @throws UserError, the no-go, that names everybody who differs from what was staged and demands the stop.
 */
export async function refuseNoGo(
  inputs: ConnectActivationInputs,
  { graph }: TenantContext,
): Promise<WaveResult | undefined> {
  if (inputs.waves === undefined) return undefined;
  const { journal, serverName, wave = 1 } = inputs;
  const result = await compareWithRecord(graph, journal, wave, unitsOf(inputs) ?? []);
  if (result === undefined) {
    throw new UserError(
      `What ${nameOf(inputs)} had before its export is not recorded next to the journal ${journal}, so nobody can be compared. Put the file back, or stop the server: ${stopCommand}.`,
      nextAtServer.stop(inputs),
    );
  }
  const { wrongs } = result;
  if (wrongs.length === 0) return result;
  throw new UserError(
    `No-go for ${nameOf(inputs)}: ${counted(wrongs.length, 'account of Entra differs', 'accounts of Entra differ')} from what was staged:${namedOf(wrongs)}\nStop ${serverName} now: ${stopCommand}. Then put right what is named and run the update again; or switch staging mode on (${enterStagingPages}), so that the wave is reviewed from the start; or go back: cutover:phase: rollback.`,
    nextAtServer.stop(inputs),
  );
}

/** Says once more what was a no-go, to anyone who has the wave reviewed from the start. */
export async function warnOfNoGo(inputs: ConnectActivationInputs, context: TenantContext): Promise<void> {
  try {
    await refuseNoGo(inputs, context);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.diagnostics.warning(context.urn, error.message);
  }
}

/**
 * Names whom exports wrote that nobody reviewed, before there was a record of the wave to compare them with.
 *
 * @param start up to when the exports were known.
 */
export async function nameExported(
  { serverName }: ConnectActivationInputs,
  start: string,
  { graph, diagnostics, urn }: TenantContext,
): Promise<void> {
  const written = (await readAccountValues(graph)).flatMap(({ userPrincipalName, synchronizedAt }) =>
    synchronizedAt !== undefined && mayBeSince(synchronizedAt, start)
      ? `${userPrincipalName}: was synchronized at ${synchronizedAt}`
      : [],
  );
  if (written.length === 0) return;
  diagnostics.warning(
    urn,
    [`${serverName} wrote these accounts, and nobody reviewed it:`, ...written.sort()].join('\n- '),
  );
}

const mostNamed = 20;

/**
 * Names whom somebody let in before the next wave was reviewed, and demands the stop unless the server is in staging mode.
 *
 * @param reached the wave that is verified.
 * @returns what is said where nobody can tell, for the record of the wave is lost.
 */
export async function nameStrangers(
  inputs: ConnectActivationInputs,
  reached: number,
  isStaging: boolean,
  { graph, diagnostics, urn }: TenantContext,
): Promise<string[]> {
  const { journal, serverName, waves } = inputs;
  const strangers = await strangersOf(inputs, reached, graph);
  if (strangers === undefined)
    return [
      `The record of ${nameOf({ ...(waves && { waves }), wave: reached })} is not next to the journal ${journal}, so nobody can tell whom ${serverName} exported since the go. Put ${waveRecordPath(journal)} back (entra-cutover audit fetch), or look in Entra for accounts that were synchronized since and are not of the wave.`,
    ];
  if (strangers.length === 0) return [];
  const text = `${serverName} exported more than wave ${reached}, before the next one was reviewed:${namedOf(strangers)}`;
  if (!isStaging)
    throw new UserError(
      `${text}\nStop it now: ${stopCommand}. Then switch staging mode on (${enterStagingPages}) and have the next wave reviewed, or go back: cutover:phase: rollback.`,
      nextAtServer.stop(inputs),
    );
  diagnostics.warning(urn, text);
  return [];
}

/** Who was synchronized since the go for a wave and is not of it, one sentence each; undefined where its record is lost. */
export async function strangersOf(
  { journal, waves }: ConnectActivationInputs,
  reached: number,
  graph: TenantContext['graph'],
): Promise<string[] | undefined> {
  return strangersToRecord(graph, journal, reached, unitsOf({ ...(waves && { waves }), wave: reached }) ?? []);
}

function namedOf(texts: readonly string[]): string {
  const named = texts.slice(0, mostNamed).map((text) => `\n- ${text}`);
  const more = texts.length - named.length;
  return `${named.join('')}${more > 0 ? `\n- … and ${grouped(more)} more` : ''}`;
}

/**
 * The go: names everybody of the wave, enters it in the journal, and says which wave follows.
 *
 * @param evidenceOf the moment of the evidence: what ran after it is not part of the verdict.
 */
export async function go(
  inputs: ConnectActivationInputs,
  { asStaged, open, notCompared }: WaveResult,
  evidenceOf: string | undefined,
  context: OperationContext,
): Promise<Pick<Progress, 'reachedWave' | 'next'>> {
  const { serverName, stack, wave = 1 } = inputs;
  const { diagnostics, urn } = context;
  const refused =
    open.length === 0 ? '' : ` Refused by Entra, and accepted by a waiver: ${counted(open.length, 'object')}.`;
  const text = `Go for ${nameOf(inputs)}: ${counted(asStaged.length, 'object')} as staged, and nobody else was synchronized.${refused}${
    notCompared === 0
      ? ''
      : ` Staged too, and compared by nobody: ${counted(notCompared, 'group, contact or other object', 'groups, contacts or other objects')}. Look at them in Entra.`
  }`;
  diagnostics.info(urn, [text, ...asStaged].join('\n- '));
  const after = { verdict: 'go', wave, asStaged: asStaged.length, notCompared, evidenceOf: evidenceOf ?? null };
  await recordWrite(
    { operation: 'connect.wave.verified', target: serverName, outcome: 'done', after },
    inputs,
    context,
  );
  return { reachedWave: wave, ...(isBounded(inputs) && { next: nextWave(stack, wave + 1) }) };
}

/** Complete needs the last wave. */
export async function refuseEarlierWave(inputs: ConnectActivationInputs): Promise<void> {
  if (isBounded(inputs)) throw await notLastWave(inputs, `Only ${nameOf(inputs)} is reached`);
}
