import * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../config/settings.js';
import { userFacing } from './user-facing.js';

/** By the run of a program (a process may run several), which component declares what. */
const declared = new WeakMap<object, Map<string, string>>();

/**
 * Refuses a second component of a program with what another one has: each would make a cloud sync job of its own, and every later
 * preview would fail over the two. The provider sees it too late where a preview is skipped. A rollback refuses nothing.
 *
 * @throws RunError that names both.
 */
export function requireDeclaredOnce(
  component: string,
  stack: string,
  { phase, syncTool, cloudSync, connect, okta }: Settings,
): void {
  const run = pulumi.runtime.getMonitor() as object | undefined;
  if (run === undefined || phase === 'rollback') return;
  const known = declared.get(run) ?? new Map<string, string>();
  declared.set(run, known);
  const sync = syncTool === 'connect' ? connect?.serverName : cloudSync?.servicePrincipalId;
  for (const subject of [sync, ...okta.apps.map(({ id }) => id)]) {
    if (subject === undefined) continue;
    const other = known.get(JSON.stringify([stack, subject]));
    if (other !== undefined)
      throw userFacing(
        `EnvironmentCutover ${component} declares ${subject}, which ${other} declares: expected one of them. Remove one, or give each the settings of an environment of its own.`,
      );
    known.set(JSON.stringify([stack, subject]), component);
  }
}
