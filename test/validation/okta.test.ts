import { describe, expect, it } from 'vitest';
import type { OktaAppUser } from '../../src/domain/okta.js';
import { isAssigned } from '../../src/validation/service-facts.js';
import { at, evidence, oktaApp, oktaUser } from './evidence.js';
import { federated, found, id, managed, okta } from './findings.js';
import { anchor, guid, named, organisation } from './organisation.js';

describe('somebody assigned in Okta', () => {
  it('is assigned unless the status says that it ended, in whatever letter case', () => {
    for (const status of ['DEPROVISIONED', 'inactive', 'Revoked', 'UNASSIGNED'])
      expect(isAssigned(oktaUser('ann', { status }))).toBe(false);
    for (const status of ['ACTIVE', 'PROVISIONED', 'STAGED', ''])
      expect(isAssigned(oktaUser('ann', { status }))).toBe(true);
  });

  it('is found by Entra object id and by the name, by either UPN, without letter case', () => {
    const claims = (user: OktaAppUser) =>
      Object.keys(
        found(
          'okta-claim-differs',
          organisation()
            .person(1, 'ann', { entra: { userPrincipalName: 'anna@corp.example', entraObjectId: id(1) } })
            .person(2, 'bob')
            .person(3, 'eve', { onPrem: { userPrincipalName: undefined } })
            .onPrem(4, 'new')
            .with(okta(user)),
        ),
      );
    const other = { immutableId: anchor(9) };
    expect(claims(oktaUser('ANN', other))).toEqual(['ann']);
    expect(claims(oktaUser('Anna', other))).toEqual(['ann']);
    expect(claims(oktaUser('stranger', { ...other, entraObjectId: id(2).toUpperCase() }))).toEqual(['bob']);
    // Ann signs in with it, and Bob's account would get it.
    expect(claims(oktaUser('ann', { ...other, entraObjectId: id(2) }))).toEqual(['ann', 'bob']);
    expect(claims(oktaUser('bob', { ...other, entraObjectId: 'unknown' }))).toEqual(['bob']);
    expect(claims(oktaUser('stranger', other))).toEqual([]);
    expect(claims(oktaUser('new', other))).toEqual([]);
  });

  it('who has a name or an id first has it', () => {
    const org = organisation()
      .person(1, 'ann', { entra: { entraObjectId: id(1) } })
      .person(2, 'bob', { entra: { userPrincipalName: 'ann@corp.example', entraObjectId: id(1) } });
    const findings = found('lifecycle-lost', org.with(okta(oktaUser('ann'))));
    expect(findings).toEqual({});
    const twice = organisation()
      .entra(1, 'cloud', { immutableId: anchor(1) })
      .entra(2, 'other', { entraObjectId: id(1), immutableId: anchor(2) })
      .person(3, 'ann')
      .with(okta(oktaUser('x', { entraObjectId: id(1) })));
    expect(Object.keys(found('lifecycle-lost', twice))).toEqual(['cloud']);
  });
});

