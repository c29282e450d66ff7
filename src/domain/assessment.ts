import type { EvidenceQuestion, EvidenceSource, RecordPosition } from './evidence.js';
import type { ObjectType } from './objects.js';

export type Severity = 'error' | 'warning' | 'info';

/** The gravest first. */
export const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** Why an ImmutableID is wrong. `attribute:<name>`: it is the value of that on-premises attribute. */
export type Diagnosis =
  | 'byte-order-swapped'
  | 'guid-text-encoded'
  | 'hex-encoded'
  | 'case-folded'
  | 'object-guid-instead-of-consistency-guid'
  | 'okta-user-id'
  | `attribute:${string}`
  | 'unknown';

/** Every on-premises user has one of the first seven, every other Entra user one of the last two. */
export type Outcome =
  | 'hardMatch'
  | 'softMatch'
  | 'anchorMismatch'
  | 'anchorHeldByAnother'
  | 'ambiguous'
  | 'onPremOnly'
  | 'excluded'
  | 'entraOnly'
  | 'cloudOnly';

export const outcomes: readonly Outcome[] = [
  'hardMatch',
  'softMatch',
  'anchorMismatch',
  'anchorHeldByAnother',
  'ambiguous',
  'onPremOnly',
  'excluded',
  'entraOnly',
  'cloudOnly',
];

/** The names of Entra's answers when it refuses an object, and the one that it hides behind a success (ENTRA-14, ENTRA-16). */
export type EntraRefusal =
  | 'InvalidSoftMatch'
  | 'InvalidHardMatch'
  | 'AttributeValueMustBeUnique'
  | 'ObjectTypeMismatch'
  | 'QuarantinedDuplicate';

/** What would come of it if the cutover went ahead. */
export interface Prediction {
  readonly refusal?: EntraRefusal;
  /** True where the person's federated sign-in would break. */
  readonly signInBreaks?: true;
}

/** How many people's ImmutableIDs one attribute under one encoding explains, as `--source-anchor` takes it or in words. */
export interface AnchorSource {
  readonly source: string;
  readonly people: number;
}

/** Which attribute the ImmutableIDs come from; explanations sorted by people, the best first. */
export interface SourceAttribute {
  /** People paired with an Entra account that has an ImmutableID. */
  readonly people: number;
  readonly explained: readonly AnchorSource[];
  readonly unexplained: number;
  /** The best explanation of each OU, by the distinguished name of the container; where the evidence has such names. */
  readonly organizationalUnits: readonly {
    readonly distinguishedName: string;
    readonly people: number;
    readonly best?: AnchorSource;
  }[];
  /** The people whom the best explanation does not explain: the first hundred of them, by name. */
  readonly exceptions: readonly Subject[];
}

/** Whom a finding is about. The UPN is the on-premises one where there is an on-premises side. */
export interface Subject {
  readonly objectType: ObjectType;
  readonly userPrincipalName?: string;
  readonly name?: string;
  readonly objectGuid?: string;
  readonly entraObjectId?: string;
  readonly sourceAnchor?: string;
  /** Where Entra Connect alone names the source anchor: no object of the on-premises evidence has it. */
  readonly sourceAnchorFrom?: 'connectorSpace';
  readonly immutableId?: string;
  /** Of the on-premises side, where the evidence has it: the organizational unit. */
  readonly distinguishedName?: string;
}

export interface Finding {
  /** Rule identifier, kebab-case: see the registry in src/validation/rules. */
  readonly rule: string;
  readonly severity: Severity;
  readonly waived: boolean;
  /** Left out for population rules, which are about the whole. */
  readonly subject?: Subject;
  readonly related?: readonly Subject[];
  readonly diagnosis?: Diagnosis;
  readonly expected?: string;
  readonly found?: string;
  /** What would happen to the person. */
  readonly consequence: string;
  /** What to do about it. */
  readonly remedy: string;
  readonly at?: RecordPosition;
  readonly prediction?: Prediction;
  /** Set when an accepted loss or a waiver of this finding's kind applies: who accepted it, until when. */
  readonly acceptance?: { readonly reason: string; readonly owner: string; readonly expires: string };
}

/** One line of `--identities`. `userPrincipalName` is the on-premises one. */
export interface IdentityLine {
  readonly outcome: Outcome;
  readonly userPrincipalName?: string;
  readonly entraUserPrincipalName?: string;
  readonly objectGuid?: string;
  readonly entraObjectId?: string;
  readonly sourceAnchor?: string;
  readonly immutableId?: string;
}

export type Decision = 'cleared' | 'blocked' | 'indeterminate';

export interface Counts {
  readonly onPremUsers: number;
  readonly entraUsers: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
}

/** The result of an assessment: what `--format json` writes and every report renders. Sorted; no clock outside `meta`. */
export interface Assessment {
  readonly schemaVersion: 1;
  readonly meta: {
    readonly tool: 'entra-cutover';
    readonly version: string;
    /** When the assessment was made (ISO 8601, UTC). */
    readonly at: string;
    readonly evidenceReadAt: readonly string[];
    readonly stack?: string;
    /** The tenant that the Entra evidence says it is from, where all of it says the same. */
    readonly tenant?: string;
  };
  readonly decision: Decision;
  readonly scope: readonly EvidenceQuestion[];
  readonly cutoverReady: boolean;
  readonly openQuestions: readonly EvidenceQuestion[];
  /** `sha256:…` over the material facts: decision, scope, counts and findings without their positions. */
  readonly digest: string;
  readonly evidence: readonly Pick<EvidenceSource, 'kind' | 'origin' | 'sha256' | 'records' | 'rejected' | 'skipped'>[];
  readonly counts: Counts;
  readonly findings: readonly Finding[];
  /** Set where the configured source anchor does not explain every ImmutableID. */
  readonly sourceAttribute?: SourceAttribute;
  /** Why rules that found nothing did not look, by rule, where that is not one of the open questions. */
  readonly unchecked?: Readonly<Record<string, string>>;
  /** What the operator should know that is not a finding: waivers that waive nothing, and why. */
  readonly messages: readonly string[];
}
