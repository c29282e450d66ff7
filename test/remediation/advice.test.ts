import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSourceAnchor, type SourceAnchorSetting } from '../../src/domain/source-anchor.js';
import { planRemediation } from '../../src/remediation/plan.js';
import { isMangledByExcel } from '../../src/validation/anchor-advice.js';
import { found } from '../validation/findings.js';
import { anchor, guid, organisation } from '../validation/organisation.js';

const setting = (text: string): SourceAnchorSetting => {
  const parsed = parseSourceAnchor(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};

/** An organisation whose evidence has employeeID. */
const organisationWithNumbers = () =>
  organisation().sources({
    onPrem: { fields: new Set(['objectGuid', 'consistencyGuid', 'userPrincipalName', 'mail', 'employeeid']) },
  });

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
  it('never clears anybody without the fault being repaired, on random organisations', () => {
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

  it('calls it normal that objectGUID explains most people', () => {
    const org = organisation()
      .person(1, 'ann')
      .person(2, 'bob')
      .person(3, 'cho', { entra: { immutableId: anchor(33) } });
    const [finding] = org.judge().findings.filter(({ rule }) => rule === 'source-attribute');
    expect(finding?.remedy).toMatch(/^Nothing to do about the attribute/);
    const mail = organisation();
    for (const number of [1, 2, 3])
      mail.person(number, `p${number}`, { onPrem: { mail: `m${number}@x` }, entra: { immutableId: `m${number}@x` } });
    const [other] = mail.judge().findings.filter(({ rule }) => rule === 'source-attribute');
    expect(other?.remedy).toMatch(/^Find out which source anchor Entra Connect has/);
    const { findings } = mail.judge({ sourceAnchor: setting('mail:text') });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('fits the source anchor', () => {
    const wrong = () =>
      organisationWithNumbers().person(1, 'ann', {
        onPrem: { attributes: { employeeid: '4711' } },
        entra: { immutableId: anchor(9) },
      });
    const remedy = (declared: string) =>
      found('anchor-mismatch', wrong(), { sourceAnchor: setting(declared) }).ann?.remedy;
    expect(remedy('mS-DS-ConsistencyGuid')).toContain('into mS-DS-ConsistencyGuid');
    expect(remedy('objectGUID')).toContain('objectGUID, which nobody can change');
    expect(remedy('employeeID:text')).toContain('correct employeeID on-premises');
  });

  it.each([
    'objectGUID',
    'employeeID:text',
  ])('says that a declared %s leaves mS-DS-ConsistencyGuid values out', (declared) => {
    const org = organisationWithNumbers();
    for (const number of [1, 2, 3])
      org.person(number, `p${number}`, {
        onPrem: {
          attributes: { employeeid: `00${number}` },
          ...(number < 3 && { consistencyGuid: anchor(number + 50) }),
        },
        entra: { immutableId: declared === 'objectGUID' ? anchor(number) : `00${number}` },
      });
    const { decision, messages } = org.judge({ sourceAnchor: setting(declared) });
    expect(decision).toBe('cleared');
    expect(messages).toEqual([expect.stringMatching(/mS-DS-ConsistencyGuid of 2 people, .* is not used.*by default/)]);
    expect(org.judge().messages).toEqual([]);
  });

  it('says nothing of values that are equal to the anchor', () => {
    const org = organisation().person(1, 'ann', { onPrem: { consistencyGuid: anchor(1) } });
    expect(org.judge({ sourceAnchor: setting('objectGUID') }).messages).toEqual([]);
    expect(guid(1)).not.toBe(guid(2));
  });
});

describe('numbers that Excel changed', () => {
  it.each([
    ['4711', '0004711'],
    ['0', '000'],
    ['1,23457E+11', '123456789012'],
    ['1.23457E+11', '123456789012'],
    ['1E+15', '1000000000000000'],
    ['4.7e+5', '470000'],
  ])('are known: %s for %s', (shown, original) => {
    expect(isMangledByExcel(shown, original)).toBe(true);
  });

  it.each([
    ['4711', '4711'],
    ['4711', '0004712'],
    ['0004711', '4711'],
    ['1,23457E+11', '123999999999'],
    ['1,23457E+11', '1234567890123'],
    ['4711', 'A4711'],
    ['', '0'],
    ['abc', '0004711'],
  ])('are not others: %s for %s', (shown, original) => {
    expect(isMangledByExcel(shown, original)).toBe(false);
  });

  it('are named by the finding and by the plan, and nothing is written', () => {
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
