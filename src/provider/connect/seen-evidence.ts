import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type AuditEntry, readEntries } from '../../audit/index.js';
import type { GuardedInputs } from '../../config/resource-table.js';
import { futureTime } from '../../domain/clock.js';
import { isSameMachine } from '../../domain/host-name.js';
import type { OperationContext } from '../ports.js';
import { recordAnyway } from '../recorder.js';
import { isAfter, noLaterThan, type ServerState } from './server-state.js';

const names = {
  scheduler: 'the scheduler',
  syncStatus: 'the runs',
  pendingExports: 'the pending exports',
  disconnectors: 'the disconnectors',
  exportErrors: 'the export errors',
  connectConfig: 'the configuration',
} as const;

/** What of a server evidence shows, each of a moment of its own: people put files of two exports together. */
export type Shown = keyof typeof names;

const moment = z.iso.datetime().exactOptional();

/** The newest moments of evidence that updates have seen, as the state and the journal have them; none where they do not tell. */
export const momentsShape = z
  .object({
    scheduler: moment,
    syncStatus: moment,
    pendingExports: moment,
    disconnectors: moment,
    exportErrors: moment,
    connectConfig: moment,
    /** Moments that lay in the future when evidence of them was seen first: that is older than it says. */
    ahead: z.array(z.iso.datetime()).exactOptional(),
  } satisfies Record<Shown | 'ahead', z.ZodType>)
  .catch({});

export type Moments = Readonly<z.infer<typeof momentsShape>>;

/** Evidence compared with the newest that updates have seen before. */
export interface Compared {
  /** The newest moments, this evidence included. */
  readonly seen: Moments;
  /** What is said where something of it is older: then nothing follows from it. */
  readonly older?: string;
}

type Server = Pick<GuardedInputs, 'journal' | 'stack'> & { readonly serverName?: string | undefined };

const seenOperation = 'connect.evidence.seen';

/**
 * Evidence that is put back shows what was, not what is: it answers nothing once an update has seen newer evidence, whatever a
 * step asks for. The journal knows for those who have no state of the server, and after a state is lost; the state where the
 * journal is lost.
 *
 * @param known what the state remembers.
 */
export async function compareWithSeen(
  server: Server,
  state: Pick<ServerState, 'moments'>,
  now: Date,
  known: Moments = {},
): Promise<Compared> {
  const seen = newest(await seenIn(server), known);
  const dated = Object.entries(state.moments).flatMap(([shown, moment]) => (moment ? [[shown, moment] as const] : []));
  const older = (Object.keys(names) as Shown[]).find((shown) => {
    const [here, before] = [state.moments[shown], seen[shown]];
    return here !== undefined && before !== undefined && isAfter(before, here);
  });
  const here = dated.map(([shown, moment]) => [shown, new Date(noLaterThan(now, moment)).toISOString()]);
  const ahead = dated.flatMap(([, moment]) => (futureTime(moment, now.toISOString()) ? [moment] : []));
  const all = newest(seen, { ...Object.fromEntries(here), ahead });
  const { serverName = 'the Entra Connect server' } = server;
  const wasAhead = dated.find(([, moment]) => seen.ahead?.includes(moment) && !ahead.includes(moment))?.[1];
  if (wasAhead !== undefined) {
    return {
      seen: all,
      older: `This evidence of ${serverName} says that it is of ${wasAhead}, and an update has seen it before that: the clock of the server was ahead, so nothing follows from it. Put the clock right, export the evidence again (export-scripts/Export-ConnectEvidence.ps1), commit it and run the update again.`,
    };
  }
  if (older === undefined) return { seen: all };
  return {
    seen: all,
    older: `An update has seen ${names[older]} of ${serverName} as of ${seen[older]}, and this evidence is of ${state.moments[older]}: nothing follows from older evidence. If the clock of the server was set back, put it right. Put the newer evidence back, or export it again after ${seen[older]} (export-scripts/Export-ConnectEvidence.ps1), commit it and run the update again.`,
  };
}

/** Enters in the journal what was seen, where it does not tell yet. */
export async function keepSeen(
  inputs: GuardedInputs & { readonly serverName: string },
  seen: Moments,
  context: OperationContext,
): Promise<void> {
  const { journal, stack, serverName: target } = inputs;
  const kept = await seenIn({ journal, stack, serverName: target });
  const after = { ...newest(kept, seen) };
  if (isDeepStrictEqual(after, { ...kept })) return;
  await recordAnyway({ operation: seenOperation, target, outcome: 'done', after }, inputs, context);
}

async function seenIn({ journal, stack, serverName }: Server): Promise<Moments> {
  const entries = await readEntries(journal).catch(() => []);
  return seenOf(
    entries.filter((entry) => entry.stack === stack),
    serverName,
  );
}

/** What entries of the journal tell; of whatever server where nothing names it. */
export function seenOf(entries: readonly AuditEntry[], serverName: string | undefined): Moments {
  return entries
    .filter(
      ({ operation, target }) =>
        operation === seenOperation && (serverName === undefined || isSameMachine(target, serverName)),
    )
    .map(({ after }) => momentsShape.parse(after))
    .reduce(newest, {});
}

function newest(one: Moments, other: Moments): Moments {
  const later = (Object.keys(names) as Shown[]).filter((shown) => {
    const [moment, before] = [other[shown], one[shown]];
    return moment !== undefined && (before === undefined || isAfter(moment, before));
  });
  const ahead = [...new Set([...(one.ahead ?? []), ...(other.ahead ?? [])])].sort();
  return {
    ...one,
    ...Object.fromEntries(later.map((shown) => [shown, other[shown]])),
    ...(ahead.length > 0 && { ahead }),
  };
}
