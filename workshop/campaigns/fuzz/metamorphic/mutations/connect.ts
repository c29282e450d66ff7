import type { Connect } from '../formats/connect.js';
import { at } from '../judge.js';
import { base64, bytesOf, type Random } from '../random.js';
import { anyFormat, evidence, type Mutation, never, type Target } from './mutation.js';

const staged = ['deletion staged'];

/** A change of what Entra Connect shows that leaves the list of deletions without what it says. */
function connectMutation(
  name: string,
  trace: string | undefined,
  change: (connect: Connect, target: Target, random: Random) => unknown,
  more: Partial<Mutation> = {},
): Mutation {
  return {
    ...never,
    name,
    trace,
    on: 'connect',
    fits: anyFormat,
    hides: staged,
    apply: (target) => target.set.connect !== undefined && change(target.set.connect, target, target.random) !== false,
    ...more,
  };
}

/** The list shows nobody's deletion any more, as a list of another server or of another hour would. */
function withoutDeletions(connect: Connect): void {
  connect.exports = connect.exports.filter(({ operation }) => operation !== 'delete');
}

const setRuns = (
  connect: Connect,
  profile: string,
  values: Readonly<Record<string, unknown>>,
  random: Random,
): void => {
  withoutDeletions(connect);
  const runs = connect.runs.filter(({ RunProfileName }) => String(RunProfileName).includes(profile));
  Object.assign(random.pick(runs), values);
};

/** Between an hour and ten years from the moment of the assessment, as PowerShell writes it. */
const future = (random: Random): string => `/Date(${Date.parse(at) + 3_600_000 * (1 + random(87_600))})/`;

const failures = [
  'stopped-server',
  'stopped-connectivity',
  'no-start-credentials',
  'stopped-extension-dll-exception',
  'stopped-user-termination',
];

export const connectMutations: readonly Mutation[] = [
  connectMutation('one staged deletion taken out of the list of pending exports', undefined, withoutDeletions, {
    always: false,
    questions: [],
  }),
  connectMutation(
    'an empty list of pending exports',
    'people are matched, and for them something is always staged',
    (connect) => {
      connect.exports = [];
    },
  ),
  connectMutation(
    'pending exports of another forest or tenant',
    'nobody on either side has one of its anchors',
    (connect) => {
      withoutDeletions(connect);
      for (const one of connect.exports) {
        one.account = { ...one.account, immutableId: base64(bytesOf(`elsewhere ${one.account.key}`)) };
        one.joined = one.account.immutableId ?? one.joined;
      }
    },
  ),
  connectMutation(
    'a staged update of one of nobody',
    'what is updated is joined: both sides have it',
    (connect, _target, random) => {
      withoutDeletions(connect);
      if (connect.exports.length === 0) return false;
      const one = random.pick(connect.exports);
      const key = `nobody ${one.account.key}`;
      const account = { ...one.account, key, immutableId: base64(bytesOf(key)) };
      connect.exports.push({ ...one, account, joined: base64(bytesOf(`object of ${key}`)), changes: [] });
      return true;
    },
  ),
  connectMutation('pending exports of an active server', 'StagingModeEnabled in the scheduler', (connect) => {
    withoutDeletions(connect);
    connect.scheduler.StagingModeEnabled = false;
  }),
  connectMutation('pending exports while a cycle runs', 'SyncCycleInProgress in the scheduler', (connect) => {
    withoutDeletions(connect);
    connect.scheduler.SyncCycleInProgress = true;
  }),
  connectMutation('pending exports after a failed import', 'the result of the run', (connect, _target, random) =>
    setRuns(connect, 'Import', { Result: random.pick(failures) }, random),
  ),
  connectMutation(
    'pending exports after a failed synchronization',
    'the result of the run',
    (connect, _target, random) => setRuns(connect, 'Synchronization', { Result: random.pick(failures) }, random),
  ),
  connectMutation(
    'pending exports after a run that has not ended',
    'IsRunComplete and the result of the run',
    (connect, _target, random) =>
      setRuns(
        connect,
        random.pick(['Import', 'Synchronization']),
        { Result: 'in-progress', IsRunComplete: false, EndDate: null },
        random,
      ),
  ),
  connectMutation('pending exports of a server that has not imported', 'no run of an import', (connect) => {
    withoutDeletions(connect);
    connect.runs = connect.runs.filter(({ RunProfileName }) => !String(RunProfileName).includes('Import'));
  }),
  connectMutation('pending exports of a server that has not synchronised', 'no run of a synchronization', (connect) => {
    withoutDeletions(connect);
    connect.runs = connect.runs.filter(({ RunProfileName }) => !String(RunProfileName).includes('Synchronization'));
  }),
  connectMutation(
    'pending exports of before the other evidence',
    'the beginning of the runs against the times of reading',
    (connect) => {
      withoutDeletions(connect);
      for (const run of connect.runs)
        Object.assign(run, { StartDate: '/Date(1790000000000)/', EndDate: '/Date(1790000060000)/' });
    },
    { fits: evidence, other: evidence },
  ),
  connectMutation(
    'pending exports after runs of the future',
    'the times of the runs against the clock of the assessment',
    (connect, _target, random) =>
      setRuns(
        connect,
        random.pick(['Import', 'Synchronization']),
        { StartDate: future(random), EndDate: future(random) },
        random,
      ),
  ),
  connectMutation(
    'pending exports after a run that ended before it began',
    'the times of the run',
    (connect, _target, random) =>
      setRuns(connect, random.pick(['Import', 'Synchronization']), { EndDate: '/Date(1790000000000)/' }, random),
  ),
  connectMutation(
    'pending exports without a sync status',
    'no file for it',
    (connect) => {
      withoutDeletions(connect);
      connect.scheduler = {};
      connect.runs = [];
    },
    { questions: ['syncStatus', 'pendingExports'] },
  ),
  connectMutation('the list of pending exports cut off', 'the XML has no end', (_connect, { set, random }) => {
    set.exportsText.push((text) => text.slice(0, 80 + random(text.length - 100)));
    return true;
  }),
];
