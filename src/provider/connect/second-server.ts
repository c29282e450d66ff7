import type { ConnectActivationInputs } from '../../config/resource-table.js';
import { type LastExport, readLastExport } from '../../connectors/graph/last-export.js';
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
  const other = last && secondServer(last, inputs.serverName, since, ports.now());
  if (other === undefined) return;
  const { machineName: serverName } = other;
  throw new UserError(other.text, nextAtServer.stop({ serverName, connectorName: inputs.connectorName }));
}

/** The other server that exports, and what is said of it; undefined without one. */
export function secondServer(
  { machineName, synchronizedAt }: LastExport,
  serverName: string,
  since: string,
  now: Date,
): { readonly machineName: string; readonly text: string } | undefined {
  const isRecent = now.getTime() - Date.parse(synchronizedAt) < twoCycles;
  if (!isRecent || !isAfter(synchronizedAt, since) || hostOf(machineName) === hostOf(serverName)) return undefined;
  const text = `${machineName} exports to this tenant too: Entra shows that it exported last, at ${synchronizedAt}, and the stack names ${serverName}. Only one server may be active. On ${machineName}: ${stopCommand}, and switch staging mode on in its wizard: ${enterStagingPages}. An hour after its last export the update goes on.`;
  return { machineName, text };
}

/** An active server synchronizes every 30 minutes by default: who has not for an hour was switched off (CONNECT-5). */
const twoCycles = 3_600_000;
