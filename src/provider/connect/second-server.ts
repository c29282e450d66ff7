import { isDeepStrictEqual } from 'node:util';
import { memberOf, readEntries } from '../../audit/index.js';
import type { ConnectActivationInputs, GuardedInputs } from '../../config/resource-table.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import { type LastExport, readLastExport } from '../../connectors/graph/last-export.js';
import { createOktaClient } from '../../connectors/okta/client.js';
import { enterStagingPages, stopCommand } from '../../domain/connect-commands.js';
import { nextAtServer } from '../../domain/connect-next.js';
import { UserError } from '../../domain/errors.js';
import { isSameMachine } from '../../domain/host-name.js';
import { oktaIsOff } from '../okta/interlock.js';
import type { OperationContext, TenantContext } from '../ports.js';
import { recordAnyway } from '../recorder.js';

/**
 * Refuses while another server exports to the tenant: only one may be active (CONNECT-1), and each would undo what the other
 * one wrote. Who has not exported within the last hour was switched off.
 *
 * @throws UserError that names it, and what to do there.
 */
export async function refuseSecondServer(inputs: ConnectActivationInputs, context: TenantContext): Promise<void> {
  const other = await secondServer(inputs, inputs.serverName, await readLastExport(context.graph), context);
  if (other === undefined) return;
  const { machineName: serverName } = other;
  throw new UserError(other.text, nextAtServer.stop({ serverName, connectorName: inputs.connectorName }));
}

/**
 * Warns of another server that seems to export while Okta provisions, before a cutover and after a rollback. Nothing is held by
 * it: Entra does not say whether Okta exported under that name.
 */
export async function nameBesideOkta(inputs: ConnectActivationInputs, context: OperationContext): Promise<void> {
  const other = await otherBesideOkta(inputs, context);
  if (other !== undefined) context.diagnostics.warning(context.urn, `two-writers: ${other.text}`);
}

const besideOktaOperation = 'connect.exporter.besideOkta';

/**
 * Enters in the journal who exports while Okta provisions before a cutover: a rollback knows by it which exports may be Okta's own
 * once an app is on again.
 */
export async function keepBesideOkta(inputs: ConnectActivationInputs, context: OperationContext): Promise<void> {
  const other = await otherBesideOkta(inputs, context);
  if (other === undefined || (await exportedBesideOkta(inputs, other.machineName))) return;
  const { machineName: target } = other;
  await recordAnyway({ operation: besideOktaOperation, target, outcome: 'done' }, inputs, context);
}

/** True where the journal tells that this machine exported while Okta provisioned before a cutover: it may be Okta itself. */
export async function exportedBesideOkta(
  { journal, stack }: Pick<ConnectActivationInputs, 'journal' | 'stack'>,
  machineName: string,
): Promise<boolean> {
  const entries = await readEntries(journal).catch(() => []);
  return entries.some(
    (entry) =>
      entry.stack === stack && entry.operation === besideOktaOperation && isSameMachine(entry.target, machineName),
  );
}

async function otherBesideOkta(
  { assessment, serverName }: ConnectActivationInputs,
  { ports, signal }: OperationContext,
): Promise<OtherServer | undefined> {
  try {
    const last = await readLastExport(createGraphClient(await ports.openGraph(assessment, signal)));
    if (last === undefined || !isOther(last, serverName, ports.now())) return undefined;
    const okta = createOktaClient(await ports.openOkta(assessment.oktaOrgUrl, signal));
    return (await oktaIsOff(okta)) ? undefined : told(last, serverName, true);
  } catch (error) {
    // Who can't be asked shows nobody: what switches anything asks again, and refuses then.
    if (!(error instanceof UserError)) throw error;
    return undefined;
  }
}

/** Another server that exports, and what is said of it. */
interface OtherServer {
  readonly machineName: string;
  readonly text: string;
}

const otherOperation = 'connect.exporter.other';

/**
 * The other server that exports while Okta does not provision; undefined without one. Entra shows only who exported last, so whom an
 * update has seen counts for the hour, also once an export of the stack's own server hides it (`connect.exporter.other`).
 *
 * @param serverName whom the stack names; undefined where it names nobody, and then everybody is another one.
 */
export async function secondServer(
  inputs: GuardedInputs,
  serverName: string | undefined,
  last: LastExport | undefined,
  context: OperationContext,
): Promise<OtherServer | undefined> {
  const { journal, stack } = inputs;
  const now = context.ports.now();
  const seen = (await readEntries(journal).catch(() => []))
    .filter((entry) => entry.stack === stack && entry.operation === otherOperation)
    .map(({ target, after }) => ({ machineName: target, synchronizedAt: String(memberOf(after, 'synchronizedAt')) }));
  const shows = (one: LastExport): boolean => isOther(one, serverName, now);
  const shown = last !== undefined && shows(last) ? last : undefined;
  const isNew = shown !== undefined && !seen.some((one) => isDeepStrictEqual(one, { ...shown }));
  if (isNew) {
    const { machineName: target, synchronizedAt } = shown;
    const after = { synchronizedAt };
    await recordAnyway({ operation: otherOperation, target, outcome: 'done', after }, inputs, context);
  }
  const other = shown ?? seen.findLast(shows);
  return other && told(other, serverName, false);
}

/** True where it is not the server that the stack names, and exported within the hour. */
function isOther({ machineName, synchronizedAt }: LastExport, serverName: string | undefined, now: Date): boolean {
  const isRecent = now.getTime() - Date.parse(synchronizedAt) < twoCycles;
  return isRecent && (serverName === undefined || !isSameMachine(machineName, serverName));
}

/** @param oktaIsOn true while Okta provisions: what Entra shows may be its doing. */
function told(
  { machineName, synchronizedAt }: LastExport,
  serverName: string | undefined,
  oktaIsOn: boolean,
): OtherServer {
  const names = serverName === undefined ? 'the stack names no server' : `the stack names ${serverName}`;
  const shown = `Entra shows that it exported last, at ${synchronizedAt}, and ${names}.`;
  const stop = `On ${machineName}: ${stopCommand}, and switch staging mode on in its wizard: ${enterStagingPages}.`;
  const goesOnAt = new Date(Date.parse(synchronizedAt) + twoCycles).toISOString();
  const text = oktaIsOn
    ? `${machineName} may export to this tenant while Okta provisions: ${shown} Where that is an Entra Connect server, two write the same people: ${stop} Where it is Okta itself (Universal Sync), stop nothing: the cutover then waits until an hour after its last export.`
    : `${machineName} exports to this tenant too: Entra shows an export of it at ${synchronizedAt}, and ${names}. Only one server may be active. ${stop} If you know no such server, Okta may have exported until it was switched off: only wait. If nothing exports there any more, the update goes on from ${goesOnAt}.`;
  return { machineName, text };
}

/**
 * An active server synchronizes every 30 minutes by default, so who has not for an hour was switched off (CONNECT-5). Who
 * exported a minute before anybody asked is as active as who did a minute after.
 */
const twoCycles = 3_600_000;
