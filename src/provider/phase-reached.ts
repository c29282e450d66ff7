import { readStatus, recordPhase } from '../audit/index.js';
import type { GuardedInputs, PhaseInputs } from '../config/resource-table.js';
import { fromTable } from './inputs.js';
import type { OperationContext } from './ports.js';
import type { ResourceType } from './resource-type.js';

/**
 * The phase that the environment has reached. It is last in the program and depends on everything else, so that its state
 * changes only once all of an update has succeeded (contract, "Stacks").
 */
export const phaseReached: ResourceType<PhaseInputs> = {
  ...fromTable('Phase'),
  bornIn: 'assess',
  mayRejoin: () => false,
  identity: [],
  immaterial: ['journal'],
  label: () => 'phase',
  async create(inputs, context) {
    await reached(inputs, context);
    return { id: inputs.stack, outputs: {} };
  },
  async update(inputs, _known, context) {
    await reached(inputs, context);
    return {};
  },
  read: async (known) => known,
};

/**
 * Whether the environment has reached `complete`, as far as the status file tells: then no move leads back to `cutover`, which is
 * where a `complete` that was declared too early goes on.
 */
export async function hasCompleted({ journal, stack }: Pick<GuardedInputs, 'journal' | 'stack'>): Promise<boolean> {
  const known = await readStatus(journal).catch(() => undefined);
  return known?.stack === stack && known.phase === 'complete';
}

async function reached({ stack, phase, journal }: PhaseInputs, { ports }: OperationContext): Promise<void> {
  if (journal !== undefined) await recordPhase(journal, stack, phase, ports.now().toISOString());
}
