import type { Rule } from '../rule.js';
import { factsOf } from '../service-facts.js';

/** A provisioning agent does not answer. */
export const agentUnhealthy: Rule = {
  id: 'agent-unhealthy',
  category: 'configuration',
  severity: 'error',
  title: 'A provisioning agent is not active',
  help: 'Cloud sync reads Active Directory through agents. An agent that is registered but not active is on a server that is off or cut off, or that is gone without the agent having been removed from the tenant.',
  consequence:
    'Changes in Active Directory may not reach Entra after the cutover. If no other agent is active, none do.',
  remedy:
    'Start the agent’s service (AADConnectProvisioningAgent) on its server. If the server is gone, remove the agent from the tenant.',
  find: (population) =>
    factsOf(population, 'agent')
      .filter(({ status }) => status.toLowerCase() !== 'active')
      .map(({ machineName, agentId, status, at }) => ({
        expected: 'active',
        found: `${machineName} (${agentId}): ${status}`,
        at,
      })),
};
