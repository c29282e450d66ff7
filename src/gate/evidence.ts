import { futureTime } from '../domain/clock.js';
import { counted } from '../domain/counted.js';
import { type EvidenceQuestion, type EvidenceSource, kindFlags, questionWords } from '../domain/evidence.js';
import type { EntraObject } from '../domain/objects.js';
import { isEvidenceRule } from '../domain/rule.js';
import { attributeText, fieldsGiveAnchor } from '../domain/source-anchor.js';
import type { CutList } from '../validation/cut-lists.js';
import { type DatedPopulation, isComplete, type Population } from '../validation/population.js';
import type { FindingDraft } from '../validation/rule.js';
import { foreignOrigin, mixedOrigins, type OriginDemands } from './origin.js';
import { unansweredByEntra } from './questions.js';

/** What a stack demands of its evidence beyond completeness. */
export interface EvidenceDemands extends OriginDemands {
  /** `connect`: of everything that was exported from an Entra Connect server; that of Entra when left out. */
  readonly maximumAgeHours: { readonly onPrem: number; readonly entra: number; readonly connect?: number };
}

type Draft = { rule: string; draft: FindingDraft };

/** Rows named individually per source: beyond that the count says enough. */
const namedRows = 100;

type JudgedPopulation = Pick<
  DatedPopulation,
  | 'sources'
  | 'counts'
  | 'settings'
  | 'fields'
  | 'gaps'
  | 'cutLists'
  | 'untoldAnchors'
  | 'disagreements'
  | 'entraUsers'
  | 'cleanPairs'
>;

/** Everything that keeps the evidence from answering: incomplete, undated, stale or from elsewhere. */
export function judgeEvidence(population: JudgedPopulation, demands: EvidenceDemands | undefined, at: string): Draft[] {
  const { sources, counts } = population;
  return [
    ...sources.flatMap(incompleteness),
    ...emptySides(sources, counts),
    ...sources.flatMap((source) => anchorColumns(source, population)),
    ...sources.flatMap((source) => immutableIdColumn(source, population)),
    ...untoldAnchors(population),
    ...namelessAccounts(population),
    ...population.cutLists.flatMap((cut) => cutListDraft(cut, sources)),
    ...disagreementDrafts(population),
    ...sources.flatMap((source) => readInTheFuture(source, at)),
    // A stack says which tenant and server are meant.
    ...(demands === undefined
      ? mixedOrigins(sources).map(({ origin, ...draft }) => ({
          rule: 'evidence-from-other-tenant',
          draft: { ...draft, at: { origin, line: 1 } },
        }))
      : [...sources.flatMap((source) => datedness(source, sources, demands, at)), ...graphAnswers(population)]),
  ];
}

/** ImmutableIDs in a source that does not show that they were asked for. */
function immutableIdColumn(
  { kind, empty, origin }: EvidenceSource,
  { counts, entraUsers }: Pick<JudgedPopulation, 'counts' | 'entraUsers'>,
): Draft[] {
  if (kind !== 'entra' || counts.entraUsers === 0 || !empty?.has('immutableId')) return [];
  const somebodyHas = entraUsers.some(({ immutableId, at }) => immutableId !== undefined && at.origin === origin);
  return [
    incomplete({
      found: somebodyHas
        ? `nothing in ${origin} shows that everybody’s ImmutableID was asked for`
        : `${origin} has an ImmutableID for nobody, and nothing shows that they were asked for`,
      expected: 'a value for somebody, or a source that shows it was asked for, such as a page with $select',
      remedy:
        'Export it with -Property OnPremisesImmutableId or $select, or with `collect entra`. If really nobody has one, say so with --complete entra.',
      at: { origin, line: 1 },
    }),
  ];
}

/** Values of which nobody can say what bytes they stand for: people who have one were compared with nothing. */
function untoldAnchors({ untoldAnchors: users, settings: { sourceAnchor } }: JudgedPopulation): Draft[] {
  const [first] = users;
  if (first === undefined) return [];
  const { attribute } = sourceAnchor;
  const value = attributeText(first, attribute.toLowerCase()) ?? '';
  return [
    incomplete({
      found: `nothing shows the bytes of ${attribute} of ${counted(users.length, 'on-premises user')}, first ${first.userPrincipalName ?? first.name ?? 'one without a name'}: “${value.slice(0, 60)}”`,
      expected: `values whose bytes are known, because the source anchor is the Base64 of the bytes of ${attribute}`,
      remedy: `Export ${attribute} with ldifde or csvde, which show its bytes. If it holds text, set the source anchor to ${attribute}:text-base64: that is the Base64 of the text.`,
      at: first.at,
    }),
  ];
}

