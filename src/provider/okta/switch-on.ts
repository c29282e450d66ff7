import type { OktaProvisioningInputs } from '../../config/resource-table.js';
import type { OktaAppState } from '../../connectors/okta/read.js';
import { byText } from '../../domain/by-text.js';
import { UserError } from '../../domain/errors.js';
import { pauseBesideOkta } from '../cloud-sync/beside-okta.js';
import { readUntil } from '../guarded-write.js';
import { anyOn, changesTo, type FoundProvisioning, isAsWanted, wholeAsWanted } from './capabilities.js';
import { consentPlace } from './consent.js';
import { type EntraSeenOff, entraInterlock } from './entra-interlock.js';
import { type AppOperation, recordFound, writeToApp, writeToFeature } from './operation.js';

const readBacks = 5;

/**
 * Puts the app's provisioning back as it was found before the cutover: connection first, then capabilities, and only while
 * every Entra synchronization job is read as off, looked at again before each request (architecture, invariants 1 and 2) and
 * once more behind the last one, whether it went well or not: what runs at the same time as Okta is then paused.
 *
 * @param before the app as it was just read.
 * @param found what it did before the cutover.
 * @param untouched true when no cutover has succeeded: a feature that does something is then left as it is.
 * @throws UserError naming the jobs that are on, or the link by which an administrator has to consent again.
 */
export async function switchOn(
  operation: AppOperation,
  before: OktaAppState,
  found: FoundProvisioning | undefined,
  untouched: boolean,
): Promise<OktaAppState> {
  const { inputs, context } = operation;
  if (found === undefined) {
    throw new UserError(
      `The state does not say what ${inputs.label} (${inputs.appId}) did before the cutover, so nothing can be restored. Switch it on in the Okta admin console once no Entra synchronization job runs and no Entra Connect server exports.`,
    );
  }
  if (found.connectionStatus !== 'ENABLED') return before;
  let isOn = before.app.connectionStatus === 'ENABLED';
  const lastLook = async (): Promise<readonly string[]> => (isOn ? pauseBesideOkta(inputs, context) : []);
  try {
    const state = await restore(operation, before, found, untouched, () => {
      isOn = true;
    });
    for (const job of await lastLook()) {
      context.diagnostics.warning(
        context.urn,
        `two-writers: ${job} was started while ${inputs.label} was switched on. It is paused now, and Okta alone provisions.`,
      );
    }
    return state;
  } catch (error) {
    const paused = await lastLook();
    if (paused.length === 0 || !(error instanceof UserError)) throw error;
    throw new UserError(`${error.message} Okta is on, so ${paused.join(' and ')} was paused.`);
  }
}

/** @param switchesOn called before the first request that may leave the app on. */
async function restore(
  operation: AppOperation,
  before: OktaAppState,
  found: FoundProvisioning,
  untouched: boolean,
  switchesOn: () => void,
): Promise<OktaAppState> {
  const { inputs, context, writes, read } = operation;
  let state = before;
  const interlock = entraInterlock(inputs, context);
  if (state.app.connectionStatus === 'ENABLED') await recordFound(operation, state);
  else {
    state = await writeToApp(operation, state, {
      operation: 'okta.connection.activate',
      interlock,
      send: (seen) => {
        switchesOn();
        return writes.activateConnection(seen, inputs.appId);
      },
      async readBack() {
        const after = await readUntil(read, ({ app }) => app.connectionStatus === 'ENABLED', readBacks, context);
        if (after.app.connectionStatus === 'ENABLED') return after;
        throw consentWanted(inputs, after);
      },
    });
  }
  const features = Object.entries(found.features).sort(([a], [b]) => byText(b, a));
  state = await allShown(
    operation,
    state,
    features.map(([feature]) => feature),
  );
  for (const [feature, wanted] of features) {
    const live = state.features[feature];
    // Only what is shown can be as it was: what an answer leaves out is written.
    if (live !== undefined && (isAsWanted(wanted, live) || (untouched && anyOn(live)))) continue;
    const isRestored = ({ features: { [feature]: now } }: OktaAppState): boolean =>
      now !== undefined && isAsWanted(wanted, now);
    const bodies = { part: changesTo(wanted, live ?? {}), whole: wholeAsWanted(wanted, live ?? {}) };
    const write = {
      operation: `okta.features.${feature}.restore`,
      interlock,
      put: (seen: EntraSeenOff, body: object) => writes.restoreCapabilities(seen, inputs.appId, feature, body),
      async readBack() {
        const after = await readUntil(read, isRestored, readBacks, context);
        if (isRestored(after)) return after;
        throw new UserError(
          `Okta accepted the capabilities of ${feature} of ${inputs.label} (${inputs.appId}) and shows others. Compare them with the output "found" of this resource in the Okta admin console.`,
        );
      },
    };
    state = await writeToFeature(operation, state, write, bodies);
  }
  return state;
}

/** The state with each of the features: a replica that lags says that nothing is provisioned, and would leave them off. */
async function allShown(
  { inputs, context, read }: AppOperation,
  state: OktaAppState,
  features: readonly string[],
): Promise<OktaAppState> {
  const missing = (now: OktaAppState): string[] => features.filter((feature) => now.features[feature] === undefined);
  if (missing(state).length === 0) return state;
  const after = await readUntil(read, (now) => missing(now).length === 0, readBacks, context);
  if (missing(after).length === 0) return after;
  throw new UserError(
    `Okta does not show ${missing(after).join(' and ')} of ${inputs.label} (${inputs.appId}), so what it did before the cutover can’t be put back. Run the update again; if it stays away, compare the app’s Provisioning tab in the Okta admin console with the output "found" of this resource.`,
  );
}

function consentWanted({ label, appId }: OktaProvisioningInputs, state: OktaAppState): UserError {
  return new UserError(
    `Okta needs an administrator's consent before ${label} (${appId}) can provision again: its connection is ${state.app.connectionStatus}. Open ${consentPlace(state)} in a browser, consent, and run the update again. Nothing is on now: neither Okta nor Entra provisions.`,
  );
}
