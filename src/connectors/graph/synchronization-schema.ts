import { UserError } from '../../domain/errors.js';
import { jsonObject } from '../../evidence/json-document.js';
import { jsonText } from '../../evidence/known-members.js';
import type { GraphClient } from './client.js';
import { jobPath, type SynchronizationJob } from './synchronization.js';

type JobName = Pick<SynchronizationJob, 'servicePrincipalId' | 'id'>;
type Json = Readonly<Record<string, unknown>>;

/** What a job does with users: the rule that on-demand provisioning names, and whom it is for. */
export interface UserMapping {
  readonly ruleId: string;
  /** Units of our scoping filter, lower case and sorted; undefined while everybody is in scope. */
  readonly units?: readonly string[];
  /** True when somebody else's scoping filter is there. */
  readonly foreignScope: boolean;
}

/** Path of a job's schema. It is read and written as a whole: what a PUT leaves out is deleted. */
export function schemaPath(job: JobName): string {
  return `${jobPath(job)}/schema`;
}

/** The schema as Graph has it. */
export async function readSchema(client: GraphClient, job: JobName): Promise<Json> {
  return asJson(await client.get(schemaPath(job)));
}

/**
 * How the schema provisions users.
 *
 * @throws UserError when it holds no rule for users.
 */
export function userMappingOf(schema: Json): UserMapping {
  for (const rule of listOf(schema.synchronizationRules)) {
    for (const mapping of listOf(rule.objectMappings)) {
      if (!isUserMapping(mapping)) continue;
      const groups = listOf(asJson(mapping.scope).groups);
      const units = groups.map(unitOf);
      const own = units.filter((unit) => unit !== undefined);
      return {
        ruleId: jsonText(rule.id),
        foreignScope: own.length < groups.length,
        ...(groups.length > 0 && { units: [...own].sort() }),
      };
    }
  }
  throw new UserError(
    'The synchronization schema of the job has no rule for users: look at it in the Entra admin center.',
  );
}

/**
 * The schema with users limited to the units. The documented scoping filter: groups are alternatives, and the clauses of a
 * group must all hold. How cloud sync's own portal stores its units is not documented.
 */
export function withUnits(schema: Json, units: readonly string[]): Json {
  const groups = [...units].sort().map((unit) => ({
    name: `${ownPrefix}${unit}`,
    clauses: [
      {
        operatorName: 'REGEX MATCH',
        sourceOperandName: 'distinguishedName',
        targetOperand: { values: [`(?i),${unit.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`] },
      },
    ],
  }));
  const scope = { categoryFilterGroups: [], inputFilterGroups: [], groups };
  return {
    ...schema,
    synchronizationRules: listOf(schema.synchronizationRules).map((rule) => ({
      ...rule,
      objectMappings: listOf(rule.objectMappings).map((mapping) =>
        isUserMapping(mapping) ? { ...mapping, scope } : mapping,
      ),
    })),
  };
}

/** How the groups of a scope begin that are made here. */
export const ownPrefix = 'entra-cutover: ';

function unitOf(group: Json): string | undefined {
  const { name } = group;
  return typeof name === 'string' && name.startsWith(ownPrefix) ? name.slice(ownPrefix.length) : undefined;
}

function isUserMapping({ sourceObjectName }: Json): boolean {
  return typeof sourceObjectName === 'string' && sourceObjectName.toLowerCase() === 'user';
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(asJson) : [];
}

function asJson(value: unknown): Json {
  return Object.fromEntries(jsonObject(value) ?? []);
}
