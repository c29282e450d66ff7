import { createRequire } from 'node:module';
import type { ResourceValidationPolicy, StackValidationPolicy } from '@pulumi/policy';
import { describe, expect, it } from 'vitest';

const { deletionsProtected, gateRequired, noOktaActivation, oneWriter, policies, synchronizationJobPaused } =
  createRequire(import.meta.url)('../../policy-pack/policies.js') as {
    deletionsProtected: ResourceValidationPolicy;
    gateRequired: StackValidationPolicy;
    noOktaActivation: ResourceValidationPolicy;
    oneWriter: StackValidationPolicy;
    policies: readonly (ResourceValidationPolicy | StackValidationPolicy)[];
    synchronizationJobPaused: ResourceValidationPolicy;
  };

interface Resource {
  readonly type: string;
  readonly props?: Record<string, unknown>;
  readonly urn?: string;
  readonly opts?: { protect?: boolean; ignoreChanges?: string[] };
}

function full({ type, props = {}, urn = `urn:pulumi:prod::p::${type}::it`, opts = {} }: Resource) {
  return { type, props, urn, name: 'it', opts: { protect: false, ignoreChanges: [], aliases: [], ...opts } };
}

/** What a resource policy says about one resource. */
function resourceViolations(policy: ResourceValidationPolicy, resource: Resource): string[] {
  const messages: string[] = [];
  const validate = policy.validateResource as unknown as (args: unknown, report: (message: string) => void) => void;
  validate(full(resource), (message) => messages.push(message));
  return messages;
}

function stackViolations(policy: StackValidationPolicy, ...resources: Resource[]): string[] {
  const messages: string[] = [];
  const validate = policy.validateStack as unknown as (args: unknown, report: (message: string) => void) => void;
  validate({ resources: resources.map(full) }, (message) => messages.push(message));
  return messages;
}

const job = 'azuread:index/synchronizationJob:SynchronizationJob';
const gate = (phase: string, decision?: string): Resource => ({
  type: 'entra-cutover:index:AnchorGate',
  props: { stack: 'prod', phase, ...(decision && { decision }) },
});
const okta = (provisioning: string): Resource => ({
  type: 'entra-cutover:index:OktaProvisioning',
  props: { stack: 'prod', provisioning },
});
const entra = (active: boolean): Resource => ({
  type: 'entra-cutover:index:CloudSyncActivation',
  props: { stack: 'prod', active },
});

describe('the policy pack', () => {
  it('is mandatory throughout, and says how to fix it and where it is explained', () => {
    for (const { enforcementLevel, remediationSteps, url, name } of policies) {
      expect(enforcementLevel).toBe('mandatory');
      expect(remediationSteps?.length).toBeGreaterThan(20);
      expect(url).toContain(`#${name}`);
    }
  });

  it('gate-required: no guarded resource without the gate, and no cutover that is not cleared', () => {
    expect(stackViolations(gateRequired, okta('off'), entra(true))).toHaveLength(2);
    expect(stackViolations(gateRequired, gate('cutover', 'cleared'), okta('off'), entra(true))).toEqual([]);
    expect(stackViolations(gateRequired, gate('cutover', 'blocked'), okta('off'))).toEqual([
      'The decision in phase cutover is blocked, not cleared.',
    ]);
    expect(stackViolations(gateRequired, gate('complete', 'indeterminate'))).toHaveLength(1);
    expect(stackViolations(gateRequired, gate('stage', 'blocked'), okta('unmanaged'))).toEqual([]);
    const other = { ...gate('cutover', 'cleared'), props: { stack: 'other', phase: 'cutover', decision: 'cleared' } };
    expect(stackViolations(gateRequired, other, okta('off'))).toHaveLength(1);
  });

  it('no-okta-activation: neither the connection nor a capability', () => {
    const connection = (action: string) => ({ type: 'okta:app/connection:Connection', props: { action } });
    const features = (status: string) => ({
      type: 'okta:app/features:Features',
      props: { capabilities: { create: { lifecycleCreate: { status } } } },
    });
    expect(resourceViolations(noOktaActivation, connection('activate'))).toHaveLength(1);
    expect(resourceViolations(noOktaActivation, connection('deactivate'))).toEqual([]);
    expect(resourceViolations(noOktaActivation, features('ENABLED'))).toHaveLength(1);
    expect(resourceViolations(noOktaActivation, features('DISABLED'))).toEqual([]);
  });

  it('synchronization-job-paused: `enabled` defaults to true, so leaving it out is refused too', () => {
    const kept = { ignoreChanges: ['enabled'] };
    expect(resourceViolations(synchronizationJobPaused, { type: job, props: { enabled: false }, opts: kept })).toEqual(
      [],
    );
    expect(resourceViolations(synchronizationJobPaused, { type: job, opts: kept })).toHaveLength(1);
    expect(resourceViolations(synchronizationJobPaused, { type: job, props: { enabled: false } })).toHaveLength(1);
  });

  it('synchronization-job-paused: a refresh stores that the job of the component runs, and keeps nobody from anything', () => {
    const urn = `urn:pulumi:prod::p::entra-cutover:index:EnvironmentCutover$${job}::sync-job`;
    const refreshed = { type: job, props: { enabled: true }, opts: { ignoreChanges: ['enabled'] } };
    expect(resourceViolations(synchronizationJobPaused, { ...refreshed, urn })).toEqual([]);
    expect(resourceViolations(synchronizationJobPaused, refreshed)).toHaveLength(1);
    expect(resourceViolations(synchronizationJobPaused, { ...refreshed, urn, opts: {} })).toHaveLength(2);
  });

  it('deletions-protected: protected, or of the component that retains it', () => {
    const urn = `urn:pulumi:prod::p::entra-cutover:index:EnvironmentCutover$${job}::sync-job`;
    const lookalike = `urn:pulumi:prod::p::evil:index:EnvironmentCutover$${job}::sync-job`;
    expect(resourceViolations(deletionsProtected, { type: job })).toHaveLength(1);
    expect(resourceViolations(deletionsProtected, { type: job, opts: { protect: true } })).toEqual([]);
    expect(resourceViolations(deletionsProtected, { type: job, urn })).toEqual([]);
    expect(resourceViolations(deletionsProtected, { type: job, urn: lookalike })).toHaveLength(1);
    expect(resourceViolations(deletionsProtected, { type: 'random:index/randomId:RandomId' })).toEqual([]);
  });

  it('one-writer: never both', () => {
    expect(stackViolations(oneWriter, okta('on'), entra(true))).toHaveLength(2);
    expect(stackViolations(oneWriter, okta('off'), entra(true))).toEqual([]);
    expect(stackViolations(oneWriter, okta('on'), entra(false))).toEqual([]);
  });
});
