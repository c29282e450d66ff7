import { describe, expect, it } from 'vitest';
import type { ConnectConfiguration, ContainerScope, PendingExport } from '../../src/domain/connect.js';
import { compareContainers, type DeclaredWaves, waitsForWave, waveOf } from '../../src/validation/wave.js';
import { at, attribute, evidence, staged } from '../validation/evidence.js';
import { id } from '../validation/findings.js';
import { anchor, guid, type Organisation, organisation } from '../validation/organisation.js';

const [pilot, staff] = ['OU=Pilot,DC=corp,DC=example', 'OU=Staff,DC=corp,DC=example'];
const left = `OU=Left,${pilot}`;
const partition = (inclusions: string[], exclusions: string[] = []): ContainerScope => ({
  distinguishedName: 'DC=corp,DC=example',
  inclusions,
  exclusions,
});
const ticked = (...inclusions: string[]) => [{ scope: [partition(inclusions)] }];

describe('the containers of a server next to the units of a wave', () => {
  const same = { beyond: [], lacking: [] };

  it.each<[string, string[], ContainerScope[], string[], object]>([
    ['equal', [pilot], [partition([pilot])], [], same],
    ['equal in another letter case', [pilot.toLowerCase()], [partition([pilot])], [], same],
    ['a unit of a unit', [pilot], [partition([pilot, left])], [], same],
    ['more', [pilot], [partition([staff, pilot, staff])], [], { beyond: [staff.toLowerCase()], lacking: [] }],
    ['fewer', [pilot, staff], [partition([pilot])], [], { beyond: [], lacking: [staff.toLowerCase()] }],
    ['another', [pilot], [partition([staff])], [], { beyond: [staff.toLowerCase()], lacking: [pilot.toLowerCase()] }],
    ['without a part of one', [pilot], [partition([pilot], [left])], [], { beyond: [], lacking: [left.toLowerCase()] }],
    ['without a part that is out of scope', [pilot], [partition([pilot], [left])], [left], same],
    ['without what is in none', [pilot], [partition([pilot], [staff])], [], same],
  ])('are %s', (_what, units, scope, excluded, expected) => {
    const declared = { excludedOrganizationalUnits: excluded };
    expect(compareContainers(units, declared, [{ scope }])).toEqual(expected);
  });

  it('are not known where a directory shows none', () => {
    expect(compareContainers([pilot], undefined, [])).toBeUndefined();
    expect(compareContainers([pilot], undefined, [{}])).toBeUndefined();
    const one = { scope: [partition([pilot])] };
    expect(compareContainers([pilot], undefined, [one, { unscopedDirectories: 0 }])).toEqual(same);
    expect(compareContainers([pilot], undefined, [one, { unscopedDirectories: 1 }])).toBeUndefined();
  });
});

describe('the wave by which a server is judged', () => {
  const pilots = [guid(1)];
  const waves: DeclaredWaves = { organizationalUnits: [[pilot], [pilot, staff]], isLast: false, pilot: pilots };
  const of = (declared: DeclaredWaves, ...inclusions: string[]) =>
    waveOf(
      declared,
      undefined,
      ticked(...inclusions).map((one) => ({ at, ...one })),
    );
  const first = { organizationalUnits: [pilot], pilot: pilots };
  const second = { organizationalUnits: [pilot, staff] };

  it('is the declared one, or the one before it whose containers are ticked', () => {
    expect(of(waves, pilot, staff)).toEqual(second);
    expect(of(waves, pilot)).toEqual(first);
    expect(of(waves, 'OU=Other,DC=corp,DC=example')).toEqual(second);
    expect(waveOf(waves, undefined, [])).toEqual(second);
  });

  it('is none where the last one takes everybody', () => {
    expect(of({ ...waves, isLast: true }, pilot, staff)).toBeUndefined();
    expect(of({ ...waves, isLast: true }, 'OU=Other,DC=corp,DC=example')).toBeUndefined();
    expect(of({ ...waves, isLast: true }, pilot)).toEqual(first);
    expect(of({ organizationalUnits: [], isLast: false }, pilot)).toBeUndefined();
  });

  it('has no pilot where none was declared', () => {
    expect(of({ organizationalUnits: [[pilot]], isLast: false }, pilot)).toStrictEqual({
      organizationalUnits: [pilot],
    });
  });

  it('leaves those to wait who lie elsewhere, as far as anybody knows', () => {
    const [here, there] = [{ distinguishedName: `CN=a,${pilot}` }, { distinguishedName: `CN=a,${staff}` }];
    expect([here, there, {}].map((person) => waitsForWave(person, first))).toEqual([false, true, false]);
    expect(waitsForWave(there, undefined)).toBe(false);
  });
});

