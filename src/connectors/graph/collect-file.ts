import { createHash, type KeyObject } from 'node:crypto';
import type { EvidenceSource } from '../../domain/evidence.js';
import { writeEvidenceLines } from '../../evidence/evidence-file/write.js';
import { type Checkpoint, type CollectionNotes, openCheckpoint } from './checkpoint.js';
import type { GraphClient } from './client.js';
import { type CollectedPage, type CollectionStepName, collectionSteps, collectTenant } from './collection.js';
import { GraphApiError } from './errors.js';
import { createIdentifiers } from './identifiers.js';
import {
  contactsPath,
  deletedUsersPath,
  devicesPath,
  groupsPath,
  identifiersPath,
  membersPath,
  usersPath,
} from './queries.js';
import { createSubReadLog, fieldsRead } from './read.js';
import type { SubReadLog } from './sub-read.js';
import { readChangeStarts } from './tenant-changes.js';

export interface CollectToFile {
  readonly client: GraphClient;
  /** The tenant that answers, as it says itself. */
  readonly tenant: string;
  readonly output: string;
  /** `entra-cutover x.y.z`. */
  readonly tool: string;
  /** Signs the file, where there is one. */
  readonly signingKey?: KeyObject | undefined;
  readonly now: () => Date;
  /** Told of each page: the step, and how many objects it gave. */
  readonly onPage?: (step: CollectionStepName, objects: number) => void;
  /** Told when something goes another way than asked: going on, beginning again. */
  readonly onNote?: (message: string) => void;
}

export interface CollectedFile {
  readonly source: EvidenceSource;
  readonly sha256: string;
  /** Parts that could not be read and that the evidence is complete without. */
  readonly gaps: readonly string[];
}

/**
 * Reads a tenant into an evidence file, page by page and never as a whole in memory. Interrupted at any moment, the next
 * run with the same output goes on after the last page; what was read keeps the time at which the collection began.
 *
 * @throws UserError, GraphApiError; the pages so far stay next to the output.
 */
export async function collectTenantToFile(request: CollectToFile): Promise<CollectedFile> {
  const { client, tenant, output } = request;
  const checkpoint = await openCheckpoint(output, { tenant, graphUrl: client.graphUrl, query: allQueries });
  try {
    const collected = await collectPages(request, checkpoint, checkpoint.saved);
    const { source, notes } = collected;
    const sha256 = await writeEvidenceLines(
      output,
      source,
      checkpoint.lines(),
      {
        tool: request.tool,
        signingKey: request.signingKey,
        ...(Object.keys(notes.changesFrom).length > 0 && { changesFrom: notes.changesFrom }),
      },
      { now: request.now() },
    );
    await checkpoint.remove();
    return { source, sha256, gaps: notes.gaps };
  } finally {
    await checkpoint.close();
  }
}

/** Another version may ask other questions: its pages would not fit. */
const allQueries = createHash('sha256')
  .update(
    [
      usersPath,
      deletedUsersPath,
      identifiersPath,
      groupsPath,
      membersPath(''),
      contactsPath,
      devicesPath,
      ...collectionSteps,
    ].join('\n'),
  )
  .digest('hex');

async function collectPages(
  request: CollectToFile,
  checkpoint: Checkpoint,
  saved: Checkpoint['saved'],
): Promise<{ readonly source: EvidenceSource; readonly notes: CollectionNotes }> {
  const { client, tenant, onPage, onNote } = request;
  const readAt = saved === undefined ? request.now() : new Date(saved.readAt);
  const changesFrom = saved?.changesFrom ?? (await readChangeStarts(client));
  const log = createSubReadLog(client);
  const identifiers = createIdentifiers();
  if (saved !== undefined) {
    log.log.carryOver(saved.log);
    log.gaps.push(...saved.gaps);
    for (const part of saved.read) log.read.add(part);
    for await (const [id, identifier] of checkpoint.identifiers()) identifiers.add(id, identifier);
    onNote?.(`continuing the collection that began at ${saved.readAt}`);
  }
  let objects = saved?.position.objects ?? 0;
  let pages = 0;
  try {
    for await (const page of collectTenant({ client, log, readAt, identifiers }, saved?.position)) {
      await checkpoint.append(page, readAt.toISOString(), notesOf(log, changesFrom));
      pages += 1;
      onPage?.(page.step, objectsOf(page, objects));
      objects = page.after.objects;
    }
  } catch (error) {
    // Graph forgets where a page was after a while: what was read before is then of another time, too.
    if (saved === undefined || pages > 0 || !isForgotten(error)) throw error;
    onNote?.('Microsoft Graph no longer has the page to continue with; the collection starts over');
    await checkpoint.restart();
    return collectPages(request, checkpoint, undefined);
  }
  return {
    source: {
      kind: 'entra',
      origin: client.graphUrl,
      sha256: '',
      records: checkpoint.records(),
      ...log.log.summary(),
      readAt: readAt.toISOString(),
      tenant,
      fields: fieldsRead(log),
    },
    notes: notesOf(log, changesFrom),
  };
}

function objectsOf({ step, identifiers, after }: CollectedPage, before: number): number {
  return step === 'objectIdentifiers' ? identifiers.length : after.objects - before;
}

function notesOf(log: SubReadLog, changesFrom: CollectionNotes['changesFrom']): CollectionNotes {
  return { changesFrom, log: log.log.summary(), gaps: [...log.gaps], read: [...log.read] };
}

function isForgotten(error: unknown): boolean {
  return error instanceof GraphApiError && (error.status === 400 || error.status === 410);
}
