import * as okta from '@pulumi/okta';
import * as pulumi from '@pulumi/pulumi';
import type { AssessmentInputs } from '../config/resource-table.js';
import { journalOf, type Settings } from '../config/settings.js';
import { tokenOf } from '../config/token.js';
import type { Counts } from '../domain/assessment.js';
import { entraIsActive, oktaTargets, switchesTargets } from '../domain/target-state.js';
import { type Child, childOf } from './child.js';
import { declareJobs } from './cloud-sync-jobs.js';
import {
  AnchorBindings,
  AnchorGate,
  AuditTrail,
  CloudSyncActivation,
  ConnectActivation,
  OktaProvisioning,
  Phase,
  TenantSwitches,
  type Verification,
} from './custom-resources.js';
import { requireDeclaredOnce } from './declared-once.js';
import type { Guarded } from './declared-writes.js';
import type { ExistingJobs, Remediations } from './functions.js';
import { entraProvider, oktaProvider } from './providers.js';

export interface EnvironmentCutoverArgs {
  /** Name of the stack, which is the environment. */
  readonly stack: string;
  /** What `stackSettings` returns: a plain value, since it decides which resources there are. */
  readonly settings: Settings;
  /** What `getAssessmentInputs` returns. */
  readonly assessment: pulumi.Input<AssessmentInputs>;
  /** What `getRemediations` returns. */
  readonly remediations: pulumi.Input<Remediations>;
  /** What `findSynchronizationJobs` returns: these jobs are adopted instead of creating a second one. */
  readonly existingJobs: ExistingJobs;
}

type Activation = CloudSyncActivation | ConnectActivation;
type After = readonly pulumi.Resource[];

const unreadable = 'could not be read';

/**
 * One environment in the phase that its stack file declares. Its resources depend on each other in the safe order: Okta is off
 * before Entra is on, and in a rollback Entra is off before Okta is on. Matching opens before either and closes after both.
 */
export class EnvironmentCutover extends pulumi.ComponentResource {
  /** Of the evidence that the gate judged: `cleared`, `blocked` or `indeterminate`. */
  readonly decision: pulumi.Output<string>;
  /** How many people of each outcome that evidence has; null where it could not be assessed. */
  readonly counts: pulumi.Output<Counts | null>;
  /** What Okta says of each app’s provisioning connection before the run, by label. */
  readonly oktaBefore: Readonly<Record<string, pulumi.Output<string>>>;
  /** Each app’s provisioning connection after the update, by label. */
  readonly okta: Readonly<Record<string, pulumi.Output<string>>>;
  /** What takes over, after the update: the job’s schedule, or the step that Entra Connect has reached. */
  readonly entraSync: pulumi.Output<string>;
  /** Of everybody who was matched, after the update; null while nothing is switched on. */
  readonly verification: pulumi.Output<Verification | null>;
  readonly #args: EnvironmentCutoverArgs;
  readonly #name: string;
  readonly #child: Child;

