import { describe, expect, it } from 'vitest';
import type { ConnectConfiguration, ContainerScope } from '../../src/domain/connect.js';
import { judgeConnectConfiguration } from '../../src/gate/connect-config.js';
import type { EvidenceSet } from '../../src/validation/population.js';
import type { ValidationSettings } from '../../src/validation/settings.js';
import { attribute, evidence, at as place, staged } from '../validation/evidence.js';
import { anchor, named, type Organisation, organisation } from '../validation/organisation.js';

const partition = (
  inclusions: string[],
  exclusions: string[] = [],
  distinguishedName = 'DC=corp,DC=example',
): ContainerScope => ({
  distinguishedName,
  inclusions,
  exclusions,
});
const staff = 'OU=Staff,DC=corp,DC=example';
const left = `OU=Left,${staff}`;
const inside = (container: string) => ({ onPrem: { distinguishedName: `CN=x,${container}` } });
const configured = (...configurations: Partial<ConnectConfiguration>[]) => ({
  connectConfig: [
    evidence(
      'connectConfig',
      configurations.map((one) => ({ at: place, serverVersion: '2.5.79.0', ...one })),
    ),
  ],
});
const judged = (
  to: Organisation,
  configuration: Partial<ConnectConfiguration>,
  more: Partial<EvidenceSet> = {},
  settings: Partial<ValidationSettings> = {},
) => to.with({ ...configured(configuration), ...more }).judge(settings);
const reasons = ({ findings }: ReturnType<typeof judged>) =>
  findings.filter(({ rule }) => rule === 'evidence-incomplete').map(({ found }) => found);

