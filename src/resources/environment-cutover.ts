import * as azuread from '@pulumi/azuread';
import * as okta from '@pulumi/okta';
import * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../config/settings.js';
import type { AssessmentInputs, GuardedInputs } from '../domain/environment.js';
import { entraIsActive, oktaTargets } from '../domain/target-state.js';
import { AnchorGate, AuditTrail, CloudSyncActivation, OktaProvisioning, Phase } from './custom-resources.js';
import { entraProvider, oktaProvider } from './providers.js';

export interface EnvironmentCutoverArgs {
  readonly stack: string;
  readonly settings: Settings;
  readonly assessment: AssessmentInputs;
  /** A job that the tenant has already: it is adopted instead of creating a second one. */
  readonly existingJob?: string | undefined;
}

/**
 * One environment in the phase that its stack file declares. The order is the first of three locks: Okta is off before
 * Entra is on, and in a rollback Entra is off before Okta is on, so the dependency turns around.
 */
export class EnvironmentCutover extends pulumi.ComponentResource {
  readonly decision: pulumi.Output<string>;
  /** What Okta says of each app’s provisioning connection before the run, by label. */
  readonly oktaBefore: Readonly<Record<string, pulumi.Output<string>>>;
  readonly entraSync: pulumi.Output<string>;
  readonly #args: EnvironmentCutoverArgs;
  readonly #child: pulumi.CustomResourceOptions;

  constructor(name: string, args: EnvironmentCutoverArgs, options?: pulumi.ComponentResourceOptions) {
    super('entra-cutover:index:EnvironmentCutover', name, {}, options);
    this.#args = args;
    this.#child = { parent: this };
    const { stack, settings, assessment } = args;
    const { phase } = settings;
    const gate = new AnchorGate('anchor-gate', { stack, phase, assessment }, this.#child);
    const rollback = phase === 'rollback';
    const job = phase === 'assess' ? undefined : this.#declareJob(gate);
    const activate = (after: readonly pulumi.Resource[]) => (job ? [this.#activation(job.id, after)] : []);
    const before = job ? [gate, ...job.all] : [gate];
    const [oktaApps, activation] = rollback ? this.#turnedAround(activate, before) : this.#inOrder(activate, before);
    const dependsOn = [...before, ...oktaApps, ...activation];
    const reached = new Phase('phase', { stack, phase }, { ...this.#child, dependsOn });
    const { journal } = this.#guarded;
    new AuditTrail('audit-trail', { stack, phase, journal }, { ...this.#child, dependsOn: [reached] });

    this.decision = gate.decision;
    this.oktaBefore = rollback ? {} : this.#lookUp();
    this.entraSync = activation[0]?.scheduleState ?? pulumi.output('not declared yet');
    this.registerOutputs();
  }

  #inOrder(activate: (after: readonly pulumi.Resource[]) => CloudSyncActivation[], before: readonly pulumi.Resource[]) {
    const apps = this.#oktaApps(before);
    return [apps, activate(apps)] as const;
  }

  #turnedAround(
    activate: (after: readonly pulumi.Resource[]) => CloudSyncActivation[],
    before: readonly pulumi.Resource[],
  ) {
    const activation = activate([]);
    return [this.#oktaApps([...before, ...activation]), activation] as const;
  }

  get #guarded(): GuardedInputs {
    const { stack, settings, assessment } = this.#args;
    const { phase, hold, audit } = settings;
    return { stack, phase, assessment, hold, journal: audit.journal ?? `audit/${stack}.jsonl` };
  }

  #oktaApps(dependsOn: readonly pulumi.Resource[]): OktaProvisioning[] {
    const { okta: org, cloudSync, phase } = this.#args.settings;
    const { servicePrincipalId } = cloudSync;
    return org.apps.map(({ id: appId, label }) => {
      const args = {
        ...this.#guarded,
        appId,
        label,
        servicePrincipalId,
        drain: org.drain,
        provisioning: oktaTargets[phase],
      };
      return new OktaProvisioning(`okta-${appId}`, args, { ...this.#child, dependsOn: [...dependsOn] });
    });
  }

  #activation(jobId: pulumi.Input<string>, dependsOn: readonly pulumi.Resource[]): CloudSyncActivation {
    const { cloudSync, phase } = this.#args.settings;
    const { servicePrincipalId } = cloudSync;
    const args = { ...this.#guarded, servicePrincipalId, jobId, active: entraIsActive(phase) };
    return new CloudSyncActivation('entra-sync', args, { ...this.#child, dependsOn: [...dependsOn] });
  }

  /**
   * The job and its secrets, paused: our own resource starts it. Both stay in the tenant when the stack no longer declares
   * them, since deleting a job would delete whom it provisioned; `protect` would make `pulumi destroy` fail instead.
   */
  #declareJob(gate: AnchorGate): { id: pulumi.Output<string>; all: pulumi.Resource[] } {
    const { settings, existingJob } = this.#args;
    const { cloudSync } = settings;
    const provider = entraProvider(settings);
    const servicePrincipalId = `/servicePrincipals/${cloudSync.servicePrincipalId}`;
    const kept = { ...this.#child, provider, retainOnDelete: true, dependsOn: [gate] };
    const secrets = new azuread.SynchronizationSecret(
      'sync-secrets',
      { servicePrincipalId, credentials: secretsOf(cloudSync) },
      kept,
    );
    const job = new azuread.SynchronizationJob(
      'sync-job',
      { servicePrincipalId, templateId: 'AD2AADProvisioning', enabled: false },
      { ...kept, ignoreChanges: ['enabled'], ...(existingJob !== undefined && { import: existingJob }) },
    );
    return { id: job.id, all: [secrets, job] };
  }

  #lookUp(): Record<string, pulumi.Output<string>> {
    const { settings } = this.#args;
    const provider = oktaProvider(settings);
    const statusOf = (id: string) =>
      okta.app.getConnectionOutput({ id }, { provider, parent: this }).apply(({ status }) => status);
    return Object.fromEntries(settings.okta.apps.map(({ id, label }) => [label, statusOf(id)]));
  }
}

/** Every key together: a PUT replaces the whole set (facts 3.6). */
function secretsOf({
  domain,
  deletionThreshold,
  notificationRecipients,
}: Settings['cloudSync']): { key: string; value: string }[] {
  const notification = {
    Enabled: notificationRecipients.length > 0,
    Recipients: notificationRecipients.join(','),
    DeleteThresholdEnabled: true,
    DeleteThresholdValue: deletionThreshold,
  };
  return [
    { key: 'Domain', value: JSON.stringify({ domain }) },
    { key: 'AppKey', value: JSON.stringify({ appKeyScenario: 'AD2AADProvisioning' }) },
    { key: 'SyncNotificationSettings', value: JSON.stringify(notification) },
  ];
}
