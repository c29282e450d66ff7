import { createHash } from 'node:crypto';
import { toolVersion } from '../../config/tool-version.js';
import type { Assessment, IdentityLine } from '../../domain/assessment.js';
import { type Examination, type GateSettings, type Judgement, judge } from '../../gate/decide.js';
import type { DatedPopulation, EvidenceSet, Population, ValidationSettings } from '../../validation/population.js';
import { correlated } from './correlated.js';

/** Everything an assessment is made from. */
export interface AssessmentRequest {
  readonly evidence: EvidenceSet;
  /** Sides that were read, and compared with nobody because the other one is missing. */
  readonly setAside?: Pick<EvidenceSet, 'onPrem' | 'entra'>;
  readonly validation: ValidationSettings;
  readonly gate: GateSettings;
  readonly stack?: string;
}

export interface AssessmentResult {
  readonly assessment: Assessment;
  /** Sorted, one per identity. */
  readonly identities: readonly IdentityLine[];
}

/** Validates the evidence and decides. Equal requests give equal results; `meta` alone has times. */
export function assess(request: AssessmentRequest): AssessmentResult {
  const { population, examination, identities } = correlated(request);
  return { assessment: judgePopulation(population, request, examination), identities: identities() };
}

/** As `assess`, with the population that it looked at: for what tells or repairs more than the verdict. */
export function assessWithPopulation(request: AssessmentRequest): {
  readonly assessment: Assessment;
  readonly population: Population;
} {
  const { population, examination } = correlated(request);
  return { assessment: judgePopulation(population, request, examination), population };
}

/** The assessment of people who were correlated already, and may have been examined. */
export function judgePopulation(
  population: DatedPopulation,
  { gate, stack, setAside }: Pick<AssessmentRequest, 'gate' | 'setAside' | 'stack'>,
  examination?: Examination,
): Assessment {
  const judgement = judge(population, gate, examination);
  const aside = [...(setAside?.onPrem ?? []), ...(setAside?.entra ?? [])].map(({ source }) => source);
  const evidence = [...population.sources, ...aside]
    .map(({ kind, origin, sha256, records, rejected, skipped }) => ({
      kind,
      origin,
      sha256,
      records,
      rejected,
      skipped,
    }))
    .sort((a, b) => (`${a.kind}\u0000${a.origin}` < `${b.kind}\u0000${b.origin}` ? -1 : 1));
  const evidenceReadAt = population.sources.flatMap(({ readAt }) => readAt ?? []).sort();
  const tenants = new Set(population.sources.filter(({ kind }) => kind === 'entra').map(({ tenant }) => tenant));
  const [tenant] = tenants;
  return {
    schemaVersion: 1,
    meta: {
      tool: 'entra-cutover',
      version: toolVersion,
      at: gate.at,
      evidenceReadAt,
      ...(stack !== undefined && { stack }),
      ...(tenants.size === 1 && tenant !== undefined && { tenant }),
    },
    decision: judgement.decision,
    scope: judgement.scope,
    cutoverReady: judgement.cutoverReady,
    openQuestions: judgement.openQuestions,
    digest: digestOf(judgement),
    evidence,
    counts: judgement.counts,
    findings: judgement.findings,
    ...(judgement.sourceAttribute && { sourceAttribute: judgement.sourceAttribute }),
    ...(judgement.unchecked && { unchecked: judgement.unchecked }),
    messages: judgement.messages,
  };
}

/** SHA-256 over what was decided and why: no times, no file positions, no paths of evidence. */
function digestOf({ decision, scope, counts, findings }: Judgement): string {
  const hash = createHash('sha256').update(JSON.stringify({ decision, scope, counts }));
  for (const { at: _, ...fact } of findings) hash.update(JSON.stringify(fact));
  return `sha256:${hash.digest('hex')}`;
}
