import type { GraphSession } from '../../sources/graph/session.js';
import { jobPath, type SynchronizationJob } from '../../sources/graph/synchronization.js';

type JobName = Pick<SynchronizationJob, 'servicePrincipalId' | 'id'>;

/** The only requests that change anything in Entra (facts 3.3). A restart is none of them: it could force deletions. */
export interface SynchronizationWrites {
  readonly start: (job: JobName) => Promise<unknown>;
  readonly pause: (job: JobName) => Promise<unknown>;
}

export function createSynchronizationWrites(session: GraphSession): SynchronizationWrites {
  const post = (job: JobName, action: string): Promise<unknown> =>
    session.send({ method: 'POST', path: `${jobPath(job)}/${action}` });
  return { start: (job) => post(job, 'start'), pause: (job) => post(job, 'pause') };
}
