import type { OktaProvisioningInputs } from '../../config/resource-table.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import { readLastExport } from '../../connectors/graph/last-export.js';
import type { GraphSession } from '../../connectors/graph/session.js';
import { jobIsOff, jobPath, listInboundJobs } from '../../connectors/graph/synchronization.js';
import { createOktaClient } from '../../connectors/okta/client.js';
import { UserError } from '../../domain/errors.js';
import { refuseForgottenServer } from '../beside-another.js';
import { exportedBesideOkta, secondServer } from '../connect/second-server.js';
import { compareWithSeen, keepSeen } from '../connect/seen-evidence.js';
import { seenOff } from '../connect/seen-off.js';
import { serverOnText, serverStateOf } from '../connect/server-state.js';
import { toldOfRound } from '../journal-round.js';
import type { OperationContext } from '../ports.js';
import { oktaIsOff } from './interlock.js';

declare const seen: unique symbol;

/** What switches Okta on takes it as an argument: that every Entra synchronization was read as off a moment ago. */
export interface EntraSeenOff {
  readonly [seen]: true;
}

/**
 * Two writers are never on through us: not one inbound job of the tenant may run, no matter who configured it, and an Entra
 * Connect server must still be seen as off.
 *
 * @returns a look at all of them, which is worth one request.
 * @throws UserError naming what is on.
 */
export function entraInterlock(inputs: OktaProvisioningInputs, context: OperationContext): () => Promise<EntraSeenOff> {
  const { ports, signal } = context;
  let session: Promise<GraphSession> | undefined;
  return async () => {
    session ??= ports.openGraph(inputs.assessment, signal);
    const jobs = await listInboundJobs(createGraphClient(await session), inputs.servicePrincipalId);
    const running = jobs.filter((job) => !jobIsOff(job));
    const doubt = await serverDoubt(inputs, context);
    if (doubt !== undefined) throw new UserError(`Okta is not switched on: ${doubt}`);
    // biome-ignore lint/plugin: the one place that has looked.
    if (running.length === 0) return {} as EntraSeenOff;
    const names = running.map((job) => `${jobPath(job)} (${job.scheduleState}, ${job.statusCode})`);
    // On the road of Entra Connect no job is the stack's own.
    const pause = inputs.servicePrincipalId
      ? 'Run the update with --refresh, which pauses the stack’s own job, or pause it'
      : 'Pause it';
    throw new UserError(
      `Okta is not switched on while Entra synchronizes: ${names.join('; ')}. ${pause} in the Entra admin center (Provisioning, Stop) and run the update again.`,
    );
  };
}

/**
 * What keeps Okta off because of an Entra Connect server; undefined where the server is off, or the stack has none.
 *
 * @param demandedAt only later evidence counts; left out where an earlier answer holds.
 */
export async function serverDoubt(
  inputs: OktaProvisioningInputs,
  context: OperationContext,
  demandedAt?: string,
): Promise<string | undefined> {
  await refuseForgottenServer(inputs);
  const { assessment } = inputs;
  if (assessment.connect === undefined) return unnamedServerDoubt(inputs, context);
  const state = serverStateOf(await context.ports.readConnect(assessment));
  const serverName = assessment.connect.server?.name;
  const { journal, stack } = inputs;
  const { seen, older } = await compareWithSeen({ journal, stack, serverName }, state, context.ports.now());
  if (serverName !== undefined) await keepSeen({ ...inputs, serverName }, seen, context);
  if (older !== undefined) return older;
  // Once an app is on, Okta may export under a name of its own, and under no other.
  const mayBeOkta = (await nobodyProvisions(inputs, context))
    ? undefined
    : async (machineName: string) => serverName === undefined || exportedBesideOkta(inputs, machineName);
  const { isShown, doubt } = await seenOff({ inputs, serverName, demandedAt, mayBeOkta }, state, context);
  return isShown ? doubt : [serverOnText, ...(doubt === undefined ? [] : [doubt])].join(' ');
}

/**
 * Who exports although the stack names no server: where the journal does not tell whether it cleared one, Entra does for as long
 * as the server is active.
 */
async function unnamedServerDoubt(
  inputs: OktaProvisioningInputs,
  context: OperationContext,
): Promise<string | undefined> {
  const { assessment, journal, stack } = inputs;
  const { ports, signal } = context;
  const { mayLack } = await toldOfRound(journal, stack);
  // Once Okta is on again, what Entra shows may be Okta’s doing.
  if (!mayLack || !(await nobodyProvisions(inputs, context))) return undefined;
  const last = await readLastExport(createGraphClient(await ports.openGraph(assessment, signal)));
  const other = await secondServer(inputs, undefined, last, context);
  return other && `the journal may lack that this stack cleared an Entra Connect server. ${other.text}`;
}

async function nobodyProvisions(
  { assessment: { oktaOrgUrl } }: OktaProvisioningInputs,
  { ports, signal }: Pick<OperationContext, 'ports' | 'signal'>,
): Promise<boolean> {
  return oktaIsOff(createOktaClient(await ports.openOkta(oktaOrgUrl, signal)));
}
