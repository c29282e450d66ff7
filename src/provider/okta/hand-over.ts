import { createGraphClient } from '../../connectors/graph/client.js';
import { UserError } from '../../domain/errors.js';
import { jsonObject } from '../../evidence/json-document.js';
import { jsonText } from '../../evidence/known-members.js';
import type { FoundProvisioning } from './capabilities.js';
import { anyOn } from './capabilities.js';
import type { AppOperation } from './operation.js';

/** Names of the Entra apps through which Okta writes (OKTA-12: a dedicated app, or a consent of older tenants). */
const oktaApplications = /^okta\b|office 365 provisioning/i;

/**
 * What Okta owned and nobody has taken over yet, one sentence each, and the Entra apps that keep Okta's right to write.
 * It is told at complete; nothing of it is changed from here.
 */
export async function handOver(operation: AppOperation, found: FoundProvisioning | undefined): Promise<string[]> {
  const { inputs, context } = operation;
  const state = await operation.read();
  const { app } = state;
  const password = jsonObject(jsonObject(found?.features.USER_PROVISIONING?.update)?.get('password') ?? undefined);
  const did = (name: string): boolean => anyOn(found?.features[name] ?? {});
  const lines = [
    ...(app.licenseManagement ? [`${inputs.label} assigned licenses: assign them by group in Entra.`] : []),
    ...(app.roleManagement ? [`${inputs.label} assigned directory roles: assign them in Entra.`] : []),
    ...(app.groupPush ? [`${inputs.label} pushed groups: nobody maintains their members any more.`] : []),
    ...(app.deferredDeprovisioning
      ? [
          `${inputs.label} has put off deprovisioning: those who left and are still there must be disabled in Active Directory.`,
        ]
      : []),
    ...(password?.get('status') === 'ENABLED'
      ? [`${inputs.label} wrote passwords: password hash sync or pass-through must have taken over on managed domains.`]
      : []),
    ...(did('INBOUND_PROVISIONING')
      ? [`${inputs.label} imported accounts from Microsoft 365: Okta no longer sees changes made there.`]
      : []),
    ...(await leftoverApplications(operation)),
  ];
  for (const line of lines) context.diagnostics.warning(context.urn, line);
  return lines;
}

async function leftoverApplications({ inputs, context }: AppOperation): Promise<string[]> {
  try {
    const client = createGraphClient(await context.ports.openGraph(inputs.assessment, context.signal));
    const lines: string[] = [];
    for await (const item of client.list('/servicePrincipals?$select=id,displayName,appId&$top=999')) {
      const principal = jsonObject(item);
      const [name, id] = [principal?.get('displayName'), principal?.get('id')];
      if (typeof name !== 'string' || !oktaApplications.test(name)) continue;
      lines.push(
        `The Entra app “${name.replace(/[\p{Cc}]/gu, '?').slice(0, 80)}” (${jsonText(id)}) may still hold Okta's right to write: remove it and its consent in the Entra admin center (Enterprise applications), unless single sign-on needs it.`,
      );
    }
    return lines.sort();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`Whether an Entra app still holds Okta's right to write could not be read: ${error.message}`];
  }
}
