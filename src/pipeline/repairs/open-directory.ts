import type { DirectoryConnection } from '../../config/resource-table.js';
import { openDirectoryTarget } from '../../connectors/active-directory/repairs.js';
import { defaultPasswordVariable } from '../../connectors/active-directory/settings.js';
import type { RepairTarget } from '../../connectors/repair-target.js';

/** Opens the declared directory with the password of the environment. Throws UserError when it can't be reached. */
export function openDirectory(
  { server, baseDn, bindDn, caFile }: DirectoryConnection,
  environment: NodeJS.ProcessEnv,
): Promise<RepairTarget> {
  const connection = { server, bindDn, passwordVariable: defaultPasswordVariable, ...(caFile && { caFile }) };
  return openDirectoryTarget(connection, baseDn, environment);
}
