import { isInContainer } from '../../domain/distinguished-name.js';
import { UserError } from '../../domain/errors.js';
import { openSession } from './session.js';
import type { Directory, DirectoryServer } from './settings.js';

/** A part of a directory that is read by one search. */
export interface Container {
  readonly server: DirectoryServer;
  readonly base: string;
  /** The DN of the domain that it belongs to; undefined where the server is not a domain controller. */
  readonly domainDn: string | undefined;
}

const globalCatalogPorts = /:326[89]$/;

/**
 * The containers to read: the base DNs of each directory, or its whole domain where none is given.
 *
 * @throws UserError when a server can't be asked, when a base has no DC= parts, and when one base lies in another: the
 * objects in both would be read twice and look like duplicates.
 */
export async function resolveContainers(
  directories: readonly Directory[],
  environment: NodeJS.ProcessEnv,
): Promise<readonly Container[]> {
  const containers: Container[] = [];
  for (const directory of directories) {
    if (globalCatalogPorts.test(directory.server)) {
      throw new UserError(
        `${directory.server} is the global catalog, which holds only some attributes; give the domain controller's own port (636).`,
      );
    }
    const session = await openSession(directory, environment);
    const { defaultNamingContext: domainDn } = session.rootDse;
    await session.close();
    const bases = directory.baseDns.length > 0 ? directory.baseDns : domainDn === undefined ? [] : [domainDn];
    if (bases.length === 0) throw new UserError(`${directory.server} names no domain of its own; give --base-dn.`);
    for (const base of bases) containers.push({ server: directory, base, domainDn });
  }
  for (const [index, { base }] of containers.entries()) {
    const other = containers.find((candidate, at) => at !== index && isInContainer(base, candidate.base));
    if (other === undefined) continue;
    throw new UserError(
      `The base ${base} lies in ${other.base}, so its objects would be read twice; leave one of them out.`,
    );
  }
  return containers;
}
