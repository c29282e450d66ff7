import { z } from 'zod';
import type { OktaProvisioningInputs, OktaProvisioningTarget } from '../../domain/environment.js';
import type { Phase } from '../../domain/phase.js';
import { type OktaAppState, provisioningIsOff } from '../../sources/okta/read.js';
import { oktaProvisioningInputs, parseWith } from '../inputs.js';
import type { Properties } from '../properties.js';
import type { ResourceType } from '../resource-type.js';
import { type FoundProvisioning, rememberFound } from './capabilities.js';
import { openAppOperation } from './operation.js';
import { switchOff } from './switch-off.js';
import { switchOn } from './switch-on.js';

/** What each phase wants of Okta; a program can't declare another. */
const targets: Readonly<Record<Phase, OktaProvisioningTarget>> = {
  assess: 'unmanaged',
  stage: 'unmanaged',
  cutover: 'off',
  complete: 'off',
  rollback: 'on',
};

/** The provisioning of one Office 365 app. It never deletes or credentials anything, and never touches sign-on. */
export const oktaProvisioning: ResourceType<OktaProvisioningInputs> = {
  token: 'entra-cutover:index:OktaProvisioning',
  bornIn: 'assess',
  identity: ['appId'],
  immaterial: ['assessment', 'hold', 'journal', 'drain', 'servicePrincipalId'],
  computed: ['connectionStatus', 'integrationOff', 'capabilities', 'found'],
  parse: (properties) => parseWith(oktaProvisioningInputs, properties),
  async check({ phase, provisioning }) {
    const wanted = targets[phase];
    return provisioning === wanted
      ? []
      : [`provisioning is ${provisioning}, and phase ${phase} wants ${wanted}. Derive it from the phase.`];
  },
  async create(inputs, context) {
    const { read } = await openAppOperation(inputs, context);
    const state = await read();
    return { id: inputs.appId, outputs: outputsOf(state, rememberFound(state, undefined)) };
  },
  async update(inputs, known, context) {
    const operation = await openAppOperation(inputs, context);
    const before = await operation.read();
    const untouched = known.inputs.provisioning === 'unmanaged';
    // Once we have switched it off, what somebody does by hand is drift, not what a rollback restores.
    const recorded = foundIn(known.outputs);
    const found = untouched ? rememberFound(before, recorded) : recorded;
    switch (inputs.provisioning) {
      case 'unmanaged':
        return outputsOf(before, rememberFound(before, recorded));
      case 'off':
        return outputsOf(await switchOff(operation, before), found);
      case 'on':
        return outputsOf(await switchOn(operation, before, found, untouched), found);
    }
  },
  async read({ inputs, outputs }, context) {
    const { read } = await openAppOperation(inputs, context);
    const state = await read();
    const actual = provisioningIsOff(state.app) ? 'off' : 'on';
    // Unmanaged stays so. An app that was already off when it was found is "on" as far as it ever was.
    const found = foundIn(outputs);
    const asFound = inputs.provisioning === 'on' && found?.connectionStatus !== 'ENABLED';
    const provisioning = inputs.provisioning === 'unmanaged' || asFound ? inputs.provisioning : actual;
    const remembered = inputs.provisioning === 'unmanaged' ? rememberFound(state, found) : found;
    return { inputs: { ...inputs, provisioning }, outputs: outputsOf(state, remembered) };
  },
};

function outputsOf({ app }: OktaAppState, found: FoundProvisioning | undefined): Properties {
  const { connectionStatus, integrationOff, capabilities } = app;
  return { connectionStatus, integrationOff, capabilities, ...(found && { found }) };
}

const foundSchema = z.object({
  connectionStatus: z.string(),
  features: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** What the state remembers of the app before the cutover; undefined when it does not. */
function foundIn(outputs: Properties): FoundProvisioning | undefined {
  const parsed = foundSchema.safeParse(outputs.found);
  return parsed.success ? parsed.data : undefined;
}
