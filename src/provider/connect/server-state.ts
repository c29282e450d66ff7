import { futureTime } from '../../domain/clock.js';
import type {
  ConnectConfiguration,
  ConnectEvidenceKind,
  PendingExport,
  SyncRun,
  SyncScheduler,
} from '../../domain/connect.js';
import { stopCheck, stopCommand } from '../../domain/connect-commands.js';
import type { Evidence } from '../../domain/evidence.js';
import { runEnd } from '../../domain/sync-run.js';
import type { ConnectReading } from '../../pipeline/assess/connect-evidence.js';

/** What the newest evidence says about the server. */
export interface ServerState {
  readonly scheduler?: SyncScheduler;
  /** When the scheduler was read (ISO 8601, UTC). */
  readonly schedulerReadAt?: string;
  /** The oldest file of the scheduler and the runs: what happened after it is not shown. Left out when one of them is undated. */
  readonly statusReadAt?: string;
  readonly runs: readonly SyncRun[];
  /** False where a file of the scheduler and the runs was not read as a whole: what it lacks may be under way. */
  readonly isStatusWhole: boolean;
  /** The newest first. */
  readonly configurations: readonly ConnectConfiguration[];
  /** The oldest of all files that were exported from the server; left out when one of them is undated. */
  readonly oldestReadAt?: string;
  /** The oldest of the files of each kind, and of the scheduler the newest; undefined when one of them is undated. */
  readonly moments: Readonly<Record<ConnectEvidenceKind | 'scheduler', string | undefined>>;
  /** Of the pending exports alone. */
  readonly pendingReadAt?: string;
  /** Of the objects that Entra refused. */
  readonly errorsReadAt?: string;
  /** What it would export, to Entra and to Active Directory. */
  readonly staged: readonly PendingExport[];
  /** How many objects the server would delete in Entra. */
  readonly deletions: number;
  readonly problems: readonly string[];
}

/** Condenses the evidence: what is undated or incomplete never shows that a server is off. */
export function serverStateOf({ evidence, problems }: ConnectReading): ServerState {
  const { pendingExports, disconnectors, exportErrors, syncStatus, connectConfig } = evidence;
  const all = [pendingExports, disconnectors, exportErrors, syncStatus, connectConfig].flat();
  const incomplete = all.flatMap(({ source }) =>
    source.issues
      .filter(({ problem }) => problem !== 'unreadable-text')
      .map(({ message }) => `${source.origin}: ${message}`),
  );
  const [newest] = newestFirst(syncStatus, ({ scheduler }) => scheduler !== undefined);
  const oldestReadAt = oldest(all);
  const statusReadAt = oldest(syncStatus);
  const pendingReadAt = oldest(pendingExports);
  const errorsReadAt = oldest(exportErrors);
  const staged = pendingExports.flatMap(({ records }) => records);
  return {
    ...(newest && { schedulerReadAt: newest.readAt }),
    ...(statusReadAt !== undefined && { statusReadAt }),
    ...(newest?.record.scheduler && { scheduler: newest.record.scheduler }),
    runs: onceEach(syncStatus.flatMap(({ records }) => records.flatMap(({ runs }) => runs))),
    isStatusWhole: syncStatus.every(
      ({ source }) => source.rejected === 0 && source.issues.every(({ problem }) => problem === 'unreadable-text'),
    ),
    configurations: newestFirst(connectConfig, () => true).map(({ record }) => record),
    ...(oldestReadAt !== undefined && { oldestReadAt }),
    moments: {
      scheduler: newest?.readAt,
      syncStatus: statusReadAt,
      pendingExports: pendingReadAt,
      disconnectors: oldest(disconnectors),
      exportErrors: errorsReadAt,
      connectConfig: oldest(connectConfig),
    },
    ...(pendingReadAt !== undefined && { pendingReadAt }),
    ...(errorsReadAt !== undefined && { errorsReadAt }),
    staged,
    deletions: staged.filter(({ operation, inDirectory }) => operation === 'delete' && !inDirectory).length,
    problems: [...problems, ...incomplete],
  };
}