describe('the containers that Entra Connect takes', () => {
  it.each<[string, string, ContainerScope[], string | undefined]>([
    ['an included one', staff, [partition([staff], [left])], undefined],
    [
      'an excluded one',
      left,
      [partition([staff], [left])],
      `it is in ${left}, which the policy of Entra Connect excludes`,
    ],
    [
      'below an excluded one',
      `OU=A,${left}`,
      [partition([staff], [left])],
      `it is in ${left}, which the policy of Entra Connect excludes`,
    ],
    [
      'an excluded one, in another letter case',
      left.toLowerCase(),
      [partition([staff], [left])],
      `it is in ${left}, which the policy of Entra Connect excludes`,
    ],
    ['one that is chosen again', `OU=A,${left}`, [partition([`OU=A,${left}`, staff], [left])], undefined],
    [
      'one that is left out again',
      `OU=B,OU=A,${left}`,
      [partition([staff, `OU=A,${left}`], [`OU=B,OU=A,${left}`, left])],
      `it is in OU=B,OU=A,${left}, which the policy of Entra Connect excludes`,
    ],
    [
      'one that is both',
      left,
      [partition([left], [left])],
      `it is in ${left}, which the policy of Entra Connect excludes`,
    ],
    [
      'none',
      'OU=Lab,DC=corp,DC=example',
      [partition([staff])],
      'it is in no container that the policy of Entra Connect includes',
    ],
    [
      'another domain',
      'OU=Staff,DC=emea,DC=example',
      [partition([staff])],
      'the policy of Entra Connect does not select its domain emea.example',
    ],
    [
      'the second of two domains',
      'OU=Staff,DC=emea,DC=example',
      [partition([staff]), partition(['DC=emea,DC=example'], [], 'DC=emea,DC=example')],
      undefined,
    ],
    [
      'a child domain of a whole one',
      'OU=Staff,DC=emea,DC=corp,DC=example',
      [partition(['DC=corp,DC=example'])],
      'the policy of Entra Connect does not select its domain emea.corp.example',
    ],
    [
      'a child domain of which nothing is chosen',
      'OU=Staff,DC=EMEA, DC=corp , DC=example',
      [partition(['DC=corp,DC=example']), partition([], [], 'DC=emea,DC=corp,DC=example')],
      'it is in no container that the policy of Entra Connect includes',
    ],
    [
      'a chosen child domain, whatever its parent leaves out',
      'OU=Staff,DC=emea,DC=corp,DC=example',
      [
        partition([], ['DC=corp,DC=example']),
        partition(['dc=emea,dc=corp,dc=example'], [], 'DC=emea,DC=corp,DC=example'),
      ],
      undefined,
    ],
    [
      'a domain whose name stands in a name as well',
      'OU=Lab\\, DC=emea,DC=corp,DC=example',
      [partition(['DC=corp,DC=example'])],
      undefined,
    ],
    ['the whole domain', staff, [partition(['DC=corp,DC=example'])], undefined],
  ])('decide on somebody in %s', (_what, container, scope, reason) => {
    const { findings } = judged(organisation().person(1, 'ann', inside(container)), { scope });
    expect(findings).toMatchObject(reason === undefined ? [] : [{ rule: 'excluded-but-synced', found: reason }]);
    expect(findings).toHaveLength(reason === undefined ? 0 : 1);
  });

  it('count next to the declared ones, and not for cloud sync', () => {
    const people = () => organisation().person(1, 'ann', inside(staff)).person(2, 'bob', inside(left));
    const configuration = { scope: [partition([staff], [left])] };
    const declared = { scope: { organizationalUnits: [left], excludedOrganizationalUnits: [] } };
    expect(named(judged(people(), configuration).findings)).toEqual(['excluded-but-synced bob']);
    expect(named(judged(people(), configuration, {}, declared).findings)).toEqual([
      'excluded-but-synced ann',
      'excluded-but-synced bob',
    ]);
    expect(named(judged(people(), configuration, {}, { syncTool: 'cloudSync' }).findings)).not.toContain(
      'excluded-but-synced bob',
    );
    expect(named(judged(people(), {}).findings)).toEqual([]);
  });

  it('are not known of people without a distinguished name', () => {
    const result = judged(organisation().person(1, 'ann', inside(staff)).person(2, 'bob'), {
      scope: [partition([staff])],
    });
    expect(reasons(result)).toEqual([
      'the policy of Entra Connect takes some containers only, and of 2 on-premises users 1 has no distinguishedName in the evidence, first bob@corp.example',
    ]);
    expect(result.decision).toBe('indeterminate');
    expect(result.openQuestions).toContain('connectConfig');
  });

  it('need no distinguished name where they are all', () => {
    for (const scope of [[partition(['DC=corp,DC=example'])], [partition(['DC=CORP, DC=example'])]]) {
      const result = judged(organisation().person(1, 'ann'), { scope });
      expect([result.decision, result.openQuestions.includes('connectConfig')]).toEqual(['cleared', false]);
    }
    for (const scope of [[partition(['DC=corp,DC=example'], [left])], [partition([staff])], [partition([])]])
      expect(judged(organisation().person(1, 'ann'), { scope }).decision).toBe('indeterminate');
  });
});

describe('a declared scope', () => {
  const scope = { organizationalUnits: [staff], excludedOrganizationalUnits: [] };
  const excluding = { organizationalUnits: [], excludedOrganizationalUnits: [left] };
  const judgedBy = (to: Organisation, settings: Partial<ValidationSettings>) => to.judge(settings);
  const people = (bob: object) => organisation().person(1, 'ann', inside(staff)).person(2, 'bob', bob);

  it.each<[string, Partial<ValidationSettings>]>([
    ['of cloud sync', { syncTool: 'cloudSync', scope }],
    ['that leaves out a container', { syncTool: 'cloudSync', scope: excluding }],
    ['of Entra Connect', { syncTool: 'connect', scope }],
    ['of a tool that nobody named', { scope }],
  ])('%s says nothing of people without a distinguished name', (_what, settings) => {
    const result = judgedBy(people({}), settings);
    expect(reasons(result)).toEqual([
      'the declared scope takes some containers only, and of 2 on-premises users 1 has no distinguishedName in the evidence, first bob@corp.example',
    ]);
    expect(result.decision).toBe('indeterminate');
    expect(judgedBy(people(inside(staff)), settings).decision).toBe('cleared');
  });

  it('counts those whom the columns of large files hold, too', () => {
    const population = people({}).populate({ syncTool: 'cloudSync', scope });
    const cleanPairs = { ...population.cleanPairs, people: 998 };
    expect(judgeConnectConfiguration({ ...population, cleanPairs }, []).map(({ found }) => found)).toEqual([
      expect.stringContaining('of 1,000 on-premises users 1 has no distinguishedName'),
    ]);
  });

  it('needs no distinguished name where it takes everything', () => {
    const everything = { organizationalUnits: [], excludedOrganizationalUnits: [] };
    expect(judgedBy(people({}), { syncTool: 'cloudSync', scope: everything }).decision).toBe('cleared');
    expect(judgedBy(people({}), { syncTool: 'cloudSync' }).decision).toBe('cleared');
  });
});

