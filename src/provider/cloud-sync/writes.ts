import type { GraphSession } from '../../connectors/graph/session.js';
import { jobPath, type SynchronizationJob } from '../../connectors/graph/synchronization.js';
import type { Clearance } from '../../gate/clearance.js';

type JobName = Pick<SynchronizationJob, 'servicePrincipalId' | 'id'>;

/** What lets a job write to accounts: minted after Okta was read back as off and the evidence was read again. */
export type StartClearance = Clearance<'activate-entra-sync'>;

/**
 * The only requests to a job that change anything in Entra (CLOUDSYNC-4, CLOUDSYNC-5), each but the pause paid for with a
 * clearance of its operation. Nothing here forces a deletion.
 */
export interface SynchronizationWrites {
  /** Always allowed. */
  readonly pause: (job: JobName) => Promise<unknown>;
  readonly start: (clearance: StartClearance, job: JobName) => Promise<unknown>;
  /** Starts it again over everybody, without what it had put off or was quarantined for. */
  readonly restart: (clearance: StartClearance, job: JobName) => Promise<unknown>;
  readonly provisionOnDemand: (
    clearance: StartClearance,
    job: JobName,
    ruleId: string,
    distinguishedName: string,
  ) => Promise<unknown>;
  readonly putSchema: (clearance: StartClearance, path: string, schema: object) => Promise<unknown>;
}

/** Never ForceDeletes, which lets deletions past their threshold, and never Full or ConnectorDataStore (CLOUDSYNC-4). */
const resetScope = 'Watermark, Escrows, QuarantineState';

export function createSynchronizationWrites(session: GraphSession): SynchronizationWrites {
  const post = (job: JobName, action: string, body?: object): Promise<unknown> =>
    session.send({ method: 'POST', path: `${jobPath(job)}/${action}`, ...(body && { body }) });
  return {
    start: (_clearance, job) => post(job, 'start'),
    pause: (job) => post(job, 'pause'),
    restart: (_clearance, job) => post(job, 'restart', { criteria: { resetScope } }),
    provisionOnDemand: (_clearance, job, ruleId, distinguishedName) =>
      post(job, 'provisionOnDemand', {
        parameters: [{ ruleId, subjects: [{ objectId: distinguishedName, objectTypeName: 'user' }] }],
      }),
    putSchema: (_clearance, path, body) => session.send({ method: 'PUT', path, body }),
  };
}
