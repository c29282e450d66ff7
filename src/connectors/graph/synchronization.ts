import { UserError } from '../../domain/errors.js';
import { jsonObject } from '../../evidence/json-document.js';
import { jsonText, type Members } from '../../evidence/known-members.js';
import type { GraphClient } from './client.js';
import { principalsPath } from './queries.js';

export { convertRow, type ProvisioningLogRow, readProvisioningLog } from './provisioning-log.js';

/** A synchronization job as it is now (CLOUDSYNC-3). */
export interface SynchronizationJob {
  readonly id: string;
  /**
   * What the id begins with, where that is a template of Active Directory: the documented answer gives the job
   * `AD2AADProvisioning.…` another templateId, `ADDCInPassthrough` (How to programmatically configure cloud sync).
   */
  readonly templateId: string;
  readonly servicePrincipalId: string;
  /** `schedule.state`: Active, Paused or Disabled. */
  readonly scheduleState: string;
  /** `status.code`: NotConfigured, NotRun, Active, Paused or Quarantine. */
  readonly statusCode: string;
  /** Why it is in quarantine; left out when it is not. */
  readonly quarantine?: string;
  /** Of the last cycle, for telling one from another. */
  readonly lastExecution?: { readonly id: string; readonly state: string };
}

/** The gallery application that cloud sync configurations are made from (CLOUDSYNC-1). */
export const cloudSyncTemplate = '1a4721b3-e57f-4451-ae87-ef078703ec94';
export const cloudSyncApplication = 'Active Directory to Azure Active Directory Provisioning';

/** What the templates begin with that bring Active Directory into Entra; the id of a job begins with that of its template. */
export const jobPrefix = 'AD2AAD';
const jobTemplate = new RegExp(String.raw`^(${jobPrefix}\w+)\.`);

/** Path of a service principal's synchronization. */
export function synchronizationPath(servicePrincipalId: string): string {
  return `/servicePrincipals/${encodeURIComponent(servicePrincipalId)}/synchronization`;
}

/** Path of a job under `/v1.0`, which is also its id in azuread's resources. */
export function jobPath({ servicePrincipalId, id }: Pick<SynchronizationJob, 'servicePrincipalId' | 'id'>): string {
  return `${synchronizationPath(servicePrincipalId)}/jobs/${encodeURIComponent(id)}`;
}

/** Reads one job. */
export async function readSynchronizationJob(
  client: GraphClient,
  servicePrincipalId: string,
  jobId: string,
): Promise<SynchronizationJob> {
  return convertJob(await client.get(jobPath({ servicePrincipalId, id: jobId })), servicePrincipalId);
}

/** Every job of the service principal. */
export async function listSynchronizationJobs(
  client: GraphClient,
  servicePrincipalId: string,
): Promise<SynchronizationJob[]> {
  const jobs: SynchronizationJob[] = [];
  for await (const job of client.list(`${synchronizationPath(servicePrincipalId)}/jobs`)) {
    jobs.push(convertJob(job, servicePrincipalId));
  }
  return jobs;
}

/**
 * Every job of the tenant that brings Active Directory into Entra: of the given service principal, where there is one, and
 * of every other one that was made from the cloud sync application. All principals are read, because not every cloud filters by template.
 */
export async function listInboundJobs(
  client: GraphClient,
  servicePrincipalId: string | undefined,
): Promise<SynchronizationJob[]> {
  const own = servicePrincipalId === undefined ? [] : [servicePrincipalId.toLowerCase()];
  const principals = new Set([...own, ...(await listCloudSyncPrincipals(client))]);
  const jobs: SynchronizationJob[] = [];
  for (const principal of [...principals].sort()) {
    jobs.push(
      ...(await listSynchronizationJobs(client, principal)).filter(({ templateId }) =>
        templateId.startsWith(jobPrefix),
      ),
    );
  }
  return jobs;
}

/** Object ids of the service principals that were made from the cloud sync application, sorted. Throws UserError for one without id. */
export async function listCloudSyncPrincipals(client: GraphClient): Promise<string[]> {
  const principals = new Set<string>();
  for await (const item of client.list(principalsPath)) {
    const principal = jsonObject(item);
    const id = principal?.get('id');
    if (!isCloudSync(principal)) continue;
    if (typeof id !== 'string')
      throw new UserError(
        'Microsoft Graph describes a service principal of cloud sync without its id, so nobody can tell which jobs it runs.',
      );
    principals.add(id.toLowerCase());
  }
  return [...principals].sort();
}

/** True for a service principal that was made from the cloud sync application. */
export function isCloudSync(principal: Members | undefined): boolean {
  return (
    principal?.get('applicationTemplateId') === cloudSyncTemplate ||
    principal?.get('appDisplayName') === cloudSyncApplication
  );
}

/** True only for a job that Graph shows as not running; a job in quarantine is still on and tries again. */
export function jobIsOff({ scheduleState, statusCode }: SynchronizationJob): boolean {
  return (scheduleState === 'Paused' || scheduleState === 'Disabled') && statusCode !== 'Active';
}

/** True for a job that runs and is not in quarantine. */
export function jobIsHealthy({ scheduleState, statusCode, quarantine }: SynchronizationJob): boolean {
  return scheduleState === 'Active' && statusCode !== 'Quarantine' && quarantine === undefined;
}

/** A job from Graph's JSON. Throws UserError when it does not say whether it runs. */
export function convertJob(json: unknown, servicePrincipalId: string): SynchronizationJob {
  const job = jsonObject(json);
  const status = jsonObject(job?.get('status'));
  const [id, templateId] = [job?.get('id'), job?.get('templateId')];
  const scheduleState = jsonObject(job?.get('schedule'))?.get('state');
  const statusCode = status?.get('code');
  if (
    typeof id !== 'string' ||
    typeof templateId !== 'string' ||
    typeof scheduleState !== 'string' ||
    typeof statusCode !== 'string'
  ) {
    throw new UserError(
      `Microsoft Graph describes a synchronization job of ${servicePrincipalId} without id, template, schedule or status, so nobody can tell whether it runs.`,
    );
  }
  const quarantine = jsonObject(status?.get('quarantine'));
  const execution = jsonObject(status?.get('lastExecution'));
  return {
    id,
    templateId: jobTemplate.exec(id)?.[1] ?? templateId,
    servicePrincipalId,
    scheduleState,
    statusCode,
    ...(quarantine !== undefined && { quarantine: jsonText(quarantine.get('reason') ?? 'Unknown') }),
    ...(execution !== undefined && {
      lastExecution: { id: jsonText(execution.get('activityIdentifier')), state: jsonText(execution.get('state')) },
    }),
  };
}
