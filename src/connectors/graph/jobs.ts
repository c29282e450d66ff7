import type { RecordPosition } from '../../domain/evidence.js';
import type { ProvisioningEventFact, SynchronizationJobFact } from '../../domain/service.js';
import { jsonObject } from '../../evidence/json-document.js';
import { jsonText } from '../../evidence/known-members.js';
import type { BatchAnswer } from './batch.js';
import type { GraphClient } from './client.js';
import { listOr, readPart, rejectEntry, type SubReadLog } from './sub-read.js';
import {
  convertJob,
  convertRow,
  jobPath,
  listCloudSyncPrincipals,
  type SynchronizationJob,
  synchronizationPath,
} from './synchronization.js';

/** A busy tenant logs without end: a day's creations, deletions and failures are within the first pages or a matter of scale. */
const mostLogPages = 20;
const telling: ReadonlySet<string> = new Set(['create', 'delete', 'disable', 'stageddelete']);
const dayMilliseconds = 24 * 3600 * 1000;

type JobRecord = SynchronizationJobFact | ProvisioningEventFact;

/**
 * The synchronization jobs of every cloud sync configuration, with the anchor of their schema, the names of their secrets
 * and their templates, and what their provisioning log tells of the day before `now` (CLOUDSYNC-1, CLOUDSYNC-3, CLOUDSYNC-11).
 */
export async function readJobs(
  client: GraphClient,
  log: SubReadLog,
  at: RecordPosition,
  now: Date,
): Promise<JobRecord[]> {
  const principals = await readPart('applications', log, () => listCloudSyncPrincipals(client));
  const records: JobRecord[] = [];
  for (const principal of principals ?? []) {
    const jobs = await readPart('synchronizationJobs', log, () => readPrincipal(client, principal, at, log));
    records.push(...(jobs ?? []));
    for (const { jobId } of jobs ?? []) {
      const events = await readPart('provisioningLog', log, () => readEvents({ client, log, at }, jobId, now));
      records.push(...(events ?? []));
    }
  }
  return records;
}

async function readPrincipal(
  client: GraphClient,
  principal: string,
  at: RecordPosition,
  log: SubReadLog,
): Promise<SynchronizationJobFact[]> {
  const base = synchronizationPath(principal);
  const [jobList, templates, secrets] = await client.batch([`${base}/jobs`, `${base}/templates`, `${base}/secrets`]);
  const list = listOr(jsonObject(bodyOf(jobList))?.get('value'), rejectEntry(log, `${base}/jobs`, 1));
  const jobs = list.map((job) => convertJob(job, principal));
  const schemas = await client.batch(jobs.map((job) => `${jobPath(job)}/schema`));
  return jobs.map((job, index) => jobFact(job, at, { schema: schemas[index], templates, secrets }));
}

function jobFact(
  job: SynchronizationJob,
  at: RecordPosition,
  answers: Readonly<Record<'schema' | 'templates' | 'secrets', BatchAnswer | undefined>>,
): SynchronizationJobFact {
  const anchorExpression = anchorOf(optionalBody(answers.schema));
  return {
    fact: 'job',
    at,
    servicePrincipalId: job.servicePrincipalId,
    jobId: job.id,
    templateId: job.templateId,
    scheduleState: job.scheduleState,
    statusCode: job.statusCode,
    ...(job.quarantine !== undefined && { quarantineReason: job.quarantine }),
    ...(anchorExpression !== undefined && { anchorExpression }),
    ...names('secretKeys', optionalBody(answers.secrets), 'key'),
    ...names('templates', optionalBody(answers.templates), 'id'),
  };
}

export const anchorTarget: RegExp = /^sourceAnchor/i;

/** How the schema fills the source anchor: the attribute mapping whose target is called so (CLOUDSYNC-7). */
function anchorOf(schema: unknown): string | undefined {
  const rules = jsonObject(schema)?.get('synchronizationRules');
  for (const rule of listOf(rules)) {
    for (const object of listOf(jsonObject(rule)?.get('objectMappings'))) {
      for (const item of listOf(jsonObject(object)?.get('attributeMappings'))) {
        const mapping = jsonObject(item);
        if (!anchorTarget.test(jsonText(mapping?.get('targetAttributeName')))) continue;
        const expression = jsonObject(mapping?.get('source'))?.get('expression');
        if (typeof expression === 'string') return expression;
      }
    }
  }
  return undefined;
}

async function readEvents(
  { client, log, at }: { readonly client: GraphClient; readonly log: SubReadLog; readonly at: RecordPosition },
  jobId: string,
  now: Date,
): Promise<ProvisioningEventFact[]> {
  const since = new Date(now.getTime() - dayMilliseconds).toISOString();
  const filter = encodeURIComponent(`jobId eq '${jobId.replaceAll("'", "''")}' and activityDateTime gt ${since}`);
  const events: ProvisioningEventFact[] = [];
  const path = `/auditLogs/provisioning?$filter=${filter}`;
  let pages = 0;
  let position = 0;
  for await (const { items } of client.pages(path)) {
    for (const item of items) {
      position += 1;
      const { action, status, identifiers } = convertRow(item);
      if (action === '' || status === '') {
        rejectEntry(log, path, position)('A row has no action or no status, expected both in each.');
        continue;
      }
      if (!telling.has(action) && status !== 'failure') continue;
      const occurredAt = jsonText(jsonObject(item)?.get('activityDateTime'));
      events.push({ fact: 'provisioningEvent', at, jobId, action, status, occurredAt, identifiers });
    }
    pages += 1;
    if (pages >= mostLogPages) break;
  }
  return events;
}

function bodyOf(answer: BatchAnswer | undefined): unknown {
  if (answer !== undefined && 'error' in answer) throw answer.error;
  return answer?.body;
}

/** What no rule decides by: where it is refused, the job is known without it. */
function optionalBody(answer: BatchAnswer | undefined): unknown {
  return answer !== undefined && 'body' in answer ? answer.body : undefined;
}

function names<Name extends string>(name: Name, body: unknown, key: string): { readonly [key in Name]?: string[] } {
  if (!Array.isArray(jsonObject(body)?.get('value'))) return {};
  const texts = itemsOf(body).flatMap((item) => {
    const text = jsonObject(item)?.get(key);
    return typeof text === 'string' ? [text] : [];
  });
  return { [name]: texts.sort() } as { readonly [key in Name]: string[] };
}

function itemsOf(body: unknown): readonly unknown[] {
  return listOf(jsonObject(body)?.get('value'));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
