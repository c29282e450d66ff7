import { targetId } from '../../audit/index.js';
import type { OktaProvisioningInputs } from '../../config/resource-table.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import { OktaApiError } from '../../connectors/okta/errors.js';
import { type OktaAppState, provisioningIsOff, readPendingProvisioning } from '../../connectors/okta/read.js';
import { byText } from '../../domain/by-text.js';
import { counted } from '../../domain/counted.js';
import { UserError } from '../../domain/errors.js';
import { authorise } from '../authorise.js';
import { mayArriveLate, otherWentOffSince } from '../begun.js';
import { pauseBesideOkta } from '../cloud-sync/beside-okta.js';
import { agentProblems } from '../cloud-sync/readiness.js';
import { refuseUnreadyServer } from '../connect/take-over.js';
import { readUntil } from '../guarded-write.js';
import { refuseWhileHeld } from '../hold.js';
import { keepTenant } from '../keep-backup.js';
import type { OperationContext } from '../ports.js';
import { anyOn, switchedOff, wholeSwitchedOff } from './capabilities.js';
import { refuseUndeclaredApps } from './interlock.js';
import { type AppOperation, recordFound, writeToApp, writeToFeature } from './operation.js';
import type { SwitchOffClearance } from './writes.js';

/** Okta answers with the new state at once; these are for a replica that lags. */
const readBacks = 5;

/**
 * Switches the app's provisioning off, in the sequence that loses nothing (OKTA-8): every capability, imports included;
 * wait until what was under way has ended; the connection; read back. An app that is off already is left alone, unless an
 * activation of an earlier run may still arrive: then a deactivation is sent behind it.
 *
 * @param before the app as it was just read.
 * @param foundOn whether it was on before the cutover, as far as anybody remembers.
 * @returns the app's state, proven off.
 * @throws UserError when held, not cleared, or not off afterwards. Capabilities then stay off, and running again goes on.
 */
async function switchOff(operation: AppOperation, before: OktaAppState, foundOn: boolean): Promise<OktaAppState> {
  const { inputs, context, writes, read } = operation;
  const isOff = provisioningIsOff(before.app);
  if (isOff && !(await activationMayArrive(operation, foundOn))) {
    await recordFound(operation, before);
    return before;
  }
  await refuseWhileHeld(inputs.hold, context.ports.environment);
  await refuseUndeclaredApps(inputs, operation.client);
  if (!isOff) await refuseWithoutAgent(inputs, context);
  if (!isOff && inputs.phase === 'cutover') await refuseUnreadyServer(inputs, context);
  const { clearance } = await authorise('deactivate-okta-provisioning', inputs, context);
  await keepTenant(inputs, context);

  const quiet = await disableCapabilities(operation, before, clearance);
  await drain(operation);
  return writeToApp(operation, quiet, {
    operation: 'okta.connection.deactivate',
    clearance,
    async send() {
      try {
        await writes.deactivateConnection(clearance, inputs.appId);
      } catch (error) {
        // Okta may refuse to switch off what is off; that it is, is read below.
        if (!isOff || !(error instanceof OktaApiError) || error.status === 429 || error.status >= 500) throw error;
      }
    },
    async readBack() {
      const after = await readUntil(read, ({ app }) => provisioningIsOff(app), readBacks, context);
      if (provisioningIsOff(after.app)) return after;
      throw new UserError(
        `Okta accepted the deactivation of ${inputs.label} (${inputs.appId}) and still shows its connection as ${after.app.connectionStatus}${after.app.integrationOff ? '' : ' and its provisioning as on'}. Its capabilities are off. Look at the app in the Okta admin console, then run the update again.`,
      );
    },
  });
}

/** Okta stays on where nothing could take over: without an agent that is up, cloud sync would not be switched on after it. */
async function refuseWithoutAgent(
  { phase, servicePrincipalId, assessment, label, appId }: OktaProvisioningInputs,
  { ports, signal }: OperationContext,
): Promise<void> {
  if (phase !== 'cutover' || servicePrincipalId === undefined) return;
  const problems = await agentProblems(createGraphClient(await ports.openGraph(assessment, signal)));
  if (problems === undefined || problems.length === 0) return;
  throw new UserError(
    `${label} (${appId}) is not switched off, because cloud sync is not ready to take over: ${problems.join(' ')}`,
  );
}

