import { readFileSync, writeFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { exportedEvidence } from '../../src/config/exported-evidence.js';
import type { ConnectState } from '../simulators/connect/index.js';

/** Where the export script of the stand-in writes, below the folder of an embedded organization. */
export const evidenceFolder = 'connect';

/** Writes one `cutover:` setting of a stack's file. */
export function setConfiguration(stackFile: string, key: string, value: unknown): void {
  const stack = parseDocument(readFileSync(stackFile, 'utf8'));
  stack.setIn(['config', `cutover:${key}`], stack.createNode(value));
  writeFileSync(stackFile, stack.toString());
}

/**
 * Makes an embedded stack one whose tool is the stand-in of Entra Connect.
 *
 * @param folder where the embedded organization keeps its files.
 */
export function declareConnect(
  stackFile: string,
  { serverName, entraConnector }: Pick<ConnectState, 'serverName' | 'entraConnector'>,
  folder = '.entra-cutover/embedded',
): void {
  const stack = parseDocument(readFileSync(stackFile, 'utf8'));
  for (const key of ['cloudSync', 'pilot', 'waves', 'wave']) stack.deleteIn(['config', `cutover:${key}`]);
  stack.setIn(['config', 'cutover:syncTool'], 'connect');
  stack.setIn(
    ['config', 'cutover:connect'],
    stack.createNode({
      serverName,
      connectorName: entraConnector,
      evidence: exportedEvidence(`${folder}/${evidenceFolder}`),
    }),
  );
  writeFileSync(stackFile, stack.toString());
}
