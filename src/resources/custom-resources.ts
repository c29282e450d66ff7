import * as pulumi from '@pulumi/pulumi';
import { type InputsOf, type ResourceName, resourceTable } from '../config/resource-table.js';
import { tokenOf } from '../config/token.js';
import type { Counts } from '../domain/assessment.js';

/** `passed`: everybody who was matched was compared and is as cleared. `pending`: the first cycle has not ended, and previews show a difference until it has. */
export type Verification = 'passed' | 'pending';

/** Each argument as a value or as another resource's output. */
type Arguments<Name extends ResourceName> = {
  readonly [Key in keyof InputsOf<Name>]: pulumi.Input<InputsOf<Name>[Key]>;
};

/** A resource of the table, its outputs asked for. */
class TableResource<Name extends ResourceName> extends pulumi.CustomResource {
  constructor(type: Name, name: string, args: Arguments<Name>, options?: pulumi.CustomResourceOptions) {
    const outputs = Object.keys(resourceTable[type].outputs).map((output) => [output, undefined]);
    super(tokenOf(type), name, { ...args, ...Object.fromEntries(outputs) }, options);
  }
}

/** The repairs that a reviewed file declares: made in assess and stage, put back by a rollback. */
export class AnchorBindings extends TableResource<'AnchorBindings'> {
  constructor(name: string, args: Arguments<'AnchorBindings'>, options?: pulumi.CustomResourceOptions) {
    super('AnchorBindings', name, args, options);
  }
}

/** The gate over the whole population: it fails the preview of a cutover, with names. */
export class AnchorGate extends TableResource<'AnchorGate'> {
  /** `cleared`, `blocked` or `indeterminate`. */
  declare readonly decision: pulumi.Output<string>;
  /** How many people of each outcome the evidence has; null where it could not be assessed. */
  declare readonly counts: pulumi.Output<Counts | null>;
  /** Digest of the assessment: equal evidence gives equal digests. */
  declare readonly digest: pulumi.Output<string>;

  constructor(name: string, args: Arguments<'AnchorGate'>, options?: pulumi.CustomResourceOptions) {
    super('AnchorGate', name, args, options);
  }
}

/** The provisioning of one Office 365 app of an Okta org: looked at, switched off, or put back as it was. */
export class OktaProvisioning extends TableResource<'OktaProvisioning'> {
  /** Of the app’s provisioning connection after the update: `ENABLED`, `DISABLED` or `UNKNOWN`. */
  declare readonly connectionStatus: pulumi.Output<string>;

  constructor(name: string, args: Arguments<'OktaProvisioning'>, options?: pulumi.CustomResourceOptions) {
    super('OktaProvisioning', name, args, options);
  }
}

/** Whether a job of Entra cloud sync runs; it holds the interlock with Okta. */
export class CloudSyncActivation extends TableResource<'CloudSyncActivation'> {
  /** Of the job after the update: `Active`, `Paused` or `Disabled`. */
  declare readonly scheduleState: pulumi.Output<string>;
  /** Of everybody who was matched, once the job was started; null before. */
  declare readonly verification: pulumi.Output<Verification | null>;

  constructor(name: string, args: Arguments<'CloudSyncActivation'>, options?: pulumi.CustomResourceOptions) {
    super('CloudSyncActivation', name, args, options);
  }
}

/** Whether an Entra Connect server exports: it clears each step, says what its operator must do, and waits for evidence. */
export class ConnectActivation extends TableResource<'ConnectActivation'> {
  /** `waiting`, or the step that was reached. */
  declare readonly state: pulumi.Output<string>;
  /** `passed` once the server exports and everybody who was matched was verified; null before. */
  declare readonly verification: pulumi.Output<Verification | null>;

  constructor(name: string, args: Arguments<'ConnectActivation'>, options?: pulumi.CustomResourceOptions) {
    super('ConnectActivation', name, args, options);
  }
}

/** The tenant's matching switches: opened for the cutover, closed at complete, restored by a rollback. */
export class TenantSwitches extends TableResource<'TenantSwitches'> {
  constructor(name: string, args: Arguments<'TenantSwitches'>, options?: pulumi.CustomResourceOptions) {
    super('TenantSwitches', name, args, options);
  }
}

/** The phase that the environment has reached: make it depend on everything else. */
export class Phase extends TableResource<'Phase'> {
  constructor(name: string, args: Arguments<'Phase'>, options?: pulumi.CustomResourceOptions) {
    super('Phase', name, args, options);
  }
}

/** The journal's length and last hash in the state: make it depend on everything that writes. */
export class AuditTrail extends TableResource<'AuditTrail'> {
  constructor(name: string, args: Arguments<'AuditTrail'>, options?: pulumi.CustomResourceOptions) {
    super('AuditTrail', name, args, options);
  }
}