/**
 * As `switchOff`; an app that is on and may not be switched off (a hold, evidence that does not fit) does not stay on together with
 * an Entra synchronization: that is paused, which is always allowed.
 */
export async function switchOffOrPause(
  operation: AppOperation,
  before: OktaAppState,
  foundOn: boolean,
): Promise<OktaAppState> {
  const { inputs, context } = operation;
  try {
    return await switchOff(operation, before, foundOn);
  } catch (error) {
    if (!(error instanceof UserError) || provisioningIsOff(before.app)) throw error;
    // What can't be checked can't be paused either: why the app is on is the news then.
    const paused = await pauseBesideOkta(inputs, context).catch(() => []);
    if (paused.length === 0) throw error;
    throw new UserError(
      `${error.message} two-writers: ${inputs.label} (${inputs.appId}) is on, so ${paused.join(' and ')} was paused; Okta alone provisions now.`,
    );
  }
}

/** Whether a request of an earlier run that switches the app off, or something of it, may arrive after it was restored. */
export function switchOffMayArrive(inputs: OktaProvisioningInputs): Promise<boolean> {
  return mayArriveLate(
    inputs,
    ({ operation, target }) => /^okta\..*\.(disable|deactivate)$/.test(operation) && targetId(target) === inputs.appId,
    () => false,
    true,
  );
}

/** Whether Entra was paused from here after the app was switched on last: somebody else's cutover came in between. */
export function entraWentOffSince(inputs: OktaProvisioningInputs): Promise<boolean> {
  return otherWentOffSince(
    inputs,
    ({ operation, target }) => operation === 'okta.connection.activate' && targetId(target) === inputs.appId,
    ({ operation }) => operation === 'entra.synchronization.pause',
  );
}

function activationMayArrive({ inputs }: AppOperation, foundOn: boolean): Promise<boolean> {
  return mayArriveLate(
    inputs,
    ({ operation, target }) => operation === 'okta.connection.activate' && targetId(target) === inputs.appId,
    ({ operation, target }) => operation === 'okta.connection.deactivate' && targetId(target) === inputs.appId,
    // An app that was off before the cutover was never switched on from here.
    foundOn,
  );
}

async function disableCapabilities(
  operation: AppOperation,
  before: OktaAppState,
  clearance: SwitchOffClearance,
): Promise<OktaAppState> {
  const { inputs, context, writes, read } = operation;
  let state = before;
  // USER_PROVISIONING after INBOUND_PROVISIONING would let an import start a push in between.
  for (const [feature, capabilities] of Object.entries(before.features).sort(([a], [b]) => byText(b, a))) {
    if (!anyOn(capabilities)) continue;
    const isOff = (now: OktaAppState): boolean => !anyOn(now.features[feature] ?? {});
    const bodies = { part: switchedOff(capabilities), whole: wholeSwitchedOff(capabilities) };
    const write = {
      operation: `okta.features.${feature}.disable`,
      clearance,
      put: (_seen: unknown, body: object) => writes.disableCapabilities(clearance, inputs.appId, feature, body),
      async readBack() {
        const after = await readUntil(read, isOff, readBacks, context);
        if (isOff(after)) return after;
        throw new UserError(
          `Okta accepted the change of ${feature} of ${inputs.label} (${inputs.appId}) and still shows capabilities as on. Look at the app in the Okta admin console, then run the update again.`,
        );
      },
    };
    state = await writeToFeature(operation, state, write, bodies);
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
          `${counted(failed, 'user')} of ${inputs.label} ended in an error in Okta: look at ${failed === 1 ? 'it' : 'them'} in the app's assignments.`,
        );
      }
      return;
    }
    if (waited >= timeoutSeconds) {
      throw new UserError(
        `Okta is still pushing ${counted(syncing, 'user')} of ${inputs.label} (${inputs.appId}) after ${counted(timeoutSeconds, 'second')}. Its capabilities are off and stay off; the connection is still on. Run the update again, or raise cutover:okta.drain.timeoutSeconds.`,
      );
    }
    context.diagnostics.info(
      context.urn,
      `Waiting for Okta: ${counted(syncing, `user of ${inputs.label} is`, `users of ${inputs.label} are`)} still being pushed.`,
    );
    await context.ports.pause(pollSeconds * 1000, context.signal);
  }
}
