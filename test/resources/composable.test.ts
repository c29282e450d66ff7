import * as azuread from '@pulumi/azuread';
import * as okta from '@pulumi/okta';
import * as pulumi from '@pulumi/pulumi';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { deployPermissions, readPermissions } from '../../src/domain/permissions.js';
import {
  EnvironmentCutover,
  type EnvironmentCutoverArgs,
  getAssessmentInputsOutput,
  getRemediationsOutput,
  PipelineIdentity,
} from '../../src/resources/index.js';

// What an organization expects of a component that it uses inside its own.
interface Declared {
  readonly type: string;
  readonly name: string;
  readonly provider: string;
  readonly inputs: Record<string, unknown>;
}

type Answering = (request: object, answer: (error: null, response: object) => void) => void;

const declared: Declared[] = [];
const called: { readonly token: string; readonly provider: string | undefined }[] = [];

let whenDeclared: (name: string) => Promise<void>;

beforeEach(async () => {
  whenDeclared = async () => {};
  declared.length = 0;
  called.length = 0;
  vi.stubEnv('OKTA_API_TOKEN', 'token');
  await pulumi.runtime.setMocks({
    newResource: async ({ type, name, inputs, provider }) => {
      await whenDeclared(name);
      declared.push({ type, name, inputs, provider: provider ?? '' });
      return { id: `${name}-id`, state: { clientId: name, objectId: name, ...inputs } };
    },
    call: ({ token, inputs, provider }) => {
      called.push({ token, provider });
      return token.includes('getServicePrincipal') ? { objectId: 'graph', appRoleIds: everyRole } : inputs;
    },
  });
  // The mocks know no hooks.
  const monitor = pulumi.runtime.getMonitor() as object as { registerResourceHook: Answering };
  monitor.registerResourceHook = (_, answer) => answer(null, {});
  return () => vi.unstubAllEnvs();
});

const everyRole = Object.fromEntries([...readPermissions, ...deployPermissions].map((name) => [name, `${name} id`]));

const tenant = { id: '1111', graphEndpoint: 'https://graph.microsoft.com' };
const cloudSync = {
  servicePrincipalId: '2222',
  domain: 'corp.example',
  deletionThreshold: 1,
  notificationRecipients: [],
  passwordHashSync: true,
};
const settings = {
  ...{ phase: 'cutover', hold: false, syncTool: 'cloudSync', tenant, cloudSync, audit: {}, waves: [], pilot: [] },
  okta: { orgUrl: 'https://corp.okta.com', apps: [{ id: 'app', label: 'Office 365' }], drain: {} },
  matching: {},
};

const other = {
  ...settings,
  cloudSync: { ...cloudSync, servicePrincipalId: '3333' },
  okta: { ...settings.okta, apps: [{ id: 'other-app', label: 'Office 365' }] },
};

function environment(
  name: string,
  args: Partial<Record<keyof EnvironmentCutoverArgs, unknown>> = {},
  options?: pulumi.ComponentResourceOptions,
): EnvironmentCutover {
  const all = { stack: 'prod', settings, assessment: {}, remediations: { entries: {} }, existingJobs: {}, ...args };
  return new EnvironmentCutover(name, all as unknown as EnvironmentCutoverArgs, options);
}

/** After everything that was asked for was declared. */
async function settled(): Promise<readonly Declared[]> {
  await pulumi.runtime.disconnect();
  return declared;
}

const namesOf = (resources: readonly Declared[]) => resources.map(({ name }) => name);