describe('a directory of the policy that shows no containers', () => {
  const elsewhere = 'OU=Staff,DC=emea,DC=example';
  const two = () => organisation().person(1, 'ann', inside(staff)).person(2, 'bob', inside(elsewhere));
  const scope = [partition([staff])];

  it('leaves the configuration open, and nobody of it is left out for that', () => {
    const result = judged(two(), { scope, unscopedDirectories: 1 });
    expect(reasons(result)).toEqual([
      'the policy of Entra Connect does not show which containers it takes of 1 directory',
    ]);
    expect(named(result.findings)).toEqual([]);
    expect([result.decision, result.scope.includes('connectConfig')]).toEqual(['indeterminate', false]);
    const several = two()
      .with(configured({ scope, unscopedDirectories: 2 }, { unscopedDirectories: 1 }))
      .judge();
    expect(reasons(several)).toContain(
      'the policy of Entra Connect does not show which containers it takes of 3 directories',
    );
  });

  it('changes nothing for the domains that are shown', () => {
    const leaver = organisation().person(1, 'ann', inside(left));
    expect(named(judged(leaver, { scope: [partition([staff], [left])], unscopedDirectories: 1 }).findings)).toContain(
      'excluded-but-synced ann',
    );
  });

  it('is none where every directory shows them', () => {
    expect(named(judged(two(), { scope }).findings)).toEqual(['excluded-but-synced bob']);
    const both = [...scope, partition([elsewhere], [], 'DC=emea,DC=example')];
    expect(judged(two(), { scope: both })).toMatchObject({ decision: 'cleared', findings: [] });
  });
});

describe('several files of the configuration', () => {
  const files = (...all: Partial<ConnectConfiguration>[]) =>
    configured(...all.map((one, index) => ({ at: { origin: `${'abc'[index]}.json`, line: 1 }, ...one })));
  const judgedFiles = (all: Partial<ConnectConfiguration>[], settings: Partial<ValidationSettings> = {}) =>
    organisation()
      .person(1, 'ann', inside(staff))
      .with(files(...all))
      .judge(settings);
  const sales = 'OU=Sales,DC=corp,DC=example';
  const emea = partition(['DC=emea,DC=example'], [], 'DC=emea,DC=example');
  const names = 'the attribute that becomes the UPN (userPrincipalName, mail)';
  const containers = 'the containers that Entra Connect takes';

  it.each<[string, Partial<ConnectConfiguration>[], string, string]>([
    ['an inclusion more', [{ scope: [partition([staff])] }, { scope: [partition([staff, sales])] }], 'b', containers],
    ['an exclusion more', [{ scope: [partition([staff], [left])] }, { scope: [partition([staff])] }], 'b', containers],
    ['a partition more', [{ scope: [partition([staff])] }, { scope: [partition([staff]), emea] }], 'b', containers],
    [
      'another inclusion than the two after it',
      [{ scope: [partition([staff])] }, { scope: [partition([sales])] }, { scope: [partition([sales])] }],
      'b',
      containers,
    ],
    [
      'another UPN',
      [{ userPrincipalNameAttribute: 'userPrincipalName' }, {}, { userPrincipalNameAttribute: 'mail' }],
      'c',
      names,
    ],
  ])('contradict each other with %s', (_what, all, second, setting) => {
    const result = judgedFiles(all);
    expect(reasons(result)).toContain(`a.json and ${second}.json show different values of ${setting}`);
    expect(result.decision).not.toBe('cleared');
    expect(result.openQuestions).toContain('connectConfig');
  });

  it.each<[string, Partial<ConnectConfiguration>[]]>([
    ['equal', [{ scope: [partition([staff], [left])] }, { scope: [partition([staff], [left])] }]],
    [
      'in another order and letter case',
      [{ scope: [emea, partition([staff, sales])] }, { scope: [partition([sales.toLowerCase(), staff]), emea] }],
    ],
    ['of different directories', [{ scope: [partition([staff])] }, { scope: [emea] }]],
    ['of different settings', [{ scope: [partition([staff])] }, { userPrincipalNameAttribute: 'UserPrincipalName' }]],
    [
      'that write an attribute differently',
      [{ userPrincipalNameAttribute: 'userPrincipalName' }, { userPrincipalNameAttribute: 'UserPrincipalName' }],
    ],
  ])('agree where they are %s', (_what, all) => {
    const result = judgedFiles(all);
    expect(reasons(result)).toEqual([]);
    expect([result.decision, result.openQuestions.includes('connectConfig')]).toEqual(['cleared', false]);
  });

  it('need not agree on containers for cloud sync, which takes none of them', () => {
    const all = [{ scope: [partition([staff])] }, { scope: [partition([sales])] }];
    expect(reasons(judgedFiles(all, { syncTool: 'cloudSync' }))).toEqual([]);
  });
});

