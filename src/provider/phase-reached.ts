import type { EnvironmentInputs } from '../domain/environment.js';
import { parseWith, phaseInputs } from './inputs.js';
import type { ResourceType } from './resource-type.js';

/**
 * The phase that the environment has reached. It is last in the program and depends on everything else, so that its state
 * changes only once all of an update has succeeded (contract, "Stacks").
 */
export const phaseReached: ResourceType<EnvironmentInputs> = {
  token: 'entra-cutover:index:Phase',
  bornIn: 'assess',
  identity: [],
  immaterial: [],
  computed: [],
  parse: (properties) => parseWith(phaseInputs, properties),
  create: async ({ stack }) => ({ id: stack, outputs: {} }),
  update: async () => ({}),
  read: async (known) => known,
};
