import * as pulumi from '@pulumi/pulumi';
import { beforeAll, describe, expect, it } from 'vitest';
import { deployPermissions, readPermissions } from '../../src/domain/permissions.js';
import { PipelineIdentity } from '../../src/resources/pipeline-identity.js';

interface Declared {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

const declared: Declared[] = [];
const graphRoles = Object.fromEntries(
  [...readPermissions, ...deployPermissions].map((name) => [name, `role of ${name}`]),
);

const named = (type: string): Declared[] => declared.filter((resource) => resource.type.endsWith(`:${type}`));

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource({ type, name, inputs }) {
      declared.push({ type, name, inputs });
      return { id: `${name}-id`, state: { ...inputs, clientId: `${name}-client`, objectId: `${name}-object` } };
    },
    call: ({ token }) => {
      expect(token).toBe('azuread:index/getServicePrincipal:getServicePrincipal');
      return { objectId: 'graph', appRoleIds: graphRoles };
    },
  });
  const identity = new PipelineIdentity('pipeline', { repository: 'corp/identity', stacks: ['staging', 'prod'] });
  await new Promise((resolve) => pulumi.all([identity.readerClientId, identity.deployerClientId]).apply(resolve));
  await new Promise((resolve) => setImmediate(resolve));
});

describe('the identities of the pipeline', () => {
  it('are two applications without a secret, signed in by one federated credential for each environment', () => {
    expect(named('Application').map(({ inputs }) => inputs.displayName)).toEqual([
      'entra-cutover reader (corp/identity)',
      'entra-cutover deployer (corp/identity)',
    ]);
    expect(declared.filter(({ type }) => /password|certificate/i.test(type))).toEqual([]);
    const credentials = named('ApplicationFederatedIdentityCredential').map(({ inputs }) => [
      inputs.applicationId,
      inputs.subject,
    ]);
    expect(credentials.sort()).toEqual([
      ['pipeline-deployer-application-id', 'repo:corp/identity:environment:prod'],
      ['pipeline-deployer-application-id', 'repo:corp/identity:environment:staging'],
      ['pipeline-reader-application-id', 'repo:corp/identity:environment:prod-preview'],
      ['pipeline-reader-application-id', 'repo:corp/identity:environment:staging-preview'],
    ]);
  });

  it('the one of pull requests can write nothing', () => {
    const granted = (principal: string) =>
      named('AppRoleAssignment')
        .filter(({ inputs }) => inputs.principalObjectId === `pipeline-${principal}-principal-object`)
        .map(({ inputs }) => String(inputs.appRoleId).replace('role of ', ''));
    expect(granted('reader').sort()).toEqual([...readPermissions].sort());
    expect(granted('reader').filter((permission) => /Write/.test(permission))).toEqual([]);
    expect(granted('deployer').sort()).toEqual([...readPermissions, ...deployPermissions].sort());
  });
});
