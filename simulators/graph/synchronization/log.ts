import { randomUUID } from 'node:crypto';
import { sourceAnchorOf } from '../../anchors.js';
import type { DirectoryUser } from '../../directory.js';
import type { JsonObject } from '../../json.js';
import { timestamp, type World } from '../../world.js';
import type { Entity, GraphUser, JobState } from '../state.js';
import type { Export } from './export.js';

const longestLog = 20_000;

/** One row of `auditLogs/provisioning` (facts 3.7). */
export interface LogRow {
  readonly action: string;
  readonly status: 'success' | 'failure' | 'skipped' | 'warning';
  readonly source: JsonObject | undefined;
  readonly target: GraphUser | undefined;
  readonly modified?: Export['modified'];
  readonly error?: { readonly code: string; readonly reason: string };
  readonly steps: readonly JsonObject[];
}

/** Adds a row; the oldest ones go when the log has become too long. */
export function writeLog(world: World, job: JobState, cycleId: string, row: LogRow): void {
  const log = world.state.graph.provisioningLog;
  const entry: Entity = {
    id: randomUUID(),
    activityDateTime: timestamp(world),
    tenantId: world.state.graph.tenantId,
    jobId: job.id,
    cycleId,
    changeId: randomUUID(),
    durationInMilliseconds: 120,
    provisioningAction: row.action,
    provisioningStatusInfo: {
      status: row.status,
      errorInformation: row.error
        ? {
            errorCode: row.error.code,
            reason: row.error.reason,
            errorCategory: 'failure',
            additionalDetails: null,
            recommendedAction: null,
          }
        : null,
    },
    sourceIdentity: row.source ?? { id: '', displayName: '', identityType: 'user', details: {} },
    targetIdentity: {
      id: row.target?.id ?? '',
      displayName: row.target?.displayName ?? '',
      identityType: 'user',
      details: row.target === undefined ? {} : { UserPrincipalName: row.target.userPrincipalName },
    },
    sourceSystem: { displayName: 'Active Directory', details: {} },
    targetSystem: { displayName: 'Microsoft Entra ID', details: {} },
    servicePrincipal: { id: job.servicePrincipalId, displayName: '' },
    initiatedBy: { id: '', displayName: 'Azure AD Provisioning Service', initiatorType: 'system' },
    modifiedProperties: row.modified ?? [],
    provisioningSteps: row.steps,
  };
  log.push(entry);
  if (log.length > longestLog) log.splice(0, log.length - longestLog);
}

/** The source side of a row: the person of the directory. */
export function sourceIdentityOf(person: DirectoryUser): JsonObject {
  return {
    id: person.distinguishedName,
    displayName: person.name,
    identityType: 'user',
    details: {
      UserPrincipalName: person.userPrincipalName,
      objectGUID: person.objectGuid,
      odatatype: 'User',
      SourceAnchor: sourceAnchorOf(person),
    },
  };
}

/** The steps of one person's provisioning, with the attributes as Graph shows them: binary ones in Base64 (facts 3.4). */
export function stepsOf(person: DirectoryUser, done: Export): JsonObject[] {
  const step = (
    name: string,
    provisioningStepType: string,
    status: string,
    description: string,
    details: JsonObject = {},
  ): JsonObject => ({
    name,
    provisioningStepType,
    status,
    description,
    details,
  });
  const created = done.action === 'create';
  return [
    step('EntryImportAdd', 'import', 'success', `Received user '${person.distinguishedName}' from Active Directory`, {
      objectGUID: sourceAnchorOf({ ...person, consistencyGuid: '' }),
      'mS-DS-ConsistencyGuid': person.consistencyGuid,
      userPrincipalName: person.userPrincipalName,
    }),
    step('EntrySynchronizationScoping', 'scoping', 'success', 'The user is in scope', { ScopeEvaluationResult: '{}' }),
    ...(done.status === 'skipped'
      ? [
          step(
            'EntrySynchronizationSkip',
            'processing',
            'skipped',
            'The state of the entry in both systems already matches',
          ),
        ]
      : [
          step(
            created ? 'EntryExportAdd' : 'EntryExportUpdate',
            'export',
            done.status,
            done.error?.reason ??
              `User '${done.user.userPrincipalName}' was ${created ? 'created' : 'updated'} in Microsoft Entra ID`,
            {
              ...(done.error && { ErrorCode: done.error.code }),
            },
          ),
        ]),
  ];
}
