import type { GuardedInputs } from '../config/resource-table.js';
import { createGraphClient } from '../connectors/graph/client.js';
import type { Evidence } from '../domain/evidence.js';
import { inTurn } from '../domain/in-turn.js';
import type { EntraRecord } from '../domain/service.js';
import { keepBackup } from '../pipeline/backup/backup.js';
import { roundOf } from './journal-round.js';
import type { OperationContext } from './ports.js';

/** Resources are updated at the same time: anyone who is first reads the tenant, and the others wait for it. */
const turn = inTurn();

/**
 * Keeps everything that the cutover could take before the first write of it; once for a cutover, anyone who writes first.
 *
 * @throws UserError where it can't be kept: then nothing may be written.
 */
export function keepTenant(inputs: GuardedInputs, context: OperationContext): Promise<void> {
  return turn(() => keep(inputs, context));
}

async function keep({ journal, stack, assessment }: GuardedInputs, context: OperationContext): Promise<void> {
  const { ports, diagnostics, urn, signal } = context;
  const round = await roundOf(journal, stack);
  const client = createGraphClient(await ports.openGraph(assessment, signal));
  const readEarlier = async (): Promise<Evidence<EntraRecord> | undefined> =>
    assessment.evidence.entra === 'live' ? (await ports.readLiveEntra?.(assessment))?.evidence[0] : undefined;
  const where = { journal, stack, environment: ports.environment };
  const kept = await keepBackup(client, where, { round, at: ports.now().toISOString() }, readEarlier);
  if (kept !== undefined)
    diagnostics.info(urn, `Kept before the first write, sealed: ${kept} (entra-cutover restore plan).`);
}
