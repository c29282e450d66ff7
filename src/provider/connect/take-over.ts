import type { AssessmentInputs } from '../../config/resource-table.js';
import { nextAtServer } from '../../domain/connect-next.js';
import { refuseTogether, UserError } from '../../domain/errors.js';
import { clearsServer } from '../beside-another.js';
import { toldOfRound } from '../journal-round.js';
import type { OperationContext } from '../ports.js';
import { unverifiedWave } from '../refuse-wave.js';
import { compareWithSeen } from './seen-evidence.js';
import { serverStateOf } from './server-state.js';
import { thresholdProblem } from './stage-checks.js';

/** What is asked about a server before Okta is switched off. */
interface TakeOver {
  readonly stack: string;
  readonly journal: string;
  readonly assessment: AssessmentInputs;
}

/**
 * Okta stays on where what is known already would keep the Entra Connect server from taking over: older evidence, a wave that does
 * not follow, no deletion threshold. Once a step was cleared, or where nobody knows, Okta goes off all the same: the server may
 * export by then.
 *
 * @throws UserError that says all of it, and what is done next.
 */
export async function refuseUnreadyServer(
  { stack, journal, assessment }: TakeOver,
  { ports }: Pick<OperationContext, 'ports'>,
): Promise<void> {
  const { connect, waves } = assessment;
  if (connect?.server === undefined) return;
  const { entries, mayLack } = await toldOfRound(journal, stack);
  // Where nothing was entered since a rollback, the round is that of before.
  const round = entries.at(-1)?.phase === 'rollback' ? [] : entries;
  if (mayLack || round.some(({ operation }) => clearsServer.test(operation))) return;
  const { name: serverName, connector: connectorName } = connect.server;
  const server = { serverName, connectorName };
  const state = serverStateOf(await ports.readConnect(assessment));
  const { older } = await compareWithSeen({ journal, stack, serverName }, state, ports.now());
  const wave = waves?.organizationalUnits.length ?? 1;
  const { deletionThreshold } = connect;
  const [threshold] = deletionThreshold === undefined ? [] : thresholdProblem({ ...server, deletionThreshold }, state);
  const before = 'Okta is not switched off: ';
  await refuseTogether(
    () => {
      if (older !== undefined) throw new UserError(`${before}${older}`, nextAtServer.exportEvidence(server));
    },
    () => {
      if (wave === 1) return;
      const { message, next } = unverifiedWave(stack, wave, 0);
      throw new UserError(`${before}${message}`, next);
    },
    () => {
      if (older === undefined && threshold !== undefined)
        throw new UserError(`${before}${threshold.text}`, threshold.next);
    },
  );
}
