import * as pulumi from '@pulumi/pulumi';
import type { Counts } from '../domain/assessment.js';
import type {
  AnchorBindingsInputs,
  AnchorGateInputs,
  AuditTrailInputs,
  CloudSyncActivationInputs,
  ConnectActivationInputs,
  OktaProvisioningInputs,
  PhaseInputs,
  TenantSwitchesInputs,
} from '../domain/environment.js';

/** `pending`: the first cycle has not ended, and the update shows a difference until it has. */
export type Verification = 'passed' | 'pending';

/** Each argument as a value or as another resource's output. */
type Arguments<Inputs> = { readonly [Name in keyof Inputs]: pulumi.Input<Inputs[Name]> };

/** The repairs that a reviewed file declares: made in assess and stage, put back by a rollback. */
export class AnchorBindings extends pulumi.CustomResource {
  constructor(name: string, args: Arguments<AnchorBindingsInputs>, options?: pulumi.CustomResourceOptions) {
    super('entra-cutover:index:AnchorBindings', name, { ...args, repairs: undefined, state: undefined }, options);
  }
}

/** The gate over the whole population: it fails the preview of a cutover, with names. */
export class AnchorGate extends pulumi.CustomResource {
  /** `cleared`, `blocked` or `indeterminate`. */
  declare readonly decision: pulumi.Output<string>;
  /** How many people of each outcome the evidence has; null where it could not be assessed. */
  declare readonly counts: pulumi.Output<Counts | null>;
  /** Digest of the assessment: equal evidence gives equal digests. */
  declare readonly digest: pulumi.Output<string>;

  constructor(name: string, args: Arguments<AnchorGateInputs>, options?: pulumi.CustomResourceOptions) {
    super(
      'entra-cutover:index:AnchorGate',
      name,
      { ...args, decision: undefined, digest: undefined, counts: undefined },
      options,
    );
  }
}

/** The provisioning of one Office 365 app of an Okta org: looked at, switched off, or put back as it was. */
export class OktaProvisioning extends pulumi.CustomResource {
  /** Of the app’s provisioning connection after the update: `ENABLED`, `DISABLED` or `UNKNOWN`. */
  declare readonly connectionStatus: pulumi.Output<string>;

  constructor(name: string, args: Arguments<OktaProvisioningInputs>, options?: pulumi.CustomResourceOptions) {
    const computed = {
      connectionStatus: undefined,
      integrationOff: undefined,
      capabilities: undefined,
      found: undefined,
      waitingSince: undefined,
      handOver: undefined,
    };
    super('entra-cutover:index:OktaProvisioning', name, { ...args, ...computed }, options);
  }
}

/** Whether a job of Entra cloud sync runs; it holds the interlock with Okta. */
export class CloudSyncActivation extends pulumi.CustomResource {
  /** Of the job after the update: `Active`, `Paused` or `Disabled`. */
  declare readonly scheduleState: pulumi.Output<string>;
  /** Of everybody who was matched, once the job was started; null before. */
  declare readonly verification: pulumi.Output<Verification | null>;

  constructor(name: string, args: Arguments<CloudSyncActivationInputs>, options?: pulumi.CustomResourceOptions) {
    const computed = {
      scheduleState: undefined,
      statusCode: undefined,
      quarantine: undefined,
      verification: undefined,
      reachedWave: undefined,
    };
    super('entra-cutover:index:CloudSyncActivation', name, { ...args, ...computed }, options);
  }
}

/** Whether an Entra Connect server exports: it clears each step, says what its operator must do, and waits for evidence. */
export class ConnectActivation extends pulumi.CustomResource {
  /** `waiting`, or the step that was reached. */
  declare readonly state: pulumi.Output<string>;
  /** `passed` once the server exports and everybody who was matched was verified; null before. */
  declare readonly verification: pulumi.Output<Verification | null>;

  constructor(name: string, args: Arguments<ConnectActivationInputs>, options?: pulumi.CustomResourceOptions) {
    const computed = {
      state: undefined,
      step: undefined,
      since: undefined,
      waitingFor: undefined,
      verification: undefined,
    };
    super('entra-cutover:index:ConnectActivation', name, { ...args, ...computed }, options);
  }
}

/** The tenant's matching switches: opened for the cutover, closed at complete, restored by a rollback. */
export class TenantSwitches extends pulumi.CustomResource {
  constructor(name: string, args: Arguments<TenantSwitchesInputs>, options?: pulumi.CustomResourceOptions) {
    const computed = { actual: undefined, found: undefined, state: undefined };
    super('entra-cutover:index:TenantSwitches', name, { ...args, ...computed }, options);
  }
}

/** The phase that the environment has reached: make it depend on everything else. */
export class Phase extends pulumi.CustomResource {
  constructor(name: string, args: Arguments<PhaseInputs>, options?: pulumi.CustomResourceOptions) {
    super('entra-cutover:index:Phase', name, { ...args }, options);
  }
}

/** The journal's length and last hash in the state: make it depend on everything that writes. */
export class AuditTrail extends pulumi.CustomResource {
  constructor(name: string, args: Arguments<AuditTrailInputs>, options?: pulumi.CustomResourceOptions) {
    super('entra-cutover:index:AuditTrail', name, { ...args, sequence: undefined, head: undefined }, options);
  }
}
