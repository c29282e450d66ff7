import type { GraphSession } from '../../sources/graph/session.js';
import { jobPath, type SynchronizationJob } from '../../sources/graph/synchronization.js';

type JobName = Pick<SynchronizationJob, 'servicePrincipalId' | 'id'>;

/** The only requests to a job that change anything in Entra (facts 3.3, 3.4). Nothing here forces a deletion. */
export interface SynchronizationWrites {
  readonly start: (job: JobName) => Promise<unknown>;
  readonly pause: (job: JobName) => Promise<unknown>;
  /** Starts it anew over everybody, without what it had put off or was quarantined for. */
  readonly restart: (job: JobName) => Promise<unknown>;
  readonly provisionOnDemand: (job: JobName, ruleId: string, distinguishedName: string) => Promise<unknown>;
  readonly putSchema: (path: string, schema: object) => Promise<unknown>;
}

/** Never ForceDeletes, which lets deletions past their threshold, and never Full or ConnectorDataStore (facts 3.3). */
const resetScope = 'Watermark, Escrows, QuarantineState';

export function createSynchronizationWrites(session: GraphSession): SynchronizationWrites {
  const post = (job: JobName, action: string, body?: object): Promise<unknown> =>
    session.send({ method: 'POST', path: `${jobPath(job)}/${action}`, ...(body && { body }) });
  return {
    start: (job) => post(job, 'start'),
    pause: (job) => post(job, 'pause'),
    restart: (job) => post(job, 'restart', { criteria: { resetScope } }),
    provisionOnDemand: (job, ruleId, distinguishedName) =>
      post(job, 'provisionOnDemand', {
        parameters: [{ ruleId, subjects: [{ objectId: distinguishedName, objectTypeName: 'user' }] }],
      }),
    putSchema: (path, body) => session.send({ method: 'PUT', path, body }),
  };
}
