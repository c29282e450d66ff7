import { futureTime } from '../domain/clock.js';
import type { SyncRun, SyncScheduler, SyncStatus } from '../domain/connect.js';
import { answeredKind, type EvidenceQuestion, type EvidenceSource } from '../domain/evidence.js';
import { connectorsOf, didItsWork, runEnd } from '../domain/sync-run.js';
import type { DatedPopulation } from '../validation/population.js';
import type { FindingDraft } from '../validation/rule.js';
import { judgeConnectLists } from './connect-lists.js';

type Draft = { rule: string; draft: FindingDraft };
type StatusPopulation = Pick<DatedPopulation, 'sources' | 'syncStatus'>;

const exportKinds = ['pendingExports', 'disconnectors', 'exportErrors'] as const;

/** What the gate says of exports of Entra Connect, and the questions that they can't answer. */
export interface ExportJudgement {
  readonly drafts: readonly Draft[];
  readonly withheld: ReadonlySet<EvidenceQuestion>;
}

/**
 * Why exports of Entra Connect prove nothing: the server exports, is in the middle of something, did not read everything, has
 * not synchronized anybody, or is another one than that of this evidence (CONNECT-2). Without a status nothing is said of the
 * server: the questions stay open.
 *
 * @param at the time of the assessment, ISO 8601 in UTC.
 * @param takesOver true in the phases in which the stack lets its server leave staging mode.
 */
export function judgeConnectExports(population: DatedPopulation, at: string, takesOver: boolean): ExportJudgement {
  const exports = population.sources.filter((source) => exportKinds.some((wanted) => wanted === answeredKind(source)));
  if (exports.length === 0) return { drafts: [], withheld: new Set() };
  const status = statusProblems(population, at, takesOver);
  const lists = judgeConnectLists(population);
  return {
    drafts: [...statusDrafts(population, exports, status, takesOver), ...lists.map(({ draft }) => incomplete(draft))],
    withheld: new Set(status.length > 0 ? exportKinds : lists.flatMap(({ question }) => question ?? [])),
  };
}

function statusDrafts(
  population: StatusPopulation,
  exports: readonly EvidenceSource[],
  found: readonly string[],
  takesOver: boolean,
): Draft[] {
  const [status] = population.syncStatus;
  if (status === undefined) return [];
  if (takesOver && exportsNow(population)) return [underWay(status, found)];
  const problems = [...found, ...unnamedErrors(population, exports)];
  return [
    ...problems.map((found) =>
      incomplete({
        found,
        expected: 'a server in staging mode, at rest after it read and synchronized everything',
        remedy:
          'On the staging server, with the scheduler off, run Full Import and Full Synchronization of every connector, export again, and give Get-ADSyncScheduler and Get-ADSyncRunProfileResult (--sync-status).',
        at: status.at,
      }),
    ),
  ];
}

/** The take-over itself: a first export takes hours, and until it ends no list shows what would be exported. */
function underWay({ at }: SyncStatus, found: readonly string[]): Draft {
  return incomplete({
    severity: 'warning',
    found: `the server exports at this moment${found.length === 0 ? '' : `: ${found.join('; ')}`}`,
    consequence: 'Nothing by itself: the update waits for the export. A list made in the middle of it answers nothing.',
    remedy: 'Wait until Get-ADSyncScheduler shows SyncCycleInProgress False, then export the evidence again.',
    at,
  });
}

function exportsNow({ syncStatus }: StatusPopulation): boolean {
  const schedulers = syncStatus.flatMap(({ scheduler }) => scheduler ?? []);
  const hasLeft = schedulers.length > 0 && schedulers.every(({ stagingModeEnabled }) => !stagingModeEnabled);
  return hasLeft && schedulers.some(({ syncCycleInProgress }) => syncCycleInProgress === true);
}

function statusProblems({ syncStatus, sources }: StatusPopulation, at: string, takesOver: boolean): string[] {
  const schedulers = syncStatus.flatMap(({ scheduler }) => scheduler ?? []);
  const runs = syncStatus.flatMap((status) => status.runs);
  return [
    ...(schedulers.length === 0
      ? ['no scheduler is shown, so nobody knows whether the server is in staging mode']
      : [...new Set(schedulers.flatMap((scheduler) => schedulerProblems(scheduler, takesOver)))]),
    ...runs.flatMap((run) => timeProblems(run, at)),
    ...runProblems(runs, newestReading(sources)),
    ...ranLater(runs, sources),
  ];
}

/** A list speaks for its own moment: of a run that came after it, whatever it imported, synchronized or exported, it shows nothing. */
function ranLater(runs: readonly SyncRun[], sources: readonly EvidenceSource[]): string[] {
  const lists = sources.filter((source) => exportKinds.some((kind) => kind === answeredKind(source)));
  const later = runs.flatMap((run) => {
    const time = run.endedAt ?? run.startedAt;
    const older = lists.find(({ readAt }) => Date.parse(String(readAt)) < Date.parse(String(time)));
    return older === undefined
      ? []
      : [`${nameOf(run.connectorName)} ${deedOf(run)} at ${time}, after ${older.origin} was read at ${older.readAt}`];
  });
  return [...new Set(later)];
}

function deedOf({ profileName = '' }: SyncRun): string {
  if (/export/i.test(profileName)) return 'exported';
  if (/import/i.test(profileName)) return 'imported';
  return /sync/i.test(profileName) ? 'synchronized' : 'ran';
}

