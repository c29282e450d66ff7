import { access, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { askedNext, type EnvironmentStatus, readEntries, readStatus } from '../../audit/index.js';
import { readStackSettings, SettingsError } from '../../config/read.js';
import { journalOf, type Settings } from '../../config/settings.js';
import { byText } from '../../domain/by-text.js';
import { nextAtServer, nextPhase, nextWhileHeld } from '../../domain/connect-next.js';
import type { Phase } from '../../domain/phase.js';
import { holdsOf } from './hold.js';
import { readWritersOf, twoWritersIn } from './writers.js';

/** Where a stack is. It comes from the stack file, and from the status file and the journal that the provider keeps. */
export interface StackStatus {
  readonly stack: string;
  /** Left out while the stack file has problems; they are in `waitingFor`. */
  readonly declaredPhase?: Phase;
  /** The phase of the last successful update, and when it was reached. */
  readonly reachedPhase?: Phase;
  readonly reachedAt?: string;
  readonly holds: readonly string[];
  /** One sentence for each thing; empty when nothing is waited for. */
  readonly waitingFor: readonly string[];
  readonly parts: readonly {
    readonly name: string;
    readonly state: string;
    readonly verification?: string;
    readonly changedAt: string;
  }[];
  /** The one thing to do next, to the word: an update that is due, or a step on the road of Entra Connect. */
  readonly next?: string;
  readonly lastWrite?: string;
}

/** The stacks whose files lie in the folder. */
export async function stackNames(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  return names.flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []).sort();
}

/**
 * Reads where the stack is, and whether two write to it; nothing is asked of the engine.
 *
 * @throws UserError when there is no such stack or its journal can't be read.
 */
export async function statusOfStack(
  stack: string,
  directory: string,
  environment: NodeJS.ProcessEnv,
): Promise<StackStatus> {
  let settings: Settings;
  try {
    settings = await readStackSettings(stack, directory);
  } catch (error) {
    // A stack that is still to be filled in has no status yet, and the others' should be seen.
    if (!(error instanceof SettingsError)) throw error;
    return { stack, holds: [], waitingFor: error.lines, parts: [] };
  }
  const { phase, hold, matching } = settings;
  const journal = resolve(directory, journalOf(settings, stack));
  const known = await readStatus(journal);
  const last = (await readEntries(journal)).filter((entry) => entry.stack === stack).at(-1);
  const parts = Object.entries(known?.parts ?? {}).sort(([a], [b]) => byText(a, b));
  const writers = await readWritersOf(settings, directory);
  const open = parts.some(([, { state }]) => state === 'open');
  const overdue = matching !== undefined && open && Date.parse(matching.openUntil) < Date.now();
  const holds = await holdsOf(hold, environment);
  const due = await nextOf(settings, { stack, directory, known });
  // An update of these phases does no more than pause Entra, which no hold forbids.
  const isHeld = holds.length > 0 && phase !== 'assess' && phase !== 'rollback';
  const next = isHeld && due !== undefined ? nextWhileHeld(due, stack, hold) : due;
  return {
    stack,
    declaredPhase: phase,
    ...(known?.phase !== undefined && { reachedPhase: known.phase }),
    ...(known?.phaseReachedAt !== undefined && { reachedAt: known.phaseReachedAt }),
    holds,
    waitingFor: [
      ...twoWritersIn(writers).map((text) => `two-writers: ${text}`),
      ...writers.unknown,
      ...(known?.phase === phase
        ? []
        : [`an update: phase ${phase} is declared, ${known?.phase ?? 'none'} is reached`]),
      ...(overdue ? [`an update that closes matching: it was to be open until ${matching.openUntil}`] : []),
      ...parts.flatMap(([name, { waitingFor }]) => waitingFor.map((reason) => `${name}: ${reason}`)),
    ],
    parts: parts.map(([name, { state, verification, changedAt }]) => ({
      name,
      state,
      ...(verification !== undefined && { verification }),
      changedAt,
    })),
    ...(next !== undefined && { next }),
    ...(last && { lastWrite: `${last.at} ${last.operation} ${last.target}: ${last.outcome}` }),
  };
}

/**
 * What the last update asked for; where it asked for nothing, the update that is due, or on the road of Entra Connect what brings
 * the environment to its next phase.
 */
async function nextOf(
  { connect, embedded, phase, sourceAnchor }: Settings,
  now: { readonly stack: string; readonly directory: string; readonly known: EnvironmentStatus | undefined },
): Promise<string | undefined> {
  const { known, stack, directory } = now;
  const asked = connect && askedNext(known);
  if (asked !== undefined) return asked;
  // Stand-ins answer only where they are started together with the engine.
  if (known?.phase !== phase) return `Here: ${embedded ? 'npm run pulumi -- up' : 'pulumi up'} --stack ${stack}`;
  if (connect === undefined) return undefined;
  if (phase === 'assess' && !(await wasExported(connect, directory)))
    return nextAtServer.install(connect, sourceAnchor.attribute);
  return nextPhase(stack, phase);
}

/** Whether the evidence of a server that has synchronized is there. */
async function wasExported({ evidence }: NonNullable<Settings['connect']>, directory: string): Promise<boolean> {
  const paths = [evidence.syncStatus, evidence.pendingExports].flat();
  return Promise.all(paths.map((path) => access(resolve(directory, path)))).then(
    () => true,
    () => false,
  );
}
