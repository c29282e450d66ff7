import { UserError } from '../../domain/errors.js';
import type { Clearance } from '../../gate/clearance.js';
import { type OktaAppState, provisioningIsOff, readPendingProvisioning } from '../../sources/okta/read.js';
import { authorise } from '../authorise.js';
import { readUntil } from '../guarded-write.js';
import { refuseWhileHeld } from '../hold.js';
import { anyOn, switchedOff } from './capabilities.js';
import { refuseUndeclaredApps } from './interlock.js';
import { type AppOperation, writeToApp } from './operation.js';

/** Okta answers with the new state at once; these are for a replica that lags. */
const readBacks = 5;

/**
 * Switches the app's provisioning off, in the sequence that loses nothing (facts 4.4): every capability, imports included;
 * wait until what was under way has ended; the connection; read back. An app that is off already is left alone.
 *
 * @param before the app as it was just read.
 * @returns the app's state, proven off.
 * @throws UserError when held, not cleared, or not off afterwards. Capabilities then stay off, and running again goes on.
 */
export async function switchOff(operation: AppOperation, before: OktaAppState): Promise<OktaAppState> {
  const { inputs, context, writes, read } = operation;
  if (provisioningIsOff(before.app)) return before;
  await refuseWhileHeld(inputs.hold, context.ports.environment);
  await refuseUndeclaredApps(inputs, operation.client);
  const { clearance } = await authorise('deactivate-okta-provisioning', inputs, context);

  const quiet = await disableCapabilities(operation, before, clearance);
  await drain(operation);
  return writeToApp(operation, quiet, {
    operation: 'okta.connection.deactivate',
    clearance,
    send: () => writes.deactivateConnection(inputs.appId),
    async readBack() {
      const after = await readUntil(read, ({ app }) => provisioningIsOff(app), readBacks, context);
      if (provisioningIsOff(after.app)) return after;
      throw new UserError(
        `Okta took the deactivation of ${inputs.label} (${inputs.appId}) and still shows its connection as ${after.app.connectionStatus}${after.app.integrationOff ? '' : ' and its provisioning as on'}. Its capabilities are off. Look at the app in the Okta admin console, then run the update again.`,
      );
    },
  });
}

async function disableCapabilities(
  operation: AppOperation,
  before: OktaAppState,
  clearance: Clearance,
): Promise<OktaAppState> {
  const { inputs, context, writes, read } = operation;
  let state = before;
  // USER_PROVISIONING after INBOUND_PROVISIONING would let an import start a push in between.
  for (const [feature, capabilities] of Object.entries(before.features).sort(([a], [b]) => (a < b ? 1 : -1))) {
    if (!anyOn(capabilities)) continue;
    const isOff = (now: OktaAppState): boolean => !anyOn(now.features[feature] ?? {});
    state = await writeToApp(operation, state, {
      operation: `okta.features.${feature}.disable`,
      clearance,
      send: () => writes.putCapabilities(inputs.appId, feature, switchedOff(capabilities)),
      async readBack() {
        const after = await readUntil(read, isOff, readBacks, context);
        if (isOff(after)) return after;
        throw new UserError(
          `Okta took the change of ${feature} of ${inputs.label} (${inputs.appId}) and still shows capabilities as on. Look at the app in the Okta admin console, then run the update again.`,
        );
      },
    });
  }
  return state;
}

/** Waits until no app user is being pushed any more: a push that is cut off leaves an account half written. */
async function drain({ inputs, context, client }: AppOperation): Promise<void> {
  const { timeoutSeconds, pollSeconds } = inputs.drain;
  for (let waited = 0; ; waited += pollSeconds) {
    const { syncing, failed } = await readPendingProvisioning(client, inputs.appId);
    if (syncing === 0) {
      if (failed > 0) {
        context.diagnostics.warning(
          context.urn,
          `${failed} users of ${inputs.label} ended in an error in Okta: look at them in the app's assignments.`,
        );
      }
      return;
    }
    if (waited >= timeoutSeconds) {
      throw new UserError(
        `Okta is still pushing ${syncing} users of ${inputs.label} (${inputs.appId}) after ${timeoutSeconds} seconds. Its capabilities are off and stay off; the connection is still on. Run the update again, or raise cutover:okta.drain.timeoutSeconds.`,
      );
    }
    context.diagnostics.info(
      context.urn,
      `Waiting for Okta: ${syncing} users of ${inputs.label} are still being pushed.`,
    );
    await context.ports.pause(pollSeconds * 1000, context.signal);
  }
}