/** Every account of Entra has a UPN: who is read without one could be anybody, and names contradict no anchor. */
function namelessAccounts({ entraUsers, counts }: JudgedPopulation): Draft[] {
  const nameless = entraUsers.filter(({ userPrincipalName }) => userPrincipalName === undefined);
  const [first] = nameless;
  if (first === undefined) return [];
  return [
    incomplete({
      found: `of ${counted(counts.entraUsers, 'Entra user')} ${counted(nameless.length, 'has', 'have')} no UserPrincipalName in the evidence, first ${nameOf(first)}`,
      expected: 'a UserPrincipalName for everybody: every account has one',
      consequence:
        'It was not asked for, or was lost. Without it nobody sees that the anchor sits on somebody else’s account, and the environment can’t be called cleared.',
      remedy: 'Export UserPrincipalName too (docs/evidence-formats.md has the command), or use `collect entra`.',
      at: first.at,
    }),
  ];
}

const sideNames = { onPrem: 'on-premises', entra: 'Entra' } as const;

function cutListDraft({ side, rows, tool, leftOver }: CutList, sources: readonly EvidenceSource[]): Draft[] {
  // A list of which something could not be read is known not to be whole: nobody may say that it is.
  if (!sources.every((source) => source.kind !== side || isComplete(source))) return [];
  const origin = sources.find(({ kind, mayBeCut }) => kind === side && mayBeCut)?.origin ?? side;
  const other = side === 'onPrem' ? 'Entra' : 'on-premises';
  const found = `the ${sideNames[side]} files hold ${tool === undefined ? 'only' : 'exactly'} ${counted(rows, 'record')}, and ${counted(leftOver, `${other} person has`, `${other} people have`)} no counterpart there`;
  const why = tool === undefined ? 'They may be only a part.' : `They may have been cut: ${tool}.`;
  const draft = incomplete({
    found,
    consequence: `${why} The environment can’t be called cleared: a person who was not read may be the one who matters.`,
    remedy: `Export everybody. If it is whole, say so with --complete ${side}.`,
    at: { origin, line: 1 },
  });
  return [draft];
}

/** Objects named one by one at most. */
const namedDisagreements = 20;

function disagreementDrafts({ disagreements }: JudgedPopulation): Draft[] {
  const named = disagreements.slice(0, namedDisagreements).map(({ id, first, second, fields }) =>
    incomplete({
      found: `object ${id} was read twice and differs in ${fields.join(', ')}: ${first.origin}, line ${first.line}, and ${second.origin}, line ${second.line}`,
      expected: 'the same values each time',
      remedy: 'Export everything again, at one time, and give each file once.',
      at: second,
    }),
  );
  const more = disagreements.length - named.length;
  if (more === 0) return named;
  return [
    ...named,
    incomplete({
      found: `${counted(more, 'more object was read twice and differs', 'more objects were read twice and differ')}`,
    }),
  ];
}

/** A cutover needs the questions answered that reading the tenant answers. */
function graphAnswers(population: JudgedPopulation): Draft[] {
  const open = unansweredByEntra(population);
  if (open.length === 0) return [];
  const unknown = population.gaps.entra
    .filter(({ field }) => population.sources.some(({ kind, fields }) => kind === 'entra' && fields.has(field)))
    .map(({ field, users }) => `; ${field} is empty for ${users.length}, first ${nameOf(users[0])}`);
  return [
    incomplete({
      found: `the Entra evidence does not show what these questions need: ${open.map((question) => questionWords[question]).join(', ')}${unknown.join('')}`,
      remedy: 'Read the tenant with `entra-cutover collect entra`, or set cutover:evidence.entra to live.',
    }),
  ];
}

function nameOf(user: EntraObject | undefined): string {
  return (
    user?.userPrincipalName ?? user?.entraObjectId ?? user?.immutableId ?? user?.displayName ?? 'one without an id'
  );
}

