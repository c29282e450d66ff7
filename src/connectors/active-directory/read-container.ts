import { setTimeout as pause } from 'node:timers/promises';
import type { Entry } from 'ldapts';
import { counted } from '../../domain/counted.js';
import type { OnPremObject } from '../../domain/objects.js';
import type { ReadLog } from '../../evidence/read-log.js';
import { referredContainer } from '../../evidence/values/referrals.js';
import { UnreadableValue } from '../../evidence/values/unreadable-value.js';
import { versionAttribute } from './attributes.js';
import type { Checkpoint, KnownObject } from './checkpoint.js';
import { fetchedAtOnce, fetchObjects, listObjects, type Search } from './container-search.js';
import { convertEntry } from './convert.js';
import { DirectoryUnreachable } from './errors.js';
import { bytesOf, parseEntry, textOf } from './parse.js';
import { completeRanges } from './ranges.js';
import { type DirectorySession, openSession } from './session.js';
import type { DirectoryServer } from './settings.js';

const attempts = 5;
/** Below every server's default limit of 1,000, and not a divisor or multiple of it. */
const listPageSize = 997;

export interface ContainerReading {
  readonly server: DirectoryServer;
  readonly search: Search;
  readonly attributes: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly log: ReadLog;
  readonly pageSize: number;
  readonly checkpoint?: Checkpoint | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((read: number, total: number) => void) | undefined;
}

export interface ContainerContent {
  readonly objects: readonly OnPremObject[];
  /** Other containers that the server referred to. */
  readonly referred: readonly string[];
}

/**
 * Reads every object that the search finds, and makes sure of it: the objects are listed by GUID first, then read page by
 * page, and what the list has and the pages did not bring is read by its GUID. So a search that stops early is noticed
 * and fixed, and a connection that breaks (or a run that was stopped, with a checkpoint) costs only what is still missing.
 *
 * @throws UserError when the server can't be reached any more, or the search is refused.
 */
export async function readContainer(reading: ContainerReading): Promise<ContainerContent> {
  const state: State = { reading, known: new Map(), refused: new Set(), referred: new Set(), serviceName: undefined };
  for (let attempt = 1; ; attempt += 1) {
    reading.signal?.throwIfAborted();
    try {
      await readOnce(state);
      return { objects: [...state.known.values()].map(({ object }) => object), referred: [...state.referred] };
    } catch (error) {
      if (!(error instanceof DirectoryUnreachable) || attempt >= attempts) throw error;
      await pause(250 * 2 ** attempt, undefined, reading.signal && { signal: reading.signal });
    }
  }
}

interface State {
  readonly reading: ContainerReading;
  readonly known: Map<string, KnownObject>;
  /** Objects that can't be read, each of which is in the log once. */
  readonly refused: Set<string>;
  readonly referred: Set<string>;
  serviceName: string | undefined;
}

async function readOnce(state: State): Promise<void> {
  const { search, server, environment, log } = state.reading;
  const session = await openSession(server, environment);
  try {
    recall(state, session);
    const { versions, ended } = await listObjects(session, search, listPageSize);
    for (const [key, { version }] of state.known) {
      if (version === '' || versions.get(key) !== version) state.known.delete(key);
    }
    // Page by page is cheaper than by GUID as long as most is missing.
    const inPages = state.known.size * 2 <= versions.size && (await readPages(state, session, versions.size));
    await fetchMissing(state, session, versions);
    if (!ended && !inPages && !(search.mayBeEmpty && versions.size === 0)) {
      log.incomplete(1, doubt(server.server, search.base, versions.size));
    }
  } finally {
    await session.close();
  }
}

/** Takes over what is known already, as long as this is the same domain controller: only its own versions compare. */
function recall(state: State, { rootDse }: DirectorySession): void {
  const serviceName = rootDse.serviceName ?? '';
  if (state.serviceName === undefined) {
    const { checkpoint, search } = state.reading;
    for (const known of checkpoint?.known(search.base, serviceName) ?? []) state.known.set(known.key, known);
  } else if (state.serviceName !== serviceName) state.known.clear();
  state.serviceName = serviceName;
}

/** Reads all pages; true when the last one had entries, so that nothing but the server's own word ended the search. */
async function readPages(state: State, session: DirectorySession, total: number): Promise<boolean> {
  const { search, attributes, pageSize } = state.reading;
  let last = 0;
  for await (const { entries, referrals } of session.pages({ ...search, attributes, pageSize })) {
    last = entries.length;
    for (const name of referrals.map(referredContainer)) if (name !== undefined) state.referred.add(name);
    await take(state, session, entries, total);
  }
  return last > 0;
}

/** Reads by GUID what is listed and not known; what is not found then was deleted or moved away meanwhile. */
async function fetchMissing(
  state: State,
  session: DirectorySession,
  versions: ReadonlyMap<string, string>,
): Promise<void> {
  const missing = [...versions.keys()].filter((key) => !state.known.has(key) && !state.refused.has(key));
  for (let start = 0; start < missing.length; start += fetchedAtOnce) {
    const keys = missing.slice(start, start + fetchedAtOnce);
    const { entries } = await fetchObjects(session, state.reading.search, keys, state.reading.attributes);
    await take(state, session, entries, versions.size);
  }
}

/** Converts the entries, keeps them and notes them in the checkpoint. */
async function take(state: State, session: DirectorySession, entries: readonly Entry[], total: number): Promise<void> {
  const { checkpoint, search, signal, onProgress } = state.reading;
  const objects: KnownObject[] = [];
  for (const entry of entries) {
    const key = bytesOf(entry, 'objectGUID')?.toString('hex') ?? entry.dn;
    const object = await convert(state, session, entry, key);
    if (object === undefined) continue;
    const known = { key, version: textOf(entry, versionAttribute) ?? '', object };
    objects.push(known);
    state.known.set(key, known);
  }
  await checkpoint?.append(search.base, state.serviceName ?? '', objects);
  onProgress?.(state.known.size + state.refused.size, total);
  signal?.throwIfAborted();
}

async function convert(
  state: State,
  session: DirectorySession,
  entry: Entry,
  key: string,
): Promise<OnPremObject | undefined> {
  const { log } = state.reading;
  if (state.refused.has(key)) return undefined;
  const line = state.known.size + state.refused.size + 1;
  try {
    return convertEntry(await completeRanges(session, parseEntry(entry)), { origin: log.origin, line });
  } catch (error) {
    if (!(error instanceof UnreadableValue)) throw error;
    state.refused.add(key);
    log.reject(line, `${entry.dn}: ${error.message}`);
    return undefined;
  }
}

function doubt(server: string, base: string, count: number): string {
  const found =
    count === 0 ? `found nothing below ${base}` : `ended twice with an empty page after ${counted(count, 'object')}`;
  return `${server} ${found}, and nothing shows whether there is more. Check --base-dn and the account's rights, or read the parts of ${base} one by one.`;
}
