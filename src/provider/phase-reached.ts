import { recordPhase } from '../audit/index.js';
import type { PhaseInputs } from '../domain/environment.js';
import { parseWith, phaseInputs } from './inputs.js';
import type { OperationContext } from './ports.js';
import type { ResourceType } from './resource-type.js';

/**
 * The phase that the environment has reached. It is last in the program and depends on everything else, so that its state
 * changes only once all of an update has succeeded (contract, "Stacks").
 */
export const phaseReached: ResourceType<PhaseInputs> = {
  token: 'entra-cutover:index:Phase',
  bornIn: 'assess',
  identity: [],
  immaterial: ['journal'],
  computed: [],
  parse: (properties) => parseWith(phaseInputs, properties),
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
