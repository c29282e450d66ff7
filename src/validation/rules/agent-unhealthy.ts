import type { Rule } from '../rule.js';
import { factsOf } from '../service-facts.js';

/** A provisioning agent does not answer. */
export const agentUnhealthy: Rule = {
  id: 'agent-unhealthy',
  category: 'configuration',
  severity: 'error',
  title: 'A provisioning agent is not active',
  help: 'Cloud sync reads Active Directory through agents. An agent that is registered and silent is on a server that is off or cut off, or was never removed from the tenant.',
  consequence: 'Changes in Active Directory may not reach Entra after the cutover; without another agent none do.',
  remedy: 'Start the agent’s service on its server, or remove the agent from the tenant if the server is gone.',
  find: (population) =>
    factsOf(population, 'agent')
      .filter(({ status }) => status.toLowerCase() !== 'active')
      .map(({ machineName, agentId, status, at }) => ({
        expected: 'active',
        found: `${machineName} (${agentId}): ${status}`,
        at,
      })),
};
