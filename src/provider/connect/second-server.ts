import type { ConnectActivationInputs } from '../../config/resource-table.js';
import { readLastExport } from '../../connectors/graph/last-export.js';
import { enterStagingPages, stopCommand } from '../../domain/connect-commands.js';
import { nextAtServer } from '../../domain/connect-next.js';
import { UserError } from '../../domain/errors.js';
import { hostOf } from '../../domain/host-name.js';
import type { TenantContext } from '../ports.js';
import { isAfter } from './server-state.js';

/**
 * Refuses while another server exports to the tenant: only one may be active (CONNECT-1), and each would undo what the other
 * one wrote. Who exported before this step began, or not within the last hour, may have been switched off.
 */
export async function refuseSecondServer(
  inputs: ConnectActivationInputs,
  since: string,
  { ports, graph }: TenantContext,
): Promise<void> {
  const last = await readLastExport(graph);
  const isRecent = last !== undefined && ports.now().getTime() - Date.parse(last.synchronizedAt) < twoCycles;
  if (!isRecent || !isAfter(last.synchronizedAt, since) || hostOf(last.machineName) === hostOf(inputs.serverName))
    return;
  const other = { serverName: last.machineName, connectorName: inputs.connectorName };
  throw new UserError(
    `${last.machineName} exports to this tenant too: Entra shows that it exported last, at ${last.synchronizedAt}, and the stack lets ${inputs.serverName} take over. Only one server may be active. On ${last.machineName}: ${stopCommand}, and switch staging mode on in its wizard: ${enterStagingPages}. An hour after its last export the update goes on.`,
    nextAtServer.stop(other),
  );
}

/** An active server synchronizes every 30 minutes by default: who has not for an hour was switched off (CONNECT-5). */
const twoCycles = 3_600_000;