describe('an environment', () => {
  it('stands next to another in one program: whatever it declares is called after it', async () => {
    environment('north');
    environment('south', { settings: other });
    const found = await settled();
    const urns = found.map(({ type, name }) => `${type} ${name}`);
    expect(new Set(urns).size).toBe(urns.length);
    expect(namesOf(found).filter((name) => !/^(north|south)(-|$)/.test(name))).toEqual([]);
    expect(namesOf(found)).toEqual(expect.arrayContaining(['north-entra-sync', 'south-entra-sync', 'north-okta-app']));
  });

  it('is refused with the settings of another: each would make a job of its own', async () => {
    environment('north');
    expect(() => environment('south')).toThrow(/south declares 2222, which north declares: expected one/);
    const apps = { ...other, okta: settings.okta };
    expect(() => environment('south', { settings: apps })).toThrow(/south declares app, which north declares/);
    expect(() => environment('back', { settings: { ...settings, phase: 'rollback' } })).not.toThrow();
    await settled();
  });

  it.each(['assess', 'stage'])(
    'looks at Okta in %s before the first write of anything, so that its refusal comes before all of them',
    async (phase) => {
      let isLookedAt = false;
      const early: string[] = [];
      whenDeclared = async (name) => {
        if (name === 'environment-okta-app') {
          await new Promise((resolve) => setTimeout(resolve, 50));
          isLookedAt = true;
        } else if (!isLookedAt) early.push(name);
      };
      environment('environment', { settings: { ...settings, phase } });
      const names = namesOf(await settled());
      expect(names).toEqual(expect.arrayContaining(['environment-repairs', 'environment-anchor-gate']));
      expect(early.filter((name) => /repairs|gate|switches|job|secret|sync|phase|trail/.test(name))).toEqual([]);
    },
  );

  it('hands the providers that it is given to what it declares and asks, and makes none of its own', async () => {
    const providers = { azuread: new azuread.Provider('theirs'), okta: new okta.Provider('theirs') };
    environment('environment', {}, { providers });
    const found = await settled();
    expect(found.filter(({ type }) => type.startsWith('pulumi:providers:'))).toHaveLength(2);
    const jobs = found.filter(({ type }) => type.startsWith('azuread:'));
    expect(jobs.map(({ provider }) => provider.includes('::theirs::'))).toEqual([true, true, true]);
    const asked = called.find(({ token }) => token.startsWith('okta:'));
    expect(asked?.provider).toContain('::theirs::');
  });

  it('takes what judges it, and its repairs, from other resources', async () => {
    const assessment = pulumi.output({ tenantId: 'of another resource' });
    const remediations = pulumi.output({ file: { path: 'r.yaml', sha256: 'a' }, entries: { one: 'what it does' } });
    environment('environment', { assessment, remediations });
    const found = await settled();
    const inputsOf = (name: string) => found.find((resource) => resource.name === `environment-${name}`)?.inputs;
    expect(inputsOf('anchor-gate')).toMatchObject({ assessment: { tenantId: 'of another resource' } });
    expect(inputsOf('repairs')).toMatchObject({ file: { path: 'r.yaml' }, entries: { one: 'what it does' } });
  });

  it('asks for what judges it with settings that another resource gives', async () => {
    const known = pulumi.output(settings) as unknown as Parameters<typeof getRemediationsOutput>[0];
    const asked = pulumi.all([getAssessmentInputsOutput(known), getRemediationsOutput(known)]);
    const [assessment, remediations] = await new Promise<readonly unknown[]>((resolve) =>
      asked.apply((values) => resolve(values)),
    );
    expect([assessment, remediations]).toEqual([
      { settings: expect.objectContaining({ phase: 'cutover' }) },
      { settings: expect.objectContaining({ phase: 'cutover' }) },
    ]);
  });
});

it('two identities of pipelines stand in one program, each with its own names, their repository from elsewhere', async () => {
  for (const name of ['north', 'south'])
    new PipelineIdentity(name, { repository: pulumi.output(`corp/${name}`), stacks: ['prod'] });
  const found = await settled();
  const urns = found.map(({ type, name }) => `${type} ${name}`);
  expect(new Set(urns).size).toBe(urns.length);
  expect(found.map(({ inputs }) => inputs.subject).filter(Boolean)).toContain('repo:corp/north:environment:prod');
});
