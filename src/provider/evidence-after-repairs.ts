import { readEntries } from '../audit/index.js';
import type { GuardedInputs } from '../config/resource-table.js';
import { UserError } from '../domain/errors.js';
import type { EnvironmentAssessment } from '../pipeline/assess/assess-environment.js';

/**
 * Refuses evidence of Active Directory that was collected before its values were repaired, or put back: it may show as
 * right what is wrong again.
 *
 * @throws UserError naming both times.
 */
export async function refuseEvidenceBeforeRepairs(
  { journal }: Pick<GuardedInputs, 'journal'>,
  { onPremReadAt = [] }: Pick<EnvironmentAssessment, 'onPremReadAt'>,
): Promise<void> {
  const last = (await readEntries(journal)).filter(({ operation }) => operation.startsWith('repairs.')).at(-1);
  if (last === undefined) return;
  const oldest = onPremReadAt.toSorted()[0] ?? '';
  if (oldest > last.at) return;
  throw new UserError(
    `The evidence of Active Directory was collected ${oldest === '' ? 'at an unknown time' : `at ${oldest}`}, and values were written there at ${last.at}: it shows what was before. Collect it again (entra-cutover collect on-prem), and run the update again.`,
  );
}
