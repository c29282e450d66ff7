import { describe, expect, it } from 'vitest';
import type { EntraObject } from '../../src/domain/objects.js';
import { organisation } from './organisation.js';

// The accounts that Entra Connect and cloud sync make for themselves in Entra, and people who only look like one.
const title = 'On-Premises Directory Synchronization Service Account';
const made = {
  userPrincipalName: 'Sync_SRV-01_a1b2c3d4e5f6@corp.onmicrosoft.com',
  displayName: title,
  immutableId: undefined,
};
const judged = (change: { [Field in keyof EntraObject]?: EntraObject[Field] | undefined } = {}) => {
  const { findings, decision, counts } = organisation()
    .person(1, 'ann')
    .entra(2, 'x', { ...made, ...change })
    .judge();
  const own = findings.filter(({ rule }) => rule === 'entra-only').map(({ severity }) => severity);
  return { decision, own, entraOnly: counts.outcomes.entraOnly };
};

describe('the account of a synchronization server', () => {
  it.each([
    ['as the installation makes it', {}],
    ['in any letter case', { userPrincipalName: 'SYNC_DC1_0123456789AB@Corp.OnMicrosoft.com' }],
    ['of cloud sync', { userPrincipalName: 'ADToAADSyncServiceAccount@corp.onmicrosoft.com' }],
    ['of another cloud', { userPrincipalName: 'Sync_DC1_0123456789ab@corp.onmicrosoft.us' }],
    ['of the cloud of China', { userPrincipalName: 'Sync_DC1_0123456789ab@corp.partner.onmschina.cn' }],
    ['whose display name was not asked for', { displayName: undefined }],
    ['of which nobody knows whether it is synchronized', { synced: undefined }],
  ])('%s blocks nobody', (_what, change) => {
    expect(judged(change)).toEqual({ decision: 'cleared', own: ['info'], entraOnly: 1 });
  });

  const holding = (change: object, role = 'Directory Synchronization Accounts', assignment = 'active') =>
    organisation()
      .person(1, 'ann')
      .entra(2, 'x', { ...made, displayName: 'DC1', userPrincipalName: 'dc1@corp.example', ...change })
      .facts({ fact: 'roleHolder', entraObjectId: 'E2', role, assignment } as never)
      .judge()
      .findings.flatMap(({ rule, severity }) => (rule === 'entra-only' ? severity : []));

  it('blocks nobody under any name while it holds the directory role of a sync', () => {
    expect(holding({ entraObjectId: 'e2' })).toEqual(['info']);
    expect(holding({ entraObjectId: 'e2' }, 'On Premises Directory Sync Account')).toEqual(['info']);
    expect(holding({ entraObjectId: 'e2' }, 'User Administrator')).toEqual(['error']);
    expect(holding({ entraObjectId: 'e2' }, undefined, 'eligible')).toEqual(['error']);
    expect(holding({ entraObjectId: 'e3' })).toEqual(['error']);
    // A person to whom somebody gave the role.
    expect(holding({ entraObjectId: 'e2', onPremisesSecurityIdentifier: 'S-1-5-21-1-2-3-1109' })).toEqual(['error']);
    expect(holding({ entraObjectId: 'e2', immutableId: 'PSwbCl9OcWCCkwAAAAAACQ==' })).toEqual(['error']);
  });

  it('that is not synchronized is one of the cloud', () => {
    expect(judged({ synced: false })).toEqual({ decision: 'cleared', own: [], entraOnly: 0 });
  });

  it.each([
    ['a domain of the organization', { userPrincipalName: 'Sync_SRV-01_a1b2c3d4e5f6@corp.example' }],
    ['a domain that ends alike', { userPrincipalName: 'Sync_SRV-01_a1b2c3d4e5f6@corp.onmicrosoft.com.example' }],
    ['a domain below the initial one', { userPrincipalName: 'Sync_SRV-01_a1b2c3d4e5f6@a.corp.onmicrosoft.com' }],
    ['a domain that looks alike', { userPrincipalName: 'Sync_SRV-01_a1b2c3d4e5f6@corp-onmicrosoft.com' }],
    ['no hexadecimal digits', { userPrincipalName: 'Sync_SRV-01_smith@corp.onmicrosoft.com' }],
    ['too few of them', { userPrincipalName: 'Sync_SRV-01_a1b2@corp.onmicrosoft.com' }],
    ['no server', { userPrincipalName: 'Sync_a1b2c3d4e5f6@corp.onmicrosoft.com' }],
    ['something before its name', { userPrincipalName: 'x.Sync_SRV-01_a1b2c3d4e5f6@corp.onmicrosoft.com' }],
    ['another display name', { displayName: 'Jane Sync' }],
    ['an ImmutableID', { immutableId: 'PSwbCl9OcWCCkwAAAAAACQ==' }],
    ['a SID', { onPremisesSecurityIdentifier: 'S-1-5-21-1-2-3-1109' }],
    ['an account name', { onPremisesSamAccountName: 'jane' }],
    ['a distinguished name', { onPremisesDistinguishedName: 'CN=Jane,DC=corp,DC=example' }],
    ['an identifier', { onPremisesObjectIdentifier: '0a1b2c3d-4e5f-6071-8293-000000000009' }],
  ])('is not somebody with %s', (_what, change) => {
    expect(judged(change)).toEqual({ decision: 'blocked', own: ['error'], entraOnly: 1 });
  });

  it('is not the account of somebody who is left out', () => {
    const { findings } = organisation()
      .person(1, 'ann')
      .onPrem(2, 'x', { userPrincipalName: made.userPrincipalName, attributes: { iscriticalsystemobject: 'TRUE' } })
      .entra(2, 'x', made)
      .judge();
    expect(findings.map(({ rule }) => rule)).toContain('excluded-but-synced');
  });

  it('is not the account of somebody in scope who has its name', () => {
    const { findings, counts } = organisation()
      .person(1, 'ann')
      .person(2, 'x', { onPrem: made as never, entra: made })
      .judge();
    expect(findings.filter(({ rule }) => rule === 'entra-only')).toEqual([]);
    expect(counts.outcomes.entraOnly).toBe(0);
  });
});