describe('okta-claim-differs', () => {
  const rule = 'okta-claim-differs';
  const people = () =>
    organisation()
      .person(1, 'ann')
      .person(2, 'bob')
      .person(3, 'eve', { entra: { immutableId: undefined } });

  it('names whom Okta sends another ImmutableID or none, once, where the app has such an attribute', () => {
    const org = people().with(
      okta(
        oktaUser('ann', { immutableId: anchor(9) }),
        oktaUser('ann', { immutableId: anchor(8), id: 'again' }),
        oktaUser('bob'),
        oktaUser('eve', { immutableId: anchor(3) }),
      ),
    );
    expect(found(rule, org, federated)).toMatchObject({
      ann: { severity: 'error', expected: anchor(1), found: anchor(9), prediction: { signInBreaks: true } },
      bob: { found: 'no ImmutableID', consequence: expect.stringContaining('can’t sign in to Microsoft 365') },
    });
    expect(Object.keys(found(rule, org, federated))).toEqual(['ann', 'bob']);
    expect(found(rule, org, managed)).toEqual({});
    const unknown = found(rule, org).ann;
    expect(unknown).toMatchObject({ severity: 'warning', consequence: expect.stringContaining('does not say') });
    expect(unknown).not.toHaveProperty('prediction');
  });

  describe('knows by the user name who signs in, wherever the object id leads', () => {
    const as = (name: string, number: number, account: number, more: Partial<OktaAppUser> = {}): OktaAppUser =>
      oktaUser(name, { id: `00u${name}`, immutableId: anchor(number), entraObjectId: id(account), ...more });
    // A SID tells whose account is called dorothy: Dora’s. A filter leaves out who is called left.
    const named = (sid: string, userPrincipalName: string) => ({
      onPrem: { objectSid: sid },
      entra: { onPremisesSecurityIdentifier: sid, userPrincipalName },
    });
    const everybody = () =>
      people()
        .entra(4, 'guest', { immutableId: undefined, synced: false })
        .onPrem(5, 'new')
        .onPrem(6, 'left', { attributes: { admindescription: 'User_x' } })
        .person(11, 'dora', named('S-1-5-21-1-2-3-11', 'dorothy@corp.example'))
        .person(12, 'dorothy', named('S-1-5-21-1-2-3-12', 'thea@corp.example'));
    it.each<[string, OktaAppUser[], string[]]>([
      ['everybody is themselves', [as('ann', 1, 1), as('bob', 2, 2)], []],
      ['two are exchanged', [as('ann', 2, 2), as('bob', 1, 1)], ['ann', 'bob']],
      ['one goes with another’s id', [as('ann', 2, 2), as('bob', 2, 2)], ['ann']],
      ['one sends another’s, and nothing leads there', [as('ann', 2, 9), as('bob', 2, 2)], ['ann']],
      ['one has another’s id, and sends their own', [as('ann', 1, 2), as('bob', 2, 2)], ['bob']],
      ['a cloud account sends another’s', [as('guest', 1, 4), as('ann', 1, 1)], ['guest']],
      ['a cloud account sends what nobody has', [as('guest', 7, 4), as('ann', 1, 1)], []],
      ['a stranger sends what somebody sends', [as('ann', 1, 1), as('zed', 1, 1)], ['ann']],
      ['two strangers send the same', [as('zed', 1, 1), as('zoe', 1, 1)], ['ann']],
      ['two strangers send what nobody has', [as('zed', 9, 4), as('zoe', 9, 99)], []],
      ['a stranger is in two apps', [as('zed', 1, 1), as('ZED', 1, 1, { appId: '0oa2' })], []],
      ['somebody who is new sends what somebody sends', [as('ann', 1, 1), as('new', 1, 99)], ['new']],
      ['somebody who is left out sends what somebody sends', [as('ann', 1, 1), as('left', 1, 99)], ['ann']],
      ['a name of two sends what the one has', [as('dorothy', 11, 99)], []],
      ['a name of two sends what the other has', [as('dorothy', 12, 99)], []],
      ['one has the id of an account without ImmutableID', [as('ann', 1, 4)], []],
      ['the user name is of a domain that is not federated', [as('x', 9, 1, { userName: 'x@y.example' })], ['ann']],
      ['a stranger without an id sends what somebody sends', [as('ann', 1, 1), as('zed', 1, 9)], ['ann']],
      ['a stranger is no longer assigned', [as('ann', 1, 1), as('zed', 1, 1, { status: 'DEPROVISIONED' })], []],
      ['somebody has another name in Okta', [as('annie', 1, 1), as('bob', 2, 2)], []],
      ['the same person is in two apps', [as('ann', 1, 1), as('ann', 1, 1, { appId: '0oa2' })], []],
      ['in the other app under another name', [as('ann', 1, 1), as('zed', 1, 1, { id: '00uann', appId: '0oa2' })], []],
    ])('%s', (_what, users, expected) => {
      const findings = found(rule, everybody().with(okta(...users)), federated);
      expect(Object.keys(findings).sort()).toEqual(expected);
      for (const one of Object.values(findings)) expect(one?.severity).toBe('error');
    });

    it('and names both', () => {
      const twice = found(rule, people().with(okta(as('zed', 1, 1), as('ann', 1, 1))), federated);
      expect(twice.ann?.found).toBe(`${anchor(1)}, for ann@corp.example and for zed@corp.example`);
      const guest = found(rule, everybody().with(okta(as('guest', 1, 4))), federated);
      expect(guest.guest).toMatchObject({ found: `${anchor(1)}, which is another’s`, related: [{ name: 'ann' }] });
      expect(guest.guest).not.toHaveProperty('expected');
    });
  });

  it('says nothing of an app without the attribute, of those who are no longer assigned, and where the values agree', () => {
    const org = people().with(
      okta(
        oktaUser('ann', { immutableId: anchor(1) }),
        oktaUser('ann', { appId: '0oa2' }),
        oktaUser('bob', { status: 'DEPROVISIONED', immutableId: anchor(9) }),
      ),
    );
    expect(found(rule, org, federated)).toEqual({});
  });
});

