import type { Connect, DirectoryPolicy } from '../formats/connect.js';
import { at } from '../judge.js';
import type { EntraRecord } from '../organisation.js';
import { base64, bytesOf, guidText, type Random } from '../random.js';
import type { Format } from '../sheet.js';
import { anyFormat, evidence, type Mutation, never, shows, type Target } from './mutation.js';

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

/** Somebody else, whom neither side has. */
function stranger(account: EntraRecord, domain: string): EntraRecord {
  const key = `stranger ${account.key}`;
  const id = guidText(bytesOf(`entra ${key}`));
  return { ...account, key, id, upn: `${account.key}.other@${domain}`, immutableId: base64(bytesOf(key)) };
}

/** Accounts of the cloud alone, which an import brings too. */
function cloudAccounts({ entra: { sheet } }: Target['set']): EntraRecord[] {
  return sheet.rows
    .filter(({ key }) => /^(breakglass|contractor|guest)/.test(key))
    .map(({ key, cells }) => ({
      key,
      type: 'user',
      id: String(cells.get('id')),
      upn: String(cells.get('upn')),
      name: key,
      immutableId: base64(bytesOf(`cloud ${key}`)),
      addresses: [],
    }));
}

/** A policy that takes the whole domain. */
const wholeDomain: DirectoryPolicy = {
  fullyQualifiedDomainName: 'corp.example',
  partitionFilters: [
    {
      distinguishedName: 'DC=corp,DC=example',
      containerInclusions: ['DC=corp,DC=example'],
      containerExclusions: [],
    },
  ],
  customSynchronizationRules: [],
};

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

const unjoined: Partial<Mutation> = { hides: ['account joined to nothing'] };
const contained: Partial<Mutation> = { hides: ['source in a container that Entra Connect leaves out'] };
const showsIdentifier = (format: Format): boolean => format.side === 'onPrem' || shows('objectIdentifier')(format);

/** True where Entra Connect would have to stage the identifier of the person in focus. */
function lacksIdentifier({ set, risk }: Target): boolean {
  const row = set.entra.sheet.rows.find(({ key }) => key === risk?.entra);
  return row !== undefined && row.cells.get('objectIdentifier') === null;
}

/** True where the file shows that the identifier was asked for, in any format. */
function hasIdentifiers({ set }: Target): boolean {
  return set.entra.sheet.rows.some(({ cells }) => typeof cells.get('objectIdentifier') === 'string');
}

function withoutDisconnectors(connect: Connect, random: Random): void {
  if (random.chance(50)) delete connect.disconnectors;
  else connect.disconnectors = [];
}

/** A rule that leaves people out, as nobody documents it: whatever the members are called, it names cloudFiltered. */
function filteringRule(random: Random): object {
  const [list, to] = random.pick([
    ['attributeFlowMappings', 'destination'],
    ['AttributeFlowMappings', 'Destination'],
    ['transformations', 'dest'],
    ['mappings', 'destinationAttribute'],
  ] as const);
  return { name: 'In from AD - leavers', [list]: [{ flowType: 'Constant', source: 'True', [to]: 'cloudFiltered' }] };
}

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
    'a staged update of somebody whom neither side has',
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
  connectMutation('pending exports of a server that has not synchronized', 'no run of a synchronization', (connect) => {
    withoutDeletions(connect);
    connect.runs = connect.runs.filter(({ RunProfileName }) => !String(RunProfileName).includes('Synchronization'));
  }),
  connectMutation(
    'pending exports older than the other evidence',
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
  connectMutation('the list of disconnectors not given', 'no file for it', (connect) => delete connect.disconnectors, {
    ...unjoined,
    questions: ['disconnectors'],
  }),
  connectMutation(
    'somebody without the identifier in neither list',
    'anyone who is matched without onPremisesObjectIdentifier has it staged',
    (connect, target, random) => {
      withoutDisconnectors(connect, random);
      return lacksIdentifier(target) && hasIdentifiers(target);
    },
    { ...unjoined, fits: showsIdentifier },
  ),
  connectMutation(
    'somebody in neither list, and identifiers not asked for',
    'nobody has a value, and the file does not show that it was asked for',
    (connect, target, random) => {
      withoutDisconnectors(connect, random);
      for (const { cells } of target.set.entra.sheet.rows) cells.set('objectIdentifier', null);
    },
    { ...unjoined, questions: ['objectIdentifier', 'pendingExports'], fits: showsIdentifier },
  ),
  connectMutation(
    'the list of disconnectors cut off',
    'the XML has no end',
    (connect, { set, random }) => {
      if (connect.disconnectors === undefined) return false;
      set.disconnectorsText.push((text) => text.slice(0, 80 + random(text.length - 100)));
      return true;
    },
    unjoined,
  ),
  connectMutation(
    'disconnectors of another forest or tenant',
    'nobody on either side has one of them',
    (connect) => {
      connect.disconnectors = (connect.disconnectors ?? []).map((account) => stranger(account, 'elsewhere.example'));
    },
    unjoined,
  ),
  connectMutation(
    'a disconnector that Entra does not have',
    'what was imported from Entra is there',
    (connect, { set }) => {
      const known = cloudAccounts(set);
      if (known.length === 0) return false;
      const strangers = (connect.disconnectors ?? []).map((account) => stranger(account, 'corp.example'));
      connect.disconnectors = [...known, ...strangers];
      return true;
    },
    unjoined,
  ),
  connectMutation(
    'containers of a policy and nobody’s distinguished name',
    'the policy takes some containers only',
    (connect, { set }) => {
      delete connect.disconnectors;
      set.onPrem.sheet.columns = set.onPrem.sheet.columns.filter(({ field }) => field !== 'dn');
    },
    { ...contained, fits: (format) => format.side === 'entra' || (shows('dn')(format) && format.family !== 'ldif') },
  ),
  connectMutation(
    'a directory of the policy without its containers',
    'the directory shows no partition',
    (connect) => {
      delete connect.disconnectors;
      for (const directory of connect.policies.flat()) delete directory.partitionFilters;
    },
    contained,
  ),
  connectMutation(
    'a custom rule in place of the containers',
    'the rule sets cloudFiltered',
    (connect, _target, random) => {
      delete connect.disconnectors;
      const [filters] = wholeDomain.partitionFilters ?? [];
      for (const directory of connect.policies.flat()) {
        directory.partitionFilters = filters ? [filters] : [];
        directory.customSynchronizationRules = [filteringRule(random)];
      }
    },
    contained,
  ),
  connectMutation(
    'a second policy of the domain with other containers',
    'two files differ',
    (connect, _target, random) => {
      delete connect.disconnectors;
      connect.policies = random.chance(50)
        ? [...connect.policies, [wholeDomain]]
        : [[wholeDomain], ...connect.policies];
    },
    contained,
  ),
  connectMutation(
    'the policy not given',
    'no file for it',
    (connect) => {
      delete connect.disconnectors;
      connect.policies = [];
    },
    { ...contained, questions: ['connectConfig'] },
  ),
  connectMutation(
    'the policy cut off',
    'the JSON has no end',
    (connect, { set, random }) => {
      delete connect.disconnectors;
      set.policyText.push((text) => text.slice(0, 1 + random(text.length - 1)));
      return true;
    },
    contained,
  ),
  connectMutation('the list of pending exports cut off', 'the XML has no end', (_connect, { set, random }) => {
    set.exportsText.push((text) => text.slice(0, 80 + random(text.length - 100)));
    return true;
  }),
];
