import { randomUUID } from 'node:crypto';
import { type DirectoryUser, inScope } from '../../directory.js';
import { isObject, type JsonObject, parseJson, textOf } from '../../json.js';
import type { WireAnswer } from '../../wire.js';
import type { World } from '../../world.js';
import { badRequest } from '../errors.js';
import type { GraphCall } from '../odata/list.js';
import { provision } from './cycle.js';
import { findJob } from './jobs.js';
import { sourceIdentityOf, stepsOf } from './log.js';
import { ruleId } from './schema.js';

/**
 * `POST …/provisionOnDemand` for one person by distinguished name (facts 3.4). It is no dry run: it writes. `key` and
 * `value` of the answer are JSON in strings.
 */
export function provisionOnDemand(world: World, call: GraphCall): WireAnswer {
  const job = findJob(world, call);
  const name = readSubject(call);
  const { directory } = world.state;
  const named = (user: DirectoryUser): boolean => user.distinguishedName.toLowerCase() === name.toLowerCase();
  const person = inScope(directory).find(named);
  if (person === undefined) {
    const known = directory.users.some(named);
    const details = {
      errorCode: known ? 'EntrySynchronizationSkip' : 'SourceObjectNotFound',
      errorMessage: `${name} is ${known ? 'not in scope' : 'not in Active Directory'}.`,
    };
    return answer(
      { result: known ? 'Skipped' : 'Failure', details },
      { action: 'Other', modifiedProperties: [], provisioningSteps: [] },
    );
  }
  const done = provision(world, job, person, randomUUID());
  const result = { success: 'Success', failure: 'Failure', skipped: 'Skipped' }[done.status];
  const details = done.error ? { errorCode: done.error.code, errorMessage: done.error.reason } : {};
  return answer(
    { result, details },
    {
      action: { create: 'Create', update: 'Update', other: 'Other' }[done.action],
      modifiedProperties: done.modified,
      provisioningSteps: stepsOf(person, done),
      statusInfo: { status: done.status, errorInformation: done.error ?? null },
      sourceIdentity: sourceIdentityOf(person),
      targetIdentity: { id: done.user.id, displayName: done.user.displayName, identityType: 'user', details: {} },
      changeId: randomUUID(),
    },
  );
}

function answer(key: JsonObject, value: JsonObject): WireAnswer {
  return { status: 200, body: { key: JSON.stringify(key), value: JSON.stringify(value) } };
}

function readSubject(call: GraphCall): string {
  const body = parseJson(call.request.body);
  const parameters: unknown = isObject(body) ? body.parameters : undefined;
  const [parameter]: unknown[] = Array.isArray(parameters) ? parameters : [];
  const subjects: unknown = isObject(parameter) ? parameter.subjects : undefined;
  const [subject]: unknown[] = Array.isArray(subjects) ? subjects : [];
  if (!isObject(parameter) || textOf(parameter, 'ruleId') !== ruleId)
    throw badRequest(`The ruleId must be that of the schema's rule, ${ruleId}.`);
  if (!isObject(subject) || textOf(subject, 'objectTypeName') !== 'user' || textOf(subject, 'objectId') === '') {
    throw badRequest('A subject needs an objectId (its distinguished name) and the objectTypeName user.');
  }
  return textOf(subject, 'objectId');
}