/** Each run once: two files may show the same one, and only one of them how much it exported. */
function onceEach(runs: readonly SyncRun[]): SyncRun[] {
  const nameOf = ({ connectorName, profileName, result, startedAt, endedAt }: SyncRun): string =>
    JSON.stringify([connectorName, profileName, result, startedAt, endedAt]);
  const counted = new Set(runs.filter(({ exported }) => exported !== undefined).map(nameOf));
  const met = new Set<string>();
  return runs.filter((run) => {
    const { startedAt, endedAt, exported } = run;
    // Without its times nobody can tell one from another.
    if (startedAt === undefined && endedAt === undefined) return true;
    const name = nameOf(run);
    const whole = `${name}${JSON.stringify(exported)}`;
    if (met.has(whole) || (exported === undefined && counted.has(name))) return false;
    met.add(whole);
    return true;
  });
}

/**
 * True when the server is known not to export: whole evidence, dated and not of the future, whose newest scheduler says staging
 * mode, and nothing of which is under way. A server that was only stopped exports whatever somebody runs by hand. Source:
 * "Microsoft Entra Connect Sync: Scheduler".
 */
export function serverIsOff(
  { scheduler, schedulerReadAt, statusReadAt, isStatusWhole, runs }: ServerState,
  now: Date,
): boolean {
  if (scheduler === undefined || statusReadAt === undefined || !isStatusWhole) return false;
  if (futureTime(schedulerReadAt, now.toISOString())) return false;
  return scheduler.stagingModeEnabled && runs.length > 0 && isAtRest(scheduler, runs);
}

/** True when nothing runs, and nothing will by itself. */
export function isStill({ scheduler, runs }: ServerState): boolean {
  return scheduler?.syncCycleEnabled === false && isAtRest(scheduler, runs);
}

/** True when cycles run by themselves: an open wizard, or an upgrade, suspends them. Source: "Microsoft Entra Connect Sync: Scheduler". */
export function cyclesByItself({ syncCycleEnabled, schedulerSuspended }: SyncScheduler): boolean {
  return syncCycleEnabled === true && schedulerSuspended !== true;
}

/** True when the scheduler says that no cycle runs, and no run of its evidence is under way. */
function isAtRest({ syncCycleInProgress }: SyncScheduler, runs: readonly SyncRun[]): boolean {
  return syncCycleInProgress === false && !runs.some((run) => runEnd(run) === 'under-way');
}

/** What is said when Okta waits for the server. */
export const serverOnText = `the evidence does not show that the Entra Connect server is off since the rollback began. Stop it (${stopCommand}; ${stopCheck}), switch staging mode on in its wizard, export the evidence again and run the update again.`;

/** True when the time is there and after the other. */
export function isAfter(time: string | undefined, since: string): boolean {
  return time !== undefined && Date.parse(time) > Date.parse(since);
}

/** The moment of evidence, and now where it is in the future: a wrong clock hides nothing that comes. */
export function noLaterThan(now: Date, moment: string): string {
  return futureTime(moment, now.toISOString()) ? now.toISOString() : moment;
}

/** True when what Entra dates, by whole seconds, may be of the moment or later. */
export function mayBeSince(time: string, moment: string): boolean {
  return Date.parse(time) >= Math.floor(Date.parse(moment) / 1000) * 1000;
}

/** The dated records that fit, the newest first. */
function newestFirst<Item>(
  evidence: readonly Evidence<Item>[],
  fits: (record: Item) => boolean,
): { readonly record: Item; readonly readAt: string }[] {
  const dated = evidence.flatMap(({ source, records }) =>
    source.readAt === undefined
      ? []
      : records.filter(fits).map((record) => ({ record, readAt: String(source.readAt) })),
  );
  return dated.sort((a, b) => Date.parse(b.readAt) - Date.parse(a.readAt));
}

function oldest(evidence: readonly Evidence<unknown>[]): string | undefined {
  const times = evidence.map(({ source }) => source.readAt);
  if (times.length === 0 || times.some((time) => time === undefined)) return undefined;
  return times.map(String).sort((a, b) => Date.parse(a) - Date.parse(b))[0];
}
