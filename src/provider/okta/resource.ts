import type { OktaProvisioningInputs } from '../../config/resource-table.js';
import { type OktaAppState, provisioningIsOff } from '../../connectors/okta/read.js';
import { UserError } from '../../domain/errors.js';
import { oktaTargets } from '../../domain/target-state.js';
import { refuseForgottenServer } from '../beside-another.js';
import { demandOf } from '../connect/seen-off.js';
import { serverOnText, serverStateOf } from '../connect/server-state.js';
import { isOtherThanRecorded } from '../found-changed.js';
import { fromTable } from '../inputs.js';
import { fromRefusedComplete } from '../phase-move.js';
import type { OperationContext } from '../ports.js';
import type { Properties } from '../properties.js';
import { type Known, type ResourceType, unlessOfPhase, whereReadable } from '../resource-type.js';
import { type FoundProvisioning, isAsFound, rememberFound } from './capabilities.js';
import { announceConsent } from './consent.js';
import { serverDoubt } from './entra-interlock.js';
import { foundBefore, foundIn, refuseToForget, sayNothingToRestore } from './found.js';
import { handOver } from './hand-over.js';
import { openAppOperation, toldOf } from './operation.js';
import { announceStamped } from './stamped.js';
import { entraWentOffSince, switchOffMayArrive, switchOffOrPause } from './switch-off.js';
import { switchOn } from './switch-on.js';

/** The provisioning of one Office 365 app. It never deletes or credentials anything, and never touches sign-on. */
export const oktaProvisioning: ResourceType<OktaProvisioningInputs> = {
  ...fromTable('OktaProvisioning'),
  bornIn: 'assess',
  mayRejoin: fromRefusedComplete,
  asBorn: (inputs) => ({ ...inputs, phase: 'assess', provisioning: 'unmanaged' }),
  identity: ['appId'],
  once: 'appId',
  immaterial: ['assessment', 'hold', 'journal', 'drain', 'pushTried', 'servicePrincipalId'],
  waiting: ({ outputs }) => (typeof outputs.waitingSince === 'string' ? 'provisioning' : undefined),
  async switchedByOthers({ inputs, outputs }, context) {
    const { provisioning } = inputs;
    // A rollback looks only for what an earlier run sent, or somebody else's update left: what is done by hand then is theirs.
    if (provisioning === 'on' && (await isOtherThanRecorded(inputs, toldOf(inputs), outputs.connectionStatus)))
      return 'provisioning';
    const looks = async (): Promise<boolean> => (await switchOffMayArrive(inputs)) || (await entraWentOffSince(inputs));
    if (provisioning === 'unmanaged' || (provisioning === 'on' && !(await looks()))) return undefined;
    return whereReadable(async () => {
      const state = await (await openAppOperation(inputs, context)).read();
      const fits = provisioning === 'off' ? provisioningIsOff(state.app) : isAsFound(state, foundIn(outputs));
      return fits ? undefined : 'provisioning';
    });
  },
  label: ({ label }) => `Okta app ${label}`,
  status: (_inputs, { connectionStatus, waitingSince }) => ({
    state: connectionStatus === 'ENABLED' ? 'on' : 'off',
    waitingFor: typeof waitingSince === 'string' ? [serverOnText] : [],
  }),
  async check(inputs, context) {
    const { phase, provisioning } = inputs;
    if (phase === 'rollback') {
      await announceConsent(inputs, context);
      await announceStamped(inputs, context);
    }
    return unlessOfPhase('provisioning', provisioning, oktaTargets[phase], phase);
  },
  // In the preview already: an update would take what comes before this one to the next phase, and make its repairs.
  announce: async (inputs, _context, known) => refuseWhileWaiting(inputs, known),
  async create(inputs, context) {
    const { read } = await openAppOperation(inputs, context);
    const state = await read();
    return { id: inputs.appId, outputs: outputsOf(state, rememberFound(state, await foundBefore(inputs, {}))) };
  },
  async update(inputs, known, context) {
    refuseWhileWaiting(inputs, known);
    const operation = await openAppOperation(inputs, context);
    const before = await operation.read();
    const untouched = known.inputs.provisioning === 'unmanaged';
    // Once we have switched it off, what somebody does by hand is drift, not what a rollback restores.
    const recorded = await foundBefore(inputs, known.outputs);
    const found = untouched ? rememberFound(before, recorded) : recorded;
    switch (inputs.provisioning) {
      case 'unmanaged':
        return outputsOf(before, rememberFound(before, recorded));
      case 'off':
        return outputsOf(await switchOffOrPause(operation, before, found?.connectionStatus === 'ENABLED'), found, {
          handOver: inputs.phase === 'complete' ? await handOver(operation, found) : null,
        });
      case 'on': {
        const waitingSince = await waitsForServer(inputs, known, before, isAsFound(before, found), context);
        if (waitingSince !== undefined) return outputsOf(before, found, { waitingSince });
        // From phase assess nobody comes to a rollback, but a resource that has lost its state.
        await sayNothingToRestore(operation, before, found, known.inputs.phase === 'assess');
        return outputsOf(await switchOn(operation, before, found, untouched), found);
      }
    }
  },
  mayForget: ({ inputs, outputs }, context) => refuseToForget(inputs, foundIn(outputs), context),
  async read({ inputs, outputs }, context) {
    const { read } = await openAppOperation(inputs, context);
    const state = await read();
    const actual = provisioningIsOff(state.app) ? 'off' : 'on';
    // Unmanaged stays so. An app that was already off when it was found is "on" as far as it ever was.
    const found = foundIn(outputs);
    const asFound = inputs.provisioning === 'on' && found?.connectionStatus !== 'ENABLED';
    const provisioning = inputs.provisioning === 'unmanaged' || asFound ? inputs.provisioning : actual;
    const remembered = inputs.provisioning === 'unmanaged' ? rememberFound(state, found) : found;
    const kept = { waitingSince: textOrNull(outputs.waitingSince), handOver: outputs.handOver ?? null };
    // What waits for a server shows its difference by itself.
    const shown = kept.waitingSince === null ? provisioning : inputs.provisioning;
    return { inputs: { ...inputs, provisioning: shown }, outputs: outputsOf(state, remembered, kept) };
  },
};

