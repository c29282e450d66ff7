interface Snapshot {
  readonly okta: {
    readonly apps: readonly {
      readonly id: string;
      readonly status: string;
      readonly connection?: { readonly status: string };
      readonly features: readonly { readonly name: string; readonly capabilities: unknown }[];
    }[];
  };
  readonly graph: {
    readonly jobs: readonly { readonly id: string; readonly state: string; readonly schema?: unknown }[];
    readonly onPremisesSynchronization: unknown;
    readonly users: readonly {
      readonly id: string;
      readonly userPrincipalName: string;
      readonly onPremisesImmutableId: unknown;
    }[];
    readonly deletedUsers?: readonly unknown[];
  };
}

/** What matters of an organization's state when two ways to it are compared. */
export function organisationFacts(snapshot: string): unknown {
  const { okta, graph }: Snapshot = JSON.parse(snapshot);
  return {
    apps: okta.apps.map(({ id, status, connection, features }) => [
      id,
      status,
      connection?.status,
      features.map(({ name, capabilities }) => [name, capabilities]),
    ]),
    jobs: graph.jobs.map(({ id, state, schema }) => [id, state, schema]),
    switches: graph.onPremisesSynchronization,
    users: graph.users.map(({ id, userPrincipalName, onPremisesImmutableId }) => [
      id,
      userPrincipalName,
      onPremisesImmutableId,
    ]),
  };
}

/** True while an app of Okta provisions and a job of Entra runs. */
export function bothAreOn(snapshot: string): boolean {
  const { okta, graph }: Snapshot = JSON.parse(snapshot);
  return (
    okta.apps.some(({ connection }) => connection?.status === 'ENABLED') &&
    graph.jobs.some(({ state }) => state === 'Active')
  );
}
