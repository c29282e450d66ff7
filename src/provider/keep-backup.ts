import type { GuardedInputs } from '../config/resource-table.js';
import { createGraphClient } from '../connectors/graph/client.js';
import type { Evidence } from '../domain/evidence.js';
import { inTurn } from '../domain/in-turn.js';
import type { EntraRecord } from '../domain/service.js';
import { keepBackup } from '../pipeline/backup/backup.js';
import { entriesOfRound, roundOf } from './journal-round.js';
import type { OperationContext } from './ports.js';

/** What lets a sync write. */
const letsSync = /^(entra\.synchronization\.(start|restart|provisionOnDemand)|connect\.enableScheduler\.cleared)$/;

/** Resources are updated at the same time: anyone who is first reads the tenant, and the others wait for it. */
const turn = inTurn();

/** What a caller knows of the syncs of this cutover. */
export interface SyncsSoFar {
  /** How many waves are verified. */
  readonly wave?: number;
  /** True where a server exported without being told. */
  readonly hasExported?: boolean;
  /** From when on exports were looked for (`exportsSince` of a clearance in the journal), where there was none. */
  readonly idleSince?: string;
}

/**
 * Keeps everything that the cutover could take before the first write of it; once for a cutover and wave, anyone who writes first.
 *
 * @throws UserError where it can't be kept: then nothing may be written.
 */
export function keepTenant(inputs: GuardedInputs, context: OperationContext, syncs: SyncsSoFar = {}): Promise<void> {
  return turn(() => keep(inputs, context, syncs));
}

async function keep(
  { journal, stack, assessment }: GuardedInputs,
  context: OperationContext,
  { wave, hasExported, idleSince }: SyncsSoFar,
): Promise<void> {
  const { ports, diagnostics, urn, signal } = context;
  const round = await roundOf(journal, stack);
  const at = ports.now().toISOString();
  const syncs = (await entriesOfRound(journal, stack)).filter(
    ({ operation, after }) => letsSync.test(operation) && !isClearanceOf(after, idleSince),
  );
  const lastSync = hasExported ? at : syncs.at(-1)?.at;
  const client = createGraphClient(await ports.openGraph(assessment, signal));
  const readEarlier = async (): Promise<Evidence<EntraRecord> | undefined> =>
    assessment.evidence.entra === 'live' ? (await ports.readLiveEntra?.(assessment))?.evidence[0] : undefined;
  const where = { journal, stack, environment: ports.environment };
  const kept = await keepBackup(client, where, { round, at, wave, lastSync }, readEarlier);
  if (kept !== undefined)
    diagnostics.info(urn, `Kept before the first write, sealed: ${kept} (entra-cutover restore plan).`);
}

/** True for what the journal says of a clearance after which exports were looked for from that moment on. */
function isClearanceOf(after: unknown, exportsSince: string | undefined): boolean {
  if (exportsSince === undefined || typeof after !== 'object' || after === null) return false;
  return 'exportsSince' in after && after.exportsSince === exportsSince;
}
