import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readDirectory } from './directory.js';
import { initialGraphState } from './graph/initial-state.js';
import { keyPairFor } from './key-pair.js';
import { initialOktaState } from './okta/initial-state.js';
import type { OrganisationFile } from './organisation-file.js';
import type { State } from './state.js';

/**
 * The organization that the scenario's folder describes, as it is before anybody has done anything. The CSV files are the
 * same ones that `assess` reads, so files and APIs cannot disagree. Tokens and secrets are new each time.
 */
export async function readScenario(folder: string): Promise<State> {
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const organisation: OrganisationFile = JSON.parse(await read('organisation.json'));
  const users = readDirectory(await read('OnPremIDs.csv'));
  const [oktaKeys, workloadKeys] = await Promise.all([keyPairFor('okta service app'), keyPairFor('workload')]);
  const graph = initialGraphState(organisation, await read('AzureADSyncedIDS.csv'), workloadKeys);
  return {
    version: 1,
    scenario: basename(folder),
    okta: initialOktaState(organisation, graph, oktaKeys),
    graph,
    directory: { users, organizationalUnits: organisation.organizationalUnits ?? [] },
    connectServers: [],
    ports: {},
    requests: [],
    violations: [],
  };
}

/**
 * Plays what administrators do between two runs, out of reach of the APIs here: the people of both sides become those of
 * another scenario. Okta's apps, jobs, secrets, logs and credentials stay as they are.
 */
export async function replacePeople(state: State, folder: string): Promise<void> {
  const { graph, directory } = await readScenario(folder);
  const version = state.graph.clock.version + 1;
  state.graph.clock.version = version;
  state.graph.users.splice(0, state.graph.users.length, ...graph.users.map((user) => ({ ...user, version })));
  state.directory.users.splice(0, state.directory.users.length, ...directory.users);
}
