import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readDirectory } from './directory.js';
import { initialGraphState } from './graph/initial-state.js';
import { initialOktaState } from './okta/initial-state.js';
import type { OrganisationFile } from './organisation-file.js';
import { createKeyPair, type State } from './state.js';

/**
 * The organisation that the scenario's folder describes, as it is before anybody has done anything. The CSV files are the
 * same ones that `assess` reads, so files and APIs cannot disagree. Credentials are new each time.
 */
export async function readScenario(folder: string): Promise<State> {
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const organisation: OrganisationFile = JSON.parse(await read('organisation.json'));
  const users = readDirectory(await read('OnPremIDs.csv'));
  const [oktaKeys, workloadKeys] = await Promise.all([createKeyPair(), createKeyPair()]);
  const graph = initialGraphState(organisation, await read('AzureADSyncedIDS.csv'), workloadKeys);
  return {
    version: 1,
    scenario: basename(folder),
    okta: initialOktaState(organisation, graph, oktaKeys),
    graph,
    directory: { users, organizationalUnits: organisation.organizationalUnits ?? [] },
    ports: {},
    requests: [],
    violations: [],
  };
}
