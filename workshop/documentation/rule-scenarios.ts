// The scenarios of the rules (scenarios/README.md): evidence, settings and what is expected of them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding, Subject } from '../../src/domain/assessment.js';
import type { Evidence } from '../../src/domain/evidence.js';
import { defaultSourceAnchor } from '../../src/domain/source-anchor.js';
import {
  readConnectConfigurationFiles,
  readDisconnectorFiles,
  readExportErrorFiles,
  readOktaFiles,
  readPendingExportFiles,
  readSyncStatusFiles,
} from '../../src/evidence/connect-files.js';
import { readEntraFiles, readOnPremFiles } from '../../src/evidence/files.js';
import { type GateSettings, type Judgement, judge } from '../../src/gate/decide.js';
import {
  type EvidenceSet,
  type Population,
  populate,
  type ValidationSettings,
} from '../../src/validation/population.js';

const root = fileURLToPath(new URL('../../scenarios/rules', import.meta.url));

type DomainSets = 'verifiedDomains' | 'federatedDomains' | 'declaredOktaApps';

/** What a scenario declares next to its evidence: settings.json. */
type ScenarioSettings = Partial<Omit<ValidationSettings, DomainSets>> &
  Partial<
    Pick<
      GateSettings,
      | 'thresholds'
      | 'waivers'
      | 'demands'
      | 'missing'
      | 'twoWriters'
      | 'connectTakesOver'
      | 'budget'
      | 'facts'
      | 'factDemands'
      | 'versionDemands'
    >
  > & {
    readonly [Name in DomainSets]?: string[];
  };

/** One finding as expected.json states it: everything but its words and where it was read. */
export type Expected = Pick<Finding, 'severity' | 'diagnosis' | 'expected' | 'found' | 'prediction'> & {
  readonly subject?: string;
  readonly related?: readonly string[];
};

/** A scenario of a rule: the one of its folder, or a case in a folder below. */
export interface Scenario {
  readonly rule: string;
  /** `upn-changed`, or `upn-changed/managed-domain`. */
  readonly name: string;
  readonly folder: string;
  readonly expected: readonly Expected[];
}

/** The rules that have a folder. */
export function scenarioRules(): readonly string[] {
  return readdirSync(root).sort();
}

/** The rule's scenarios: its folder, and the cases below it. */
export function scenariosOf(rule: string): readonly Scenario[] {
  const cases = readdirSync(join(root, rule), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [rule, ...cases.map(({ name }) => `${rule}/${name}`).sort()].map((name) => {
    const folder = join(root, name);
    const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected[];
    return { rule, name, folder, expected };
  });
}

/** A scenario that was read, with a judge who may be asked again after a rule was broken. */
export interface ReadScenario {
  readonly population: Population;
  readonly judge: () => readonly Finding[];
  /** The whole of what the judge says. */
  readonly judgement: () => Judgement;
}

/** What was read of a scenario's files, by its folder and what was left out: reading costs several times what judging does. */
const readAlready = new Map<string, Promise<EvidenceSet>>();

/** Reads a scenario's evidence as `assess` would; `backwards`: every file's last record first; `leftOut`: without these files. */
export async function readScenario(scenario: Scenario, backwards = false, leftOut?: string): Promise<ReadScenario> {
  const files = (name: string): readonly string[] => (name === leftOut ? [] : filesOf(scenario, name));
  const [settings] = files('settings');
  const given = settingsOf(settings);
  const {
    thresholds = {},
    waivers = [],
    demands,
    missing = [],
    twoWriters = [],
    connectTakesOver,
    budget,
    facts,
    versionDemands,
    factDemands,
    ...declared
  } = given;
  const names = (listed: readonly string[] | undefined) => listed && new Set(listed);
  const key = [scenario.folder, leftOut].join('\n');
  const reading = readAlready.get(key) ?? readEvidence(files);
  readAlready.set(key, reading);
  const evidence = await reading;
  const population = populate(
    backwards ? turned(evidence) : evidence,
    withoutUndefined({
      sourceAnchor: defaultSourceAnchor,
      ...declared,
      verifiedDomains: names(declared.verifiedDomains),
      federatedDomains: names(declared.federatedDomains),
      declaredOktaApps: names(declared.declaredOktaApps),
    }),
  );
  const gate = {
    thresholds,
    waivers,
    missing,
    twoWriters,
    connectTakesOver,
    budget,
    facts,
    factDemands,
    versionDemands: versionDemands ?? null,
    at: '2026-11-24T03:00:00.000Z',
    ...(demands && { demands }),
  };
  const judgement = () => judge(population, gate);
  return { population, judgement, judge: () => judgement().findings };
}

/** The scenario's files of that name. A case takes from its rule's folder what it does not have itself. */
function filesOf({ rule, folder }: Scenario, name: string): readonly string[] {
  const [own = [], inherited = []] = [folder, join(root, rule)].map((place) =>
    readdirSync(place)
      .filter((file) => file.startsWith(`${name}.`))
      .map((file) => join(place, file)),
  );
  return own.length > 0 ? own : inherited;
}

async function readEvidence(files: (name: string) => readonly string[]): Promise<EvidenceSet> {
  return {
    onPrem: await readOnPremFiles(files('on-prem')),
    entra: await readEntraFiles(files('entra')),
    pendingExports: await readPendingExportFiles(files('pending-exports')),
    disconnectors: await readDisconnectorFiles(files('disconnectors')),
    exportErrors: await readExportErrorFiles(files('export-errors')),
    syncStatus: await readSyncStatusFiles(files('sync-status')),
    connectConfig: await readConnectConfigurationFiles(files('connect-config')),
    okta: await readOktaFiles(files('okta')),
  };
}

/** The same evidence with every file's last record first. */
function turned(evidence: EvidenceSet): EvidenceSet {
  const turn = (files: readonly Evidence<object>[]) =>
    files.map(({ source, records }) => ({ source, records: records.toReversed() }));
  return Object.fromEntries(Object.entries(evidence).map(([kind, files]) => [kind, turn(files)])) as never;
}

/** The rule's findings among all of them, in the words of expected.json. */
export function stated({ rule }: Scenario, findings: readonly Finding[]): readonly Expected[] {
  const own = findings
    .filter((finding) => finding.rule === rule)
    .map(({ severity, subject, diagnosis, expected, found, related, prediction }) => ({
      severity,
      subject: nameOf(subject),
      diagnosis,
      expected,
      found,
      related: related?.map(nameOf),
      prediction,
    }));
  return withoutFolders(own as Expected[]);
}

/**
 * The value (of JSON) without the folders of this machine in its texts. Before a text is broken into lines: where it
 * breaks may not depend on where the repository lies.
 */
export function withoutFolders<Value>(value: Value): Value {
  const [head = '', ...paths] = JSON.stringify(value).split(`${root}/`);
  return JSON.parse([head, ...paths.map((path) => path.replace(/^([\w-]+\/)+/, ''))].join('')) as Value;
}

/** The UPN; of what has none its name, and of what has no name either its object id. */
function nameOf(subject: Subject | undefined): string | undefined {
  return subject?.userPrincipalName ?? subject?.name ?? subject?.entraObjectId;
}

function settingsOf(path: string | undefined): ScenarioSettings {
  return path !== undefined && existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ScenarioSettings) : {};
}

function withoutUndefined<Fields extends object>(fields: Fields): never {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
