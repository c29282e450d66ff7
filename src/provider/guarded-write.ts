import type { JsonValue } from '../audit/index.js';
import type { GuardedInputs } from '../config/resource-table.js';
import { GraphApiError } from '../connectors/graph/errors.js';
import { OktaApiError } from '../connectors/okta/errors.js';
import { failureReason } from '../domain/failure-reason.js';
import type { Clearance } from '../gate/clearance.js';
import { refuseWhileHeld } from './hold.js';
import type { OperationContext } from './ports.js';
import { recordAnyway, recordWrite } from './recorder.js';

const attempts = 5;
const longestWaitMilliseconds = 120_000;

/** One write to a remote system, and everything that belongs to it. */
export interface GuardedWrite<State, Seen = void> {
  /** As the journal names it: `okta.connection.deactivate`. */
  readonly operation: string;
  readonly target: string;
  readonly before: JsonValue;
  readonly clearance?: Clearance;
  /** Pausing an Entra synchronization is always allowed, without a journal too; nothing else is while there is a hold. */
  readonly evenWhileHeld?: true;
  /** The interlock: looks at the other side again, immediately before each attempt; throws when the write must not be. */
  readonly interlock?: () => Promise<Seen>;
  /** Sends the request; takes what the interlock saw just before. */
  readonly send: (seen: Seen) => Promise<unknown>;
  /** Reads back until the write is seen, or throws. */
  readonly readBack: () => Promise<State>;
  readonly describe: (state: State) => JsonValue;
}

/**
 * Writes: hold, interlock, journal, request, read back, journal. Nothing but a pause is sent unless the journal has it. A throttled
 * request is repeated, but only after hold and interlock were looked at again; every other failure ends the operation, and
 * the next update converges from what it finds.
 *
 * @returns what was read back.
 */
export async function guardedWrite<State, Seen = void>(
  write: GuardedWrite<State, Seen>,
  inputs: GuardedInputs,
  context: OperationContext,
): Promise<State> {
  const { operation, target, before, clearance } = write;
  const entry = { operation, target, before, ...(clearance && { clearance }) };
  const record = write.evenWhileHeld === true ? recordAnyway : recordWrite;
  await lookAgain(write, inputs, context);
  await record({ ...entry, outcome: 'started' }, inputs, context);
  try {
    await sendPatiently(write, inputs, context);
    const state = await write.readBack();
    await record({ ...entry, outcome: 'done', after: write.describe(state) }, inputs, context);
    return state;
  } catch (error) {
    const reason = failureReason(error);
    await record({ ...entry, outcome: 'failed', after: { reason } }, inputs, context);
    throw error;
  }
}

async function sendPatiently<State, Seen>(
  write: GuardedWrite<State, Seen>,
  inputs: GuardedInputs,
  context: OperationContext,
): Promise<void> {
  for (let count = 1; ; count += 1) {
    // Recording took a moment; the last look is the one right before the request.
    const seen = await lookAgain(write, inputs, context);
    try {
      await write.send(seen);
      return;
    } catch (error) {
      const throttled = (error instanceof OktaApiError || error instanceof GraphApiError) && error.status === 429;
      if (!throttled || count >= attempts) throw error;
      await context.ports.pause(Math.min(error.waitMilliseconds ?? 1000, longestWaitMilliseconds), context.signal);
    }
  }
}

async function lookAgain<State, Seen>(
  { evenWhileHeld, interlock }: GuardedWrite<State, Seen>,
  { hold }: GuardedInputs,
  { ports, signal }: OperationContext,
): Promise<Seen> {
  if (evenWhileHeld !== true) {
    signal.throwIfAborted();
    await refuseWhileHeld(hold, ports.environment);
  }
  // Without an interlock nothing is seen, and nothing that is sent asks for it.
  return (await interlock?.()) as Seen;
}

/** Reads until the state fits, at most the given number of times a second apart; returns the last reading. */
export async function readUntil<State>(
  read: () => Promise<State>,
  fits: (state: State) => boolean,
  times: number,
  { ports, signal }: OperationContext,
): Promise<State> {
  for (let count = 1; ; count += 1) {
    const state = await read();
    if (fits(state) || count >= times) return state;
    await ports.pause(1000, signal);
  }
}
