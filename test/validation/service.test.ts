import { describe, expect, it } from 'vitest';
import type { OktaApp, OktaAppUser } from '../../src/domain/okta.js';
import { attribute, evidence, oktaApp, oktaUser, staged } from './evidence.js';
import { exports, federated, found, id, managed, okta, softly } from './findings.js';
import { anchor, type Organisation, organisation } from './organisation.js';

describe('federated-anchor-change', () => {
  const rule = 'federated-anchor-change';

  it('names a soft match on a federated domain: the anchor is stamped while sign-in sends another or none', () => {
    const org = organisation()
      .person(1, 'ann', softly)
      .person(2, 'bob', softly)
      .person(3, 'eve', softly)
      .person(4, 'joined')
      .person(5, 'dan', { onPrem: { userPrincipalName: 'dan@managed.example' }, ...softly })
      .with(
        okta(
          oktaUser('ANN', { immutableId: anchor(1) }),
          oktaUser('other', { entraObjectId: id(2).toUpperCase(), immutableId: anchor(9) }),
          oktaUser('eve', { immutableId: anchor(3) }),
          oktaUser('x', { entraObjectId: id(3) }),
          oktaUser('bob', { status: 'DEPROVISIONED', immutableId: anchor(2) }),
        ),
      );
    const findings = found(rule, org, federated);
    expect(Object.keys(findings)).toEqual(['bob', 'eve']);
    expect(findings.bob).toMatchObject({
      expected: anchor(2),
      found: anchor(9),
      prediction: { signInBreaks: true },
    });
    expect(findings.eve).toMatchObject({ expected: anchor(3), found: 'no ImmutableID' });
    expect(found(rule, org, managed)).toEqual({});
    expect(found(rule, org)).toEqual({});
  });

  it('without Okta’s people names every soft match', () => {
    expect(Object.keys(found(rule, organisation().person(1, 'ann', softly).person(2, 'bob'), federated))).toEqual([
      'ann',
    ]);
  });

  const change = (number: number, name: string, values: { from?: string; to?: string }, more = {}) =>
    staged('update', {
      sourceAnchor: anchor(number),
      changes: [
        attribute('displayName', { valuesAdded: ['x'] }),
        attribute(name, {
          valuesDeleted: values.from === undefined ? [] : [values.from],
          valuesAdded: values.to === undefined ? [] : [values.to],
        }),
      ],
      ...more,
    });

  it.each(['sourceAnchor', 'cloudSourceAnchor', 'onPremisesImmutableId', 'IMMUTABLEID'])(
    'names a staged change of %s, with what there is and what would come',
    (name) => {
      const org = organisation()
        .person(1, 'ann')
        .with(exports(change(1, name, { from: anchor(1), to: anchor(7) })));
      expect(found(rule, org, federated)).toMatchObject({
        ann: { expected: anchor(7), found: anchor(1), prediction: { signInBreaks: true }, at: { line: 4 } },
      });
      expect(found(rule, org, managed)).toEqual({});
    },
  );

  it('names a staged change of somebody who is not in the inventory by what the export itself says', () => {
    const stranger = (values: { from?: string; to?: string }) =>
      found(
        rule,
        organisation()
          .person(1, 'ann')
          .with(exports(change(8, 'sourceAnchor', values, { userPrincipalName: 'new@corp.example' }))),
        federated,
      );
    expect(stranger({ from: anchor(8), to: anchor(7) })).toMatchObject({
      new: { expected: anchor(7), found: anchor(8) },
    });
    expect(stranger({ to: anchor(7) })).toMatchObject({ new: { expected: anchor(7), found: 'no ImmutableID' } });
  });

  it('names a staged change of somebody whose name nobody knows, where the tenant has federated people', () => {
    const org = organisation()
      .person(1, 'ann')
      .with(exports(change(8, 'sourceAnchor', { to: anchor(7) })));
    expect(found(rule, org, federated)).toMatchObject({ '': { expected: anchor(7), found: 'no ImmutableID' } });
    expect(found(rule, org, managed)).toEqual({});
    expect(found(rule, org)).toEqual({});
  });

  it('names an anchor that would be emptied, without anything expected', () => {
    const emptied = organisation()
      .person(1, 'ann')
      .with(exports(change(1, 'sourceAnchor', { from: anchor(1) })));
    expect(found(rule, emptied, federated).ann).not.toHaveProperty('expected');
    expect(found(rule, emptied, federated).ann).toMatchObject({ found: anchor(1) });
  });

  it('says nothing where the staged value is the one there is, of other attributes and of other operations', () => {
    const org = organisation()
      .person(1, 'ann')
      .with(
        exports(
          change(1, 'sourceAnchor', { to: anchor(1) }),
          change(1, 'mySourceAnchor', { to: anchor(7) }),
          change(1, 'sourceAnchorOld', { to: anchor(7) }),
          { ...change(1, 'sourceAnchor', { to: anchor(7) }), operation: 'delete' },
        ),
      );
    expect(found(rule, org, federated)).toEqual({});
  });
});

