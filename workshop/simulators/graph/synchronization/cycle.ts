import { randomUUID } from 'node:crypto';
import { sourceAnchorOf } from '../../anchors.js';
import { type DirectoryUser, inScope } from '../../directory.js';
import { isObject, parseJson } from '../../json.js';
import { timestamp, type World } from '../../world.js';
import { type GraphState, type GraphUser, type JobState, softDelete } from '../state.js';
import { type Export, exportPerson } from './export.js';
import { deletionSteps, stepsOf, writeLog } from './log.js';
import { matchPerson } from './matching.js';
import { isInScope, isLimited } from './scope.js';

/** What cloud sync lets through when nobody configured it: fewer than 500 deletions (CLOUDSYNC-10). */
const defaultDeleteThreshold = 500;

/**
 * One provisioning cycle of an active job over the whole directory: everybody is matched and exported, then synced users
 * without a source are deleted. Deletions at or over the threshold put the job into quarantine and delete nobody.
 * A cycle that finds nothing to do writes no log rows.
 */
export function runCycle(world: World, job: JobState): void {
  if (job.state !== 'Active' || job.code === 'Quarantine' || job.templateId !== 'AD2AADProvisioning') return;
  const { graph, directory } = world.state;
  const cycleId = randomUUID();
  const began = timestamp(world);
  const people = inScope(directory).filter((person) => isInScope(job, person));
  const exports = people.map((person) => provision(world, job, person, cycleId));
  const deleted = deleteOrphans(world, job, people, cycleId);
  const failures = exports.filter(({ status }) => status === 'failure').length;
  const changes = exports.filter(({ status, action }) => status === 'success' && action !== 'other').length + deleted;
  job.synchronized = graph.users.filter(({ onPremisesSyncEnabled }) => onPremisesSyncEnabled).length;
  const quarantined = job.quarantine !== null;
  const execution = {
    activityIdentifier: cycleId,
    state: quarantined ? 'Failed' : failures > 0 ? 'EntryLevelErrors' : 'Succeeded',
    timeBegan: began,
    timeEnded: timestamp(world),
    countEntitled: people.length,
    countEntitledForProvisioning: people.length,
    countEscrowed: failures,
    countEscrowedRaw: failures,
    countExported: changes,
    countExports: changes,
    countImported: people.length,
    countImportedDeltas: 0,
    countImportedReferenceDeltas: 0,
    error: null,
  };
  job.lastExecution = execution;
  if (quarantined) return;
  job.lastSuccessfulExecution = execution;
  if (changes > 0) job.lastSuccessfulExecutionWithExports = execution;
  if (job.steadyStateFirstAchievedTime.startsWith('0001')) job.steadyStateFirstAchievedTime = began;
  job.steadyStateLastAchievedTime = began;
}

/** Matches and exports one person, and logs it when the outcome is another than last time. */
export function provision(world: World, job: JobState, person: DirectoryUser, cycleId: string): Export {
  const done = exportPerson(world, person, matchPerson(world.state.graph, person));
  const outcome = `${done.action} ${done.status} ${done.error?.code ?? ''}`;
  const quiet = job.outcomes[person.objectGuid] !== undefined && done.status === 'skipped';
  if (!quiet && (done.status === 'success' || job.outcomes[person.objectGuid] !== outcome)) {
    writeLog(world, job, cycleId, {
      action: done.action,
      status: done.status,
      source: person,
      target: done.user,
      modified: done.modified,
      ...(done.error && { error: done.error }),
      steps: stepsOf(person, done),
    });
  }
  job.outcomes[person.objectGuid] = outcome;
  return done;
}

function deleteOrphans(world: World, job: JobState, people: readonly DirectoryUser[], cycleId: string): number {
  const { graph } = world.state;
  const anchors = new Set(people.map(sourceAnchorOf));
  // Whom a limited job has never synchronized is none of its business; anyone who leaves its scope is deleted.
  const untouched = new Set(
    inScope(world.state.directory)
      .filter(({ objectGuid }) => job.outcomes[objectGuid] === undefined)
      .map(sourceAnchorOf),
  );
  const orphans = graph.users.filter(
    (user) =>
      user.onPremisesSyncEnabled === true &&
      !(user.onPremisesImmutableId !== null && anchors.has(user.onPremisesImmutableId)) &&
      !(isLimited(job) && untouched.has(user.onPremisesImmutableId ?? '')),
  );
  const threshold = deleteThreshold(graph, job);
  const allowed = threshold === undefined || orphans.length < threshold || orphans.length === 0 || job.forceDeletes;
  const log = (user: GraphUser, action: 'delete' | 'stagedDelete'): void =>
    writeLog(world, job, cycleId, {
      action,
      status: action === 'delete' ? 'success' : 'skipped',
      source: undefined,
      target: user,
      steps: deletionSteps(user, action),
    });
  if (!allowed) {
    const now = timestamp(world);
    for (const user of orphans) log(user, 'stagedDelete');
    job.code = 'Quarantine';
    job.quarantine = {
      currentBegan: now,
      seriesBegan: now,
      seriesCount: 1,
      nextAttempt: new Date(world.clock() + 24 * 3600 * 1000).toISOString(),
      reason: 'TooManyDeletes',
      error: {
        code: 'TooManyDeletes',
        message: `${orphans.length} deletions are pending; fewer than ${threshold} are let through.`,
        tenantActionable: true,
      },
    };
    return 0;
  }
  job.forceDeletes = false;
  for (const user of orphans) {
    softDelete(graph, user, timestamp(world));
    log(user, 'delete');
  }
  return orphans.length;
}

/** The threshold of the job's secrets; undefined when it is switched off. */
function deleteThreshold(graph: GraphState, job: JobState): number | undefined {
  const secret = graph.secrets[job.servicePrincipalId]?.find(({ key }) => key === 'SyncNotificationSettings');
  const settings = parseJson(secret?.value ?? '');
  if (!isObject(settings)) return defaultDeleteThreshold;
  if (settings.DeleteThresholdEnabled === false) return undefined;
  return typeof settings.DeleteThresholdValue === 'number' ? settings.DeleteThresholdValue : defaultDeleteThreshold;
}
