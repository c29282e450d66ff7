import type { OktaProvisioningInputs } from '../../config/resource-table.js';
import { createOktaClient } from '../../connectors/okta/client.js';
import { type OktaAppState, readOktaApp } from '../../connectors/okta/read.js';
import { UserError } from '../../domain/errors.js';
import type { OperationContext } from '../ports.js';

/** Where an administrator consents, in words that can follow "Open". */
export function consentPlace({ authorizeLink }: Pick<OktaAppState, 'authorizeLink'>): string {
  return authorizeLink ?? 'the app in the Okta admin console, Provisioning, Integration';
}

/**
 * Says before a rollback that switching Okta on again may need a person (OKTA-10: the consent may not outlive a
 * deactivated connection). A rollback is never stopped by this: what can't be read is said as well.
 */
export async function announceConsent(inputs: OktaProvisioningInputs, context: OperationContext): Promise<void> {
  const { label, appId, assessment } = inputs;
  try {
    const client = createOktaClient(await context.ports.openOkta(assessment.oktaOrgUrl, context.signal));
    const state = await readOktaApp(client, appId);
    if (state.app.connectionStatus === 'ENABLED') return;
    context.diagnostics.warning(
      context.urn,
      `${label} (${appId}) is ${state.app.connectionStatus}. Switching it on again may need the interactive consent of an administrator of Microsoft 365 and Okta: before the rollback, have one at hand who can open ${consentPlace(state)} in a browser.`,
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.diagnostics.warning(
      context.urn,
      `${label} (${appId}) can't be read (${error.message}). Switching it on again may need the interactive consent of an administrator: have one at hand for the rollback.`,
    );
  }
}
