import { randomUUID } from 'node:crypto';
import { sourceAnchorOf } from '../../anchors.js';
import type { DirectoryUser } from '../../directory.js';
import type { JsonObject } from '../../json.js';
import { timestamp, type World } from '../../world.js';
import type { Entity, GraphUser, JobState } from '../state.js';
import { type Export, shown } from './export.js';

const longestLog = 20_000;

/** What a row is made of. */
export interface LogRow {
  readonly action: string;
  readonly status: 'success' | 'failure' | 'skipped' | 'warning';
  readonly source: DirectoryUser | undefined;
  readonly target: GraphUser | undefined;
  readonly modified?: Export['modified'];
  readonly error?: { readonly code: string; readonly reason: string };
  readonly steps: readonly Step[];
}

/** One step of somebody's provisioning, before the log or an answer on demand spells it in its own way. */
export interface Step {
  readonly name: string;
  readonly type: 'Import' | 'Scoping' | 'Export';
  readonly status: 'Success' | 'Skipped' | 'Failure';
  readonly description: string;
  readonly details: JsonObject;
}

/**
 * Adds a row as the documented samples are (Graph reference, "List provisioningObjectSummary"): nobody's name is in the
 * identities, whose details are empty; the source of a person of Active Directory is their objectGUID. The oldest rows go
 * when the log has become too long.
 */
export function writeLog(world: World, job: JobState, cycleId: string, row: LogRow): void {
  const log = world.state.graph.provisioningLog;
  const identity = (identityType: string, id = ''): JsonObject => ({ identityType, id, displayName: '', details: {} });
  const principal = { id: job.servicePrincipalId, displayName: '' };
  const entry: Entity = {
    id: randomUUID(),
    activityDateTime: timestamp(world),
    tenantId: world.state.graph.tenantId,
    jobId: job.id,
    cycleId,
    changeId: randomUUID(),
    provisioningAction: row.action,
    durationInMilliseconds: 120,
    provisioningStatusInfo: {
      status: row.status,
      errorInformation: row.error
        ? {
            errorCode: row.error.code,
            reason: row.error.reason,
            additionalDetails: null,
            errorCategory: 'nonServiceFailure',
            recommendedAction: null,
          }
        : null,
    },
    provisioningSteps: row.steps.map(({ name, type, status, description, details }) => ({
      name,
      provisioningStepType: type.toLowerCase(),
      status: status.toLowerCase(),
      description,
      details: type === 'Export' ? details : {},
    })),
    modifiedProperties: row.modified ?? [],
    servicePrincipal: principal,
    sourceSystem: { id: randomUUID(), displayName: 'Active Directory', details: {} },
    targetSystem: { id: randomUUID(), displayName: 'Azure Active Directory', details: {} },
    initiatedBy: { id: '', displayName: 'Azure AD Provisioning Service', initiatorType: 'system' },
    sourceIdentity: identity('user', row.source?.objectGuid),
    targetIdentity: identity('User', row.target?.id),
  };
  log.push(entry);
  if (log.length > longestLog) log.splice(0, log.length - longestLog);
}

/** The steps of one person's provisioning. The import step has every attribute as text, binary ones in Base64. */
export function stepsOf(person: DirectoryUser, done: Export): Step[] {
  const name = person.userPrincipalName || person.distinguishedName;
  const text = (value: unknown): string => shown(value) ?? '';
  return [
    {
      name: 'EntryImportAdd',
      type: 'Import',
      status: 'Success',
      description: `Received user '${name}' change of type (Add) from Active Directory`,
      details: {
        distinguishedName: person.distinguishedName,
        sAMAccountName: person.samAccountName,
        displayName: person.name,
        mail: text(person.mail),
        proxyAddresses: text(person.proxyAddresses),
        objectGUID: sourceAnchorOf({ ...person, consistencyGuid: '' }),
        accountDisabled: text(!person.enabled),
        'mS-DS-ConsistencyGuid': person.consistencyGuid,
        userPrincipalName: person.userPrincipalName,
        description: '',
      },
    },
    {
      name: 'EntrySynchronizationScoping',
      type: 'Scoping',
      status: 'Success',
      description: 'Determine if user in scope by evaluating against each scoping filter',
      details: { 'Active in the source system': 'True', 'Scoping filter evaluation passed': 'True' },
    },
    lastStep(name, done),
  ];
}

function lastStep(name: string, { action, status, user, error }: Export): Step {
  if (status === 'skipped') {
    return {
      name: 'EntrySynchronizationSkip',
      type: 'Export',
      status: 'Skipped',
      description: `The state of the user in both the source and target systems already match. No change to the User '${name}' currently needs to be made.`,
      details: { SkipReason: 'RedundantExport' },
    };
  }
  const created = action === 'create';
  return {
    name: created ? 'EntryExportAdd' : 'EntryExportUpdate',
    type: 'Export',
    status: status === 'failure' ? 'Failure' : 'Success',
    description:
      error?.reason ??
      `User '${user.userPrincipalName}' was ${created ? 'created' : 'updated'} in Azure Active Directory`,
    details: { ReportableIdentifier: user.userPrincipalName },
  };
}

/** The step of an account that goes because nobody in Active Directory is behind it any more. */
export function deletionSteps({ userPrincipalName }: GraphUser, action: 'delete' | 'stagedDelete'): Step[] {
  const staged = action === 'stagedDelete';
  return [
    {
      name: staged ? 'EntrySynchronizationSkip' : 'EntryExportDelete',
      type: 'Export',
      status: staged ? 'Skipped' : 'Success',
      description: `User '${userPrincipalName}' ${staged ? 'would be' : 'was'} deleted in Azure Active Directory`,
      details: { ReportableIdentifier: userPrincipalName },
    },
  ];
}
