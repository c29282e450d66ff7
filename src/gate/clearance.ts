import type { Assessment } from '../domain/assessment.js';
import { byText } from '../domain/by-text.js';
import { counted } from '../domain/counted.js';

declare const minted: unique symbol;

/**
 * The right to switch a provisioner, for the one operation it was minted for: a request that switches one takes it as an
 * argument. Only this module can make one: it is never an input, never stored, never crosses a process (architecture,
 * invariant 2).
 */
export interface Clearance<Operation extends GuardedOperation = GuardedOperation> {
  readonly [minted]: Operation;
  readonly operation: Operation;
  readonly stack: string;
  /** Digest of the assessment that cleared it, for the journal. */
  readonly digest: string;
  /** Waivers and accepted losses that held a finding back, for the journal. */
  readonly accepted: readonly { readonly rule: string; readonly owner: string; readonly expires: string }[];
}

export type GuardedOperation = 'deactivate-okta-provisioning' | 'activate-entra-sync';

export interface ClearanceConditions<Operation extends GuardedOperation = GuardedOperation> {
  readonly operation: Operation;
  readonly stack: string;
  /** Second gate: Entra must have been read after this moment (Okta read back as off), ISO 8601 in UTC. */
  readonly entraReadAfter?: string;
  /** When the Entra evidence of this assessment was read. */
  readonly entraReadAt?: readonly string[];
}

/** Mints a clearance for the operation, or says in one sentence why not. */
export function mintClearance<Operation extends GuardedOperation>(
  assessment: Assessment,
  conditions: ClearanceConditions<Operation>,
): { readonly clearance: Clearance<Operation> } | { readonly refusal: string } {
  const { operation, stack, entraReadAfter } = conditions;
  if (assessment.meta.stack !== stack) {
    return { refusal: `the assessment is of stack ${assessment.meta.stack ?? '(none)'}, not of ${stack}` };
  }
  if (assessment.decision !== 'cleared') return { refusal: refusalOf(assessment) };
  if (entraReadAfter !== undefined) {
    const readings = conditions.entraReadAt ?? [];
    if (readings.length === 0 || readings.some((readAt) => !(Date.parse(readAt) >= Date.parse(entraReadAfter)))) {
      return { refusal: 'the Entra evidence was not read again after Okta was confirmed off' };
    }
  }
  const { digest } = assessment;
  // biome-ignore lint/plugin: the one place where a clearance is made.
  return { clearance: { operation, stack, digest, accepted: acceptedIn(assessment) } as Clearance<Operation> };
}

/** Why the assessment clears nothing, with the number of findings that block. */
function refusalOf({ decision, findings }: Assessment): string {
  const blocking = findings.filter(({ severity, waived }) => severity === 'error' && !waived);
  const rules = [...new Set(blocking.map(({ rule }) => rule))];
  return `the assessment is ${decision}: ${counted(blocking.length, 'finding')} (${rules.join(', ')})`;
}

function acceptedIn({ findings }: Assessment): Clearance['accepted'] {
  const distinct = new Map(
    findings.flatMap(({ rule, acceptance }) => {
      if (!acceptance) return [];
      const accepted = { rule, owner: acceptance.owner, expires: acceptance.expires };
      return [[JSON.stringify(accepted), accepted] as const];
    }),
  );
  return [...distinct].sort(([a], [b]) => byText(a, b)).map(([, accepted]) => accepted);
}