describe('custom rules that set cloudFiltered', () => {
  const one = { filteringRules: ['Out'] };
  const status = evidence('syncStatus', [
    {
      at: place,
      scheduler: { stagingModeEnabled: true, syncCycleInProgress: false },
      runs: ['corp.example', 'corp.onmicrosoft.com - AAD'].flatMap((connectorName) =>
        ['Full Import', 'Full Synchronization'].map((profileName, step) => ({
          connectorName,
          profileName,
          result: 'success',
          complete: true,
          startedAt: `2026-11-24T01:0${step}:00.000Z`,
          endedAt: `2026-11-24T01:0${step}:30.000Z`,
        })),
      ),
    },
  ]);
  const person = () => organisation().person(1, 'ann');
  const identifier = attribute('onPremisesObjectIdentifier', { operation: 'add', valuesAdded: [anchor(1)] });
  const list = evidence('pendingExports', [staged('update', { sourceAnchor: anchor(1), changes: [identifier] })]);

  it('leave people out whom nobody can tell', () => {
    const result = judged(person(), one);
    expect(reasons(result)).toEqual([
      '1 custom rule of Entra Connect sets cloudFiltered (Out), and nothing shows whom it leaves out',
    ]);
    expect([result.decision, result.scope.includes('connectConfig')]).toEqual(['indeterminate', false]);
    expect(reasons(judged(person(), { filteringRules: ['Out', 'In', 'Out'] }))).toEqual([
      '2 custom rules of Entra Connect set cloudFiltered (In, Out), and nothing shows whom they leave out',
    ]);
  });

  it('are answered by the lists of the staging server', () => {
    const disconnectors = [evidence('disconnectors', [])];
    const listed = judged(person(), one, { disconnectors, syncStatus: [status] });
    expect([listed.decision, listed.scope.includes('connectConfig')]).toEqual(['cleared', true]);
    const shown = person().sources({
      entra: { fields: new Set(['userPrincipalName', 'immutableId', 'onPremisesObjectIdentifier']) },
    });
    expect(judged(shown, one, { pendingExports: [list], syncStatus: [status] }).decision).toBe('cleared');
  });

  it('are answered by the disconnectors alone where somebody has the identifier already', () => {
    const fields = new Set(['userPrincipalName', 'immutableId', 'onPremisesObjectIdentifier']);
    const both = person()
      .person(2, 'bob', { entra: { onPremisesObjectIdentifier: anchor(2) } })
      .sources({ entra: { fields } });
    const exported = { pendingExports: [list], syncStatus: [status] };
    const result = judged(both, one, exported);
    expect([result.decision, result.scope.includes('connectConfig')]).toEqual(['indeterminate', false]);
    expect(judged(both, one, { ...exported, disconnectors: [evidence('disconnectors', [])] }).decision).toBe('cleared');
  });

  it.each<[string, Partial<EvidenceSet>]>([
    ['without a status', { pendingExports: [list], disconnectors: [evidence('disconnectors', [])] }],
    ['that names no identifiers', { pendingExports: [list], syncStatus: [status] }],
    ['of export errors alone', { exportErrors: [evidence('exportErrors', [])], syncStatus: [status] }],
  ])('are not answered by a list %s', (_what, more) => {
    expect(judged(person(), one, more).decision).toBe('indeterminate');
  });

  it('of the anchor are answered by the same lists, of the account state by pending exports alone', () => {
    const [anchors, states] = [{ anchorRules: ['In'] }, { accountStateRules: ['A', 'B'] }];
    expect(reasons(judged(person(), anchors))).toEqual([
      '1 custom rule of Entra Connect sets the source anchor (In), and nothing shows whose anchor it changes',
    ]);
    expect(reasons(judged(person(), states))).toEqual([
      '2 custom rules of Entra Connect set accountEnabled (A, B), and nothing shows whom they lock out or let in',
    ]);
    expect(judged(person(), anchors).scope).not.toContain('connectConfig');
    const lists = { disconnectors: [evidence('disconnectors', [])], syncStatus: [status] };
    expect(judged(person(), anchors, lists).decision).toBe('cleared');
    expect(judged(person(), states, lists).decision).toBe('indeterminate');
    const staging = { pendingExports: [list], syncStatus: [status] };
    expect(judged(person(), states, staging).decision).toBe('cleared');
    expect(judged(person(), anchors, staging).decision).toBe('indeterminate');
  });

  it('of names are answered by pending exports, and disabled standard rules by the disconnectors', () => {
    const [renamed, disabled] = [{ nameRules: ['In'] }, { disabledRules: ['Out to AAD - User Join'] }];
    expect(reasons(judged(person(), renamed))).toEqual([
      '1 custom rule of Entra Connect sets the UPN or addresses (In), and nothing shows whose it changes',
    ]);
    expect(reasons(judged(person(), disabled))).toEqual([
      '1 standard rule of Entra Connect is disabled (Out to AAD - User Join), and nothing shows whom Entra Connect leaves out for it',
    ]);
    expect(reasons(judged(person(), { disabledRules: ['B', 'A'] }))[0]).toMatch(
      /^2 standard rules .* are disabled \(A, B\)/,
    );
    for (const one of [renamed, disabled]) expect(judged(person(), one).scope).not.toContain('connectConfig');
    const lists = { disconnectors: [evidence('disconnectors', [])], syncStatus: [status] };
    const staging = { pendingExports: [list], syncStatus: [status] };
    expect(judged(person(), renamed, staging).decision).toBe('cleared');
    expect(judged(person(), renamed, lists).decision).toBe('indeterminate');
    expect(judged(person(), disabled, lists).decision).toBe('cleared');
    expect(judged(person(), disabled, staging).decision).toBe('indeterminate');
  });

  it.each<[keyof ConnectConfiguration, string, string, string]>([
    ['filteringRules', 'whom Entra Connect leaves out', 'would delete', '--disconnectors'],
    ['disabledRules', 'whom Entra Connect leaves out', 'would delete', '--disconnectors'],
    ['anchorRules', 'whose source anchor is another one', 'a second account', '--disconnectors'],
    ['accountStateRules', 'whose account is enabled or disabled', 'locked out', '--pending-exports'],
    ['nameRules', 'whose UPN or addresses are other ones', 'under another name', '--pending-exports'],
  ])('tell what is to be seen, what may happen, and which list shows it: %s', (kind, seen, consequence, list) => {
    expect(judged(person(), { [kind]: ['Custom'] }).findings).toMatchObject([
      {
        rule: 'evidence-incomplete',
        expected: `to see ${seen}`,
        consequence: expect.stringContaining(consequence),
        remedy: expect.stringContaining(list),
        at: place,
      },
    ]);
  });

  it('say nothing of cloud sync, nor does a policy without any', () => {
    expect(reasons(judged(person(), one, {}, { syncTool: 'cloudSync' }))).toEqual([]);
    expect(reasons(judged(person(), { filteringRules: [] }))).toEqual([]);
    expect(reasons(judged(person(), { customRules: 3 }))).toEqual([]);
  });
});

