// @ts-check
'use strict';

// The gate's authority lies in the guarded operation itself (docs/decisions/0003). This pack repeats its conditions where an
// organisation wants them enforced by its own hand, also on programs that do not use our component.

const documentation = 'https://github.com/entra-cutover/entra-cutover/blob/main/policy-pack/README.md';
const gate = 'entra-cutover:index:AnchorGate';
const oktaProvisioning = 'entra-cutover:index:OktaProvisioning';
const cloudSyncActivation = 'entra-cutover:index:CloudSyncActivation';
const synchronizationJob = /^azuread:(index\/synchronizationJob|index):SynchronizationJob$/;
/** Whose deletion deletes people's accounts or somebody's way in. */
const losesSomething =
  /^azuread:(index\/\w+|index):(SynchronizationJob|SynchronizationSecret|Application|ServicePrincipal|User)$/;
/** @type {readonly unknown[]} */
const switchingPhases = ['cutover', 'complete'];

/**
 * True for what a component of ours declares.
 *
 * @param {string} urn
 */
function ofComponent(urn) {
  return /::(?:\S*\$)?entra-cutover:index:(EnvironmentCutover|PipelineIdentity)\$/.test(urn);
}

/**
 * @param {string} name
 * @param {Omit<import('@pulumi/policy').ResourceValidationPolicy, 'name' | 'enforcementLevel'>} rest
 * @returns {import('@pulumi/policy').ResourceValidationPolicy}
 */
function policy(name, rest) {
  return { name, enforcementLevel: 'mandatory', url: `${documentation}#${name}`, ...rest };
}

/**
 * @param {string} name
 * @param {Omit<import('@pulumi/policy').StackValidationPolicy, 'name' | 'enforcementLevel'>} rest
 * @returns {import('@pulumi/policy').StackValidationPolicy}
 */
function stackPolicy(name, rest) {
  return { name, enforcementLevel: 'mandatory', url: `${documentation}#${name}`, ...rest };
}

const gateRequired = stackPolicy('gate-required', {
  description: 'A program that switches provisioning declares the anchor gate, and it has cleared the cutover.',
  remediationSteps:
    'Declare EnvironmentCutover (or AnchorGate) in the program; mend what `entra-cutover assess --stack NAME` lists.',
  validateStack({ resources }, report) {
    const gates = resources.filter(({ type }) => type === gate);
    const guarded = resources.filter(({ type }) => type === oktaProvisioning || type === cloudSyncActivation);
    for (const { props, urn } of guarded) {
      if (!gates.some((each) => each.props.stack === props.stack))
        report(`It is declared without an AnchorGate for the stack ${String(props.stack)}.`, urn);
    }
    for (const { props, urn } of gates) {
      // A preview of a change does not know the decision yet: the gate's own check refuses there.
      if (switchingPhases.includes(props.phase) && typeof props.decision === 'string' && props.decision !== 'cleared')
        report(`The decision in phase ${String(props.phase)} is ${props.decision}, not cleared.`, urn);
    }
  },
});

const noOktaActivation = policy('no-okta-activation', {
  description: 'Nothing but the interlocked resource of entra-cutover switches Okta provisioning on.',
  remediationSteps:
    'Remove the okta.app resource: OktaProvisioning reads that every Entra synchronization is off before it switches Okta on.',
  validateResource({ type, props }, report) {
    if (!type.startsWith('okta:app/')) return;
    if (props.action === 'activate') report('It activates an Okta provisioning connection.');
    if (type.startsWith('okta:app/features:') && enables(props.capabilities))
      report('It enables provisioning capabilities of an Okta app.');
  },
});

const synchronizationJobPaused = policy('synchronization-job-paused', {
  description: 'A synchronization job is declared paused; the interlocked resource of entra-cutover starts it.',
  remediationSteps:
    'Set `enabled: false` and `ignoreChanges: ["enabled"]` on the job, and start it with CloudSyncActivation.',
  validateResource({ type, props, urn, opts }, report) {
    if (!synchronizationJob.test(type)) return;
    // A refresh stores that the job runs, and what is ignored stays as it is stored (PULUMI-6). The component declares it
    // paused.
    const refreshed = opts.ignoreChanges.includes('enabled') && ofComponent(urn);
    if (props.enabled !== false && !refreshed)
      report('It starts a synchronization without looking at Okta first (`enabled` is not false).');
    if (!opts.ignoreChanges.includes('enabled'))
      report('The next update would pause a running synchronization (`ignoreChanges` lacks `enabled`).');
  },
});

const deletionsProtected = policy('deletions-protected', {
  description: 'What deletes accounts when it is deleted is protected, or belongs to the component that retains it.',
  remediationSteps: 'Set `protect: true`, or declare it through EnvironmentCutover, which keeps it in the tenant.',
  validateResource({ type, urn, opts }, report) {
    // retainOnDelete is not shown to policies: the component that sets it is known by its type in the URN.
    if (losesSomething.test(type) && !opts.protect && !ofComponent(urn))
      report('Removing it from the program would delete it in the tenant, and with it whom it provisions or lets in.');
  },
});

const oneWriter = stackPolicy('one-writer', {
  description: 'Okta provisioning and an Entra synchronization are never declared on together.',
  remediationSteps:
    'Move by phases (cutover:phase): cutover switches Okta off before Entra on, rollback the other way round.',
  validateStack({ resources }, report) {
    const okta = resources.filter(({ type, props }) => type === oktaProvisioning && props.provisioning === 'on');
    const entra = resources.filter(({ type, props }) => type === cloudSyncActivation && props.active === true);
    if (okta.length === 0 || entra.length === 0) return;
    for (const { urn } of [...okta, ...entra])
      report('Two writers: Okta provisioning is declared on and an Entra synchronization active in one stack.', urn);
  },
});

/** @type {import('@pulumi/policy').Policies} */
const policies = [gateRequired, noOktaActivation, synchronizationJobPaused, deletionsProtected, oneWriter];

/**
 * True when anything inside says ENABLED, however deep: Okta nests capabilities three levels.
 *
 * @param {unknown} value
 * @returns {boolean}
 */
function enables(value) {
  if (value === 'ENABLED') return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(enables);
}

module.exports = {
  gateRequired,
  noOktaActivation,
  synchronizationJobPaused,
  deletionsProtected,
  oneWriter,
  policies,
};
