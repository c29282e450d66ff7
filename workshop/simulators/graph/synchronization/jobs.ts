import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject, parseJson, textOf } from '../../json.js';
import { Refusal, type WireAnswer } from '../../wire.js';
import type { World } from '../../world.js';
import { requireServicePrincipal } from '../applications.js';
import { badRequest, graphError } from '../errors.js';
import { plainType } from '../odata/entity-types.js';
import { type GraphCall, listEntities, showEntity } from '../odata/list.js';
import type { JobState } from '../state.js';
import { runCycle } from './cycle.js';

const templates = ['AD2AADProvisioning', 'AD2AADPasswordHash', 'AAD2ADExchangeHybridWriteback', 'AD2AADDeviceSync'];
const never = '0001-01-01T00:00:00Z';
const jobType = plainType('synchronizationJob', 'servicePrincipals/synchronization/jobs');
const resetScopes = ['None', 'ConnectorDataStore', 'Escrows', 'Watermark', 'QuarantineState', 'Full', 'ForceDeletes'];

/** `GET …/synchronization/templates`. */
export function listTemplates(world: World, call: GraphCall): WireAnswer {
  requireServicePrincipal(world, call.parameter('principal'));
  const entities = templates.map((id) => ({
    id,
    factoryTag: id,
    default: id === 'AD2AADProvisioning',
    discoverable: true,
    metadata: [],
  }));
  return listEntities(
    world,
    call,
    plainType('synchronizationTemplate', 'servicePrincipals/synchronization/templates'),
    entities,
  );
}

/** `GET …/synchronization/jobs`. A job that is on has run again by the time somebody looks. */
export function listJobs(world: World, call: GraphCall): WireAnswer {
  const principal = requireServicePrincipal(world, call.parameter('principal'));
  const jobs = world.state.graph.jobs.filter(({ servicePrincipalId }) => servicePrincipalId === principal);
  for (const job of jobs) runCycle(world, job);
  return listEntities(
    world,
    call,
    jobType,
    jobs.map((job) => showJob(world, job)),
  );
}

/** `GET …/synchronization/jobs/{id}`. */
export function getJob(world: World, call: GraphCall): WireAnswer {
  const job = findJob(world, call);
  runCycle(world, job);
  return showEntity(call, jobType, showJob(world, job));
}

/** `POST …/synchronization/jobs`: created switched off and not yet configured. */
export function createJob(world: World, call: GraphCall): WireAnswer {
  const { graph } = world.state;
  const principal = requireServicePrincipal(world, call.parameter('principal'));
  const body = parseJson(call.request.body);
  const templateId = isObject(body) ? textOf(body, 'templateId') : '';
  if (!templates.includes(templateId))
    throw badRequest(`The templateId '${templateId}' is not one of ${templates.join(', ')}.`);
  const base = `${templateId}.${graph.tenantId.replaceAll('-', '')}`;
  const job: JobState = {
    id: graph.jobs.some(({ id }) => id === base) ? `${base}.${randomUUID()}` : base,
    templateId,
    servicePrincipalId: principal,
    state: 'Disabled',
    interval: 'PT40M',
    code: 'NotConfigured',
    quarantine: null,
    lastExecution: null,
    lastSuccessfulExecution: null,
    lastSuccessfulExecutionWithExports: null,
    steadyStateFirstAchievedTime: never,
    steadyStateLastAchievedTime: never,
    synchronized: 0,
    outcomes: {},
    forceDeletes: false,
  };
  graph.jobs.push(job);
  return {
    status: 201,
    body: {
      '@odata.context': `${call.request.origin}/${call.version}/$metadata#${jobType.set}/$entity`,
      ...showJob(world, job),
    },
  };
}

/** `DELETE …/synchronization/jobs/{id}`. */
export function deleteJob(world: World, call: GraphCall): WireAnswer {
  const { jobs } = world.state.graph;
  jobs.splice(jobs.indexOf(findJob(world, call)), 1);
  return { status: 204 };
}

/** `POST …/start`: on, out of quarantine, and the first cycle has run before the answer arrives. */
export function startJob(world: World, call: GraphCall): WireAnswer {
  switchOn(world, findJob(world, call));
  return { status: 204 };
}

/** `POST …/pause`. */
export function pauseJob(world: World, call: GraphCall): WireAnswer {
  const job = findJob(world, call);
  job.state = 'Paused';
  job.code = 'Paused';
  return { status: 204 };
}

/**
 * `POST …/restart` with a reset scope (CLOUDSYNC-4); empty criteria are the portal's restart. The job runs afterwards: Graph
 * describes it as restarting a stopped job, so it counts as switching on.
 */
export function restartJob(world: World, call: GraphCall): WireAnswer {
  const job = findJob(world, call);
  const body = call.request.body === '' ? {} : parseJson(call.request.body);
  const criteria = isObject(body) ? body.criteria : undefined;
  const scopes = (isObject(criteria) ? textOf(criteria, 'resetScope') : '')
    .split(',')
    .map((scope) => scope.trim())
    .filter(Boolean);
  const unknown = scopes.find((scope) => !resetScopes.includes(scope));
  if (unknown !== undefined) throw badRequest(`'${unknown}' is not one of the reset scopes ${resetScopes.join(', ')}.`);
  if (scopes.length === 0 || scopes.some((scope) => ['Full', 'Watermark', 'Escrows'].includes(scope)))
    job.outcomes = {};
  job.forceDeletes = scopes.includes('ForceDeletes');
  switchOn(world, job);
  return { status: 204 };
}

/** The job that the path names, or Graph's 404. */
export function findJob(world: World, call: GraphCall): JobState {
  const principal = requireServicePrincipal(world, call.parameter('principal'));
  const id = call.parameter('job');
  const job = world.state.graph.jobs.find(
    (candidate) => candidate.id === id && candidate.servicePrincipalId === principal,
  );
  if (job === undefined)
    throw new Refusal(graphError(404, 'JobNotFound', `The synchronization job '${id}' does not exist.`));
  return job;
}

function switchOn(world: World, job: JobState): void {
  job.state = 'Active';
  job.code = 'Active';
  job.quarantine = null;
  job.interval = 'PT2M';
  runCycle(world, job);
}

function showJob(world: World, job: JobState): JsonObject {
  const { graph } = world.state;
  const domain = graph.store['/servicePrincipals']?.find(({ id }) => id === job.servicePrincipalId)?.displayName;
  return {
    id: job.id,
    templateId: job.templateId,
    schedule: { expiration: null, interval: job.interval, state: job.state },
    status: {
      code: job.code,
      countSuccessiveCompleteFailures: 0,
      escrowsPruned: false,
      lastExecution: job.lastExecution,
      lastSuccessfulExecution: job.lastSuccessfulExecution,
      lastSuccessfulExecutionWithExports: job.lastSuccessfulExecutionWithExports,
      quarantine: job.quarantine,
      progress: [],
      steadyStateFirstAchievedTime: job.steadyStateFirstAchievedTime,
      steadyStateLastAchievedTime: job.steadyStateLastAchievedTime,
      synchronizedEntryCountByType: job.synchronized > 0 ? [{ key: 'user to User', value: job.synchronized }] : [],
      troubleshootingUrl: null,
    },
    synchronizationJobSettings: [{ name: 'DomainFQDN', value: String(domain ?? '') }],
  };
}