describe('the version of the server', () => {
  const person = () => organisation().person(1, 'ann');
  const policy = { at: place, stagingMode: true };
  const settings = { at: place, serverVersion: '2.5.79.0' };
  const of = (...records: ConnectConfiguration[]) =>
    person().with({ connectConfig: [evidence('connectConfig', records)] });

  it('leaves the configuration open while nothing tells it, and says what to give', () => {
    const { decision, openQuestions, messages } = of(policy).judge();
    expect([decision, openQuestions.includes('connectConfig')]).toEqual(['cleared', true]);
    expect(messages.join()).toContain('does not tell the version of the server, expected 2.5.79.0 or newer');
    expect(of({ at: place, serverVersion: 'unknown' }).judge().openQuestions).toContain('connectConfig');
  });

  it('is told by the settings next to a policy', () => {
    const { openQuestions, messages } = of(policy, settings).judge();
    expect(openQuestions).not.toContain('connectConfig');
    expect(messages.join()).not.toContain('version of the server');
  });

  it('does not matter to cloud sync, nor does what becomes of Entra Connect', () => {
    const moves = 'moves tenants from Entra Connect Sync to cloud sync';
    const ofCloudSync = of(policy).judge({ syncTool: 'cloudSync' });
    expect(ofCloudSync.openQuestions).not.toContain('connectConfig');
    expect(ofCloudSync.messages.join()).not.toContain(moves);
    expect(of(settings).judge().messages.join()).toContain(moves);
    // Without a configuration nothing is missed in it.
    expect(person().judge({ syncTool: 'connect' }).messages).toEqual([expect.stringContaining(moves)]);
  });
});

