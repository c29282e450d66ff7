import type { JsonObject } from '../../json.js';
import type { Expression, Literal } from './filter.js';

/** True when the entity satisfies the filter. `foldCase`: properties that compare without letter case. */
export function satisfies(entity: JsonObject, expression: Expression, foldCase: ReadonlySet<string>): boolean {
  switch (expression.kind) {
    case 'and':
      return satisfies(entity, expression.left, foldCase) && satisfies(entity, expression.right, foldCase);
    case 'or':
      return satisfies(entity, expression.left, foldCase) || satisfies(entity, expression.right, foldCase);
    case 'not':
      return !satisfies(entity, expression.inner, foldCase);
    case 'in':
      return expression.values.some((value) => compare(entity, 'eq', expression.path, value, foldCase));
    case 'compare':
      return compare(entity, expression.operator, expression.path, expression.value, foldCase);
  }
}

function compare(
  entity: JsonObject,
  operator: string,
  path: string,
  value: Literal,
  foldCase: ReadonlySet<string>,
): boolean {
  const fold = (item: unknown): unknown => (foldCase.has(path) && typeof item === 'string' ? item.toLowerCase() : item);
  const found = fold(path.split('/').reduce<unknown>((inner, name) => readProperty(inner, name), entity) ?? null);
  const wanted = fold(value);
  if (operator === 'eq') return found === wanted;
  if (operator === 'ne') return found !== wanted;
  if (typeof found === 'string' && typeof wanted === 'string') return compareTexts(found, operator, wanted);
  return typeof found === 'number' && typeof wanted === 'number' && compareOrder(found - wanted, operator);
}

function compareTexts(found: string, operator: string, wanted: string): boolean {
  if (operator === 'startswith') return found.startsWith(wanted);
  if (operator === 'endswith') return found.endsWith(wanted);
  if (operator === 'contains') return found.includes(wanted);
  return compareOrder(found < wanted ? -1 : found > wanted ? 1 : 0, operator);
}

function compareOrder(difference: number, operator: string): boolean {
  if (operator === 'gt') return difference > 0;
  if (operator === 'ge') return difference >= 0;
  if (operator === 'lt') return difference < 0;
  return operator === 'le' && difference <= 0;
}

function readProperty(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
