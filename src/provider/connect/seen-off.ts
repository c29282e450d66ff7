import type { GuardedInputs } from '../../config/resource-table.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import { readLastExport } from '../../connectors/graph/last-export.js';
import { futureTime } from '../../domain/clock.js';
import { isSameMachine } from '../../domain/host-name.js';
import type { OperationContext } from '../ports.js';
import { isShownBy, timeOf } from './exports.js';
import { outdatedText } from './outdated.js';
import { secondServer } from './second-server.js';
import { isAfter, noLaterThan, type ServerState, serverIsOff } from './server-state.js';

/** Whether an Entra Connect server is off: what its evidence says, and what contradicts it. */
export interface SeenOff {
  /** True when whole evidence, newer than the demand, shows it. */
  readonly isShown: boolean;
  /** What Entra shows against it, and what to do; undefined where nothing does. */
  readonly doubt?: string;
}

/** What is asked about a server. */
interface Question {
  readonly inputs: GuardedInputs;
  /** Left out where nothing names it. */
  readonly serverName?: string | undefined;
  /** When it was demanded that the server be off; left out where an earlier answer holds. */
  readonly demandedAt?: string | undefined;
  /** Left out while nobody may export; else whether an export under that name may be the doing of Okta, which is on. */
  readonly mayBeOkta?: ((machineName: string) => Promise<boolean>) | undefined;
}

/**
 * The one answer to whether the server is off, for its own resource and for the interlock of Okta: by its evidence, and by what
 * Entra shows of anybody who synchronized after it.
 */
export async function seenOff(
  { inputs, serverName, demandedAt, mayBeOkta }: Question,
  state: ServerState,
  context: OperationContext,
): Promise<SeenOff> {
  const { ports, signal } = context;
  const { statusReadAt } = state;
  const now = ports.now();
  const last = await readLastExport(createGraphClient(await ports.openGraph(inputs.assessment, signal)));
  const isOwn = last !== undefined && serverName !== undefined && isSameMachine(last.machineName, serverName);
  const isOkta = last !== undefined && !isOwn && (await mayBeOkta?.(last.machineName)) === true;
  // Where nothing names the server, it may be the one of the evidence.
  const other = serverName === undefined || isOkta ? undefined : await secondServer(inputs, serverName, last, context);
  const itself = mayBeOkta
    ? ' If it is Okta itself (Universal Sync), which provisions already: stop nothing, and switch the app on in the Okta admin console.'
    : '';
  const doubt = other && { doubt: `${other.text}${itself}` };
  if (futureTime(state.schedulerReadAt, now.toISOString()))
    return {
      isShown: false,
      doubt: [other?.text, aheadText(serverName, state.schedulerReadAt)].filter(Boolean).join(' '),
    };
  if (statusReadAt === undefined || !serverIsOff(state, now)) return { isShown: false, ...doubt };
  if (demandedAt !== undefined && !isAfter(statusReadAt, demandedAt)) return { isShown: false, ...doubt };
  if (doubt || last === undefined || isOkta) return { isShown: true, ...doubt };
  const moment = noLaterThan(now, statusReadAt);
  if (isShownBy(state, moment, last.synchronizedAt)) return { isShown: true };
  return { isShown: true, doubt: outdatedText({ serverName }, moment, last.synchronizedAt) };
}

/** What is said of evidence whose time is still to come. */
function aheadText(serverName = 'the Entra Connect server', time: string | undefined): string {
  return `The evidence of ${serverName} is of ${time}, which is still to come: its clock is ahead, so nothing follows from it. Put the clock right and export the evidence again.`;
}

/**
 * Since when a server has to be seen as off, or to have read again. What its evidence shows already does not answer the demand,
 * even where a clock is ahead: that of the script, or that which dates the runs.
 */
export function demandOf({ statusReadAt, runs }: Pick<ServerState, 'statusReadAt' | 'runs'>, now: Date): string {
  // What is dated further ahead than clocks differ never counts.
  const known = [statusReadAt, ...runs.map(timeOf)].flatMap((time) =>
    time === undefined || futureTime(time, now.toISOString()) ? [] : Date.parse(time),
  );
  return new Date(Math.max(now.getTime(), ...known.filter(Number.isFinite))).toISOString();
}