describe('password-writer-missing', () => {
  const rule = 'password-writer-missing';
  const writes = (change: Partial<OktaApp> = {}) =>
    oktaApp({ capabilities: { 'USER_PROVISIONING.update.password': 'ENABLED' }, ...change });
  const people = () =>
    organisation()
      .person(1, 'ann')
      .person(2, 'soft', softly)
      .person(3, 'wrong', { entra: { immutableId: anchor(9) } })
      .onPrem(4, 'new')
      .entra(5, 'cloud', { synced: false, immutableId: undefined });

  it('names everybody of a managed domain who is or will be matched, while one of Okta’s apps writes passwords', () => {
    const org = people().with(okta(oktaApp({ id: '0oa2' }), writes()));
    expect(Object.keys(found(rule, org, managed))).toEqual(['ann', 'soft']);
    expect(found(rule, org, managed).ann).toMatchObject({ found: 'Okta is the only writer' });
    expect(found(rule, org, federated)).toEqual({});
    expect(found(rule, org)).toEqual({});
  });

  it('says nothing where no app that provisions writes passwords', () => {
    for (const app of [oktaApp(), writes({ integrationOff: true }), writes({ connectionStatus: 'DISABLED' })])
      expect(found(rule, people().with(okta(app)), managed)).toEqual({});
  });

  it('says nothing where password hash synchronization or pass-through authentication brings it', () => {
    const job = {
      fact: 'job',
      servicePrincipalId: 's',
      jobId: 'j',
      scheduleState: 'Active',
      statusCode: 'Ok',
    } as const;
    const org = () => people().with(okta(writes()));
    const silent = (other: Organisation) => expect(Object.keys(found(rule, other, managed))).toEqual([]);
    const speaks = (other: Organisation) => expect(Object.keys(found(rule, other, managed))).toHaveLength(2);
    silent(org().facts({ fact: 'features' }, { fact: 'features', passwordSyncEnabled: true }));
    speaks(org().facts({ fact: 'features', passwordSyncEnabled: false }));
    silent(org().facts({ ...job, templateId: 'AD2AADProvisioning' }, { ...job, templateId: 'AD2AADPasswordHash' }));
    speaks(org().facts({ ...job, templateId: 'AD2AADProvisioning' }));
    const connect = (...methods: readonly string[]) =>
      org().with({
        connectConfig: [
          evidence('connectConfig', [
            { at: { origin: 'c', line: 1 } },
            ...methods.map((signOnMethod) => ({ at: { origin: 'c', line: 1 }, signOnMethod })),
          ]),
        ],
      });
    for (const method of [
      'PasswordHashSync',
      'Password hash',
      'passwordhash',
      'PassThrough',
      'Pass-through',
      'Pass through',
    ])
      silent(connect(method));
    speaks(connect('Federation'));
    speaks(connect());
  });
});

