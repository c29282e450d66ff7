import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';
import type { OnPremObject } from '../../domain/objects.js';
import { reviveOnPremObject } from '../../evidence/evidence-file/revive.js';

/** One object that was read, with what tells whether it has changed since. */
export interface KnownObject {
  /** objectGUID in hexadecimal, in wire order. */
  readonly key: string;
  /** uSNChanged; it grows with every change of the object on one domain controller. */
  readonly version: string;
  readonly object: OnPremObject;
}

/**
 * What an interrupted collection has read, next to the evidence file to be: one JSON line for each page's objects, appended
 * and flushed page by page. A line that was cut off is not counted.
 */
export interface Checkpoint {
  /** What an earlier run read of this part (a base of one server), as long as it is the same domain controller. */
  known(part: string, serviceName: string): readonly KnownObject[];
  append(part: string, serviceName: string, objects: readonly KnownObject[]): Promise<void>;
  close(): Promise<void>;
  /** Once the evidence file is there. */
  remove(): Promise<void>;
}

interface Line {
  readonly part: string;
  readonly serviceName: string;
  readonly objects: readonly KnownObject[];
}

/**
 * Opens the checkpoint file, or starts it. `question` is everything that decides what is read: a file that answered another
 * one is started again. Throws UserError when the file can't be written.
 */
export async function openCheckpoint(path: string, question: unknown): Promise<Checkpoint> {
  const header = JSON.stringify({
    entraCutoverCheckpoint: 1,
    question: createHash('sha256').update(JSON.stringify(question)).digest('hex'),
  });
  const [found, ...lines] = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  const earlier = found === header ? lines.flatMap(parseLine) : [];
  let file: FileHandle;
  try {
    // Begun again under a name that leads nowhere else.
    if (earlier.length === 0) await rm(path, { force: true });
    file = await open(path, earlier.length > 0 ? 'a' : 'wx', 0o600);
    // A line that was cut off must not swallow the next one.
    await file.appendFile(earlier.length > 0 ? '\n' : `${header}\n`);
  } catch (error) {
    throw new UserError(`${path} can't be written: ${failureReason(error)}.`);
  }
  return {
    known: (part, serviceName) =>
      earlier
        .filter((line) => line.part === part && line.serviceName === serviceName)
        .flatMap(({ objects }) => objects),
    async append(part, serviceName, objects) {
      const line = { part, serviceName, objects: objects.map((known) => ({ ...known, object: plain(known) })) };
      await file.appendFile(`${JSON.stringify(line)}\n`);
    },
    close: () => file.close(),
    remove: () => rm(path, { force: true }),
  };
}

const writtenLine = z.object({
  part: z.string(),
  serviceName: z.string(),
  objects: z.array(z.object({ key: z.string(), version: z.string(), object: z.record(z.string(), z.unknown()) })),
});

/** The objects of a line; none of one that is damaged anywhere: they are read again. */
function parseLine(text: string): Line[] {
  try {
    const { part, serviceName, objects } = writtenLine.parse(JSON.parse(text));
    return [{ part, serviceName, objects: objects.map((known) => ({ ...known, object: revive(known.object) })) }];
  } catch {
    return [];
  }
}

function plain({ object }: KnownObject): object {
  return { ...object, attributes: Object.fromEntries(object.attributes) };
}

function revive({ at, ...json }: Readonly<Record<string, unknown>>): OnPremObject {
  return reviveOnPremObject(json, recordPosition.parse(at));
}

const recordPosition = z.object({ origin: z.string(), line: z.number() });