  constructor(name: string, args: EnvironmentCutoverArgs, options?: pulumi.ComponentResourceOptions) {
    super(tokenOf('EnvironmentCutover'), name, {}, options);
    requireDeclaredOnce(name, args.stack, args.settings);
    this.#args = args;
    this.#name = name;
    this.#child = childOf(this, name);
    const { stack, settings, assessment } = args;
    const { phase } = settings;
    // Where Okta is only looked at, that comes before the first write of anything: what refuses it, or can't sign in, refuses all.
    const lookedAt = oktaTargets[phase] === 'unmanaged' ? this.#oktaApps([]) : undefined;
    // Repairs come before the assessment that judges them, and are taken back only after everything else (PULUMI-4).
    const repairs = phase === 'rollback' ? [] : [this.#repairs(lookedAt ?? [])];
    const { journal } = this.#guarded;
    // On the road of cloud sync the waves are the job's affair.
    const waves = settings.syncTool === 'connect' ? this.#waves : {};
    const judged = { stack, phase, assessment, journal, ...waves };
    const gate = new AnchorGate(...this.#child('anchor-gate', judged, repairs));
    const opensFirst = phase === 'stage' || phase === 'cutover';
    const before: After = [gate, ...(opensFirst ? this.#switches([gate]) : [])];
    const { activate, jobs } = this.#entra(before);
    const [oktaApps, activation] = this.#inOrder(activate, [...before, ...jobs], lookedAt);
    const writers = [...before, ...jobs, ...oktaApps, ...activation];
    const closesLast = opensFirst ? [] : this.#switches(writers);
    const restored = phase === 'rollback' ? [this.#repairs([...writers, ...closesLast])] : [];
    const dependsOn = [...writers, ...closesLast, ...restored];
    const reached = new Phase(...this.#child('phase', { stack, phase, journal }, dependsOn));
    const { lost } = settings.audit;
    new AuditTrail(...this.#child('audit-trail', { stack, phase, journal, ...(lost && { lost }) }, [reached]));

    this.decision = gate.decision;
    this.counts = gate.counts;
    this.oktaBefore = phase === 'rollback' ? {} : this.#lookUp();
    this.okta = Object.fromEntries(
      settings.okta.apps.map(({ label }, index) => [
        label,
        oktaApps[index]?.connectionStatus ?? pulumi.output(unreadable),
      ]),
    );
    this.entraSync = activation.map(stateOf)[0] ?? pulumi.output('not declared yet');
    this.verification = activation[0]?.verification ?? pulumi.output(null);
    const { decision, counts, oktaBefore, okta: apps, entraSync, verification } = this;
    this.registerOutputs({ decision, counts, oktaBefore, okta: apps, entraSync, verification });
  }

  #inOrder(
    activate: (after: After) => Activation[],
    before: After,
    lookedAt: OktaProvisioning[] | undefined,
  ): readonly [OktaProvisioning[], Activation[]] {
    if (lookedAt !== undefined) return [lookedAt, activate([...before, ...lookedAt])];
    if (this.#args.settings.phase === 'rollback') {
      const activation = activate([]);
      return [this.#oktaApps([...before, ...activation]), activation];
    }
    const apps = this.#oktaApps(before);
    return [apps, activate(apps)];
  }

  get #guarded(): Guarded {
    const { stack, settings, assessment } = this.#args;
    const { phase, hold } = settings;
    return { stack, phase, assessment, hold, journal: journalOf(settings, stack) };
  }

  get #waves(): Pick<Partial<Settings>, 'waves' | 'wave'> {
    const { waves, wave } = this.#args.settings;
    return waves.length > 0 ? { waves, wave } : {};
  }

  #repairs(dependsOn: After): AnchorBindings {
    const { settings } = this.#args;
    const remediations = pulumi.output(this.#args.remediations);
    const { limit = 1, allowPrivileged = false } = settings.remediations ?? {};
    const { directory, cloudSync } = settings;
    const args = {
      ...this.#guarded,
      file: remediations.apply(({ file }) => file),
      entries: remediations.apply(({ entries }) => entries),
      limit,
      allowPrivileged,
      ...(directory && { directory }),
      ...(cloudSync && { servicePrincipalId: cloudSync.servicePrincipalId }),
    };
    return new AnchorBindings(...this.#child('repairs', args, dependsOn));
  }

  #oktaApps(dependsOn: After): OktaProvisioning[] {
    const { okta: org, cloudSync, phase } = this.#args.settings;
    return org.apps.map(({ id: appId, label }) => {
      const args = {
        ...this.#guarded,
        appId,
        label,
        ...(cloudSync && { servicePrincipalId: cloudSync.servicePrincipalId }),
        ...(org.pushTried && { pushTried: org.pushTried }),
        drain: org.drain,
        provisioning: oktaTargets[phase],
      };
      return new OktaProvisioning(...this.#child(`okta-${appId}`, args, dependsOn));
    });
  }

  /** What takes over: declared from stage on, and not before, so that an assessment writes nothing. */
  #entra(before: After): { activate: (after: After) => Activation[]; jobs: After } {
    const { settings, existingJobs } = this.#args;
    const { phase, cloudSync, connect } = settings;
    const active = entraIsActive(phase);
    if (phase === 'assess') return { activate: () => [], jobs: [] };
    if (settings.syncTool === 'connect') {
      const server = connect && {
        serverName: connect.serverName,
        connectorName: connect.connectorName,
        deletionThreshold: connect.deletionThreshold,
      };
      const activate = (dependsOn: After): Activation[] =>
        server === undefined
          ? []
          : [
              new ConnectActivation(
                ...this.#child('entra-sync', { ...this.#guarded, ...server, ...this.#waves, active }, dependsOn),
              ),
            ];
      return { activate, jobs: [] };
    }
    if (cloudSync === undefined) return { activate: () => [], jobs: [] };
    const provider = this.getProvider('azuread:index:SynchronizationJob') ?? entraProvider(this.#name, settings);
    const jobs = declareJobs(settings, cloudSync, existingJobs, this.#guarded, {
      child: this.#child,
      before,
      provider,
    });
    const args = {
      ...this.#guarded,
      servicePrincipalId: cloudSync.servicePrincipalId,
      jobId: jobs.id,
      active,
      deletionThreshold: cloudSync.deletionThreshold,
      ...(jobs.passwordHashId && { passwordHashJobId: jobs.passwordHashId }),
      ...(settings.pilot.length > 0 && { pilot: settings.pilot }),
      ...this.#waves,
    };
    const activate = (dependsOn: After): Activation[] => [
      new CloudSyncActivation(...this.#child('entra-sync', args, dependsOn)),
    ];
    return { activate, jobs: jobs.all };
  }

  #switches(dependsOn: After): TenantSwitches[] {
    const { matching, phase } = this.#args.settings;
    if (matching === undefined) return [];
    const args = { ...this.#guarded, ...matching, switches: switchesTargets[phase] };
    return [new TenantSwitches(...this.#child('tenant-switches', args, dependsOn))];
  }

  /**
   * It only informs, so it fails nothing: the plugin answers without a status where Okta refuses the connection, and not at all where it
   * could not sign in.
   */
  #lookUp(): Record<string, pulumi.Output<string>> {
    const { settings } = this.#args;
    const provider = this.getProvider('okta:index:App') ?? oktaProvider(this.#name, settings);
    const statusOf = async (id: string): Promise<string> => {
      if (provider === undefined) return unreadable;
      try {
        const { status } = await okta.app.getConnection({ id }, { provider, parent: this });
        return status || unreadable;
      } catch {
        return unreadable;
      }
    };
    return Object.fromEntries(settings.okta.apps.map(({ id, label }) => [label, pulumi.output(statusOf(id))]));
  }
}

function stateOf(activation: Activation): pulumi.Output<string> {
  return activation instanceof ConnectActivation ? activation.state : activation.scheduleState;
}
