import type { SyncRun, SyncScheduler } from '../domain/connect.js';
import type { EvidenceQuestion, EvidenceSource } from '../domain/evidence.js';
import type { Population } from '../validation/population.js';
import type { FindingDraft } from '../validation/rule.js';
import { namesObject } from '../validation/rules/hard-match-blocked.js';

type Draft = { rule: string; draft: FindingDraft };
type ExportPopulation = Pick<Population, 'sources' | 'syncStatus' | 'pendingExports' | 'identities'>;

const exportKinds = ['pendingExports', 'disconnectors', 'exportErrors'] as const;

/** The questions that exports of Entra Connect can't answer, because nothing shows that they are of a staging server at rest. */
export function withheldQuestions(population: ExportPopulation): ReadonlySet<EvidenceQuestion> {
  const proven = statusProblems(population).length === 0;
  return proven ? new Set() : new Set(exportKinds);
}

/**
 * Why exports of Entra Connect prove nothing: the server exports, is in the middle of something, did not read everything, or
 * has not synchronized anybody. Without a status nothing is said here: the questions stay open.
 */
export function judgeConnectExports(population: ExportPopulation): Draft[] {
  const exports = population.sources.filter(({ kind }) => exportKinds.some((wanted) => wanted === kind));
  if (exports.length === 0) return [];
  const [status] = population.syncStatus;
  if (status === undefined) return emptyList(population);
  const problems = [...statusProblems(population), ...unnamedErrors(population, exports)];
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
    ...emptyList(population),
  ];
}

/** A take-over stages onPremisesObjectIdentifier for everybody who is matched and does not have it. */
function emptyList({ sources, pendingExports, identities }: ExportPopulation): Draft[] {
  const lists = sources.filter(({ kind }) => kind === 'pendingExports');
  const [list] = lists;
  // A list that could not be read, or holds what nobody looks at, says so itself.
  if (list === undefined || pendingExports.length > 0 || lists.some((one) => one.rejected + one.skipped > 0)) return [];
  const waiting = identities.filter(
    (identity) =>
      identity.side === 'onPrem' &&
      (identity.outcome === 'hardMatch' || identity.outcome === 'softMatch') &&
      !namesObject(identity.entra?.onPremisesObjectIdentifier ?? '', identity),
  ).length;
  if (waiting === 0) return [];
  return [
    incomplete({
      found: `the list of pending exports is empty although ${waiting} ${waiting === 1 ? 'person is' : 'people are'} matched`,
      expected: 'an update of onPremisesObjectIdentifier for each of them',
      consequence:
        'A server that takes over stages a value for everybody whom it has joined. That nothing is staged shows that nobody was synchronized, and nobody may call the environment cleared by it.',
      remedy:
        'Run Full Import and Full Synchronization of every connector on the staging server, and export with /f:x again.',
      at: { origin: list.origin, line: 1 },
    }),
  ];
}

function statusProblems({ syncStatus, sources }: ExportPopulation): string[] {
  const schedulers = syncStatus.flatMap(({ scheduler }) => scheduler ?? []);
  const runs = syncStatus.flatMap((status) => status.runs);
  return [
    ...(schedulers.length === 0
      ? ['no scheduler is shown, so nobody knows whether the server is in staging mode']
      : [...new Set(schedulers.flatMap(schedulerProblems))]),
    ...runProblems(runs, newestReading(sources)),
  ];
}

function schedulerProblems({ stagingModeEnabled, syncCycleInProgress }: SyncScheduler): string[] {
  return [
    ...(stagingModeEnabled
      ? []
      : [
          'the server is not in staging mode: it exports what it finds, so its lists do not show what a take-over would do',
        ]),
    ...(syncCycleInProgress === true
      ? ['a synchronization cycle is running, so the lists are of the middle of it']
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

const steps = [
  { name: 'import', profile: /import/i },
  { name: 'synchronization', profile: /sync/i },
] as const;

/** The connector of Entra by the names that the installation gives it. */
const entraConnector = /onmicrosoft\.|- AAD$|\bEntra\b/i;

function runProblems(runs: readonly SyncRun[], reading: Reading | undefined): string[] {
  const connectors = [...new Set(runs.map(({ connectorName }) => connectorName ?? ''))];
  const problems: string[] = [];
  if (!connectors.some((name) => entraConnector.test(name))) problems.push('no run of the connector of Entra is shown');
  if (!connectors.some((name) => name !== '' && !entraConnector.test(name)))
    problems.push('no run of a connector of Active Directory is shown');
  if (runs.some(({ complete }) => complete === false)) problems.push('a run has not ended yet');
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

function runProblem(
  { result, startedAt }: SyncRun,
  step: string,
  connector: string,
  reading: Reading | undefined,
): string[] {
  const run = `the last ${step} of ${connector}`;
  const problems = endedWell(result) || endedWithErrors(result) ? [] : [`${run} ended with ${result}`];
  if (reading === undefined) return problems;
  if (startedAt === undefined) problems.push(`${run} does not say when it began`);
  else if (Date.parse(startedAt) < Date.parse(reading.readAt))
    problems.push(`${run} began at ${startedAt}, before ${reading.origin} was read at ${reading.readAt}`);
  return problems;
}

function endedWell(result: string): boolean {
  return /^(success|completed-no-objects)$/i.test(result);
}

/** Some objects failed: csexport names them in the same list, and the rest was done. */
function endedWithErrors(result: string): boolean {
  return /^completed-.*errors$/i.test(result);
}

/** Errors of a last run that no list names: whoever they are of may be missing from all of them. */
function unnamedErrors({ syncStatus }: ExportPopulation, exports: readonly EvidenceSource[]): string[] {
  if (exports.some(({ rejected }) => rejected > 0)) return [];
  const runs = syncStatus.flatMap((status) => status.runs);
  const connectors = [...new Set(runs.map(({ connectorName }) => connectorName))];
  return connectors.flatMap((connector) => {
    const own = runs.filter(({ connectorName }) => connectorName === connector);
    return steps.flatMap(({ name, profile }) =>
      lastRuns(own, profile)
        .filter(({ result }) => endedWithErrors(result))
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
