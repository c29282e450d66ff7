import type { Assessment, Decision } from './assessment.js';
import type { Phase } from './phase.js';

/** One rule that speaks about one subject: what two assessments of different evidence are compared by. */
export interface RuleAndSubject {
  readonly rule: string;
  /** Digest of the identity, or for a rule about the whole which evidence; the same in every assessment. */
  readonly key: string;
  /** How reports call the subject. */
  readonly who: string;
}

/** True where the pair is about evidence, or about the whole, and not about a person: there is no name to mask. */
export function isAboutNobody({ key, who }: RuleAndSubject): boolean {
  return key === '' || key === who;
}

/** What remains of an assessment to compare a later one with. */
export interface Standing {
  readonly decision: Decision;
  readonly digest: string;
  /** Errors that nobody waived, sorted. */
  readonly errors: readonly RuleAndSubject[];
  /** Findings that a waiver or an accepted loss holds back, sorted. */
  readonly waived: readonly RuleAndSubject[];
  /** One digest for each identity that is a hard match, sorted; nobody can be read out of it. */
  readonly hardMatches: readonly string[];
}

/** What a later standing has that an earlier one had not, and the other way round. */
export interface Comparison {
  readonly newErrors: readonly RuleAndSubject[];
  readonly fixedErrors: readonly RuleAndSubject[];
  readonly newWaived: readonly RuleAndSubject[];
  readonly lostHardMatches: readonly string[];
}

/**
 * `passed`: cleared. `noted`: not cleared, but no worse than before, in a phase that switches nothing. `failed`: worse, or
 * blocked where the phase switches. `undecided`: the evidence does not tell.
 */
export type ReviewVerdict = 'passed' | 'noted' | 'failed' | 'undecided';

/** One step of a Pulumi preview. */
export interface ResourceChange {
  /** As the engine calls it: `create`, `update`, `replace`, `delete`, … */
  readonly operation: string;
  readonly type: string;
  readonly name: string;
  /** Top-level properties that differ. */
  readonly properties: readonly string[];
}

/** What a Pulumi preview said. */
export interface PulumiPreview {
  /** Without what stays the same; sorted by type and name. */
  readonly changes: readonly ResourceChange[];
  /** Errors of the engine, which hide what comes after them. */
  readonly errors: readonly string[];
  /** What the last update asked somebody to do next, to the word; left out where it asked for nothing. */
  readonly next?: string;
  /** What is done first where the preview was refused, to the word, as far as the refusal says it. */
  readonly demanded?: string;
}

/** A proposed change of an environment, judged by the branch that it is proposed to. */
export interface Review {
  readonly schemaVersion: 1;
  readonly meta: { readonly tool: 'entra-cutover'; readonly version: string; readonly at: string };
  readonly stack: string;
  /** Git tree hashes. The proposed one is what may be deployed: a squash merge keeps it, a commit hash would not live on. */
  readonly trees: { readonly base?: string; readonly head: string };
  readonly phase: { readonly base?: Phase; readonly head?: Phase };
  readonly verdict: ReviewVerdict;
  /** Why, one sentence each. */
  readonly reasons: readonly string[];
  /** What somebody does next, to the word, once the move to another phase is merged; left out where nobody has to. */
  readonly next?: string;
  /** True where `cutover:hold` is set, in the base branch or by the proposal. */
  readonly held?: true;
  /** Left out when the base branch has no such stack, or not a filled-in one. */
  readonly comparison?: Comparison;
  /** Left out when the proposed stack file is refused. */
  readonly assessment?: Assessment;
  /** What a deployment is compared with: the proposal as it will stand once it is merged. */
  readonly standing?: Standing;
  /** Settings and files of the judge that the proposal changes: they count once they are merged. */
  readonly judge: {
    readonly settings: readonly string[];
    readonly files: readonly string[];
    /** Waivers and accepted losses that the proposal adds. */
    readonly waivers: readonly string[];
  };
}
