import type { OktaProvisioningInputs } from '../../config/resource-table.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import { counted } from '../../domain/counted.js';
import { UserError } from '../../domain/errors.js';
import {
  differencesAgainst,
  everyKind,
  readAll,
  readBaseline,
  tellDifferences,
} from '../../pipeline/verify/baseline.js';
import { entriesOfRound } from '../journal-round.js';
import type { OperationContext } from '../ports.js';

/** What writes people's accounts in the cloud: a job of cloud sync, or an export of Entra Connect. */
const writesAccounts = /^(entra\.synchronization\.(start|restart|provisionOnDemand)$|connect\.)/;

/** A rollback waits for nobody: of a larger tenant `verify` tells. */
const mostRead = 20_000;

/**
 * Says before a rollback that Okta comes back to accounts which Entra has synchronized meanwhile, and whom it finds changed in
 * what: nobody documents what its push does to them (OKTA-30), so it asks what a trial showed. A rollback is never stopped by
 * this.
 */
export async function announceStamped(inputs: OktaProvisioningInputs, context: OperationContext): Promise<void> {
  const { label, appId, journal, stack, pushTried } = inputs;
  try {
    const entries = await entriesOfRound(journal, stack);
    if (!entries.some(({ operation }) => writesAccounts.test(operation))) return;
  } catch (error) {
    // What can't be read may well tell of an export.
    if (!(error instanceof UserError)) throw error;
  }
  const asked =
    pushTried === undefined
      ? 'Let Okta push one person of the pilot first, compare the account and Okta’s tasks, and go on only if both are right; then note what you saw in cutover:okta.pushTried.'
      : `What was seen: ${pushTried}.`;
  const text = `${label} (${appId}) comes back to accounts that Entra has synchronized since Okta was off. What Okta’s push does to such accounts is not documented, and Microsoft Graph refuses most writes to them. ${asked} Okta finds:`;
  context.diagnostics.warning(context.urn, [text, ...(await whatOktaFinds(inputs, context))].join('\n- '));
}

/** Whom Okta finds changed since it was off, by what. */
async function whatOktaFinds(
  { journal, stack, assessment }: OktaProvisioningInputs,
  { ports, signal }: OperationContext,
): Promise<string[]> {
  try {
    const baseline = await readBaseline(journal);
    if (baseline === undefined) return ['nobody can tell: who was there before is not next to the journal'];
    const people = baseline.people.length;
    if (people > mostRead)
      return [`${counted(people, 'person', 'people')}: entra-cutover verify --stack ${stack} lists what differs`];
    const graph = createGraphClient(await ports.openGraph(assessment, signal));
    const found = tellDifferences(await differencesAgainst(graph, baseline, await readAll(graph), everyKind));
    return found.length > 0 ? found : [`${counted(people, 'person', 'people')} as before`];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`nobody can tell: ${error.message}`];
  }
}
