import { describe, expect, it } from 'vitest';
import type { IdentityLine } from '../../../src/domain/assessment.js';
import type { Binding } from '../../../src/domain/remediation.js';
import { objectGuidAnchor } from '../../../src/domain/source-anchor.js';
import { applyRepairs, type RepairLimits } from '../../../src/pipeline/repairs/apply.js';
import { restoreRepairs } from '../../../src/pipeline/repairs/restore.js';
import { Killed, memoryJournal, memoryPorts, memorySystem } from './memory.js';

const attribute = 'mS-DS-ConsistencyGuid';
const guid = (number: number): string => `${number.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
const entraId = (number: number): string => `${number.toString(16).padStart(8, '0')}-1111-4111-8111-111111111111`;
const anchor = (number: number): string => objectGuidAnchor(guid(number));

/** Six people: a swap, a circle of three with a value of its own, one stranger's anchor, mail to add, one in Entra. */
function organisation() {
  const directory = memorySystem(
    {
      [guid(0)]: {},
      [guid(1)]: {},
      [guid(2)]: { [attribute]: [anchor(42)] },
      [guid(3)]: {},
      [guid(4)]: {},
      [guid(5)]: { proxyAddresses: ['SMTP:five@corp.example'] },
      [guid(9)]: { mail: ['untouched@corp.example'] },
    },
    attribute,
  );
  const entra = memorySystem(
    { [entraId(4)]: { onPremisesImmutableId: ['wrong'] }, [entraId(9)]: { onPremisesImmutableId: [anchor(9)] } },
    'onPremisesImmutableId',
  );
  const onPrem = (number: number, expected: string | null, desired: string, name = attribute): Binding => ({
    ...{
      person: `p${number}@corp.example`,
      rule: 'anchor-mismatch',
      system: 'activeDirectory',
      objectId: guid(number),
    },
    ...{ attribute: name, expected, desired, matchedBy: ['sid'] },
  });
  const bindings: Binding[] = [
    onPrem(0, null, anchor(1)),
    onPrem(1, null, anchor(0)),
    onPrem(2, anchor(42), anchor(3)),
    onPrem(3, null, anchor(4)),
    onPrem(4, null, anchor(42)),
    onPrem(5, null, 'smtp:alias@corp.example', 'proxyAddresses'),
    {
      ...{ person: 'p4', rule: 'anchor-malformed', system: 'entra', objectId: entraId(4) },
      ...{ attribute: 'onPremisesImmutableId', expected: 'wrong', desired: anchor(4), matchedBy: ['sid'] },
    },
  ];
  const identities = [0, 1, 2, 3, 4, 5, 9].map(
    (number): IdentityLine => ({
      outcome: 'anchorMismatch',
      objectGuid: guid(number),
      entraObjectId: entraId(number),
      sourceAnchor: anchor(number),
    }),
  );
  const limits: RepairLimits = {
    limit: 100,
    allowPrivileged: false,
    privileged: new Set(),
    scope: { organizationalUnits: [], excludedOrganizationalUnits: [] },
    identities,
  };
  const ports = memoryPorts({ activeDirectory: directory.target, entra: entra.target });
  return {
    directory,
    entra,
    bindings,
    limits,
    ports,
    journal: memoryJournal(),
    all: () =>
      JSON.stringify([
        [...directory.values].map(([id, one]) => [id, [...one]]),
        [...entra.values].map(([id, one]) => [id, [...one]]),
      ]),
  };
}

describe('repairs', () => {
  it('are made in an order without duplicates, are idempotent, and are put back', async () => {
    const { directory, entra, bindings, limits, ports, journal, all } = organisation();
    const before = all();
    expect(await applyRepairs(bindings, limits, journal, ports)).toEqual({ made: 9, inPlace: 0 });
    expect(directory.values.get(guid(0))?.get(attribute)).toEqual([anchor(1)]);
    expect(directory.values.get(guid(5))?.get('proxyAddresses')).toEqual([
      'SMTP:five@corp.example',
      'smtp:alias@corp.example',
    ]);
    expect(entra.values.get(entraId(4))?.get('onPremisesImmutableId')).toEqual([anchor(4)]);
    for (const moment of directory.history) expect(new Set(moment).size).toBe(moment.length);
    const journalled = journal.records.length;
    expect(await applyRepairs(bindings, limits, journal, ports)).toEqual({ made: 0, inPlace: 7 });
    expect(journal.records).toHaveLength(journalled);
    expect((await restoreRepairs(journal, ports)).made).toBe(7);
    for (const moment of directory.history) expect(new Set(moment).size).toBe(moment.length);
    expect(all()).toBe(before);
    expect(await restoreRepairs(journal, ports)).toEqual({ made: 0, inPlace: 0, left: [], problems: [] });
  });

  it('killed at any write, before or after it reached the system, go on and can be put back; likewise a restore', async () => {
    for (let at = 1; at <= 9; at += 1) {
      for (const applied of [false, true]) {
        for (const where of ['directory', 'entra'] as const) {
          const one = organisation();
          const before = one.all();
          one[where].kill = { at, applied };
          const first = applyRepairs(one.bindings, one.limits, one.journal, one.ports);
          await first.catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
          one[where].kill = undefined;
          if (at % 2 === 0) await applyRepairs(one.bindings, one.limits, one.journal, one.ports);
          one[where].writes = 0;
          one[where].kill = { at, applied };
          await restoreRepairs(one.journal, one.ports).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
          one[where].kill = undefined;
          await restoreRepairs(one.journal, one.ports);
          expect(one.all(), `${where} ${at} ${applied}`).toBe(before);
          await applyRepairs(one.bindings, one.limits, one.journal, one.ports);
          expect(one.directory.values.get(guid(4))?.get(attribute)).toEqual([anchor(42)]);
        }
      }
    }
  });

  it('are not made, none of them, when one may not be', async () => {
    const cases: [string, (one: ReturnType<typeof organisation>) => [readonly Binding[], RepairLimits], RegExp][] = [
      [
        'too many',
        ({ bindings, limits }) => [bindings, { ...limits, limit: 6 }],
        /7 values would change and .*limit is 6/,
      ],
      [
        'another value',
        (one) => {
          one.directory.values.get(guid(0))?.set(attribute, [anchor(77)]);
          return [one.bindings, one.limits];
        },
        /p0@corp\.example: mS-DS-ConsistencyGuid is .*, expected \(none\)/,
      ],
      [
        'held by another',
        (one) => {
          one.directory.values.set(guid(10), new Map([[attribute, [anchor(1)]]]));
          return [one.bindings.slice(0, 1), one.limits];
        },
        /is the anchor of .*0000000a-/,
      ],
      [
        'privileged',
        ({ bindings, limits }) => [bindings, { ...limits, privileged: new Set([entraId(3)]) }],
        /p3@corp\.example: holds, or may activate, a privileged/,
      ],
      [
        'outside the scope',
        ({ bindings, limits }) => [
          bindings,
          {
            ...limits,
            scope: { organizationalUnits: ['ou=other,dc=corp,dc=example'], excludedOrganizationalUnits: [] },
          },
        ],
        /is outside cutover:scope/,
      ],
      [
        'unknown to the assessment',
        ({ bindings, limits }) => [bindings, { ...limits, identities: limits.identities.slice(1) }],
        /has nobody in scope/,
      ],
      [
        'another account’s anchor',
        ({ bindings, limits }) => [
          bindings.slice(3, 5),
          {
            ...limits,
            identities: limits.identities.map((line) =>
              line.objectGuid === guid(9) ? { ...line, immutableId: anchor(4) } : line,
            ),
          },
        ],
        /is the ImmutableID of another account/,
      ],
      [
        'two for one',
        ({ bindings, limits }) => [[...bindings, { ...(bindings[5] as Binding) }], limits],
        /is there twice/,
      ],
      [
        'one anchor for two',
        ({ bindings, limits }) => [[...bindings, { ...(bindings[0] as Binding), objectId: guid(9) }], limits],
        /would both have the anchor/,
      ],
    ];
    for (const [name, prepare, message] of cases) {
      const one = organisation();
      const [bindings, limits] = prepare(one);
      const before = one.all();
      await expect(applyRepairs(bindings, limits, one.journal, one.ports), name).rejects.toThrow(message);
      expect(one.all(), name).toBe(before);
      expect(one.journal.records, name).toEqual([]);
    }
  });

  it('skipped ones are left out, privileged ones are made when that is allowed', async () => {
    const { bindings, limits, ports, journal, directory } = organisation();
    const [first] = bindings as [Binding];
    const chosen = bindings.slice(2, 5).map((one) => ({ ...one, privileged: true as const }));
    await applyRepairs([{ ...first, skip: true }, ...chosen], { ...limits, allowPrivileged: true }, journal, ports);
    expect(directory.values.get(guid(0))?.has(attribute)).toBe(false);
    expect(directory.values.get(guid(3))?.get(attribute)).toEqual([anchor(4)]);
  });

  it('what somebody changed since stays theirs: the others are put back, and they are named', async () => {
    const { bindings, limits, ports, journal, directory } = organisation();
    await applyRepairs(bindings, limits, journal, ports);
    directory.values.get(guid(3))?.set(attribute, [anchor(88)]);
    const { problems } = await restoreRepairs(journal, ports);
    expect(problems).toEqual([expect.stringMatching(/^p3@corp\.example: mS-DS-ConsistencyGuid was changed since/)]);
    expect(directory.values.get(guid(3))?.get(attribute)).toEqual([anchor(88)]);
    expect(directory.values.get(guid(0))?.has(attribute)).toBe(false);
  });

  it('begin once what they replace is in the sealed journal, and before anything is written', async () => {
    const { bindings, limits, ports, journal, directory } = organisation();
    const begun: { sealed: number; written: number }[] = [];
    const begin = async (): Promise<void> => {
      begun.push({ sealed: (await journal.read()).length, written: directory.writes });
    };
    await applyRepairs(bindings, limits, journal, { ...ports, begin });
    expect(begun).toEqual([{ sealed: 7, written: 0 }]);
    const written = directory.writes;
    await restoreRepairs(journal, { ...ports, begin });
    expect(begun.slice(1)).toEqual([{ sealed: 7, written }]);
    await restoreRepairs(journal, { ...ports, begin });
    expect(begun).toHaveLength(2);
  });

  it('hold and cancellation are looked at before every write', async () => {
    const { bindings, limits, ports, journal, directory } = organisation();
    let looks = 0;
    const held = {
      ...ports,
      mayWrite: async () => {
        looks += 1;
        if (looks > 3) throw new Error('held');
      },
    };
    await expect(applyRepairs(bindings, limits, journal, held)).rejects.toThrow('held');
    expect(directory.writes).toBe(2);
  });
});
