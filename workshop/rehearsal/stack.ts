import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { Settings } from '../../src/config/settings.js';

/** What the rehearsal takes over from the stack's file as it stands. */
const kept = ['sourceAnchor', 'scope', 'thresholds', 'verifiedDomains', 'pilot', 'waves', 'matching'];

/** Makes the project's stack the stack that is rehearsed, on the stand-ins and by the evidence of the rehearsal. */
export function writeStack(project: string, name: string, settings: Settings, directory: string): void {
  const path = join(project, `Pulumi.${name}.yaml`);
  const stack = parseDocument(readFileSync(path, 'utf8'));
  const real = parseDocument(readFileSync(resolve(directory, `Pulumi.${name}.yaml`), 'utf8'));
  const set = (key: string, value: unknown): void => stack.setIn(['config', `cutover:${key}`], value);
  for (const key of kept) {
    const value = real.getIn(['config', `cutover:${key}`], false);
    if (value !== undefined) set(key, value);
  }
  stack.setIn(['config', 'cutover:tenant', 'id'], settings.tenant.id);
  stack.setIn(['config', 'cutover:okta', 'apps'], settings.okta.apps);
  if (settings.cloudSync !== undefined) {
    stack.setIn(['config', 'cutover:cloudSync', 'servicePrincipalId'], settings.cloudSync.servicePrincipalId);
    stack.setIn(['config', 'cutover:cloudSync', 'deletionThreshold'], settings.cloudSync.deletionThreshold);
  }
  if (settings.connect !== undefined)
    stack.setIn(['config', 'cutover:connect', 'deletionThreshold'], settings.connect.deletionThreshold);
  if (settings.waivers !== undefined) {
    cpSync(resolve(directory, settings.waivers), join(project, 'waivers.yaml'));
    set('waivers', 'waivers.yaml');
  }
  writeFileSync(path, stack.toString());
}
