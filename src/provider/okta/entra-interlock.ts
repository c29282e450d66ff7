import type { OktaProvisioningInputs } from '../../config/resource-table.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import type { GraphSession } from '../../connectors/graph/session.js';
import { jobIsOff, jobPath, listInboundJobs } from '../../connectors/graph/synchronization.js';
import { UserError } from '../../domain/errors.js';
import { serverIsOff, serverOnText, serverStateOf } from '../connect/server-state.js';
import type { OperationContext } from '../ports.js';

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
export function entraInterlock(
  inputs: OktaProvisioningInputs,
  { ports, signal }: OperationContext,
): () => Promise<EntraSeenOff> {
  let session: Promise<GraphSession> | undefined;
  return async () => {
    session ??= ports.openGraph(inputs.assessment, signal);
    const jobs = await listInboundJobs(createGraphClient(await session), inputs.servicePrincipalId);
    const running = jobs.filter((job) => !jobIsOff(job));
    if (inputs.assessment.connect !== undefined) {
      const server = serverStateOf(await ports.readConnect(inputs.assessment));
      if (!serverIsOff(server, ports.now())) throw new UserError(`Okta is not switched on: ${serverOnText}`);
    }
    // biome-ignore lint/plugin: the one place that has looked.
    if (running.length === 0) return {} as EntraSeenOff;
    const names = running.map((job) => `${jobPath(job)} (${job.scheduleState}, ${job.statusCode})`);
    throw new UserError(
      `Okta is not switched on while Entra synchronizes: ${names.join('; ')}. Run the update with --refresh, which pauses the stack’s own job, or pause it in the Entra admin center (Provisioning, Stop) and run the update again.`,
    );
  };
}
