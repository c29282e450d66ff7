import type { OktaProvisioningInputs } from '../../config/resource-table.js';
import { UserError } from '../../domain/errors.js';
import { entriesOfRound } from '../journal-round.js';
import type { OperationContext } from '../ports.js';

/** What writes people's accounts in the cloud: a job of cloud sync, or an export of Entra Connect. */
const writesAccounts = /^(entra\.synchronization\.(start|restart|provisionOnDemand)$|connect\.)/;

/**
 * Says before a rollback that Okta comes back to accounts which Entra has synchronized meanwhile, and what it finds there: nobody
 * documents what its push does to them (OKTA-30). A rollback is never stopped by this.
 */
export async function announceStamped(inputs: OktaProvisioningInputs, context: OperationContext): Promise<void> {
  const { label, appId, journal, stack } = inputs;
  try {
    const entries = await entriesOfRound(journal, stack);
    if (!entries.some(({ operation }) => writesAccounts.test(operation))) return;
  } catch (error) {
    // What can't be read may well tell of an export.
    if (!(error instanceof UserError)) throw error;
  }
  context.diagnostics.warning(
    context.urn,
    `${label} (${appId}) comes back to accounts that Entra has synchronized since Okta was off: they are marked as synchronized (onPremisesSyncEnabled), and may have the anchor, the UPN, the addresses and the state of Active Directory. What Okta’s push does to such accounts is not documented, and Microsoft Graph refuses most writes to them. Let Okta push one person of the pilot first, compare the account and Okta’s tasks, and go on only if both are right.`,
  );
}
