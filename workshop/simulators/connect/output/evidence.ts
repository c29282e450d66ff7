import { createHash } from 'node:crypto';
import type { World } from '../../world.js';
import type { ConnectState } from '../state.js';
import { analyzerTable } from './analyzer.js';
import { exportConnectorSpace, type Filter } from './csexport.js';
import { convertToJson, jsonFile, redirected } from './powershell.js';
import { globalSettings, synchronizationPolicy } from './settings.js';
import { runObjects, schedulerObject } from './status.js';

/** Files by their names. */
export type Files = Readonly<Record<string, Buffer>>;

/** What `Export-ConnectEvidence.ps1` leaves in its folder, with the manifest that dates each file. */
export function exportEvidence(state: ConnectState, world: World): Files {
  const exports: readonly (readonly [kind: string, name: string, bytes: Buffer])[] = [
    ['pendingExports', 'pending-exports.xml', connectorSpace(state, state.entraConnector, 'x')],
    ['pendingExports', 'pending-exports-directory-1.xml', connectorSpace(state, state.adConnector, 'x')],
    ['disconnectors', 'disconnectors.xml', connectorSpace(state, state.entraConnector, 's')],
    ['exportErrors', 'export-errors.xml', connectorSpace(state, state.entraConnector, 'e')],
    ['syncStatus', 'sync-status.json', jsonFile([schedulerObject(state), ...runObjects(state, 100)])],
    ['connectConfig', 'global-settings.json', jsonFile(globalSettings(state, world.state.graph))],
    // The wizard writes it whenever it is closed; the script takes the newest.
    ['connectConfig', 'synchronization-policy.json', policyFile(state)],
  ];
  // The script writes whole seconds, in UTC.
  const exportedAt = new Date(world.clock()).toISOString().replace(/\.\d+Z$/, 'Z');
  const files = exports.map(([kind, path, bytes]) => ({
    kind,
    path,
    exportedAt,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  const manifest = { entraCutoverManifest: 1, server: state.serverName, connector: state.entraConnector, files };
  return {
    ...Object.fromEntries(exports.map(([, name, bytes]) => [name, bytes])),
    'manifest.json': jsonFile(manifest),
  };
}

/** What else an operator can export: the analyzer's table, and the policy as the wizard saves it. */
export function exportMore(state: ConnectState): Files {
  return {
    'pending-exports.csv': redirected(analyzerTable(state)),
    'Exported-SynchronizationPolicy.JSON': policyFile(state),
  };
}

function policyFile(state: ConnectState): Buffer {
  return Buffer.from(convertToJson(synchronizationPolicy(state)), 'utf8');
}

function connectorSpace(state: ConnectState, connector: string, filter: Filter): Buffer {
  return Buffer.from(exportConnectorSpace(state, connector, filter), 'utf8');
}
