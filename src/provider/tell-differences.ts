import type { PersonState } from '../connectors/graph/people-state.js';
import { UserError } from '../domain/errors.js';
import {
  differencesAgainst,
  readAll,
  readBaseline,
  tellDifferences,
  type VerificationBaseline,
} from '../pipeline/verify/baseline.js';
import type { TenantContext } from './ports.js';

/**
 * Says after a cycle who is not as before, by kind: what nobody had announced as a warning, what was cleared, staged or approved
 * for information. Nothing is stopped by it: somebody may have meant it.
 */
export async function tellPeopleSince(
  baseline: VerificationBaseline,
  accounts: readonly PersonState[],
  { graph, diagnostics, urn }: Pick<TenantContext, 'graph' | 'diagnostics' | 'urn'>,
): Promise<void> {
  try {
    const differences = await differencesAgainst(graph, baseline, accounts);
    const of = (which: 'expected' | 'unexpected'): string[] =>
      tellDifferences(differences.map((one) => ({ ...one, expected: [], unexpected: [], [which]: one[which] })));
    if (of('unexpected').length > 0)
      diagnostics.warning(urn, ['Not as before the cutover, and not announced:', ...of('unexpected')].join('\n- '));
    if (of('expected').length > 0)
      diagnostics.info(urn, ['Not as before the cutover, as announced:', ...of('expected')].join('\n- '));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    diagnostics.warning(urn, `What differs from before could not be read: ${error.message}`);
  }
}

/** The same of the people who are kept next to the journal. */
export async function tellPeopleOf(
  journal: string,
  context: Pick<TenantContext, 'graph' | 'diagnostics' | 'urn'>,
): Promise<void> {
  const baseline = await readBaseline(journal);
  if (baseline !== undefined) await tellPeopleSince(baseline, await readAll(context.graph), context);
}
