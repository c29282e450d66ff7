/** Where a repair is made. */
export type RepairSystem = 'activeDirectory' | 'entra';

/**
 * One repair: a value of one object that is not what it should be. It is made only while the value is still the expected
 * one. Values are texts; those of mS-DS-ConsistencyGuid and onPremisesObjectIdentifier are Base64 of their bytes.
 */
export interface Binding {
  readonly system: RepairSystem;
  /** The one object that is changed: objectGUID of Active Directory, object id of Entra; lower-case GUID text. */
  readonly objectId: string;
  /**
   * Directory attribute, or property of Graph. `deletedDateTime`: the object is in Entra's recycle bin and is restored.
   * Of proxyAddresses one value is added.
   */
  readonly attribute: string;
  /** The value it must have now; null: none. */
  readonly expected: string | null;
  /** The value it gets; null: none. */
  readonly desired: string | null;
  /** For people to recognize them by: the UPN. Nothing is found by it. */
  readonly person: string;
  /** The rule whose finding it repairs. */
  readonly rule: string;
  /** What shows that both sides are the same person, strongest first; never a display name. */
  readonly matchedBy: readonly string[];
  /** Holds, or may activate, a privileged directory role. */
  readonly privileged?: true;
  /** True: reviewed, and not made. */
  readonly skip?: true;
}

/** What a person has to do, because no request of ours can, or because it is theirs to say. */
export type DecisionKind =
  | 'okta-mapping'
  | 'okta-profile'
  | 'upn-detour'
  | 'bring-into-scope'
  | 'exclude-from-scope'
  | 'accept-loss'
  | 'correct-at-source'
  | 'person-decides';

/** A finding that no binding repairs. */
export interface OpenDecision {
  readonly person: string;
  readonly rule: string;
  /** objectGUID or Entra object id; left out for findings about the environment. */
  readonly objectId?: string;
  readonly action: DecisionKind;
}

/** A proposal with its reasons, which become comments of the file. */
export interface Reasoned<Entry> {
  readonly entry: Entry;
  /** Why this repair, and no more dangerous one. */
  readonly why: string;
  /** What happens otherwise. */
  readonly otherwise: string;
}

/** What `remediate` proposes, sorted. */
export interface RemediationPlan {
  /** About the environment as a whole: one sentence each. */
  readonly advice: readonly string[];
  readonly bindings: readonly Reasoned<Binding>[];
  readonly decisions: readonly Reasoned<OpenDecision>[];
}

/** What a reviewed file declares. */
export interface RemediationFile {
  readonly version: 1;
  readonly bindings: readonly Binding[];
  readonly decisions: readonly OpenDecision[];
}

/** Attributes that take several values: one binding adds one value. */
export const multivaluedAttributes: ReadonlySet<string> = new Set(['proxyAddresses']);

/** What names a binding: system, object and attribute; of a multi-valued attribute the value too. */
export function bindingKey({ system, objectId, attribute, desired }: Binding): string {
  const value = multivaluedAttributes.has(attribute) ? `=${desired}` : '';
  return `${system}/${objectId}/${attribute}${value}`;
}
