import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { sourceAnchorOf } from '../../../../workshop/simulators/anchors.js';
import { pendingOf } from '../../../../workshop/simulators/connect/entra-space.js';
import {
  type ConnectOptions,
  type ConnectServer,
  createConnectServer,
  type DirectoryObject,
  scenarioDirectory,
} from '../../../../workshop/simulators/connect/index.js';
import type { DirectoryUser } from '../../../../workshop/simulators/directory.js';
import type { GraphUser } from '../../../../workshop/simulators/graph/state.js';
import { readScenario } from '../../../../workshop/simulators/scenario.js';
import type { World } from '../../../../workshop/simulators/world.js';

/** When the stand-ins' clock begins. */
export const beginning = Date.parse('2026-11-24T01:00:00Z');

export interface Stand {
  readonly server: ConnectServer;
  readonly world: World;
  /** Lets so many minutes pass. */
  readonly pass: (minutes: number) => void;
}

/** A server next to the tenant and the directory of a scenario; `prepare` changes them before it is installed. */
export async function standing(
  scenario: string,
  options: Omit<Partial<ConnectOptions>, 'world'> & {
    readonly prepare?: (world: World) => void;
    /** Further objects of the directory. */
    readonly beside?: readonly DirectoryObject[];
  } = {},
): Promise<Stand> {
  let now = beginning;
  const state = await readScenario(scenario);
  const behaviour = {
    pageLimit: 10,
    tokenLifetimeSeconds: 3600,
    grantSurvivesDeactivation: true,
    readsUntilSettled: 2,
  };
  const world: World = { state, behaviour, clock: () => now };
  const { prepare, beside = [], ...rest } = options;
  prepare?.(world);
  const people = scenarioDirectory(state.directory);
  const directory = { ...people, read: async () => [...(await people.read()), ...beside] };
  return {
    world,
    server: createConnectServer({ world, directory, ...rest }),
    pass(minutes) {
      now += minutes * 60_000;
    },
  };
}

/** Reads and synchronizes everything, in the order of the vendor's first verification. */
export async function synchronizeAll({ server, pass }: Stand): Promise<void> {
  server.startSyncCycle('Initial');
  for (let goesOn = true; goesOn; goesOn = await server.work()) pass(1);
}

/** Changes somebody of the directory, as an administrator does; returns who it was. */
export function changePerson({ world }: Stand, name: string, changes: Partial<DirectoryUser>): string {
  const { users } = world.state.directory;
  const index = users.findIndex(({ userPrincipalName }) => userPrincipalName.startsWith(`${name}@`));
  const person = users[index];
  if (person === undefined) throw new Error(`Nobody in the directory is called ${name}.`);
  users[index] = { ...person, ...changes };
  return person.userPrincipalName;
}

/** Puts files into a folder of the test's own; returns their paths by name. */
export function written(files: Readonly<Record<string, Buffer | string>>): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-connect-server-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return (name) => join(folder, name);
}

/** The account of somebody of the tenant by the name before the @; recycled ones too. */
export function account({ world }: Stand, name: string): GraphUser {
  const { users, deletedUsers } = world.state.graph;
  const found = [...users, ...deletedUsers].find(({ userPrincipalName }) => userPrincipalName.startsWith(`${name}@`));
  if (found === undefined) throw new Error(`Nobody in the tenant is called ${name}.`);
  return found;
}

/** What waits to be exported for somebody: the operation and the attributes; undefined where nothing does. */
export function waiting(stand: Stand, name: string): { operation: string; attributes: string[] } | undefined {
  const anchor = anchorOf(stand, name);
  const object = stand.server.state.entra.find(({ sourceAnchor }) => sourceAnchor === anchor);
  const pending = object && pendingOf(object);
  return pending && { operation: pending.operation, attributes: pending.attributes.map((attribute) => attribute.name) };
}

/** The error of somebody's last export. */
export function refusal(stand: Stand, name: string): string | undefined {
  const anchor = anchorOf(stand, name);
  return stand.server.state.entra.find(({ sourceAnchor }) => sourceAnchor === anchor)?.exportError?.name;
}

/** Synchronizes, leaves staging mode and exports to the tenant; how the run ended. */
export async function goLive(stand: Stand): Promise<string> {
  const { server } = stand;
  await synchronizeAll(stand);
  server.openWizard();
  server.finishWizard({ stagingMode: false });
  return (await server.runProfile(server.state.entraConnector, 'Export')).result;
}

function anchorOf({ world }: Stand, name: string): string {
  const person = world.state.directory.users.find(({ userPrincipalName }) => userPrincipalName.startsWith(`${name}@`));
  if (person === undefined) throw new Error(`Nobody in the directory is called ${name}.`);
  return sourceAnchorOf(person);
}
