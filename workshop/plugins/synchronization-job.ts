import type { GraphSession } from './graph-session.js';
import { waitUntil } from './poll.js';
import { servicePrincipalIdProblem } from './service-principal.js';
import { type Properties, property, type StandInResource } from './stand-in.js';

/**
 * `azuread.SynchronizationJob` with the requests of the real plugin (facts: engine-examples/recorded.md). The id is the
 * path `/servicePrincipals/<guid>/synchronization/jobs/<job>`, which is also what an import gives.
 */
export function synchronizationJob(graph: GraphSession): StandInResource {
  const read = async (id: string): Promise<Properties | undefined> => {
    const job = await graph.call('GET', `/v1.0${id}`, { absentIs404: true });
    return job === undefined ? undefined : propertiesOf(id, job);
  };
  const readExisting = async (id: string): Promise<Properties> => {
    const properties = await read(id);
    if (properties === undefined) throw new Error(`the synchronization job ${id} is gone`);
    return properties;
  };
  return {
    replacedBy: ['servicePrincipalId', 'templateId'],
    check(inputs) {
      const problem = servicePrincipalIdProblem(inputs.servicePrincipalId);
      const { servicePrincipalId, templateId, enabled = true } = inputs;
      return {
        inputs: { servicePrincipalId, templateId, enabled },
        failures: problem === undefined ? {} : { servicePrincipalId: problem },
      };
    },
    async create({ servicePrincipalId, templateId, enabled }) {
      const principal = String(servicePrincipalId);
      await graph.call('GET', `/v1.0${principal}`);
      const body = { '@odata.type': '#microsoft.graph.synchronizationJob', templateId };
      const created = await graph.call('POST', `/v1.0${principal}/synchronization/jobs`, { body });
      const id = `${principal}/synchronization/jobs/${String(property(created, 'id'))}`;
      await waitUntil(`the synchronization job ${id} to appear`, 3, async () => (await read(id)) !== undefined);
      if (enabled === true) await graph.call('POST', `/v1.0${id}/start`);
      return { id, properties: await readExisting(id) };
    },
    read,
    async update(id, { enabled }, changed) {
      if (changed.includes('enabled')) await graph.call('POST', `/v1.0${id}/${enabled === true ? 'start' : 'pause'}`);
      return readExisting(id);
    },
    async delete(id) {
      await graph.call('DELETE', `/v1.0${id}`);
      await waitUntil(`the synchronization job ${id} to disappear`, 1, async () => (await read(id)) === undefined);
    },
  };
}

/** A job's properties as the real plugin maps them: "Active" is enabled, so a job in quarantine looks healthy too. */
function propertiesOf(id: string, job: unknown): Properties {
  const schedule = property(job, 'schedule');
  const [expiration, interval, state] = ['expiration', 'interval', 'state'].map(
    (name) => property(schedule, name) ?? '',
  );
  return {
    servicePrincipalId: id.slice(0, id.indexOf('/synchronization/')),
    templateId: property(job, 'templateId'),
    enabled: state === 'Active',
    schedules: [{ expiration, interval, state }],
  };
}
