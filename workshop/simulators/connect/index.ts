import type { World } from '../world.js';
import { type DirectorySource, scenarioDirectory } from './directory-source.js';
import { createOperator, type Operator } from './operator.js';
import { exportEvidence, exportMore, type Files } from './output/evidence.js';
import { work } from './scheduler.js';
import { newlyInstalled, type Server } from './server.js';
import type { ConnectState } from './state.js';

export type { DirectoryObject, DirectorySource } from './directory-source.js';
export { scenarioDirectory } from './directory-source.js';
export type { Operator, SchedulerChange, WizardChange } from './operator.js';
export { ConnectRefusal } from './server.js';
export type { ConnectState, PolicyType, Run, RunProfile } from './state.js';
export { perform } from './words.js';

export interface ConnectOptions {
  /** Whose tenant it exports to, and whose clock it has. */
  readonly world: World;
  /** The forest that it reads; the scenario's people when left out. */
  readonly directory?: DirectorySource;
  /** A saved state to go on from; a server that was just installed when left out. */
  readonly state?: ConnectState;
  /** How it was installed. */
  readonly installation?: Partial<
    Pick<
      ConnectState,
      | 'serverName'
      | 'version'
      | 'adConnector'
      | 'entraConnector'
      | 'sourceAnchorAttribute'
      | 'stagingMode'
      | 'organizationalUnits'
      | 'importedUnits'
      | 'passwordHashSync'
    >
  >;
  /** How many objects an export sends in one step; all of them when left out. */
  readonly exportBatch?: number;
}

/** A stand-in of an Entra Connect server, and of the operator who sits before it. */
export interface ConnectServer extends Operator {
  readonly state: ConnectState;
  /** Lets the service go on by one step; false where there is nothing to do. */
  readonly work: () => Promise<boolean>;
  /** Lets the service go on until nothing is left to do at this time of the clock. */
  readonly settle: () => Promise<void>;
  /** What the export script collects. */
  readonly exportEvidence: () => Files;
  /** What else an operator can export. */
  readonly exportMore: () => Files;
}

/**
 * An Entra Connect server, by default as the installation wizard leaves it with staging mode ticked and "Start the
 * synchronization process" not. Time passes by the world's clock, work is done by `work` and `settle`.
 */
export function createConnectServer(options: ConnectOptions): ConnectServer {
  const { world } = options;
  const state = options.state ?? installed(options);
  const server: Server = {
    state,
    world,
    directory: options.directory ?? scenarioDirectory(world.state.directory),
    exportBatch: options.exportBatch ?? Number.POSITIVE_INFINITY,
  };
  return {
    ...createOperator(server),
    state,
    work: () => work(server),
    async settle() {
      while (await work(server));
    },
    exportEvidence: () => exportEvidence(state, world),
    exportMore: () => exportMore(state),
  };
}

function installed({ world, installation }: ConnectOptions): ConnectState {
  const { graph, directory } = world.state;
  const initial = graph.domains.find(({ isInitial }) => isInitial)?.id ?? 'invalid.onmicrosoft.com';
  const own = graph.domains.find(({ isInitial, isVerified }) => isVerified && !isInitial)?.id ?? 'corp.example';
  const state: ConnectState = {
    serverName: 'SYNC1',
    version: '2.5.79.0',
    adConnector: own,
    entraConnector: `${initial} - AAD`,
    sourceAnchorAttribute: 'mS-DS-ConsistencyGuid',
    organizationalUnits: directory.organizationalUnits,
    importedUnits: directory.organizationalUnits,
    ...newlyInstalled(world.clock()),
    ...installation,
  };
  return state;
}
