import { type AuditEntry, memberOf, readEntries } from '../audit/index.js';
import type { GuardedInputs } from '../config/resource-table.js';
import { UserError } from '../domain/errors.js';
import { isSameMachine } from '../domain/host-name.js';

/** The entry of a step by which a server may export, or comes closer to it. */
export const clearsServer = /^connect\.\w+\.cleared$/;
const switchesOn = /^(entra\.synchronization\.(re)?start|connect\.\w+\.cleared)$/;
/** Okta is switched on only after every synchronization was seen as off. */
const followsAllOff = /^okta\.(connection\.activate|features\.\w+\.restore)$/;

/** What this stack switched on and the journal does not say was switched off, by lower-case target: its last entry. */
async function leftOn({ journal, stack }: GuardedInputs): Promise<Map<string, AuditEntry>> {
  const on = new Map<string, AuditEntry>();
  const entries = await readEntries(journal).catch(() => []);
  for (const entry of entries.filter((one) => one.stack === stack)) {
    const { operation, outcome, after } = entry;
    const target = entry.target.toLowerCase();
    const state = outcome === 'done' ? memberOf(after, 'scheduleState') : undefined;
    if (switchesOn.test(operation) || state === 'Active') on.set(target, entry);
    else if (state !== undefined) on.delete(target);
    if (followsAllOff.test(operation) && outcome === 'done') on.clear();
  }
  return on;
}

/**
 * Refuses to switch a synchronization on while another one that this stack switched on may still run: a stack file that names
 * another configuration or server in the middle of a cutover would leave the one before running, and nobody looking after it.
 * Other synchronizations of the tenant are not this stack's, and may be there for other domains.
 *
 * @param own what is about to be switched on: paths of jobs, or the server's name, as the journal calls them.
 * @throws UserError that names the other one.
 */
export async function refuseBesideAnother(inputs: GuardedInputs, own: readonly string[]): Promise<void> {
  const on = await leftOn(inputs);
  const isOwn = ({ operation, target }: AuditEntry): boolean =>
    own.some((name) =>
      clearsServer.test(operation) ? isSameMachine(target, name) : target.toLowerCase() === name.toLowerCase(),
    );
  const other = [...on.values()].find((entry) => !isOwn(entry));
  if (other === undefined) return;
  throw new UserError(
    `This stack switched ${other.target} on before, and the journal does not say that it was switched off: two synchronizations would provision the same people. Put the stack file back as it was (cutover:syncTool, cutover:cloudSync, cutover:connect), set cutover:phase to rollback and run an update; then change it and begin again with stage.`,
  );
}

/**
 * Refuses to switch Okta on while an Entra Connect server that this stack cleared may still export, and the stack names it no
 * longer: no evidence of it is read then. Jobs are read as off themselves.
 *
 * @throws UserError that names the server, and how to go on.
 */
export async function refuseForgottenServer(inputs: GuardedInputs): Promise<void> {
  const { connect } = inputs.assessment;
  // Where the evidence need not be of a named server, it is taken for the one.
  if (connect !== undefined && connect.server === undefined) return;
  const cleared = [...(await leftOn(inputs)).values()].filter(({ operation }) => clearsServer.test(operation));
  const forgotten = cleared.find(
    ({ target }) => connect?.server === undefined || !isSameMachine(target, connect.server.name),
  );
  if (forgotten === undefined) return;
  throw new UserError(
    `Okta is not switched on: this stack cleared the Entra Connect server ${forgotten.target} to export and no longer names it, so nobody can see whether it is off. Put the stack file back as it was (cutover:syncTool, cutover:connect), leave cutover:phase at rollback and run an update: it says what to do at the server.`,
  );
}
