import type { Assessment, Finding } from '../domain/assessment.js';
import { connectEvidenceKinds } from '../domain/connect.js';
import { type EvidenceKind, type EvidenceQuestion, kindFlags } from '../domain/evidence.js';
import { questionList } from './describe.js';

/** Which questions are answered, and how the rest would be. */
export interface Answers {
  readonly answered: readonly EvidenceQuestion[];
  /** Answered by evidence of which something is missing: what was not read may change the answer. */
  readonly withGaps: readonly EvidenceQuestion[];
  readonly open: readonly EvidenceQuestion[];
  /** Sentences: what is missing for the open ones and how to get it; code is marked as in Markdown. */
  readonly ways: readonly string[];
}

const onPrem = ['onPrem'] as const;
const entra = ['entra'] as const;
const both = ['onPrem', 'entra'] as const;

/** The evidence that answers a question. */
const sourcesOf: Readonly<Record<EvidenceQuestion, readonly EvidenceKind[]>> = {
  anchors: both,
  consistencyGuid: onPrem,
  accountState: both,
  addresses: both,
  cloudSyncFlag: entra,
  sid: both,
  groups: both,
  objectIdentifier: both,
  service: entra,
  pendingExports: ['pendingExports'],
  disconnectors: ['disconnectors'],
  exportErrors: ['exportErrors'],
  syncStatus: ['syncStatus'],
  connectConfig: ['connectConfig'],
  okta: ['okta'],
};

/** Sorts the questions by whether evidence answers them. `gaps`: the findings of what is missing. */
export function answersOf(assessment: Assessment, gaps: readonly Finding[]): Answers {
  const { scope, openQuestions: open, evidence } = assessment;
  const places = new Set(gaps.map(({ at }) => at?.origin));
  const torn = new Set(
    evidence.flatMap(({ kind, origin, rejected }) => (rejected > 0 || places.has(origin) ? kind : [])),
  );
  const isTorn = (question: EvidenceQuestion): boolean => sourcesOf[question].some((kind) => torn.has(kind));
  return {
    answered: scope.filter((question) => !isTorn(question)),
    withGaps: scope.filter(isTorn),
    open,
    ways: waysOf(assessment),
  };
}

function waysOf({ openQuestions: open, evidence, meta }: Assessment): readonly string[] {
  const given = new Set(evidence.map(({ kind }) => kind));
  const wanted = new Set(open.flatMap((question) => sourcesOf[question]));
  const hasStack = meta.stack !== undefined;
  const lists = open.filter((question) => ['pendingExports', 'disconnectors', 'exportErrors'].includes(question));
  const unproven = given.has('syncStatus') ? [] : lists.filter((list) => given.has(list as EvidenceKind));
  // Lists prove nothing without the status.
  const files = connectEvidenceKinds
    .filter((kind) => wanted.has(kind) && !given.has(kind))
    .map((kind) => kindFlags[kind]);
  const sides = [
    ...(wanted.has('onPrem') ? ['`entra-cutover collect on-prem`'] : []),
    ...(wanted.has('entra') ? ['`entra-cutover collect entra`'] : []),
  ];
  const steps = [
    ...(sides.length === 0 ? [] : [`read every field with ${sides.join(' and ')}`]),
    ...(files.length === 0
      ? []
      : [
          hasStack
            ? `add ${files.join(', ')} of the Entra Connect server with \`entra-cutover collect connect\``
            : `give files of the Entra Connect server with ${files.map((name) => `--${name}`).join(', ')}`,
        ]),
    ...(wanted.has('okta') ? [`read Okta with \`entra-cutover collect okta\`${hasStack ? '' : ' (--okta)'}`] : []),
  ];
  return [
    ...(unproven.length === 0
      ? []
      : [`Read, but no answer without the sync status of the server: ${questionList(unproven)}.`]),
    ...(steps.length === 0 ? [] : [`To answer them: ${steps.join('; ')}.`]),
  ];
}