function schedulerProblems({ stagingModeEnabled, syncCycleInProgress }: SyncScheduler, takesOver: boolean): string[] {
  return [
    ...(stagingModeEnabled || takesOver
      ? []
      : [
          'the server is not in staging mode: it exports what it finds, so its lists do not show what a take-over would do',
        ]),
    ...(syncCycleInProgress === true
      ? ['a synchronization cycle is running, so the lists were made in the middle of it']
      : []),
    ...(syncCycleInProgress === undefined ? ['SyncCycleInProgress is not shown, so a cycle may be running'] : []),
  ];
}

/** A reading of the evidence that the runs are compared with. */
interface Reading {
  readonly origin: string;
  readonly readAt: string;
}

/** What was read last of the other evidence. A live reading is newer than any run, and always of this moment. */
function newestReading(sources: readonly EvidenceSource[]): Reading | undefined {
  let newest: Reading | undefined;
  for (const { kind, origin, readAt } of sources) {
    if ((kind !== 'onPrem' && kind !== 'entra') || readAt === undefined || /^https?:/i.test(origin)) continue;
    if (newest === undefined || Date.parse(readAt) > Date.parse(newest.readAt)) newest = { origin, readAt };
  }
  return newest;
}

/** What a cycle does, and which profiles do it. */
export const steps = [
  { name: 'import', profile: /import/i },
  { name: 'synchronization', profile: /sync/i },
] as const;

function runProblems(runs: readonly SyncRun[], reading: Reading | undefined): string[] {
  const connectors = [...new Set(runs.map(({ connectorName }) => connectorName ?? ''))];
  const problems: string[] = [];
  const { entra, directory } = connectorsOf(runs);
  if (entra.length === 0) problems.push('no run of the connector of Entra is shown');
  if (directory.length === 0) problems.push('no run of a connector of Active Directory is shown');
  if (runs.some((run) => runEnd(run) === 'under-way')) problems.push('a run has not ended yet');
  for (const connector of connectors) {
    const own = runs.filter(({ connectorName }) => (connectorName ?? '') === connector);
    const last = steps.map(({ profile }) => lastRuns(own, profile));
    steps.forEach(({ name }, index) => {
      const found = last[index] ?? [];
      if (found.length === 0) problems.push(`no ${name} of ${nameOf(connector)} is shown`);
      else problems.push(...found.flatMap((run) => runProblem(run, name, nameOf(connector), reading)));
    });
    const [imported, synchronized] = last.map((some) => some[0]?.startedAt);
    if (Date.parse(String(synchronized)) < Date.parse(String(imported)))
      problems.push(`${nameOf(connector)} was imported at ${imported} and not synchronized since`);
  }
  return problems;
}

/** Impossible times: it is then unknown whether the run was after anything else, because any of them may be the last one. */
function timeProblems({ connectorName, profileName, startedAt, endedAt }: SyncRun, at: string): string[] {
  const run = `the run ${profileName || 'without a profile'} of ${nameOf(connectorName)}`;
  const problems: string[] = [];
  if (futureTime(startedAt, at)) problems.push(`${run} began at ${startedAt}, which is in the future`);
  else if (futureTime(endedAt, at)) problems.push(`${run} ended at ${endedAt}, which is in the future`);
  if (Date.parse(String(endedAt)) < Date.parse(String(startedAt)))
    problems.push(`${run} ended at ${endedAt}, before it began at ${startedAt}`);
  return problems.map((found) => `${found}: the server’s clock or the time zone of the export is wrong`);
}

function nameOf(connector: string | undefined): string {
  return connector || 'a connector without a name';
}

/** The run that began last; with it all whose beginning nobody knows, since each of them may be the last one. */
function lastRuns(runs: readonly SyncRun[], profile: RegExp): readonly SyncRun[] {
  const own = runs.filter(({ profileName }) => profile.test(profileName ?? ''));
  const times = own.flatMap(({ startedAt }) => (startedAt === undefined ? [] : [Date.parse(startedAt)]));
  const newest = times.reduce((latest, time) => Math.max(latest, time), Number.NEGATIVE_INFINITY);
  return own.filter(({ startedAt }) => startedAt === undefined || Date.parse(startedAt) === newest);
}

function runProblem(lastRun: SyncRun, step: string, connector: string, reading: Reading | undefined): string[] {
  const { result, startedAt } = lastRun;
  const run = `the last ${step} of ${connector}`;
  const problems = didItsWork(lastRun) ? [] : [`${run} ended with ${result}`];
  if (reading === undefined) return problems;
  if (startedAt === undefined) problems.push(`${run} does not say when it began`);
  else if (Date.parse(startedAt) < Date.parse(reading.readAt))
    problems.push(`${run} began at ${startedAt}, before ${reading.origin} was read at ${reading.readAt}`);
  return problems;
}

/** Errors of a last run that no list names: their people may be missing from all of them. */
function unnamedErrors({ syncStatus }: StatusPopulation, exports: readonly EvidenceSource[]): string[] {
  if (exports.some(({ rejected }) => rejected > 0)) return [];
  const runs = syncStatus.flatMap((status) => status.runs);
  const connectors = [...new Set(runs.map(({ connectorName }) => connectorName))];
  return connectors.flatMap((connector) => {
    const own = runs.filter(({ connectorName }) => connectorName === connector);
    return steps.flatMap(({ name, profile }) =>
      lastRuns(own, profile)
        .filter((run) => runEnd(run) === 'errors-of-objects')
        .map(
          ({ result }) =>
            `the last ${name} of ${nameOf(connector)} ended with ${result}, and no list names the objects`,
        ),
    );
  });
}

function incomplete(draft: FindingDraft): Draft {
  return { rule: 'evidence-incomplete', draft };
}
