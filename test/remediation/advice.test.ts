import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planRemediation } from '../../src/remediation/plan.js';
import { found } from '../validation/findings.js';
import { anchor, organisationWithNumbers, setting } from '../validation/organisation.js';

/** Somebody, whose UPN says whose account is theirs. `immutableId` names where the value in Entra comes from. */
interface Person {
  readonly consistencyGuid: string | undefined;
  readonly immutableId: string | undefined;
  readonly synced: boolean;
}

const person = fc.record({
  consistencyGuid: fc.constantFrom(undefined, undefined, 'own', '1', '2', '7'),
  immutableId: fc.constantFrom('own', 'own', 'guid', '1', '2', 'mail', 'employee', '00u1abcd2EFGHijkl3x7', undefined),
  synced: fc.boolean(),
});

function built(people: readonly Person[]) {
  const org = organisationWithNumbers();
  people.forEach(({ consistencyGuid, immutableId, synced }, index) => {
    const number = index + 1;
    const own = consistencyGuid === undefined ? undefined : value(consistencyGuid, number);
    org.person(number, `p${number}`, {
      onPrem: { mail: `m${number}@corp.example`, consistencyGuid: own, attributes: { employeeid: `00${number}` } },
      entra: { synced, immutableId: immutableId && value(immutableId, number, own), mail: `m${number}@corp.example` },
    });
  });
  return org;
}

function value(from: string, number: number, effective = anchor(number)): string {
  if (from === 'own') return effective;
  if (from === 'guid') return anchor(number);
  if (from === 'mail') return `m${number}@corp.example`;
  if (from === 'employee') return `00${number}`;
  return /^\d$/.test(from) ? anchor(Number(from)) : from;
}

/** The people after the repairs of the plan were made, as they would be. */
function repaired(people: readonly Person[], plan: ReturnType<typeof planRemediation>): Person[] {
  return people.map((one, index) => {
    const number = index + 1;
    const own = plan.bindings.map(({ entry }) => entry).filter(({ person: name }) => name.startsWith(`p${number}@`));
    const there = own.find(({ attribute }) => attribute === 'onPremisesImmutableId')?.desired;
    const here = own.find(({ attribute }) => attribute === 'mS-DS-ConsistencyGuid');
    const before = one.consistencyGuid === undefined ? undefined : value(one.consistencyGuid, number);
    return {
      ...one,
      consistencyGuid: here === undefined ? before : (here.desired ?? undefined),
      immutableId: there ?? (one.immutableId && value(one.immutableId, number, before)),
    };
  });
}

describe('what a report advises', () => {
  it('never clears anybody without the fault being repaired, on random organizations', () => {
    fc.assert(
      fc.property(
        fc.array(person, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('mS-DS-ConsistencyGuid', 'objectGUID', 'employeeID:text', 'mail:text'),
        (people, declared) => {
          const settings = { sourceAnchor: setting(declared) };
          const org = built(people);
          const result = org.judge(settings);
          const population = org.populate(settings);
          const plan = planRemediation(result, population);
          const said = [...result.findings.map(({ remedy }) => remedy), ...plan.decisions.map(({ why }) => why)].join(
            '\n',
          );
          // To declare another anchor than Entra Connect has is the advice that clears without repairing.
          expect(said).not.toMatch(/--source-anchor|(^|\n|\. )Declare /);
          for (const line of plan.advice) expect(line).toMatch(/install Entra Connect/);
          if (declared !== 'mS-DS-ConsistencyGuid') {
            expect(said).not.toMatch(/write.{0,60}into mS-DS-ConsistencyGuid|16-byte anchor/i);
            expect(plan.bindings.map(({ entry }) => entry.attribute)).not.toContain('mS-DS-ConsistencyGuid');
          }
          const after = built(repaired(people, plan)).judge(settings);
          for (const identity of after.identities) {
            if (identity.side === 'onPrem' && identity.outcome === 'hardMatch')
              expect(identity.entra?.userPrincipalName).toBe(identity.onPrem.userPrincipalName);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it.each<[string, string[], boolean]>([
    ['most', ['mail', 'mail', 'mail', 'own'], true],
    ['just half', ['mail', 'mail', 'mail', 'own', 'own', '7'], false],
    ['more than the anchor, and not most', ['mail', 'mail', 'mail', 'own', '7', '7', '8', '8'], false],
    ['both of two, which may have been typed in', ['mail', 'mail'], false],
    ['all', ['mail', 'mail', 'mail'], true],
  ])('tells to correct the mapping where another attribute explains %s', (_what, from, isTold) => {
    for (const times of [1, 10]) {
      const all = Array.from({ length: times }, () => from).flat();
      const org = built(all.map((immutableId) => ({ consistencyGuid: undefined, immutableId, synced: true })));
      const advice = planRemediation(org.judge(), org.populate()).advice;
      const isEnough = isTold || (times > 1 && from.every((source) => source === 'mail'));
      expect(advice.map((line) => line.slice(0, 39))).toEqual(
        isEnough ? ['Okta fills the ImmutableID from mail:te'] : [],
      );
    }
  });

  it('names a number that Excel changed, and writes nothing of it', () => {
    const org = organisationWithNumbers().person(1, 'ann', {
      onPrem: { attributes: { employeeid: '4711' } },
      entra: { immutableId: '0004711', synced: false },
    });
    const settings = { sourceAnchor: setting('employeeID:text') };
    const plan = planRemediation(org.judge(settings), org.populate(settings));
    expect(plan.bindings).toEqual([]);
    expect(plan.decisions).toMatchObject([
      { entry: { action: 'correct-at-source' }, why: expect.stringContaining('Excel') },
    ]);
    expect(found('anchor-mismatch', org, settings).ann?.remedy).toContain('employeeID is 4711');
  });
});