/** The attribute that becomes the UPN must be in the evidence: without it nobody's name in the cloud is known. */
export function judgeNames({
  settings: { userPrincipalNameAttribute: attribute = 'userPrincipalName' },
  sources,
  fields: { onPrem: common },
}: Pick<Population, 'settings' | 'sources' | 'fields'>): Draft[] {
  // A file of groups or contacts alone needs no name of a user.
  if (hasField(common, attribute)) return [];
  return sources
    .filter(({ kind, fields }) => kind === 'onPrem' && fields.size > 0 && !hasField(fields, attribute))
    .map(({ origin }) =>
      incomplete({
        found: `the on-premises evidence has no ${attribute} column, which becomes the UPN in Entra`,
        at: { origin, line: 1 },
      }),
    );
}

function hasField(fields: ReadonlySet<string>, attribute: string): boolean {
  return [...fields].some((field) => field.toLowerCase() === attribute.toLowerCase());
}

/** A staged addition can only be told from a duplicate by comparing it with the cloud. */
export function judgeAdditions({ pendingExports, sources }: Pick<Population, 'pendingExports' | 'sources'>): Draft[] {
  const additions = pendingExports.filter(({ operation }) => operation === 'add').length;
  if (additions === 0 || sources.some(({ kind }) => kind === 'entra')) return [];
  return [
    {
      rule: 'evidence-missing',
      draft: {
        found: `${counted(additions, 'staged creation')} can’t be judged without the Entra inventory: any of them may be a duplicate`,
        remedy: 'Give the Entra side too (--entra FILE).',
      },
    },
  ];
}

/** Evidence that answers no question clears nobody of anything; what else is missing may say why already. */
export function judgeAnswers(scope: readonly EvidenceQuestion[], judged: readonly Draft[]): Draft[] {
  if (scope.length > 0 || judged.some(({ rule, draft }) => isEvidenceRule(rule) && draft.severity === undefined))
    return [];
  return [
    {
      rule: 'evidence-missing',
      draft: {
        found: 'what was given answers no question',
        expected: 'evidence that answers at least one',
        remedy:
          'Give both sides (--on-prem FILE and --entra FILE). Lists of Entra Connect need the status of its server too (--sync-status FILE).',
      },
    },
  ];
}

function incompleteness(source: EvidenceSource): Draft[] {
  const issues = source.issues.filter(({ problem }) => problem !== 'unreadable-text');
  const first = issues.slice(0, namedRows);
  const named = first.map(({ at, message }) => incomplete({ found: message, at }));
  // A source that says it rejected rows it does not name is as incomplete as one that names them.
  const rows = first.reduce((sum, { problem, rows: count = 1 }) => (problem === 'row-rejected' ? sum + count : sum), 0);
  const unnamed = Math.max(issues.length - named.length, source.rejected - rows);
  if (unnamed <= 0) return named;
  return [
    ...named,
    incomplete({
      found: `${counted(unnamed, 'more row')} of ${source.origin} could not be read`,
      at: { origin: source.origin, line: 1 },
    }),
  ];
}

function emptySides(sources: readonly EvidenceSource[], counts: { onPremUsers: number; entraUsers: number }): Draft[] {
  const side = (kind: EvidenceSource['kind'], users: number, name: string): Draft[] => {
    const own = sources.filter((candidate) => candidate.kind === kind);
    const [source] = own;
    // A source that could not be read says so itself.
    if (source === undefined || users > 0 || !own.every(isComplete)) return [];
    return [incomplete({ found: `the ${name} evidence lists no user`, at: { origin: source.origin, line: 1 } })];
  };
  return [...side('onPrem', counts.onPremUsers, 'on-premises'), ...side('entra', counts.entraUsers, 'Entra')];
}

/** False where nobody has an ImmutableID: then no anchor is compared with any. */
function comparesAnchors({ entraUsers, cleanPairs, sources }: JudgedPopulation): boolean {
  const isRead = sources.some(({ kind }) => kind === 'entra');
  return !isRead || cleanPairs.people > 0 || entraUsers.some(({ immutableId }) => immutableId !== undefined);
}