describe('a wave in the evidence of its server', () => {
  const dn = (name: string, unit = pilot) => `CN=${name},${unit}`;
  const people = (): Organisation =>
    organisation()
      .person(1, 'ann', { onPrem: { distinguishedName: dn('ann') } })
      .person(2, 'bob', { onPrem: { distinguishedName: dn('bob') } })
      .person(3, 'cho', { onPrem: { distinguishedName: dn('cho', staff) } })
      .onPrem(4, 'out', { distinguishedName: dn('out'), attributes: { iscriticalsystemobject: 'TRUE' } });
  const judged = (
    exports: readonly PendingExport[],
    names?: readonly string[],
    configuration: Partial<ConnectConfiguration>[] = ticked(pilot),
    org: Organisation = people(),
  ) => {
    const connectConfig = evidence(
      'connectConfig',
      configuration.map((one) => ({ at, serverVersion: '2.5.190.0', ...one })),
    );
    const toEntra = evidence(
      'pendingExports',
      exports.filter(({ inDirectory }) => !inDirectory),
    );
    const toDirectory = evidence(
      'pendingExports',
      exports.filter(({ inDirectory }) => inDirectory),
    );
    return org.with({ connectConfig: [connectConfig], pendingExports: [toEntra, toDirectory] }).judge({
      syncTool: 'connect',
      waves: { organizationalUnits: [[pilot]], isLast: false, ...(names && { pilot: names }) },
    });
  };
  const told = (...given: Parameters<typeof judged>) =>
    judged(...given)
      .findings.filter(({ rule }) => rule === 'outside-wave')
      .map(
        ({ subject, found }) => `${subject?.userPrincipalName?.split('@')[0] ?? subject?.distinguishedName}: ${found}`,
      );
  const change = attribute('displayName', { valuesAdded: ['x'] });
  const update = (number: number, more: Partial<PendingExport> = {}) =>
    staged('update', { sourceAnchor: anchor(number), entraObjectId: id(number), changes: [change], ...more });
  const moved = (place: string) =>
    update(1, { changes: [attribute('onPremisesDistinguishedName', { valuesAdded: [place] })] });
  const outside = 'and the object is outside the units of this wave';

  it.each<[string, PendingExport, string[]]>([
    ['an update of the wave', update(1), []],
    ['an update of another wave', update(3), [`cho: an update is staged, ${outside}`]],
    ['a deletion of another wave', { ...update(3), operation: 'delete' }, [`cho: a deletion is staged, ${outside}`]],
    ['an addition of another wave', { ...update(3), operation: 'add' }, [`cho: an addition is staged, ${outside}`]],
    [
      'a deletion with an addition',
      { ...update(3), operation: 'recreate' },
      [`cho: a deletion with a new addition is staged, ${outside}`],
    ],
    [
      'somebody whom nobody knows',
      staged('update', { sourceAnchor: anchor(9), userPrincipalName: 'zoe@corp.example', changes: [change] }),
      ['zoe: an update is staged, and nothing shows where in Active Directory the object is'],
    ],
    ['somebody who has moved away', moved(dn('ann', staff)), [`ann: an update is staged, ${outside}`]],
    ['somebody who has moved within', moved(dn('ann', left)), []],
    [
      'a value for Active Directory of the wave',
      staged('update', { csObjectDn: dn('ann'), objectGuid: guid(1), changes: [change], inDirectory: true }),
      [],
    ],
    [
      'a value for Active Directory of another',
      staged('update', { csObjectDn: dn('cho', staff), changes: [change], inDirectory: true }),
      [`${dn('cho', staff)}: an update is staged, ${outside} (a value for Active Directory)`],
    ],
  ])('tells %s', (_what, object, expected) => {
    expect(told([object])).toEqual(expected);
  });

  it('says of a deletion, and of no other, that somebody only waits', () => {
    const consequence = (operation: PendingExport['operation']) => {
      const [finding] = judged([{ ...update(3), operation }]).findings.filter(({ rule }) => rule === 'outside-wave');
      return finding?.consequence.includes('only waits for a later wave');
    };
    expect([consequence('delete'), consequence('update')]).toEqual([true, false]);
  });

  it('holds a pilot to its people, in Entra and in Active Directory', () => {
    const names = [dn('ann').toLowerCase(), guid(2).toUpperCase()];
    expect(told([update(1), update(2)], names)).toEqual([]);
    expect(told([update(1), update(2)], [dn('ann')])).toEqual([
      'bob: an update is staged, and cutover:pilot does not name the object',
    ]);
    const toDirectory = (name: string, number: number) =>
      staged('update', { csObjectDn: dn(name), objectGuid: guid(number), changes: [change], inDirectory: true });
    expect(told([toDirectory('ann', 1), toDirectory('bob', 2)], [guid(1)])).toEqual([
      `${dn('bob')}: an update is staged, and cutover:pilot does not name the object (a value for Active Directory)`,
    ]);
  });

  it.each<[string, string, string | undefined]>([
    ['somebody of its units', guid(1), undefined],
    [
      'somebody of no unit',
      dn('cho', staff),
      'cho: cutover:pilot names the person, and the person is in no unit of the first wave',
    ],
    ['somebody who is left out', dn('out'), 'out: cutover:pilot names the person, and isCriticalSystemObject is TRUE'],
    ['nobody', guid(9), `undefined: cutover:pilot names ${guid(9)}, whom the on-premises evidence does not have`],
  ])('has a pilot of %s', (_what, name, expected) => {
    expect(told([], [name])).toEqual(expected === undefined ? [] : [expected]);
  });

  it('names containers too many and too few, where the policy was read', () => {
    const places = (configuration: Partial<ConnectConfiguration>[]) => {
      const { findings, decision } = judged([], undefined, configuration);
      expect(decision).not.toBe('cleared');
      return findings
        .filter(({ found }) => found?.includes('the server '))
        .map(({ rule, found, expected, at: place }) => [rule, found, expected, place?.origin]);
    };
    const expected = `these containers and no others: ${pilot}`;
    const other = { at: { origin: 'settings.json', line: 1 } };
    expect(places([other, ...ticked(staff)])).toEqual([
      ['outside-wave', `the server does not take ${pilot.toLowerCase()}`, expected, 'export.xml'],
      ['outside-wave', `the server takes ${staff.toLowerCase()} too`, expected, 'export.xml'],
    ]);
    expect(places([other])).toEqual([
      [
        'evidence-incomplete',
        'nothing shows which containers the server takes, so nobody can check that the wave keeps to its units',
        'the policy of the wizard with the containers of every directory',
        'settings.json',
      ],
    ]);
  });

  it('names several containers in one sentence, sorted', () => {
    const [east, west] = ['OU=East,DC=corp,DC=example', 'OU=West,DC=corp,DC=example'];
    const { findings } = people()
      .with({ connectConfig: [evidence('connectConfig', [{ at, scope: [partition([west, east])] }])] })
      .judge({ syncTool: 'connect', waves: { organizationalUnits: [[staff, pilot]], isLast: false } });
    const joined = (...names: string[]) => names.map((name) => name.toLowerCase()).join('; ');
    expect(findings.filter(({ rule }) => rule === 'outside-wave')).toMatchObject([
      {
        found: `the server does not take ${joined(pilot, staff)}`,
        expected: expect.stringContaining(`${pilot}; ${staff}`),
      },
      { found: `the server takes ${joined(east, west)} too` },
    ]);
  });

  it('is none where none is declared', () => {
    const list = evidence('pendingExports', [update(3)]);
    const { findings } = people()
      .with({ pendingExports: [list] })
      .judge({ syncTool: 'connect' });
    expect(findings.map(({ rule }) => rule)).not.toContain('outside-wave');
  });
});
