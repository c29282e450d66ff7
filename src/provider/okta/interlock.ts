import type { GuardedInputs } from '../../config/resource-table.js';
import { createOktaClient, type OktaClient } from '../../connectors/okta/client.js';
import { listOffice365Apps, provisioningIsOff, readOktaApp } from '../../connectors/okta/read.js';
import { refuseTogether, UserError } from '../../domain/errors.js';
import type { OperationContext } from '../ports.js';

/**
 * Reads every Office 365 app of the org as off, the declared ones and any other: an app that nobody declared was not part
 * of the cutover, so what it does is unknown (architecture, invariant 1).
 *
 * @throws UserError naming the apps that are undeclared, missing or on.
 */
export async function refuseUnlessOktaIsOff(inputs: GuardedInputs, client: OktaClient): Promise<void> {
  const apps = await refuseUndeclaredApps(inputs, client);
  const on: string[] = [];
  for (const app of apps) {
    const state = await readOktaApp(client, app.id);
    if (!provisioningIsOff(state.app)) on.push(`${nameOf(app)}: connection ${state.app.connectionStatus}`);
  }
  if (on.length > 0) {
    throw new UserError(
      `Entra is not switched on while Okta provisions: ${on.join('; ')}. Run the update again, so that Okta is switched off first.`,
    );
  }
}

/**
 * Refuses where Okta can't be asked, or has other apps than the stack declares: what would refuse to switch them off.
 *
 * @throws UserError that says what stands against it.
 */
export async function refuseUnlessOktaAnswers(
  inputs: Pick<GuardedInputs, 'assessment'>,
  { ports, signal }: Pick<OperationContext, 'ports' | 'signal'>,
): Promise<void> {
  const client = createOktaClient(await ports.openOkta(inputs.assessment.oktaOrgUrl, signal));
  for (const { id } of await refuseUndeclaredApps(inputs, client)) await readOktaApp(client, id);
}

/** True while no Office 365 app of the org provisions. */
export async function oktaIsOff(client: OktaClient): Promise<boolean> {
  for (const { id } of await listOffice365Apps(client))
    if (!provisioningIsOff((await readOktaApp(client, id)).app)) return false;
  return true;
}

/**
 * Refuses while the org has an Office 365 app that the stack does not declare, or lacks one that it does.
 *
 * @returns the apps of the org.
 * @throws UserError naming them.
 */
export async function refuseUndeclaredApps(
  { assessment }: Pick<GuardedInputs, 'assessment'>,
  client: OktaClient,
): Promise<readonly { readonly id: string; readonly label: string }[]> {
  const apps = await listOffice365Apps(client);
  const declared = new Set(assessment.oktaAppIds);
  const undeclared = apps.filter(({ id }) => !declared.has(id));
  const listed = new Set(apps.map(({ id }) => id));
  const missing = assessment.oktaAppIds.filter((id) => !listed.has(id));
  await refuseTogether(
    () => {
      if (undeclared.length === 0) return;
      throw new UserError(
        `okta-app-undeclared: the Okta org has Office 365 apps that the stack does not declare: ${undeclared.map(nameOf).join(', ')}. Nothing is switched while they are there: add them to cutover:okta.apps (in stage: in phase assess first), or delete the app in Okta.`,
      );
    },
    () => {
      if (missing.length === 0) return;
      throw new UserError(
        `The Okta org does not list the declared apps ${missing.join(', ')}, so they can't be read as off. Correct cutover:okta.apps.`,
      );
    },
  );
  return apps;
}

function nameOf({ id, label }: { readonly id: string; readonly label: string }): string {
  return `${label} (${id})`;
}
