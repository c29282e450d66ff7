import * as pulumi from '@pulumi/pulumi';
import { beforeAll, expect, it, vi } from 'vitest';
import { EnvironmentCutover, type EnvironmentCutoverArgs } from '../../src/resources/environment-cutover.js';

const counts = { onPremUsers: 3, entraUsers: 2, outcomes: { hardMatch: 2, onPremOnly: 1 } };

/** What the provider computes, as it would stand after an update. */
const computed: Readonly<Record<string, (inputs: Record<string, unknown>) => object>> = {
  AnchorGate: () => ({ decision: 'cleared', digest: 'sha256:1', counts }),
  OktaProvisioning: ({ appId }) => ({ connectionStatus: appId === 'app-1' ? 'DISABLED' : 'ENABLED' }),
  ConnectActivation: () => ({ state: 'active', verification: 'passed' }),
};

beforeAll(async () => {
  vi.stubEnv('OKTA_API_TOKEN', '');
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => ({
      id: name,
      state: { ...inputs, ...computed[type.split(':').at(-1) ?? '']?.(inputs) },
    }),
    call: ({ inputs }) => {
      if (inputs.id === 'app-2') throw new Error('could not validate the API token');
      return { ...inputs, status: 'ENABLED' };
    },
  });
});

const apps = [
  { id: 'app-1', label: 'Office 365' },
  { id: 'app-2', label: 'Office 365 (old)' },
];

/** The outputs of an environment that Entra Connect takes over. */
async function outputsIn(phase: string) {
  const settings = {
    phase,
    hold: false,
    syncTool: 'connect',
    okta: { orgUrl: 'https://corp.okta.com', apps, drain: {} },
    connect: { serverName: 's', connectorName: 'c', deletionThreshold: 1 },
    audit: {},
    waves: [],
  };
  const args = { stack: phase, settings, assessment: {}, remediations: {}, existingJobs: {} };
  const environment = new EnvironmentCutover(phase, args as unknown as EnvironmentCutoverArgs);
  const { decision, okta, oktaBefore, entraSync, verification } = environment;
  const all = pulumi.all([decision, environment.counts, okta, oktaBefore, entraSync, verification]);
  return new Promise((resolve) => all.apply((values) => resolve(values)));
}

const after = { 'Office 365': 'DISABLED', 'Office 365 (old)': 'ENABLED' };
const unread = { 'Office 365': 'could not be read', 'Office 365 (old)': 'could not be read' };

it.each([
  ['assess', unread, 'not declared yet', null],
  ['cutover', unread, 'active', 'passed'],
  ['rollback', {}, 'active', 'passed'],
])('in %s an environment shows what is so after the update', async (phase, before, entraSync, verification) => {
  expect(await outputsIn(phase)).toEqual(['cleared', counts, after, before, entraSync, verification]);
});

it('what only informs fails nothing where the okta plugin can’t sign in', async () => {
  vi.stubEnv('OKTA_API_TOKEN', 'token');
  const [, , , before] = (await outputsIn('stage')) as unknown[];
  expect(before).toEqual({ 'Office 365': 'ENABLED', 'Office 365 (old)': 'could not be read' });
});
