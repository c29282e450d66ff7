import { type Assessment, type Decision, type Finding, severities } from '../domain/assessment.js';
import { byText } from '../domain/by-text.js';
import { counted } from '../domain/counted.js';
import { type CompleteSide, evidenceQuestions } from '../domain/evidence.js';
import { isEvidenceRule, type RuleMetadata } from '../domain/rule.js';
import { effectiveSourceAnchor } from '../domain/source-anchor.js';
import type { VendorFact } from '../domain/vendor-facts/index.js';
import type { WaiverFile } from '../domain/waiver.js';
import { explainAnchors } from '../validation/explain-anchors.js';
import { type Found, findAll, uncheckedRules } from '../validation/find-all.js';
import type { DatedPopulation, Population } from '../validation/population.js';
import type { FindingDraft } from '../validation/rule.js';
import { ruleRegistry } from '../validation/rules/index.js';
import { detailSourceAttribute } from '../validation/source-attribute.js';
import { connectNotes, judgeConnectConfiguration, lacksConnectVersion, scopeNotes } from './connect-config.js';
import { judgeConnectExports } from './connect-exports.js';
import { type EvidenceDemands, judgeAdditions, judgeAnswers, judgeEvidence, judgeNames } from './evidence.js';
import { type ExportBudget, judgeBudget } from './export-budget.js';
import { judgeLookAlikes } from './look-alikes.js';
import { lacksOktaApp, mayLackOktaPeople } from './okta-people.js';
import { answeredQuestions } from './questions.js';
import { judgeDeletions, judgeThresholds, type Thresholds } from './thresholds.js';
import { judgeVersions, type VersionDemands } from './untried-versions.js';
import { type FactDemands, judgeFacts } from './vendor-facts.js';
import { applyWaivers, type JudgedFinding } from './waivers.js';
import { judgeWave } from './wave.js';

/** What the gate judges by, besides the population. */
export interface GateSettings {
  readonly thresholds: Thresholds;
  readonly waivers: readonly WaiverFile[];
  /** Set for a stack: evidence must then be dated, fresh and from the tenant. */
  readonly demands?: EvidenceDemands;
  readonly budget?: ExportBudget | undefined;
  /** True in the phases in which the stack lets its Entra Connect server leave staging mode. */
  readonly connectTakesOver?: boolean | undefined;
  /** Evidence that should have been read and could not be: one sentence each. */
  readonly missing: readonly string[];
  /** Who writes at the same time as Entra, as both services were just read: one sentence each. */
  readonly twoWriters?: readonly string[];
  /** Of a stack: what it says of old vendor facts. Left out for files, and null where stand-ins answer in the vendors' place. */
  readonly factDemands?: FactDemands | null | undefined;
  /** Of a stack: what it says of versions that nobody has tried. Left out and null as `factDemands` are. */
  readonly versionDemands?: VersionDemands | null | undefined;
  /** The vendor facts, where not those of the table. */
  readonly facts?: readonly VendorFact[] | undefined;
  /** Sides that were declared complete (`--complete`): the report repeats it. */
  readonly complete?: readonly CompleteSide[] | undefined;
  /** The time of the assessment, ISO 8601 in UTC. */
  readonly at: string;
}

/** The part of an assessment that needs neither clock nor hash. */
export type Judgement = Pick<
  Assessment,
  | 'decision'
  | 'scope'
  | 'cutoverReady'
  | 'openQuestions'
  | 'counts'
  | 'findings'
  | 'sourceAttribute'
  | 'unchecked'
  | 'messages'
>;

const registry: ReadonlyMap<string, RuleMetadata> = new Map(ruleRegistry.map((rule) => [rule.id, rule]));
const ruleOrder: ReadonlyMap<string, number> = new Map(ruleRegistry.map(({ id }, index) => [id, index]));

