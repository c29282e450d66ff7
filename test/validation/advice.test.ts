import { describe, expect, it } from 'vitest';
import { isMangledByExcel } from '../../src/validation/anchor-advice.js';
import { found } from './findings.js';
import { anchor, guid, organisation, organisationWithNumbers, setting } from './organisation.js';

describe('what a finding advises', () => {
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

  it.each([
    [1, 1, /^Find out which/],
    [2, 1, /^Nothing to do/],
    [1, 2, /^Find out which/],
  ])('calls it normal only where it explains more than half: %s right, %s wrong', (right, wrong, remedy) => {
    const org = organisation();
    for (let number = 1; number <= right; number += 1) org.person(number, `right${number}`);
    for (let number = 1; number <= wrong; number += 1)
      org.person(10 + number, `wrong${number}`, { entra: { immutableId: anchor(90 + number) } });
    const [finding] = org.judge().findings.filter(({ rule }) => rule === 'source-attribute');
    expect(finding?.remedy).toMatch(remedy);
  });

  it.each([1, 2, 40])('calls it normal by shares alone, in an organization of any size: %s', (times) => {
    const remedyOf = (declared: string, ...kinds: ('guid' | 'own' | 'both' | 'text' | 'wrong')[]) => {
      const org = organisation();
      for (let number = 1; number <= times * kinds.length; number += 1) {
        const kind = kinds[number % kinds.length];
        const consistencyGuid = { own: anchor(500 + number), both: anchor(number) }[String(kind)];
        const others = { own: consistencyGuid, text: guid(number), wrong: anchor(900 + number) };
        org.person(number, `p${number}`, {
          onPrem: { consistencyGuid },
          entra: { immutableId: { ...others, guid: anchor(number), both: anchor(number) }[kind ?? 'wrong'] },
        });
      }
      const [finding] = org
        .judge({ sourceAnchor: setting(declared) })
        .findings.filter(({ rule }) => rule === 'source-attribute');
      return finding?.remedy.startsWith('Nothing to do about the attribute');
    };
    const usual = 'mS-DS-ConsistencyGuid';
    // Half by mS-DS-ConsistencyGuid and half by the objectGUID that stands in for it.
    expect(remedyOf(usual, 'guid', 'own', 'own', 'guid', 'wrong')).toBe(true);
    expect(remedyOf(usual, 'guid', 'own', 'wrong')).toBe(true);
    expect(remedyOf(usual, 'guid', 'wrong')).toBe(false);
    // Two attributes have the same value, whichever name comes first.
    expect(remedyOf('objectGUID', 'both', 'both', 'wrong')).toBe(true);
    expect(remedyOf('objectGUID', 'own', 'own', 'wrong')).toBe(false);
    // The attribute in another encoding is another anchor.
    expect(remedyOf('objectGUID', 'text', 'text', 'wrong')).toBe(false);
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

  it.each(['objectGUID', 'employeeID:text'])(
    'says that a declared %s leaves mS-DS-ConsistencyGuid values out',
    (declared) => {
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
      expect(messages).toEqual([
        expect.stringMatching(/mS-DS-ConsistencyGuid of 2 people, .* is not used.*by default/),
      ]);
      expect(org.judge().messages).toEqual([]);
    },
  );

  it('counts one person as one person', () => {
    const org = organisation()
      .person(1, 'ann', { onPrem: { consistencyGuid: anchor(2) } })
      .person(2, 'bob');
    const { messages } = org.judge({ sourceAnchor: setting('objectGUID') });
    expect(messages).toEqual([expect.stringContaining('mS-DS-ConsistencyGuid of 1 person, which')]);
  });

  it('says nothing of values that are equal to the anchor', () => {
    const org = organisation().person(1, 'ann', { onPrem: { consistencyGuid: anchor(1) } });
    expect(org.judge({ sourceAnchor: setting('objectGUID') }).messages).toEqual([]);
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
    ['1.23457E+11', '00123456789012'],
    ['5E+0', '5'],
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
    ['0A1', '00A1'],
    ['0A', '00A'],
    ['1E+1', '1A'],
    ['x1E+15', '1000000000000000'],
    ['1E+15x', '1000000000000000'],
    ['', '0'],
    ['abc', '0004711'],
  ])('are not others: %s for %s', (shown, original) => {
    expect(isMangledByExcel(shown, original)).toBe(false);
  });
});