describe('license-owner-lost', () => {
  const rule = 'license-owner-lost';
  const licence = (number: number, skuId: string, throughGroup?: string) =>
    ({
      fact: 'licence',
      entraObjectId: id(number).toUpperCase(),
      skuId,
      ...(throughGroup && { throughGroup }),
    }) as const;
  const licensed = (...records: readonly (OktaApp | OktaAppUser)[]) =>
    organisation()
      .person(1, 'ann')
      .person(2, 'bob')
      .person(3, 'eve')
      .onPrem(4, 'new')
      .facts(licence(1, 'E5'), licence(1, 'E3'), licence(2, 'E3'), licence(3, 'E3', 'g1'), licence(9, 'E3'))
      .with(okta(...records));
  const names = (org: Organisation) => Object.entries(found(rule, org)).map(([name, finding]) => [name, finding.found]);

  it('names the people of an app that assigns licenses, with their direct licenses, once each', () => {
    const assigning = oktaApp({ licenseManagement: true });
    const other = oktaApp({ id: '0oa2' });
    const people = [oktaUser('ann'), oktaUser('ann'), oktaUser('eve'), oktaUser('new'), oktaUser('stranger')];
    expect(names(licensed(assigning, other, ...people, oktaUser('bob', { appId: '0oa2' })))).toEqual([
      ['ann', 'E3, E5'],
    ]);
    expect(names(licensed(assigning, oktaUser('ann', { status: 'inactive' }), oktaUser('bob')))).toEqual([
      ['bob', 'E3'],
    ]);
  });

  it('without the people of the app names everybody with a direct license', () => {
    expect(names(licensed(oktaApp({ licenseManagement: true })))).toEqual([
      ['ann', 'E3, E5'],
      ['bob', 'E3'],
    ]);
  });

  it('names a person whose own assignment holds licenses, also where no group gives any', () => {
    const ann = oktaUser('ann', { licenseManagement: true });
    const bob = oktaUser('bob', { licenseManagement: false });
    expect(names(licensed(oktaApp({ licenseManagement: false }), ann, bob))).toEqual([['ann', 'E3, E5']]);
    const gone = oktaUser('ann', { licenseManagement: true, status: 'DEPROVISIONED' });
    expect(names(licensed(oktaApp({ licenseManagement: false }), gone, bob))).toEqual([]);
  });

  it('says nothing where no app assigns licenses', () => {
    for (const licenseManagement of [false, undefined])
      expect(
        names(licensed(oktaApp(licenseManagement === undefined ? {} : { licenseManagement }), oktaUser('ann'))),
      ).toEqual([]);
  });

  describe('is not checked', () => {
    const reason = (...records: readonly (OktaApp | OktaAppUser)[]) => licensed(...records).judge().unchecked?.[rule];
    const none = { licenseManagement: false };

    it('where neither a group nor each person’s assignment says what it gives', () => {
      const unknown = 'the evidence of Okta does not show whether Office (0oa1) gives licenses';
      for (const app of [oktaApp(), oktaApp(none)]) {
        expect(reason(app)).toBe(unknown);
        expect(reason(app, oktaUser('ann', none), oktaUser('bob'))).toBe(unknown);
      }
    });

    it('but is, where a group gives some, where each person’s assignment says it, or where nobody has a direct license', () => {
      expect(reason(oktaApp({ licenseManagement: true }))).toBeUndefined();
      expect(reason(oktaApp(), oktaUser('ann', none), oktaUser('bob', none))).toBeUndefined();
      expect(reason(oktaApp(none), oktaUser('bob', { appId: '0oa2' }))).toBeUndefined();
      const unlicensed = organisation().person(1, 'ann').with(okta(oktaApp()));
      expect(unlicensed.judge().unchecked?.[rule]).toBeUndefined();
    });
  });
});
