import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ConnectState } from './connect/state.js';
import type { DirectoryState } from './directory.js';
import type { GraphState } from './graph/state.js';
import { isObject, parseJson } from './json.js';
import type { OktaState } from './okta/state.js';
import type { RequestLogEntry } from './request-log.js';

/** Everything the organization is, as JSON. Both services change it only while answering a request. */
export interface State {
  readonly version: 1;
  /** The scenario that it began as. */
  readonly scenario: string;
  readonly okta: OktaState;
  readonly graph: GraphState;
  readonly directory: DirectoryState;
  /** Entra Connect servers that were installed. */
  readonly connectServers: ConnectState[];
  readonly ports: { okta?: number; graph?: number };
  readonly requests: RequestLogEntry[];
  readonly violations: string[];
}

/** The state saved at the path, or undefined when there is none. A file of another version or kind is an error. */
export async function loadState(path: string): Promise<State | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const value = parseJson(text);
  if (!isObject(value) || value.version !== 1) {
    throw new Error(
      `${path} is not a saved state of the stand-ins (expected JSON with "version": 1); delete it to begin again.`,
    );
  }
  const state: State = JSON.parse(text);
  // Saved before these were kept.
  const okta = {
    ...state.okta,
    agentPools: state.okta.agentPools ?? [],
    apps: state.okta.apps.map((app) => ({ ...app, groups: app.groups ?? [] })),
  };
  return {
    ...state,
    okta,
    connectServers: state.connectServers ?? [],
    graph: {
      ...state.graph,
      changes: state.graph.changes ?? [],
      agents: state.graph.agents ?? [],
      sourceAnchors: state.graph.sourceAnchors ?? {},
    },
  };
}

/** Writes the file whole or not at all, readable by its owner only: states and keys hold credentials. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  await writeFile(temporary, text, { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, path);
}
