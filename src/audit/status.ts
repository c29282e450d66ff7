import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { UserError } from '../domain/errors.js';
import { failureReason } from '../domain/failure-reason.js';
import { type Phase, phases } from '../domain/phase.js';
import { withLock } from './lock.js';
import { replaceFile } from './replace-file.js';

const part = z.object({
  /** What people call the resource, such as the label of an Okta app. */
  label: z.string().optional(),
  /** In words of the resource: `off`, `active`, `waiting`, `open`. */
  state: z.string(),
  /** One sentence for each thing that is waited for. */
  waitingFor: z.array(z.string()).default([]),
  /** The one thing to do next, to the word. */
  next: z.string().optional(),
  /** Of what is refused: the phase that was declared then. */
  phase: z.enum(phases).optional(),
  /** What the last verification came to. */
  verification: z.string().optional(),
});
/** What was refused before anything was done: by the check of the inputs, or by the preview. */
const refusal = z.object({
  label: z.string().optional(),
  /** The phase that was declared then. */
  phase: z.enum(phases),
  /** One sentence for each thing that stands against it. */
  reasons: z.array(z.string()),
  next: z.string().optional(),
  at: z.string(),
});
const status = z.object({
  schemaVersion: z.literal(1),
  stack: z.string(),
  /** The phase of the last successful update, and when it was reached (ISO 8601, UTC). */
  phase: z.enum(phases).optional(),
  phaseReachedAt: z.string().optional(),
  /** By resource: what it came to, and when that changed. */
  parts: z.record(z.string(), part.extend({ changedAt: z.string() })).default({}),
  /** By resource, until its check refuses nothing. */
  refusals: z.record(z.string(), refusal).default({}),
});

/** Where an environment is, as the provider last saw it: it names no person. */
export type EnvironmentStatus = z.infer<typeof status>;
export type PartStatus = z.infer<typeof part>;
export type Refusal = z.infer<typeof refusal>;

/** The status file of the journal: in the same folder, so that they are kept together. */
export function statusPath(journal: string): string {
  return `${journal.replace(/\.jsonl$/, '')}.status.json`;
}

/**
 * The status next to the journal, or undefined when no update has written one.
 *
 * @throws UserError when it can't be read or is not a status file.
 */
export async function readStatus(journal: string): Promise<EnvironmentStatus | undefined> {
  const path = statusPath(journal);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new UserError(`${path}: the status file can't be read: ${failureReason(error)}.`);
  });
  if (text === undefined) return undefined;
  const parsed = status.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new UserError(
    `${path}: this is not a status file of entra-cutover. Delete it: the next update writes a new one.`,
  );
}

/**
 * The parts as they stand in the declared phase: what was refused in it stands for what was there before, and what another phase
 * refused asks for nothing any more, but at a server, which does what it does in any phase.
 */
export function partsIn(known: EnvironmentStatus | undefined, phase: Phase): EnvironmentStatus['parts'] {
  const { parts = {}, refusals = {} } = known ?? {};
  const standing = Object.entries(parts).map(([name, { next, ...one }]) => {
    const isOver = one.phase !== undefined && one.phase !== phase && !isAtServer(next);
    return [name, { ...one, ...(next !== undefined && !isOver && { next }) }] as const;
  });
  const refused = Object.entries(refusals).filter(([, one]) => one.phase === phase);
  return {
    ...Object.fromEntries(standing),
    ...Object.fromEntries(
      refused.map(([name, { reasons, at, ...one }]) => [
        name,
        { ...one, state: 'refused', waitingFor: reasons, changedAt: at },
      ]),
    ),
  };
}

/**
 * What is asked for, to the word: what a refusal demands first, and at a server before anything else. Undefined where nothing is.
 *
 * @param parts as `partsIn` gives them.
 */
export function askedNext(parts: EnvironmentStatus['parts']): string | undefined {
  const asking = Object.values(parts).filter(({ next }) => next !== undefined);
  const refused = asking.filter(({ state }) => state === 'refused');
  return (refused.find(({ next }) => isAtServer(next)) ?? refused[0] ?? asking[0])?.next;
}

/** True for what somebody does at a server (`On SERVER: …`). */
function isAtServer(next: string | undefined): boolean {
  return next?.startsWith('On ') === true;
}

/** Notes what a resource came to. A status that is the same already is left alone, so a quiet run changes no file. */
export async function recordPart(
  journal: string,
  stack: string,
  name: string,
  now: PartStatus,
  at: string,
): Promise<void> {
  await change(journal, stack, (before) => {
    const { changedAt, ...known } = before.parts[name] ?? { changedAt: '' };
    // What is refused again was asked again, and so is what is asked after something else was refused.
    const isLater = Object.values(before.parts).some((one) => one.state === 'refused' && one.changedAt > changedAt);
    if (now.state !== 'refused' && !isLater && isDeepStrictEqual(known, now)) return before;
    return { ...before, parts: { ...before.parts, [name]: { ...now, changedAt: at } } };
  });
}

/** Notes what was refused of a resource before anything was done; undefined: nothing is refused any more. */
export async function recordRefusal(
  journal: string,
  stack: string,
  name: string,
  now: Refusal | undefined,
): Promise<void> {
  // A check that refuses nothing, as most do, changes no file and makes no folder.
  if (now === undefined && (await readStatus(journal).catch(() => undefined))?.refusals[name] === undefined) return;
  await change(journal, stack, (before) => {
    const { [name]: _, ...others } = before.refusals;
    return { ...before, refusals: { ...others, ...(now && { [name]: now }) } };
  });
}

/** Notes that the phase is reached. */
export async function recordPhase(journal: string, stack: string, phase: Phase, at: string): Promise<void> {
  await change(journal, stack, (before) =>
    before.phase === phase ? before : { ...before, phase, phaseReachedAt: at },
  );
}

async function change(
  journal: string,
  stack: string,
  next: (before: EnvironmentStatus) => EnvironmentStatus,
): Promise<void> {
  const path = statusPath(journal);
  await mkdir(dirname(path), { recursive: true });
  await withLock(`${path}.lock`, async () => {
    // A status file that is broken is worth nothing, and must not keep anybody from pausing a job.
    const known = await readStatus(journal).catch(() => undefined);
    const before: EnvironmentStatus =
      known?.stack === stack ? known : { schemaVersion: 1, stack, parts: {}, refusals: {} };
    const after = next(before);
    if (after === before) return;
    await replaceFile(path, (file) => file.writeFile(`${JSON.stringify(after, null, 2)}\n`));
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
