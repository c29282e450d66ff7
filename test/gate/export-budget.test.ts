import { describe, expect, it } from 'vitest';
import { beyondBudget, bothApprove, judgeBudget } from '../../src/gate/export-budget.js';
import { attribute, staged } from '../validation/evidence.js';

const none = { adds: 0, updates: {}, deletes: 0 };
const nothing = { adds: 0, updates: 0, deletes: 0, recreations: 0 };

describe('pending exports beyond the budget', () => {
  const found = (pendingExports: ReturnType<typeof staged>[], budget: Parameters<typeof judgeBudget>[1] = none) =>
    judgeBudget({ pendingExports }, budget).map(({ draft }) => `${draft.found}, ${draft.expected}`);
  const updating = (...names: string[]) => staged('update', { changes: names.map((name) => attribute(name, {})) });

  it('are counted by operation, anyone who is created again as both', () => {
    const all = [staged('add'), staged('delete'), staged('delete'), staged('recreate')];
    expect(found(all)).toEqual(['adds: 2, adds: at most 0', 'deletes: 3, deletes: at most 0']);
    expect(found(all, { ...none, adds: 2, deletes: 3 })).toEqual([]);
    expect(found(all, { ...none, adds: 1, deletes: 3 })).toEqual(['adds: 2, adds: at most 1']);
    expect(judgeBudget({ pendingExports: all }, undefined)).toEqual([]);
  });

  it('are counted by attribute, once an object, sorted, whatever the letter case', () => {
    const all = [updating('title', 'Mail', 'MAIL'), updating('mail'), updating('department')];
    expect(found(all)).toEqual([
      'updates of department: 1, updates of department: at most 0',
      'updates of MAIL: 2, updates of MAIL: at most 0',
      'updates of title: 1, updates of title: at most 0',
    ]);
    expect(found(all, { ...none, updates: { TITLE: 1, department: 1, mail: 2 } })).toEqual([]);
    expect(found([updating('mail'), updating('mail')], { ...none, updates: { mail: 2, MAIL: 1 } })).toEqual([
      'updates of mail: 2, updates of mail: at most 1',
    ]);
  });

  it('tell attributes of an addition as nothing: it is counted as one', () => {
    expect(found([staged('add', { changes: [attribute('mail', {})] })])).toEqual(['adds: 1, adds: at most 0']);
  });
});

describe('exports that have run beyond the budget', () => {
  it('are summed over the runs', () => {
    const runs = [
      { ...nothing, adds: 1, updates: 2, deletes: 1 },
      { ...nothing, adds: 1, updates: 2, deletes: 1, recreations: 1 },
    ];
    expect(beyondBudget(runs, none)).toEqual([
      { what: 'adds', expected: 0, found: 3 },
      { what: 'updates', expected: 0, found: 4 },
      { what: 'deletes', expected: 0, found: 3 },
    ]);
    expect(beyondBudget(runs, { adds: 3, updates: { mail: 1, title: 3 }, deletes: 3 })).toEqual([]);
    expect(beyondBudget(runs, { adds: 3, updates: { mail: 1, title: 2 }, deletes: 3 })).toEqual([
      { what: 'updates', expected: 3, found: 4 },
    ]);
    expect(beyondBudget([], none)).toEqual([]);
  });
});

describe('two budgets', () => {
  it('approve the smaller number of each, and of an attribute that one of them does not name, none', () => {
    const one = { adds: 1, updates: { mail: 5, title: 2 }, deletes: 9 };
    const other = { adds: 3, updates: { MAIL: 4, department: 1 }, deletes: 2 };
    expect(bothApprove(one, other)).toEqual({
      adds: 1,
      updates: { mail: 4, MAIL: 4, title: 0, department: 0 },
      deletes: 2,
    });
    expect(bothApprove(one, one)).toEqual(one);
  });
});
