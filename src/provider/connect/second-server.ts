import type { ConnectActivationInputs } from '../../config/resource-table.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import { type LastExport, readLastExport } from '../../connectors/graph/last-export.js';
import { createOktaClient } from '../../connectors/okta/client.js';
import { enterStagingPages, stopCommand } from '../../domain/connect-commands.js';
import { nextAtServer } from '../../domain/connect-next.js';
import { UserError } from '../../domain/errors.js';
import { isSameMachine } from '../../domain/host-name.js';
import { oktaIsOff } from '../okta/interlock.js';
import type { OperationContext, TenantContext } from '../ports.js';

/**
 * Refuses while another server exports to the tenant: only one may be active (CONNECT-1), and each would undo what the other
 * one wrote. Who has not exported within the last hour was switched off.
 *
 * @throws UserError that names it, and what to do there.
 */
export async function refuseSecondServer(
  inputs: ConnectActivationInputs,
  { ports, graph }: TenantContext,
): Promise<void> {
  const last = await readLastExport(graph);
  const other = last && secondServer(last, inputs.serverName, ports.now());
  if (other === undefined) return;
  const { machineName: serverName } = other;
  throw new UserError(other.text, nextAtServer.stop({ serverName, connectorName: inputs.connectorName }));
}

/**
 * Warns of another server that seems to export while Okta provisions, before a cutover and after a rollback. Nothing is held by
 * it: Entra does not say whether Okta exported under that name.
 */
export async function nameBesideOkta(
  { assessment, serverName }: ConnectActivationInputs,
  { ports, signal, diagnostics, urn }: OperationContext,
): Promise<void> {
  try {
    const last = await readLastExport(createGraphClient(await ports.openGraph(assessment, signal)));
    const other = last && secondServer(last, serverName, ports.now(), true);
    if (other === undefined) return;
    const okta = createOktaClient(await ports.openOkta(assessment.oktaOrgUrl, signal));
    if (!(await oktaIsOff(okta))) diagnostics.warning(urn, `two-writers: ${other.text}`);
  } catch (error) {
    // Who can't be asked shows nobody: what switches anything asks again, and refuses then.
    if (!(error instanceof UserError)) throw error;
  }
}

/**
 * The other server that exports, and what is said of it; undefined without one.
 *
 * @param serverName whom the stack names; undefined where it names nobody, and then everybody is another one.
 * @param oktaIsOn true while Okta provisions: what Entra shows may be its doing.
 */
export function secondServer(
  { machineName, synchronizedAt }: LastExport,
  serverName: string | undefined,
  now: Date,
  oktaIsOn = false,
): { readonly machineName: string; readonly text: string } | undefined {
  const isRecent = now.getTime() - Date.parse(synchronizedAt) < twoCycles;
  if (!isRecent || (serverName !== undefined && isSameMachine(machineName, serverName))) return undefined;
  const names = serverName === undefined ? 'the stack names no server' : `the stack names ${serverName}`;
  const shown = `Entra shows that it exported last, at ${synchronizedAt}, and ${names}.`;
  const stop = `On ${machineName}: ${stopCommand}, and switch staging mode on in its wizard: ${enterStagingPages}.`;
  const goesOnAt = new Date(Date.parse(synchronizedAt) + twoCycles).toISOString();
  const text = oktaIsOn
    ? `${machineName} may export to this tenant while Okta provisions: ${shown} Where that is an Entra Connect server, two write the same people: ${stop} Where it is Okta itself (Universal Sync), stop nothing: the cutover then waits until an hour after its last export.`
    : `${machineName} exports to this tenant too: ${shown} Only one server may be active. ${stop} If you know no such server, Okta may have exported until it was switched off: only wait. If nothing exports there any more, the update goes on from ${goesOnAt}.`;
  return { machineName, text };
}

/**
 * An active server synchronizes every 30 minutes by default, so who has not for an hour was switched off (CONNECT-5). Who
 * exported a minute before anybody asked is as active as who did a minute after.
 */
const twoCycles = 3_600_000;