/** The attribute that anchors are computed from must be in the evidence; without ConsistencyGuid they come from objectGUID. */
function anchorColumns(source: EvidenceSource, population: JudgedPopulation): Draft[] {
  const setting = population.settings.sourceAnchor;
  if (source.kind !== 'onPrem' || source.fields.size === 0) return [];
  const at = { origin: source.origin, line: 1 };
  if (!fieldsGiveAnchor(source.fields, setting)) {
    return [
      incomplete({
        found: `the on-premises evidence has no ${setting.attribute} column, which is the source anchor`,
        at,
      }),
    ];
  }
  if (setting.attribute.toLowerCase() !== 'ms-ds-consistencyguid' || source.fields.has('consistencyGuid')) return [];
  if (!comparesAnchors(population)) return [];
  const another = population.sources.some(({ kind, fields }) => kind === 'onPrem' && fields.has('consistencyGuid'));
  return [
    incomplete({
      severity: 'warning',
      found: source.empty?.has('consistencyGuid')
        ? 'the column ConsistencyGuid is empty for everybody, as it is when nobody asked for it: anchors are computed from objectGUID'
        : another
          ? `${source.origin} has no ConsistencyGuid column: anchors of people who are in no other file are computed from objectGUID`
          : 'the on-premises evidence has no ConsistencyGuid column: anchors are computed from objectGUID',
      consequence:
        'For anybody whose ConsistencyGuid differs from objectGUID, Entra computes another anchor than this assessment.',
      remedy:
        'Export that attribute too (docs/evidence-formats.md has the command). If really nobody has one, say so with --complete onPrem.',
      at,
    }),
  ];
}

/** A reading that is in the future has a wrong date, and would count as fresh again when its day comes. */
function readInTheFuture({ kind, readAt, origin }: EvidenceSource, at: string): Draft[] {
  if (!futureTime(readAt, at)) return [];
  return [
    {
      rule: 'evidence-stale',
      draft: {
        found: `${origin} was read at ${readAt}, which is in the future`,
        expected: 'a time that has passed',
        remedy: `Correct the clock of the machine that read it, or the time that was given for it, and ${readAgain(kind)}.`,
        at: { origin, line: 1 },
      },
    },
  ];
}

/** How evidence of the kind is read again, so that it says when and where it was read. */
function readAgain(kind: EvidenceSource['kind']): string {
  if (kind === 'onPrem')
    return 'read the directory with `entra-cutover collect on-prem`, or date an export of it with `entra-cutover collect on-prem --from FILE --exported-at TIME --output EVIDENCE`';
  if (kind === 'entra')
    return 'read the tenant with `entra-cutover collect entra`, or set cutover:evidence.entra to live; an export of Entra that was made by hand says neither its time nor its tenant';
  if (kind === 'okta') return 'read the org with `entra-cutover collect okta`';
  return `export it again and date it with \`entra-cutover collect connect --kind ${kindFlags[kind]} --from FILE --exported-at TIME --output EVIDENCE\``;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function datedness(
  source: EvidenceSource,
  sources: readonly EvidenceSource[],
  demands: EvidenceDemands,
  at: string,
): Draft[] {
  const drafts: Draft[] = [];
  const position = { origin: source.origin, line: 1 };
  const hours = maximumAge(source.kind, demands.maximumAgeHours);
  const stale = (found: string): Draft => ({
    rule: 'evidence-stale',
    draft: {
      found,
      expected: `read within the last ${counted(hours, 'hour')}`,
      remedy: sentence(readAgain(source.kind)),
      at: position,
    },
  });
  if (source.readAt === undefined) {
    drafts.push(stale(`${source.origin} does not say when it was read`));
  } else {
    const age = (Date.parse(at) - Date.parse(source.readAt)) / 3_600_000;
    // NaN, an unreadable date, must not pass either.
    if (!(age <= hours)) drafts.push(stale(`${source.origin} was read at ${source.readAt}`));
  }
  const foreign = foreignOrigin(source, sources, demands);
  if (foreign !== undefined) {
    // What names no tenant is not from another one: no setting is wrong.
    const remedy = source.kind === 'entra' && source.tenant === undefined ? sentence(readAgain('entra')) : undefined;
    const draft = { ...foreign, ...(remedy !== undefined && { remedy }), at: position };
    drafts.push({ rule: 'evidence-from-other-tenant', draft });
  }
  return drafts;
}

function maximumAge(kind: EvidenceSource['kind'], hours: EvidenceDemands['maximumAgeHours']): number {
  if (kind === 'onPrem') return hours.onPrem;
  return kind === 'entra' || kind === 'okta' ? hours.entra : (hours.connect ?? hours.entra);
}

function incomplete(draft: FindingDraft): Draft {
  return { rule: 'evidence-incomplete', draft };
}
