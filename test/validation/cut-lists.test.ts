import { describe, expect, it } from 'vitest';
import type { Counts } from '../../src/domain/assessment.js';
import { outcomes as outcomeNames } from '../../src/domain/assessment.js';
import type { Evidence, EvidenceSource } from '../../src/domain/evidence.js';
import { cutLists } from '../../src/validation/cut-lists.js';
import { organisation } from './organisation.js';

const noOutcomes = Object.fromEntries(outcomeNames.map((name) => [name, 0])) as Counts['outcomes'];
type Part = Partial<Pick<EvidenceSource, 'records' | 'rejected' | 'skipped' | 'mayBeCut'>>;
const files = (kind: 'onPrem' | 'entra', parts: readonly Part[]): Evidence<unknown>[] =>
  parts.map((part) => ({
    source: {
      kind,
      origin: 'a',
      sha256: '',
      records: 0,
      rejected: 0,
      skipped: 0,
      fields: new Set(),
      issues: [],
      mayBeCut: true,
      ...part,
    },
    records: [],
  }));
/** The cut sides of files of `here` people while the other side has `there` people, of whom `leftOver` have no counterpart. */
const cut = (side: 'onPrem' | 'entra', parts: readonly Part[], here: number, there: number, leftOver: number) => {
  const own = files(side, parts);
  const onPrem =
    side === 'onPrem' ? { onPremUsers: here, entraUsers: there } : { onPremUsers: there, entraUsers: here };
  const outcomes = { ...noOutcomes, [side === 'onPrem' ? 'entraOnly' : 'onPremOnly']: leftOver };
  const counts = { ...onPrem, outcomes };
  return side === 'onPrem' ? cutLists(own, [], counts, here) : cutLists([], own, counts, there);
};
const sides = ['onPrem', 'entra'] as const;

describe.each(sides)('a list of the side %s', (side) => {
  it.each([100, 500, 999, 1000])('is cut at %i rows exactly, where somebody of the other side is left over', (rows) => {
    const all = (size: number) => cut(side, [{ records: size }], size, size + 1, 1);
    expect(all(rows)).toMatchObject([{ side, rows, leftOver: 1, tool: expect.stringMatching(/stop|page/) }]);
    expect(cut(side, [{ records: rows }], rows, rows, 0)).toEqual([]);
    for (const near of [rows - 1, rows + 1].filter((size) => size !== 999 && size !== 1000))
      expect(all(near)).toEqual([]);
  });

  it('counts the rows of all its files, rejected and skipped ones too', () => {
    const parts = (...own: Part[]) => cut(side, own, 90, 91, 1).map(({ rows }) => rows);
    expect(parts({ records: 60 }, { records: 40 })).toEqual([100]);
    expect(parts({ records: 90, rejected: 7, skipped: 3 })).toEqual([100]);
    expect(parts({ records: 100 }, { records: 1 })).toEqual([]);
    expect(parts({ records: 99, rejected: 2 })).toEqual([]);
  });

  it('is counted without the files that carry their completeness', () => {
    const pages = { records: 100, mayBeCut: undefined } as unknown as Part;
    expect(cut(side, [pages], 100, 101, 1)).toEqual([]);
    expect(cut(side, [pages], 100, 900, 800)).toEqual([]);
    expect(cut(side, [pages, { records: 20 }], 120, 121, 1)).toEqual([]);
    expect(cut(side, [{ ...pages, records: 20 }, { records: 100 }], 120, 121, 1)).toMatchObject([{ rows: 100 }]);
  });

  it('is cut with fewer than half of the other side’s people, not with half of them', () => {
    expect(cut(side, [{ records: 10 }], 10, 20, 10)).toEqual([]);
    expect(cut(side, [{ records: 10 }], 10, 21, 11)).toEqual([{ side, rows: 10, leftOver: 11 }]);
    expect(cut(side, [{ records: 30 }], 10, 21, 11)).toEqual([{ side, rows: 30, leftOver: 11 }]);
    expect(cut(side, [{ records: 10 }], 10, 21, 0)).toEqual([]);
    expect(cut(side, [{ records: 0 }], 0, 21, 21)).toEqual([]);
  });
});