/** What a population shows whenever it is judged, and by whatever limits and waivers. */
export interface Examination {
  readonly found: readonly Found[];
  /** Why rules can't look at the population, by rule. */
  readonly unchecked: Readonly<Record<string, string>>;
}

/** Runs every rule, and looks at everybody for what is about the evidence itself. */
export function examine(population: Population): Examination {
  return {
    found: [
      ...findAll(population),
      ...judgeWave(population),
      ...judgeAdditions(population),
      ...judgeNames(population),
      ...judgeLookAlikes(population),
    ],
    unchecked: uncheckedRules(population),
  };
}

/**
 * Applies thresholds, waivers and accepted losses, and decides.
 *
 * @param examination of this population, where somebody has made it already.
 */
export function judge(
  population: DatedPopulation,
  settings: GateSettings,
  examination: Examination = examine(population),
): Judgement {
  const connect = judgeConnectExports(population, settings.at, settings.connectTakesOver === true);
  const oktaOpen = lacksOktaApp(population) || mayLackOktaPeople(population);
  const answered = answeredQuestions(population, settings.demands).filter(
    (question) => !connect.withheld.has(question) && !(oktaOpen && question === 'okta'),
  );
  const leftOut = judgeConnectConfiguration(population, answered);
  const configurationOpen = leftOut.length > 0 || lacksConnectVersion(population);
  const scope = answered.filter((question) => !configurationOpen || question !== 'connectConfig');
  const judged = [
    ...examination.found,
    ...judgeThresholds(population, settings.thresholds),
    ...judgeBudget(population, settings.budget),
    ...judgeEvidence(population, settings.demands, settings.at),
    ...connect.drafts,
    ...leftOut.map((draft) => ({ rule: 'evidence-incomplete', draft })),
    ...(settings.factDemands === null ? [] : judgeFacts(settings.at, settings.factDemands, settings.facts)).map(
      (draft) => ({ rule: 'evidence-facts-old', draft }),
    ),
    ...judgeVersions(population, settings.versionDemands).map((draft) => ({ rule: 'evidence-version-untried', draft })),
    ...(settings.twoWriters ?? []).map((found) => ({ rule: 'two-writers', draft: { found } })),
    ...settings.missing.map((found) => ({ rule: 'evidence-missing', draft: { found } })),
  ];
  const drafts = [...judged, ...judgeAnswers(scope, judged)];
  const { findings, messages, unused } = applyWaivers(drafts.map(complete), settings.waivers, settings.at);
  const exceeded = judgeDeletions(findings, settings.thresholds, population.counts.entraUsers).map(
    (draft) => complete(draft).finding,
  );
  const sorted = [...findings, ...exceeded].map((finding) => ({ finding, key: sortKey(finding) }));
  sorted.sort((a, b) => byText(a.key, b.key));
  const openQuestions = evidenceQuestions.filter((question) => !scope.includes(question));
  const decision = decide(sorted.map(({ finding }) => finding));
  return {
    decision,
    scope,
    cutoverReady: decision === 'cleared' && openQuestions.length === 0,
    openQuestions,
    counts: population.counts,
    findings: sorted.map(({ finding }) => finding),
    ...(drafts.some(({ rule }) => rule === 'source-attribute') && {
      sourceAttribute: detailSourceAttribute(explainAnchors(population.identities, population.cleanPairs), population),
    }),
    unchecked: { ...examination.unchecked, ...undeclared(settings, population) },
    messages: [
      ...messages,
      ...unused,
      ...(settings.complete ?? []).map(declaredText),
      ...ignoredGuids(population),
      ...scopeNotes(population),
      ...connectNotes(population),
      ...lostText(population),
    ],
  };
}

