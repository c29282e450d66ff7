import type { AnchorGateInputs, ConnectActivationInputs } from '../../config/resource-table.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import { nextAtServer } from '../../domain/connect-next.js';
import { refusalsOf, UserError } from '../../domain/errors.js';
import type { OperationContext, TenantContext } from '../ports.js';
import { whereReadable } from '../resource-type.js';
import { exportsSince, judgeExports } from './exports.js';
import type { KnownProgress } from './progress.js';
import { recalled } from './recalled.js';
import { compareWithSeen } from './seen-evidence.js';
import { type ServerState, serverStateOf } from './server-state.js';
import { refuseAtThreshold, refuseWhileExporting, unclearedTexts } from './uncleared.js';
import { isBounded, nameStrangers } from './waves.js';

/**
 * What the evidence of an Entra Connect server shows against what was cleared, where the gate refuses the phase: the update then does
 * not come to the server's own resource, which would name it and demand the stop. What was cleared is what the journal tells; where it
 * may lack entries nothing is said, for a server that exports by right must not be stopped.
 *
 * @returns one error for each thing; empty where there is none, and on another road.
 */
export async function shownAtServer(inputs: AnchorGateInputs, context: OperationContext): Promise<UserError[]> {
  const server = serverOf(inputs);
  const known = server && (await recalled(server));
  if (server === undefined || known === undefined) return [];
  const reading = await whereReadable(() => context.ports.readConnect(server.assessment));
  if (reading === undefined) return [];
  const state = serverStateOf(reading);
  const { older } = await compareWithSeen(server, state, context.ports.now());
  if (older !== undefined) return [new UserError(older, nextAtServer.exportEvidence(server))];
  return refusalsOf(
    () => refuseWhileExporting(server, state, nextWaveOf(server, known)),
    ...unclearedTexts(server, state, nextWaveOf(server, known)).map((text) => () => {
      throw new UserError(text);
    }),
    () => refuseWhatItDid(server, state, known, context),
  );
}

/** True where the server exports by right, as far as the journal tells: two writers end by switching Okta off. */
export async function exportsByRight(inputs: AnchorGateInputs): Promise<boolean> {
  const server = serverOf(inputs);
  const known = server && (await recalled(server));
  return known !== undefined && (known.step === 'enableScheduler' || known.step === 'active');
}

/** The server as its own resource has it. What says whether anything may be written does not count: nothing is. */
function serverOf({ journal, ...inputs }: AnchorGateInputs): ConnectActivationInputs | undefined {
  const server = inputs.assessment.connect?.server;
  if (server === undefined || journal === undefined) return undefined;
  const { name: serverName, connector: connectorName } = server;
  return { ...inputs, journal, serverName, connectorName, active: true, hold: false, deletionThreshold: 0 };
}

/** Once its wave is verified and the next one is declared, a server is at the evidence again. */
function nextWaveOf({ wave = 1 }: ConnectActivationInputs, known: KnownProgress): KnownProgress {
  const isNext = known.step === 'active' && known.reachedWave > 0 && wave > known.reachedWave;
  return isNext ? { ...known, step: 'evidence' } : known;
}

/** Refuses what the server wrote and should not have written, as its own resource does after the same step. */
async function refuseWhatItDid(
  inputs: ConnectActivationInputs,
  state: ServerState,
  known: KnownProgress,
  context: OperationContext,
): Promise<void> {
  const { step, since, exportsSince: start = since, reachedWave } = known;
  if (step === 'evidence') return;
  refuseAtThreshold(inputs, exportsSince(inputs, state, since).at(-1));
  const tenant = async (): Promise<TenantContext> => ({
    ...context,
    graph: createGraphClient(await context.ports.openGraph(inputs.assessment, context.signal)),
  });
  if (step !== 'active') {
    const exports = exportsSince(inputs, state, start);
    if (exports.length > 0) await judgeExports(inputs, exports, known, await tenant());
  } else if (inputs.waves !== undefined && isBounded({ ...inputs, wave: reachedWave })) {
    await nameStrangers(inputs, reachedWave, state.scheduler?.stagingModeEnabled === true, await tenant());
  }
}
