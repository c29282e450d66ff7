import { GraphRefusal, type GraphSession } from './graph-session.js';
import { waitUntil, writeThoughRefused } from './poll.js';
import { servicePrincipalIdProblem } from './service-principal.js';
import { type Properties, property, type StandInResource } from './stand-in.js';

interface Credential {
  readonly key: string;
  readonly value: string;
}

/** What Graph answers in place of a value. */
const masked = '*';

/**
 * `azuread.SynchronizationSecret` with the requests of the real plugin: every write is one PUT of the whole set, then GET
 * until the count agrees; Graph never tells a value back, so the state keeps it. The id is the service principal's path.
 */
export function synchronizationSecret(graph: GraphSession): StandInResource {
  const path = (id: string): string => `/v1.0${id}/synchronization/secrets`;
  const list = async (id: string): Promise<readonly Credential[] | undefined> => {
    const answer = await graph.call('GET', path(id), { absentIs404: true });
    return answer === undefined ? undefined : credentialsIn(property(answer, 'value'));
  };
  const write = async (id: string, credentials: readonly Credential[]): Promise<void> => {
    await writeThoughRefused(
      `the synchronization secrets of ${id} to be accepted`,
      () => graph.call('PUT', path(id), { body: { value: credentials } }),
      (problem) => problem instanceof GraphRefusal && problem.status === 403,
    );
  };
  const writeAndWait = async (id: string, inputs: Properties): Promise<Properties> => {
    const credentials = credentialsIn(inputs.credentials);
    await write(id, credentials);
    const complete = async (): Promise<boolean> => (await list(id))?.length === credentials.length;
    await waitUntil(`the synchronization secrets of ${id} to appear`, 3, complete);
    return { servicePrincipalId: id, credentials };
  };
  return {
    replacedBy: ['servicePrincipalId'],
    check(inputs) {
      const problem = servicePrincipalIdProblem(inputs.servicePrincipalId);
      return { inputs, failures: problem === undefined ? {} : { servicePrincipalId: problem } };
    },
    async create(inputs) {
      const id = String(inputs.servicePrincipalId);
      return { id, properties: await writeAndWait(id, inputs) };
    },
    async read(id, known) {
      const held = await list(id);
      if (held === undefined) return undefined;
      const values = new Map(credentialsIn(known.credentials).map(({ key, value }) => [key, value]));
      const credentials = held.map(({ key, value }) => ({
        key,
        value: value === masked ? (values.get(key) ?? masked) : value,
      }));
      return { servicePrincipalId: id, credentials };
    },
    update: (id, inputs) => writeAndWait(id, inputs),
    async delete(id, properties) {
      // An empty value is how a key is removed.
      const emptied = credentialsIn(properties.credentials).map(({ key }) => ({ key, value: '' }));
      await write(id, emptied);
      const gone = async (): Promise<boolean> => {
        const left = (await list(id)) ?? [];
        return !emptied.some(({ key }) => left.some((credential) => credential.key === key));
      };
      await waitUntil(`the synchronization secrets of ${id} to disappear`, 1, gone);
    },
  };
}

function credentialsIn(value: unknown): readonly Credential[] {
  if (!Array.isArray(value)) return [];
  return value.map((entry) => ({ key: String(property(entry, 'key')), value: String(property(entry, 'value') ?? '') }));
}
