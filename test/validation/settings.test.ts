import { describe, expect, it } from 'vitest';
import type { ConnectConfiguration } from '../../src/domain/connect.js';
import type { ServiceFact } from '../../src/domain/service.js';
import { defaultSourceAnchor } from '../../src/domain/source-anchor.js';
import { completeSettings, type ValidationSettings } from '../../src/validation/settings.js';
import { at } from './evidence.js';

const complete = (
  declared: Partial<ValidationSettings>,
  service: readonly ServiceFact[] = [],
  connect: readonly Partial<ConnectConfiguration>[] = [],
) => {
  const { sourceAnchor, ...rest } = completeSettings(
    { sourceAnchor: defaultSourceAnchor, ...declared },
    service,
    connect.map((configuration) => ({ at, ...configuration })),
  );
  expect(sourceAnchor).toEqual(defaultSourceAnchor);
  return rest;
};
const domain = (name: string, verified: boolean, isFederated: boolean): ServiceFact => ({
  fact: 'domain',
  at,
  name,
  verified,
  federated: isFederated,
});
const job = (templateId: string): ServiceFact => ({
  fact: 'job',
  at,
  servicePrincipalId: 's',
  jobId: 'j',
  templateId,
  scheduleState: 'Active',
  statusCode: 'Ok',
});

describe('settings', () => {
  it('stay as declared where the evidence says nothing: what is unknown is left out', () => {
    expect(complete({})).toStrictEqual({});
    expect(complete({ softMatchBlocked: false })).toStrictEqual({ softMatchBlocked: false });
  });

  it('take the tenant’s domains, in lower case, unless they were declared', () => {
    const domains = [
      domain('Corp.example', true, true),
      domain('managed.example', true, false),
      domain('new.example', false, false),
    ];
    expect(complete({}, domains)).toStrictEqual({
      verifiedDomains: new Set(['corp.example', 'managed.example']),
      federatedDomains: new Set(['corp.example']),
    });
    const declared = { verifiedDomains: new Set(['a']), federatedDomains: new Set<string>() };
    expect(complete(declared, domains)).toStrictEqual(declared);
  });

  it('take each of the tenant’s switches from whichever reading shows it, unless two contradict each other or it was declared', () => {
    const features: ServiceFact[] = [
      { fact: 'features', at, hardMatchBlocked: false },
      { fact: 'features', at, softMatchBlocked: true, objectIdentifierUpdateAllowed: true, hardMatchBlocked: true },
      domain('corp.example', true, false),
    ];
    const { verifiedDomains: _verified, federatedDomains: _federated, ...switches } = complete({}, features);
    expect(switches).toStrictEqual({ softMatchBlocked: true, objectIdentifierUpdateAllowed: true });
    expect(complete({ softMatchBlocked: false, hardMatchBlocked: true }, features)).toMatchObject({
      softMatchBlocked: false,
      hardMatchBlocked: true,
    });
  });

  it('know the tool by Entra Connect’s configuration, else by a job of cloud sync, unless it was declared', () => {
    expect(complete({}, [], [{}]).syncTool).toBe('connect');
    expect(complete({}, [job('AD2AADProvisioning')], [{}]).syncTool).toBe('connect');
    expect(complete({}, [domain('x', true, false), job('other'), job('AD2AADProvisioning')]).syncTool).toBe(
      'cloudSync',
    );
    expect(complete({}, [job('AD2AADPasswordHash')])).not.toHaveProperty('syncTool');
    expect(complete({ syncTool: 'cloudSync' }, [], [{}]).syncTool).toBe('cloudSync');
  });

  it('take the attribute that becomes the UPN from Entra Connect, unless it was declared', () => {
    const connect = [{}, { userPrincipalNameAttribute: 'mail' }, { userPrincipalNameAttribute: 'other' }];
    expect(complete({}, [], connect).userPrincipalNameAttribute).toBe('mail');
    expect(complete({ userPrincipalNameAttribute: 'mine' }, [], connect).userPrincipalNameAttribute).toBe('mine');
    expect(complete({}, [], [{}])).not.toHaveProperty('userPrincipalNameAttribute');
  });
});
