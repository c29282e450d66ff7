import { memberOf, readEntries } from '../audit/index.js';
import type { GuardedInputs } from '../config/resource-table.js';
import { UserError } from '../domain/errors.js';

const switchesOn = /^(entra\.synchronization\.(re)?start|connect\.\w+\.cleared)$/;
/** Okta is switched on only after every synchronization was seen as off. */
const followsAllOff = /^okta\.(connection\.activate|features\.\w+\.restore)$/;

/**
 * Refuses to switch a synchronization on while another one that this stack switched on may still run: a stack file that names
 * another configuration or server in the middle of a cutover would leave the one before running, and nobody looking after it.
 * Other synchronizations of the tenant are not this stack's, and may be there for other domains.
 *
 * @param own what is about to be switched on: paths of jobs, or the server's name, as the journal calls them.
 * @throws UserError that names the other one.
 */
export async function refuseBesideAnother({ journal, stack }: GuardedInputs, own: readonly string[]): Promise<void> {
  const on = new Map<string, string>();
  const entries = await readEntries(journal).catch(() => []);
  for (const { operation, target, outcome, after } of entries.filter((entry) => entry.stack === stack)) {
    const state = outcome === 'done' ? memberOf(after, 'scheduleState') : undefined;
    if (switchesOn.test(operation) || state === 'Active') on.set(target.toLowerCase(), target);
    else if (state !== undefined) on.delete(target.toLowerCase());
    if (followsAllOff.test(operation) && outcome === 'done') on.clear();
  }
  for (const target of own) on.delete(target.toLowerCase());
  const [other] = on.values();
  if (other === undefined) return;
  throw new UserError(
    `This stack switched ${other} on before, and the journal does not say that it was switched off: two synchronizations would provision the same people. Put the stack file back as it was (cutover:syncTool, cutover:cloudSync, cutover:connect), set cutover:phase to rollback and run an update; then change it and begin again with stage.`,
  );
}
