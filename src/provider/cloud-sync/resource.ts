import type { CloudSyncActivationInputs } from '../../domain/environment.js';
import type { Phase } from '../../domain/phase.js';
import { jobIsHealthy, jobPath, type SynchronizationJob } from '../../sources/graph/synchronization.js';
import { cloudSyncActivationInputs, parseWith } from '../inputs.js';
import type { Properties } from '../properties.js';
import type { ResourceType } from '../resource-type.js';
import { activate } from './activate.js';
import { jobNamed, openJobOperation, pauseJob } from './operation.js';
import type { Verification } from './verify-start.js';

/** The phases in which Entra synchronises; a program can't declare it in another. */
const active: ReadonlySet<Phase> = new Set(['cutover', 'complete']);

/** Whether a job of Entra cloud sync runs. The job itself is declared with azuread; this one holds the interlock. */
export const cloudSyncActivation: ResourceType<CloudSyncActivationInputs> = {
  token: 'entra-cutover:index:CloudSyncActivation',
  bornIn: 'stage',
  identity: ['servicePrincipalId', 'jobId'],
  immaterial: ['assessment', 'hold', 'journal', 'pilot', 'deletionThreshold'],
  computed: ['scheduleState', 'statusCode', 'quarantine', 'verification'],
  parse: (properties) => parseWith(cloudSyncActivationInputs, properties),
  async check(inputs) {
    const wanted = active.has(inputs.phase);
    if (inputs.active === wanted) return [];
    return [`active is ${inputs.active}, and phase ${inputs.phase} wants ${wanted}. Derive it from the phase.`];
  },
  status: ({ active: wanted }, { scheduleState, verification }) => ({
    state: scheduleState === 'Active' ? 'on' : 'off',
    waitingFor:
      wanted && verification !== 'passed'
        ? ['The first cycle has not been verified to its end: run the update again.']
        : [],
    ...(typeof verification === 'string' && { verification }),
  }),
  waiting: ({ inputs, outputs }) => (inputs.active && outputs.verification === 'pending' ? 'verification' : undefined),
  async create(inputs, context) {
    const { read } = await openJobOperation(inputs, context);
    const job = await read();
    if (job.scheduleState === 'Active') {
      context.diagnostics.warning(
        context.urn,
        `${jobPath(job)} already runs (${job.statusCode}), while Okta still provisions: pause it in the Entra admin center (Provisioning, Stop).`,
      );
    }
    return { id: jobPath(jobNamed(inputs)), outputs: outputsOf(job) };
  },
  async update(inputs, known, context) {
    const operation = await openJobOperation(inputs, context);
    if (!inputs.active) return outputsOf(await pauseJob(operation, await operation.read()));
    const { job, verification } = await activate(operation, known.outputs.verification === 'passed');
    return outputsOf(job, verification);
  },
  async read({ inputs, outputs }, context) {
    const { read } = await openJobOperation(inputs, context);
    const job = await read();
    // A job in quarantine is not what was declared, whatever its schedule says.
    const running = inputs.active ? jobIsHealthy(job) : job.scheduleState === 'Active';
    const { verification } = outputs;
    const verified = running && (verification === 'passed' || verification === 'pending') ? verification : undefined;
    return { inputs: { ...inputs, active: running }, outputs: outputsOf(job, verified) };
  },
};

/** An absent value is null: a property that is left out would keep the one of the state. */
function outputsOf(job: SynchronizationJob, verification?: Verification): Properties {
  const { scheduleState, statusCode, quarantine } = job;
  return { scheduleState, statusCode, quarantine: quarantine ?? null, verification: verification ?? null };
}
