import { access, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { askedNext, type EnvironmentStatus, partsIn, readEntries, readStatus, tellDeed } from '../../audit/index.js';
import { readStackSettings, SettingsError } from '../../config/read.js';
import { journalOf, type Settings } from '../../config/settings.js';
import { byText } from '../../domain/by-text.js';
import {
  type Asked,
  endOfHold,
  endsHold,
  isHeldText,
  letsExport,
  nextAtServer,
  nextPhase,
  whileHeld,
  withoutExport,
} from '../../domain/connect-next.js';
import type { Phase } from '../../domain/phase.js';
import { entraIsActive } from '../../domain/target-state.js';
import { holdsOf } from './hold.js';
import { oktaWritersOf, readWritersOf, twoWritersIn } from './writers.js';

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
    /** The resource's name in the program. */
    readonly name: string;
    /** What people call it. */
    readonly label: string;
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
  const parts = Object.entries(partsIn(known, phase)).sort(([a], [b]) => byText(a, b));
  const writers = await readWritersOf(settings, directory);
  const open = parts.some(([, { state }]) => state === 'open');
  const overdue = matching !== undefined && open && Date.parse(matching.openUntil) < Date.now();
  const holds = await holdsOf(hold, environment);
  // An update of these phases does no more than pause Entra, which no hold forbids.
  const holding = phase === 'assess' || phase === 'rollback' ? [] : holds;
  const now = { settings, stack, directory, known, parts, holding };
  const said = askedNow(now);
  // Where nothing of Entra is on yet, the writers did not ask Okta: what lets the server export would make two of them.
  const oktaOn = said.next && letsExport(said.next) ? await oktaWritersOf(settings, directory) : writers.declared;
  const isSecond = oktaOn.length > 0 && entraIsActive(phase) && holding.length === 0;
  const asked = isSecond ? besideOkta(said, oktaOn, now) : said;
  // Two write by now: nothing comes before that.
  const stop = writers.declared.length > 0 && writers.byServer && !entraIsActive(phase) && settings.connect;
  const next = stop ? nextAtServer.stop(stop) : await nextOf(now, asked);
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
      ...asked.waitingFor,
    ],
    parts: parts.map(([name, { label = name, state, verification, changedAt }]) => ({
      name,
      label,
      state,
      ...(verification !== undefined && { verification }),
      changedAt,
    })),
    ...(next !== undefined && { next }),
    ...(last && { lastWrite: tellDeed(last) }),
  };
}

/** What a status is told from. */
interface Now {
  readonly settings: Settings;
  readonly stack: string;
  readonly directory: string;
  readonly known: EnvironmentStatus | undefined;
  /** Its parts, sorted by name. */
  readonly parts: readonly (readonly [string, EnvironmentStatus['parts'][string]])[];
  /** What forbids the writes of this phase. */
  readonly holding: readonly string[];
}

/**
 * What the last update asked for, as far as it still stands: nothing lets a server export while somebody holds the environment,
 * before the declared phase is reached, or where something was refused since.
 */
function askedNow(now: Now): Asked {
  const { known, parts, stack, settings, holding } = now;
  const { phase, hold } = settings;
  const said = askedNext(Object.fromEntries(parts));
  const hasEnded = holding.length === 0 && said !== undefined && endsHold(said);
  const asked: Asked = {
    waitingFor: parts.flatMap(([name, { label = name, waitingFor }]) =>
      waitingFor.filter((reason) => !(hasEnded && isHeldText(reason))).map((reason) => `${label}: ${reason}`),
    ),
    ...(said !== undefined && !hasEnded && { next: said }),
  };
  if (holding.length > 0) return whileHeld(asked, holding, stack, hold);
  if (hasEnded) return { ...asked, waitingFor: ['an update: the hold has ended', ...asked.waitingFor] };
  // A refusal stands until a later update asks for what lets the server export: that update has passed it.
  const standing = parts.filter(([, one]) => one.state !== 'refused');
  const exporting = standing.filter(([, { next = '', waitingFor }]) => [next, ...waitingFor].some(letsExport));
  const lastAsked = Math.max(0, ...(exporting.length > 0 ? exporting : standing).map(([, one]) => dateOf(one)));
  const refused = parts.filter(([, one]) => one.state === 'refused' && dateOf(one) > lastAsked);
  if (known?.phase === phase && refused.length === 0) return asked;
  const shown = withoutExport(
    asked,
    'an update: nothing lets the server export before it has cleared that again',
    update(now),
  );
  // Another update would be refused too, before what the refusal says is done.
  const demanded = askedNext(Object.fromEntries(refused));
  return demanded === undefined || letsExport(demanded) ? shown : { ...shown, next: demanded };
}

/** Okta is on where Entra is to write: the next update switches it off, and nothing lets the server export before that. */
function besideOkta(asked: Asked, oktaOn: readonly string[], now: Now): Asked {
  const due = update(now);
  const shown = withoutExport(asked, `an update that switches Okta off: it provisions (${oktaOn.join('; ')})`, due);
  // What a refusal demands comes before another update.
  const isDemanded = now.parts.some(
    ([, { state, next }]) => state === 'refused' && next !== undefined && next === asked.next,
  );
  return { ...shown, next: isDemanded && asked.next ? asked.next : (shown.next ?? due) };
}

function dateOf({ changedAt }: { readonly changedAt: string }): number {
  return Date.parse(changedAt);
}

/** The update that is due. Stand-ins answer only where they are started together with the engine. */
function update({ settings: { embedded }, stack }: Pick<Now, 'settings' | 'stack'>): string {
  return `Here: ${embedded ? 'npm run pulumi -- up' : 'pulumi up'} --stack ${stack}`;
}

/**
 * What the last update asked for; where it asked for nothing, the update that is due, or on the road of Entra Connect what brings
 * the environment to its next phase. A hold comes before all of it but stopping, reading and exporting evidence.
 */
async function nextOf(now: Now, asked: Asked): Promise<string | undefined> {
  const { settings, stack, holding } = now;
  if (asked.next !== undefined) return asked.next;
  const due = await dueOf(now, asked);
  return due === undefined || holding.length === 0 ? due : endOfHold(stack, settings.hold);
}

async function dueOf(now: Now, { waitingFor }: Asked): Promise<string | undefined> {
  const { settings, known, stack, directory } = now;
  const { connect, phase, sourceAnchor } = settings;
  if (known?.phase !== phase) return update(now);
  if (connect === undefined) return undefined;
  // Nobody moves on from what was refused, or waits.
  if (waitingFor.length > 0) return update(now);
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