describe('who counts as a person', () => {
  it('leaves out the cloud’s own accounts, and of the on-premises side who is out of scope', () => {
    const counts = { onPremUsers: 50, entraUsers: 45, outcomes: { ...noOutcomes, cloudOnly: 35, onPremOnly: 5 } };
    const entra = files('entra', [{ records: 45 }]);
    // 10 people of Entra against 20 or 21 in scope.
    expect(cutLists([], entra, counts, 20)).toEqual([]);
    expect(cutLists([], entra, counts, 21)).toHaveLength(1);
    const cloud = { onPremUsers: 10, entraUsers: 55, outcomes: { ...noOutcomes, cloudOnly: 35, entraOnly: 5 } };
    // 20 people of Entra against 10.
    expect(cutLists(files('onPrem', [{ records: 10 }]), [], cloud, 10)).toEqual([]);
    expect(cutLists(files('onPrem', [{ records: 9 }]), [], { ...cloud, onPremUsers: 9 }, 9)).toHaveLength(1);
  });
});

describe('the verdict over a list that may be cut', () => {
  const estate = (onPremPeople: number, entraPeople: number) => {
    const org = organisation();
    for (let number = 1; number <= Math.max(onPremPeople, entraPeople); number += 1) {
      org.person(number, `user${number}`, {
        ...(number > onPremPeople && { onPrem: null }),
        ...(number > entraPeople && { entra: null }),
      });
    }
    return org;
  };
  const found = (org: ReturnType<typeof estate>) => {
    const { decision, findings } = org.judge();
    return [decision, ...findings.filter(({ rule }) => rule === 'evidence-incomplete').map(({ found: text }) => text)];
  };

  it('is indeterminate, with the tool that stops there and the way out', () => {
    const { decision, findings } = estate(103, 100)
      .sources({ entra: { mayBeCut: true } })
      .judge();
    expect(decision).toBe('indeterminate');
    expect(findings.filter(({ rule }) => rule === 'evidence-incomplete')).toMatchObject([
      {
        severity: 'error',
        found: 'the Entra files hold exactly 100 records, and 3 on-premises people have no counterpart there',
        consequence: expect.stringContaining('Get-MgUser and Get-AzureADUser stop at 100 without -All'),
        remedy: expect.stringContaining('--complete entra'),
      },
    ]);
  });

  it('blames nobody as left over where the on-premises list may be cut', () => {
    const { decision, findings } = estate(100, 101)
      .sources({ onPrem: { mayBeCut: true } })
      .judge();
    expect(decision).toBe('indeterminate');
    expect(findings.find(({ rule }) => rule === 'evidence-incomplete')).toMatchObject({
      found: 'the on-premises files hold exactly 100 records, and 1 Entra person has no counterpart there',
      remedy: expect.stringContaining('--complete onPrem'),
    });
  });

  it.each([
    ['99 of 102', estate(102, 99).sources({ entra: { mayBeCut: true } })],
    ['101 of 104', estate(104, 101).sources({ entra: { mayBeCut: true } })],
    ['100 of 100', estate(100, 100).sources({ entra: { mayBeCut: true }, onPrem: { mayBeCut: true } })],
    ['100 of 103, of pages', estate(103, 100)],
    ['3 of 6', estate(6, 3).sources({ entra: { mayBeCut: true } })],
    ['3 of 60, of pages', estate(60, 3)],
  ])('is cleared: %s', (_, org) => {
    expect(found(org)).toEqual(['cleared']);
  });

  it('is indeterminate with 3 of 7', () => {
    expect(found(estate(7, 3).sources({ entra: { mayBeCut: true } }))).toEqual([
      'indeterminate',
      'the Entra files hold only 3 records, and 4 on-premises people have no counterpart there',
    ]);
  });
});
