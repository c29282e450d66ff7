import type { DirectoryUser } from '../../directory.js';
import { isObject, type JsonObject } from '../../json.js';
import type { JobState } from '../state.js';

/**
 * True when the job's schema lets the person through: without groups everybody, otherwise anyone who fits all clauses of one
 * group (Graph's documentation of the filter resource). Only the operator and the operand met so far are known.
 */
export function isInScope(job: JobState, person: DirectoryUser): boolean {
  const groups = filterGroups(job);
  return groups.length === 0 || groups.some((group) => objects(group.clauses).every((clause) => fits(clause, person)));
}

/** True once the job is limited to part of the directory. */
export function isLimited(job: JobState): boolean {
  return filterGroups(job).length > 0;
}

function filterGroups({ schema }: JobState): JsonObject[] {
  for (const rule of objects(schema?.synchronizationRules)) {
    for (const mapping of objects(rule.objectMappings)) {
      if (String(mapping.sourceObjectName).toLowerCase() === 'user' && isObject(mapping.scope))
        return objects(mapping.scope.groups);
    }
  }
  return [];
}

function fits({ operatorName, sourceOperandName, targetOperand }: JsonObject, person: DirectoryUser): boolean {
  if (operatorName !== 'REGEX MATCH' || sourceOperandName !== 'distinguishedName') return false;
  const values = isObject(targetOperand) && Array.isArray(targetOperand.values) ? targetOperand.values : [];
  return values.some((value) => {
    // .NET writes the option into the expression.
    const [, options = '', pattern = ''] = /^(\(\?i\))?(.*)$/s.exec(String(value)) ?? [];
    return new RegExp(pattern, options === '' ? '' : 'i').test(person.distinguishedName);
  });
}

function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
