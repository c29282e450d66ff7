import { InsufficientAccessError, NoSuchObjectError, ResultCodeError, UndefinedTypeError } from 'ldapts';
import { domainOfDistinguishedName, isInContainer } from '../../domain/distinguished-name.js';
import { UserError } from '../../domain/errors.js';
import type { Evidence } from '../../domain/evidence.js';
import type { OnPremObject } from '../../domain/objects.js';
import { createReadLog, type ReadLog } from '../../evidence/read-log.js';
import { fieldsOf, requestedAttributes, versionAttribute } from './attributes.js';
import type { Checkpoint } from './checkpoint.js';
import { deletedUsers, livingObjects, type Search } from './container-search.js';
import { type Container, resolveContainers } from './containers.js';
import { firstLine } from './errors.js';
import { type ContainerContent, readContainer } from './read-container.js';
import type { Directory } from './settings.js';

export interface DirectoryProgress {
  /** What is being done, for a person: `ldaps://dc1.corp.example OU=Staff,DC=corp,DC=example`. */
  readonly part: string;
  readonly read: number;
  readonly total: number;
}

export interface DirectoryReading {
  /** Attributes besides those that every environment needs. */
  readonly attributes: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly now: () => Date;
  readonly checkpoint?: Checkpoint;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DirectoryProgress) => void;
  /** Objects a page; tests take fewer. Servers allow 1,000 by default. */
  readonly pageSize?: number;
}

/** What the directories hold, and remarks for the reader that are not defects of the evidence. */
export interface DirectoryEvidence {
  readonly evidence: Evidence<OnPremObject>;
  readonly notes: readonly string[];
}

/**
 * Reads users, groups with members, contacts, devices and deleted users from Active Directory into one piece of evidence.
 * What could not be read makes it incomplete; records are in the order of their GUIDs, so that equal directories give equal
 * evidence whatever the order of their answers.
 *
 * @throws UserError when a server can't be reached or refuses the account, or when two bases overlap.
 */
export async function readDirectories(
  directories: readonly Directory[],
  reading: DirectoryReading,
): Promise<DirectoryEvidence> {
  // The time of the first answer: what is read later is never older.
  const readAt = reading.now().toISOString();
  const containers = await resolveContainers(directories, reading.environment);
  const origin = containers.map(({ server, base }) => `${server.server}/${base}`).join(' ');
  const log = createReadLog(origin);
  const notes: string[] = [];
  const objects: OnPremObject[] = [];
  const referred = new Set<string>();
  for (const container of containers) {
    const living = await read(container, { base: container.base, filter: livingObjects }, reading, log);
    // One by one: a spread of as many objects as a directory has would overflow the stack.
    for (const object of living.objects) objects.push(object);
    for (const name of living.referred) referred.add(name);
  }
  for (const container of firstOfEachDomain(containers)) {
    for (const object of await readDeleted(container, reading, notes, log)) objects.push(object);
  }
  for (const name of referred) {
    if (containers.some(({ base }) => isInContainer(base, name))) continue;
    log.incomplete(
      1,
      `The directory refers to ${name}, which was not read. Add the server and the base of that domain.`,
    );
  }
  const order = [...objects].sort((one, other) => ((one.objectGuid ?? '') < (other.objectGuid ?? '') ? -1 : 1));
  const records = order.map((object, index) => ({ ...object, at: { origin, line: index + 1 } }));
  return {
    evidence: {
      source: {
        kind: 'onPrem',
        origin,
        // Of the record lines, as the evidence file that is made of it will say.
        sha256: '',
        records: records.length,
        ...log.summary(),
        readAt,
        tenant: [...new Set(containers.map(({ base, domainDn }) => domainOfDistinguishedName(domainDn ?? base) ?? ''))]
          .sort()
          .join(' '),
        fields: fieldsOf(reading.attributes),
      },
      records,
    },
    notes,
  };
}

async function read(
  { server, base }: Container,
  search: Search,
  { environment, checkpoint, signal, onProgress, attributes, pageSize = 1000 }: DirectoryReading,
  log: ReadLog,
): Promise<ContainerContent> {
  const part = `${server.server} ${search.base}`;
  try {
    return await readContainer({
      server,
      search,
      attributes: [...requestedAttributes(attributes), versionAttribute],
      environment,
      log,
      pageSize,
      checkpoint,
      signal,
      onProgress: onProgress && ((count, total) => onProgress({ part, read: count, total })),
    });
  } catch (error) {
    if (!(error instanceof ResultCodeError) || search.mayBeEmpty) throw error;
    throw new UserError(
      `${server.server} refused the search below ${base} (LDAP result ${error.code}: ${firstLine(error.message)}). Check --base-dn and the account's right to read there.`,
    );
  }
}

/** Deleted users of the container's domain. That an account may not see them is a note: only administrators do by default. */
async function readDeleted(
  container: Container,
  reading: DirectoryReading,
  notes: string[],
  log: ReadLog,
): Promise<readonly OnPremObject[]> {
  const base = `CN=Deleted Objects,${container.domainDn}`;
  const search: Search = { base, filter: deletedUsers, showDeleted: true, mayBeEmpty: true };
  try {
    const { objects } = await read(container, search, reading, log);
    if (objects.length > 0) return objects.filter((object) => isInContainer(object.distinguishedName ?? '', base));
  } catch (error) {
    const denied = [NoSuchObjectError, InsufficientAccessError, UndefinedTypeError].some(
      (kind) => error instanceof kind,
    );
    if (!denied) throw error;
  }
  notes.push(
    `${container.server.server}: no deleted users are visible below ${base}. Either there are none or ${container.server.bindDn} may not see them; docs/connectors/active-directory.md has the grant.`,
  );
  return [];
}

function firstOfEachDomain(containers: readonly Container[]): readonly Container[] {
  const domains = new Map<string, Container>();
  for (const container of containers) {
    const key = container.domainDn?.toLowerCase();
    if (key !== undefined && !domains.has(key)) domains.set(key, container);
  }
  return [...domains.values()];
}
