import { randomUUID } from 'node:crypto';
import { type DirectoryUser, inScope } from '../../directory.js';
import { isObject, type JsonObject, parseJson, textOf } from '../../json.js';
import type { WireAnswer } from '../../wire.js';
import { timestamp, type World } from '../../world.js';
import { badRequest } from '../errors.js';
import type { GraphCall } from '../odata/list.js';
import { provision } from './cycle.js';
import type { Export } from './export.js';
import { findJob } from './jobs.js';
import { stepsOf } from './log.js';
import { ruleId } from './schema.js';

/**
 * `POST …/provisionOnDemand` for one person by distinguished name. It is not a dry run: it writes. `key` and `value` of the
 * answer are JSON in strings (Graph reference, synchronizationJob: provisionOnDemand, examples 1 and 2).
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
  const startTime = timestamp(world);
  const done = provision(world, job, person, randomUUID());
  const status = { success: 'Success', failure: 'Failure', skipped: 'Skipped' }[done.status];
  const reason = done.error?.reason ?? 'The state of the user in both the source and target systems already match.';
  const details =
    done.status === 'success' ? {} : { errorCode: done.error?.code ?? 'RedundantExport', errorMessage: reason };
  return answer(
    { result: status, details },
    {
      provisioningSteps: stepsOf(person, done).map((step) => ({ ...step, timestamp: timestamp(world) })),
      // Only what it is now: the sample of cloud sync has no old values.
      modifiedProperties: done.modified.map(({ displayName, newValue }) => ({ displayName, newValue })),
      action: { create: 'Create', update: 'Update', other: 'Other' }[done.action],
      changeId: randomUUID(),
      endTime: timestamp(world),
      reportableIdentifier: person.userPrincipalName,
      sourceIdentity: { id: person.objectGuid, type: 'user' },
      sourceSystem: { name: 'Active Directory' },
      startTime,
      statusInfo: done.status === 'success' ? { status } : flatStatus(status, done.error),
      targetIdentity: { id: done.user.id, type: 'User' },
      targetSystem: { name: 'Azure Active Directory' },
    },
  );
}

/** Flat, unlike `provisioningStatusInfo` of the log. */
function flatStatus(status: string, error: Export['error']): JsonObject {
  const nothing = { additionalDetails: null, errorCategory: null, recommendedAction: null };
  return { status, errorCode: error?.code ?? null, reason: error?.reason ?? null, ...nothing };
}

function answer(key: JsonObject, value: JsonObject): WireAnswer {
  return {
    status: 200,
    body: {
      '@odata.context':
        'https://syncfabric.windowsazure.com/api/$metadata#microsoft.synchronization.stringKeyStringValuePair',
      key: JSON.stringify(key),
      value: JSON.stringify(value),
    },
  };
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
