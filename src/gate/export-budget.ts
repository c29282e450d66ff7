import { byText } from '../domain/by-text.js';
import type { ExportCounts, ExportOperation } from '../domain/connect.js';
import { grouped } from '../domain/counted.js';
import type { Population } from '../validation/population.js';
import type { FindingDraft } from '../validation/rule.js';
import { exportBudget } from '../validation/rules/thresholds.js';

/** What somebody expects of the first export of Entra Connect, and approved. */
export interface ExportBudget {
  readonly adds: number;
  /** Objects by the attribute that changes; of an attribute that is not named, none. */
  readonly updates: Readonly<Record<string, number>>;
  readonly deletes: number;
}

/** Something of which there is more than was approved. */
export interface Excess {
  /** `adds`, `deletes`, `updates`, or `updates of proxyAddresses`. */
  readonly what: string;
  readonly expected: number;
  readonly found: number;
}

/** One finding for each part of the budget that the reviewed pending exports to Entra exceed. */
export function judgeBudget(
  { pendingExports }: Pick<Population, 'pendingExports'>,
  budget: ExportBudget | undefined,
): { rule: string; draft: FindingDraft }[] {
  if (budget === undefined) return [];
  const { adds, deletes, recreations } = stagedCounts(pendingExports);
  const [first] = pendingExports;
  return [
    // What is created again is deleted before.
    ...excess('adds', budget.adds, adds + recreations),
    ...updatesByAttribute(pendingExports).flatMap(([name, found]) =>
      excess(`updates of ${name}`, limitOf(name, budget), found),
    ),
    ...excess('deletes', budget.deletes, deletes + recreations),
  ].map(({ what, expected, found }) => ({
    rule: exportBudget.id,
    draft: {
      expected: `${what}: at most ${grouped(expected)}`,
      found: `${what}: ${grouped(found)}`,
      at: first && { ...first.at, line: 1 },
    },
  }));
}

/** What a run would count that exports all of it. */
export function stagedCounts(pendingExports: Population['pendingExports']): ExportCounts {
  const count = (wanted: ExportOperation): number =>
    pendingExports.filter(({ operation }) => operation === wanted).length;
  return { adds: count('add'), updates: count('update'), deletes: count('delete'), recreations: count('recreate') };
}

/** What both budgets approve. */
export function bothApprove(one: ExportBudget, other: ExportBudget): ExportBudget {
  const names = Object.keys({ ...one.updates, ...other.updates });
  return {
    adds: Math.min(one.adds, other.adds),
    updates: Object.fromEntries(names.map((name) => [name, Math.min(limitOf(name, one), limitOf(name, other))])),
    deletes: Math.min(one.deletes, other.deletes),
  };
}

/**
 * What exports that have run did beyond the budget. A run counts updates by object and not by attribute, so that they are
 * compared with all that the budget approves together.
 */
export function beyondBudget(runs: readonly ExportCounts[], budget: ExportBudget): Excess[] {
  const sum = (of: (counts: ExportCounts) => number): number => runs.reduce((total, counts) => total + of(counts), 0);
  const updates = Object.values(budget.updates).reduce((total, limit) => total + limit, 0);
  return [
    ...excess(
      'adds',
      budget.adds,
      sum(({ adds, recreations }) => adds + recreations),
    ),
    ...excess(
      'updates',
      updates,
      sum((counts) => counts.updates),
    ),
    ...excess(
      'deletes',
      budget.deletes,
      sum(({ deletes, recreations }) => deletes + recreations),
    ),
  ];
}

function excess(what: string, expected: number, found: number): Excess[] {
  return found > expected ? [{ what, expected, found }] : [];
}

/** How many objects change an attribute, by its name as it was first met, sorted. */
function updatesByAttribute(pendingExports: Population['pendingExports']): [string, number][] {
  const counts = new Map<string, [string, number]>();
  for (const { operation, changes } of pendingExports) {
    if (operation !== 'update') continue;
    for (const [key, name] of new Map(changes.map((change) => [change.name.toLowerCase(), change.name])))
      counts.set(key, [counts.get(key)?.[0] ?? name, (counts.get(key)?.[1] ?? 0) + 1]);
  }
  return [...counts].sort(([a], [b]) => byText(a, b)).map(([, counted]) => counted);
}

/** Letter case tells no attributes apart; of two spellings the smaller number counts. */
function limitOf(attribute: string, { updates }: ExportBudget): number {
  const limits = Object.entries(updates).flatMap(([name, limit]) =>
    name.toLowerCase() === attribute.toLowerCase() ? limit : [],
  );
  return limits.length === 0 ? 0 : Math.min(...limits);
}