describe('lifecycle-lost', () => {
  const rule = 'lifecycle-lost';

  it('names anyone who is assigned and has no on-premises account in scope, once', () => {
    const org = organisation()
      .person(1, 'ann')
      .onPrem(2, 'new')
      .person(3, 'out', { onPrem: { attributes: { iscriticalsystemobject: 'TRUE' } } })
      .entra(4, 'cloud', { displayName: 'Cloud', synced: false, immutableId: undefined })
      .with(
        okta(
          oktaUser('ann'),
          oktaUser('new'),
          oktaUser('out'),
          oktaUser('cloud'),
          oktaUser('cloud', { appId: '0oa2', userName: 'CLOUD@corp.example' }),
          oktaUser('stranger', { entraObjectId: id(9), status: 'PROVISIONED' }),
          oktaUser('STRANGER2'),
          oktaUser('stranger2'),
          oktaUser('left', { status: 'DEPROVISIONED' }),
        ),
      );
    const findings = found(rule, org);
    expect(Object.keys(findings).sort()).toEqual(['STRANGER2', 'cloud', 'out', 'stranger']);
    expect(findings.stranger).toMatchObject({
      subject: { objectType: 'user', userPrincipalName: 'stranger@corp.example', entraObjectId: id(9) },
      found: 'assigned in Okta (PROVISIONED)',
      at,
    });
    expect(findings.cloud?.subject).toMatchObject({ name: 'Cloud', entraObjectId: id(4) });
    expect(findings.out?.subject).toMatchObject({ objectGuid: guid(3), entraObjectId: id(3) });
    expect(Object.keys(findings.STRANGER2?.subject ?? {})).toEqual(['objectType', 'userPrincipalName']);
  });

  it('says of an account that is managed in the cloud that no sync touches it', () => {
    const org = organisation()
      .person(1, 'ann')
      .person(2, 'bob', { entra: { cloudManaged: true } })
      .entra(3, 'eve', { cloudManaged: true, immutableId: undefined })
      .with(okta(oktaUser('ann'), oktaUser('bob'), oktaUser('eve')));
    const findings = found(rule, org);
    expect(findings.ann).toBeUndefined();
    expect(findings.eve?.consequence).toMatch(/^The account is managed in the cloud/);
  });

  it('is told once of one account in two apps, of each of two people, and of somebody left out who has no account', () => {
    const org = organisation()
      .person(1, 'ann')
      .onPrem(3, 'out', { attributes: { iscriticalsystemobject: 'TRUE' } })
      .with(
        okta(
          oktaUser('out'),
          oktaUser('old', { entraObjectId: id(9) }),
          oktaUser('new', { entraObjectId: id(9), appId: '0oa2' }),
          oktaUser('one'),
          oktaUser('two'),
        ),
      );
    expect(Object.keys(found(rule, org)).sort()).toEqual(['old', 'one', 'out', 'two']);
  });

  it('says nothing while Active Directory was not read completely', () => {
    const org = organisation()
      .person(1, 'ann')
      .with(okta(oktaUser('stranger')));
    expect(Object.keys(found(rule, org))).toEqual(['stranger']);
    expect(found(rule, org.sources({ onPrem: { rejected: 1 } }))).toEqual({});
  });
});

describe('Okta’s apps', () => {
  it('are reported as they are: provisioning, group push, deferred deprovisioning, undeclared', () => {
    const judge = (declared?: readonly string[]) =>
      organisation()
        .person(1, 'ann')
        .with(
          okta(
            oktaApp({ id: '0oa1', label: 'One', groupPush: true }),
            oktaApp({ id: '0oa2', label: 'Two', groupPush: false, deferredDeprovisioning: true }),
            oktaApp({ id: '0oa3', label: 'Off', connectionStatus: 'DISABLED', deferredDeprovisioning: false }),
            oktaApp({ id: '0oa4', label: 'Unknown', connectionStatus: 'UNKNOWN' }),
          ),
        )
        .judge(declared ? { declaredOktaApps: new Set(declared) } : {})
        .findings.map(({ rule, found }) => `${rule} ${found}`);
    const always = [
      'okta-group-push-active One (0oa1)',
      'okta-deferred-deprovisioning Two (0oa2)',
      'okta-provisioning-on One (0oa1)',
      'okta-provisioning-on Two (0oa2)',
      'okta-provisioning-on Unknown (0oa4)',
    ];
    expect(judge()).toEqual(always);
    expect(judge(['0oa1', '0oa2', '0oa4'])).toEqual(['okta-app-undeclared Off (0oa3)', ...always]);
  });

  it('two-writers: names each sign that Entra Connect is out of staging, and every app that writes', () => {
    const scheduler = (stagingModeEnabled: boolean) => ({ at, runs: [], scheduler: { stagingModeEnabled } });
    const writers = (...apps: readonly ReturnType<typeof oktaApp>[]) =>
      organisation()
        .person(1, 'ann')
        .with({
          okta: [evidence('okta', apps)],
          syncStatus: [evidence('syncStatus', [{ at, runs: [] }, scheduler(true), scheduler(false)])],
          connectConfig: [evidence('connectConfig', [{ at }, { at, stagingMode: true }, { at, stagingMode: false }])],
        })
        .judge()
        .findings.filter(({ rule }) => rule === 'two-writers')
        .map(({ found }) => found);
    const sentence = 'staging mode is off, and One, Two still provisions';
    expect(writers(oktaApp({ label: 'One' }), oktaApp({ id: '2', label: 'Two' }))).toEqual([sentence, sentence]);
    expect(writers(oktaApp({ integrationOff: true }), oktaApp({ connectionStatus: 'DISABLED' }))).toEqual([]);
  });

  it('agents are named unless they are active', () => {
    const agent = (agentId: string, status: string) =>
      ({ fact: 'agent', agentId, machineName: 'srv', status }) as const;
    const { findings } = organisation().person(1, 'ann').facts(agent('a1', 'Active'), agent('a2', 'inactive')).judge();
    expect(findings).toMatchObject([{ rule: 'agent-unhealthy', expected: 'active', found: 'srv (a2): inactive' }]);
    expect(named(findings)).toEqual([]);
  });
});