/** Limits that nobody set: nothing was held against them. */
function undeclared(
  { thresholds: { creations, softMatches, percentages }, budget }: GateSettings,
  { settings: { waves } }: Population,
): Readonly<Record<string, string>> {
  const reason = 'no limit is declared';
  return {
    ...(creations === undefined && percentages?.creations === undefined && { 'creation-threshold': reason }),
    ...(softMatches === undefined && percentages?.softMatches === undefined && { 'soft-match-threshold': reason }),
    ...(budget === undefined && { 'export-budget': 'no budget is declared' }),
    ...(waves === undefined && { 'outside-wave': 'no wave is declared' }),
  };
}

/** Blocked by any error that is neither waived nor about the evidence itself; indeterminate by the latter. */
export function decide(findings: readonly Finding[]): Decision {
  const errors = findings.filter(({ severity, waived }) => severity === 'error' && !waived);
  if (errors.some(({ rule }) => !isEvidenceRule(rule))) return 'blocked';
  return errors.length > 0 ? 'indeterminate' : 'cleared';
}

/** A draft with the words of its rule where it has none of its own. */
function complete({ rule, draft }: { rule: string; draft: FindingDraft }): JudgedFinding {
  const metadata = registry.get(rule);
  if (metadata === undefined) throw new Error(`rule ${rule} is not in the registry`);
  const {
    unacceptable,
    attributes,
    severity,
    subject,
    related,
    diagnosis,
    expected,
    found,
    consequence,
    remedy,
    at,
    prediction,
  } = draft;
  // Filled in property by property, in the order of the report, as in validation/subject.ts: there may be thousands.
  const finding = { rule, severity: severity ?? metadata.severity, waived: false } as {
    -readonly [Key in keyof Finding]: Finding[Key];
  };
  if (subject !== undefined) finding.subject = subject;
  if (related !== undefined) finding.related = related;
  if (diagnosis !== undefined) finding.diagnosis = diagnosis;
  if (expected !== undefined) finding.expected = expected;
  if (found !== undefined) finding.found = found;
  finding.consequence = consequence ?? metadata.consequence;
  finding.remedy = remedy ?? metadata.remedy;
  if (at !== undefined) finding.at = at;
  if (prediction !== undefined) finding.prediction = prediction;
  return { finding, unacceptable, attributes };
}

/** Findings sort by severity, rule and person: by what they are about, never by where it was read. */
function sortKey({ severity, rule, subject, found }: Finding): string {
  const { objectType, userPrincipalName, objectGuid, entraObjectId, sourceAnchor, immutableId } = subject ?? {};
  const order = [severities.indexOf(severity), String(ruleOrder.get(rule)).padStart(3, '0')];
  const ids = [objectGuid, entraObjectId, sourceAnchor, immutableId];
  return [...order, objectType, userPrincipalName?.toLowerCase(), ...ids, found].join('\0');
}

function declaredText(side: CompleteSide): string {
  const name = side === 'onPrem' ? 'on-premises' : 'Entra';
  return `Declared with --complete ${side}, not shown by the evidence: the ${name} export is whole, and nobody has a value in its empty columns.`;
}

function lostText(population: Population): string[] {
  return population.sources.flatMap(({ issues }) =>
    issues.filter(({ problem }) => problem === 'unreadable-text').map(({ at, message }) => `${at.origin}: ${message}`),
  );
}

/** A source anchor that leaves filled mS-DS-ConsistencyGuid values out of account: Entra Connect must be set up just so. */
function ignoredGuids({ inScope, settings: { sourceAnchor } }: Population): string[] {
  const filled = inScope.filter(
    (user) => user.consistencyGuid !== undefined && user.consistencyGuid !== effectiveSourceAnchor(user, sourceAnchor),
  ).length;
  if (filled === 0) return [];
  return [
    `The source anchor is declared to be ${sourceAnchor.attribute}: the mS-DS-ConsistencyGuid of ${counted(filled, 'person', 'people')}, which gives another anchor, is not used. This holds only if Entra Connect is installed with ${sourceAnchor.attribute} too; by default it takes mS-DS-ConsistencyGuid.`,
  ];
}
