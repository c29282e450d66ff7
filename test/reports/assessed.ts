import type { Assessment } from '../../src/domain/assessment.js';
import type { Review } from '../../src/domain/review.js';
import type { Organisation } from '../validation/organisation.js';

const meta = { tool: 'entra-cutover', version: '1.0.0', at: '2026-11-24T03:00:00.000Z' } as const;

/** The assessment of an organization, of no evidence files. */
export function assessed(people: Organisation, change: Partial<Assessment> = {}): Assessment {
  const { identities: _, ...judged } = people.judge();
  const about = { ...meta, evidenceReadAt: [] };
  return { schemaVersion: 1, meta: about, digest: 'sha256:0', evidence: [], ...judged, ...change };
}

/** The review that refuses to begin the cutover of the stack prod with these people. */
export function refused(people: Organisation, change: Pick<Review, 'reasons' | 'judge'> & Partial<Review>) {
  const assessment = assessed(people, { meta: { ...meta, evidenceReadAt: [], stack: 'prod' } });
  return {
    schemaVersion: 1,
    meta,
    stack: 'prod',
    trees: { base: 'a'.repeat(40), head: 'b'.repeat(40) },
    phase: { base: 'stage', head: 'cutover' },
    verdict: 'failed',
    assessment,
    ...change,
  } satisfies Review;
}
