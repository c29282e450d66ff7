import { recordPhase } from '../audit/index.js';
import type { PhaseInputs } from '../config/resource-table.js';
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

async function reached({ stack, phase, journal }: PhaseInputs, { ports }: OperationContext): Promise<void> {
  if (journal !== undefined) await recordPhase(journal, stack, phase, ports.now().toISOString());
}