/** Refuses to leave a rollback that still waits for the Entra Connect server. */
function refuseWhileWaiting(
  { phase, label, appId }: OktaProvisioningInputs,
  known: Known<OktaProvisioningInputs> | undefined,
): void {
  if (phase !== 'assess' || typeof known?.outputs.waitingSince !== 'string') return;
  const stands = known.outputs.connectionStatus === 'ENABLED' ? 'is on, although' : 'is not on again:';
  throw new UserError(
    `${label} (${appId}) ${stands} ${serverOnText} Stay in phase rollback, or set cutover:phase back to it.`,
  );
}

/** An absent value is null: a property that is left out would keep the one of the state. */
function outputsOf(
  { app }: OktaAppState,
  found: FoundProvisioning | undefined,
  { waitingSince = null, handOver: handedOver = null }: { waitingSince?: string | null; handOver?: unknown } = {},
): Properties {
  const { connectionStatus, integrationOff, capabilities } = app;
  return {
    connectionStatus,
    integrationOff,
    capabilities,
    waitingSince,
    handOver: handedOver,
    ...(found && { found }),
  };
}

/**
 * Since when a rollback waits for the Entra Connect server to be seen as off, or undefined when it need not wait. Evidence
 * counts that is newer than the demand: what a server did before says nothing about now.
 */
async function waitsForServer(
  inputs: OktaProvisioningInputs,
  known: Known<OktaProvisioningInputs>,
  { app }: OktaAppState,
  isOn: boolean,
  context: OperationContext,
): Promise<string | undefined> {
  const { connect } = inputs.assessment;
  if (!isOn) await refuseForgottenServer(inputs);
  if (connect === undefined) return undefined;
  const isRollback = known.inputs.phase === 'rollback';
  const { waitingSince } = known.outputs;
  const asked = isRollback && typeof waitingSince === 'string' ? waitingSince : undefined;
  const { ports, diagnostics, urn } = context;
  const now = ports.now();
  // What was let on once is switched on again only by evidence of these hours.
  const oldest = new Date(now.getTime() - connect.maximumAgeHours * 3_600_000).toISOString();
  const doubt = isRollback ? await serverDoubt(inputs, context, asked ?? (isOn ? undefined : oldest)) : serverOnText;
  if (doubt === undefined) return undefined;
  const does = provisioningIsOff(app) ? 'stays off, for' : 'provisions already, although';
  diagnostics.warning(urn, `Waiting: ${inputs.label} ${does} ${doubt}`);
  return asked ?? demandOf(serverStateOf(await ports.readConnect(inputs.assessment)), now);
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