describe('the messages about a scope', () => {
  const about = (start: string, messages: readonly string[]) => messages.filter((text) => text.startsWith(start));
  const unit = (name: string) => `OU=${name},DC=corp,DC=example`;
  const shown = { onPrem: { fields: new Set(['userPrincipalName', 'objectGuid', 'distinguishedName']) } };
  const ann = () => organisation().person(1, 'ann', inside(staff)).sources(shown);
  const excluding = (...excludedOrganizationalUnits: string[]) => ({
    scope: { organizationalUnits: [], excludedOrganizationalUnits },
  });

  it.each<[string, string[], string[]]>([
    ['none', [], []],
    ['one of somebody', [staff.toLowerCase()], []],
    ['one of somebody and one of nobody', [staff, left], ['1 container', left]],
    ['three of nobody', ['A', 'B', 'C'].map(unit), ['3 containers', ['A', 'B', 'C'].map(unit).join('; ')]],
    [
      'four of nobody',
      ['A', 'B', 'C', 'D'].map(unit),
      ['4 containers', `${['A', 'B', 'C'].map(unit).join('; ')} and others`],
    ],
  ])('tell of excluded containers where nobody is: %s', (_what, excluded, [count, names]) => {
    // Next to somebody of another unit: a container is empty when nobody at all is there.
    const people = ann().person(2, 'bob', inside(unit('Lab')));
    expect(about('The scope excludes', people.judge(excluding(...excluded)).messages)).toEqual(
      count === undefined
        ? []
        : [
            `The scope excludes ${count} in which the on-premises evidence has nobody: ${names}. If somebody should be there, compare the spelling with Active Directory.`,
          ],
    );
  });

  it('tell of those that the policy excludes, too', () => {
    const { messages } = judged(ann(), { scope: [partition([staff], [left])] });
    expect(about('The scope excludes', messages)).toEqual([expect.stringContaining(`has nobody: ${left}. If`)]);
  });

  it('tell nothing of containers where the evidence does not show in which anybody is', () => {
    const fields = new Set(['userPrincipalName', 'objectGuid']);
    const hidden = organisation().person(1, 'ann').sources({ onPrem: { fields } });
    expect(about('The scope excludes', hidden.judge(excluding(left)).messages)).toEqual([]);
  });

  it('tell of the group of a pilot where a policy shows containers, and only there', () => {
    const told = (...all: Partial<ConnectConfiguration>[]) =>
      about(
        'The policy of Entra Connect does not show whether it takes the members of one group only',
        ann()
          .with(configured(...all))
          .judge().messages,
      ).length;
    const scope = [partition([staff])];
    expect([told({ scope }), told({}, { scope }), told({}), told()]).toEqual([1, 1, 0, 0]);
  });
});
