import { access } from 'node:fs/promises';
import { readEntries, sealedJournal } from '../../audit/index.js';
import type { AnchorBindingsInputs } from '../../config/resource-table.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import { createGraphTarget } from '../../connectors/graph/repairs.js';
import type { GraphSession } from '../../connectors/graph/session.js';
import { isYoungerThan } from '../../domain/clock.js';
import { enterStagingPages, stopCommand } from '../../domain/connect-commands.js';
import { counted, grouped } from '../../domain/counted.js';
import { UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';
import type { Binding, RepairSystem } from '../../domain/remediation.js';
import { applyRepairs } from '../../pipeline/repairs/apply.js';
import { readPrivileged } from '../../pipeline/repairs/privileged.js';
import { restoreRepairs } from '../../pipeline/repairs/restore.js';
import { listed, type RepairPorts } from '../../pipeline/repairs/run.js';
import { sealedJournalPath } from '../../pipeline/repairs/sealed-path.js';
import { entraWriters } from '../../pipeline/verify/writers.js';
import { recordFound } from '../found-changed.js';
import { refuseWhileHeld } from '../hold.js';
import type { OperationContext, ProviderPorts } from '../ports.js';
import type { Properties } from '../properties.js';
import { recordWrite } from '../recorder.js';

/** How long what was read of the synchronization jobs may be relied upon between two writes. */
const jobsTrustedMilliseconds = 10_000;

/** Makes the repairs of the bindings; what was done, for the state. */
export async function repair(
  bindings: readonly Binding[],
  inputs: AnchorBindingsInputs,
  context: OperationContext,
): Promise<Properties> {
  const wanted = bindings.filter(({ skip }) => skip !== true);
  if (wanted.length === 0) return { repairs: 0 };
  const { ports } = context;
  const { stack, phase, assessment, limit, allowPrivileged } = inputs;
  await refuseWhileHeld(inputs.hold, ports.environment);
  const journal = sealedJournal(sealedJournalPath(inputs.journal), stack, ports.environment, 'seal');
  const session = await ports.openGraph(assessment, context.signal);
  const { identities } = await ports.assess({ ...assessment, stack, phase });
  const limits = {
    limit,
    allowPrivileged,
    privileged: allowPrivileged ? new Set<string>() : await readPrivileged(createGraphClient(session)),
    scope: assessment.scope,
    identities,
  };
  const { made } = await recorded('repairs.apply', inputs, context, (begin) =>
    applyRepairs(wanted, limits, journal, portsOf(inputs, context, session, begin)),
  );
  if (made > 0) {
    context.diagnostics.warning(
      context.urn,
      `${counted(made, 'value was', 'values were')} written. Collect the evidence of Active Directory again (entra-cutover collect on-prem): what was collected before shows the old values, and no cutover is allowed on it.`,
    );
  }
  return { repairs: wanted.length };
}

/**
 * Puts back what repairs replaced. What can't be put back now is told and tried again by the next update: Entra is off and
 * Okta on by then, and no single value may stop a rollback.
 */
export async function restore(inputs: AnchorBindingsInputs, context: OperationContext): Promise<Properties> {
  const { ports, diagnostics, urn } = context;
  const path = sealedJournalPath(inputs.journal);
  // A rollback of an environment in which nothing was repaired needs no key.
  if (!(await isThere(path))) {
    if (!(await journalTellsOfRepairs(inputs))) return { repairs: 0, state: 'restored' };
    return waits(`${path}, which holds what repairs replaced, is not there: fetch it (entra-cutover audit fetch).`);
  }
  await refuseWhileHeld(inputs.hold, ports.environment);
  function waits(reason: string): Properties {
    diagnostics.warning(
      urn,
      `Repairs are not put back: ${reason} The rollback continues without them: run the update again once that is fixed, or continue with phase assess and leave them as they are.`,
    );
    return { repairs: 0, state: 'waiting' };
  }
  try {
    const journal = sealedJournal(path, inputs.stack, ports.environment, 'open');
    const session = await ports.openGraph(inputs.assessment, context.signal);
    const { made, inPlace, left, problems } = await recorded('repairs.restore', inputs, context, (begin) =>
      restoreRepairs(journal, portsOf(inputs, context, session, begin)),
    );
    if (inPlace > 0) await recordFound(path, { repaired: inPlace }, { asBeforeRepair: inPlace }, inputs, context);
    diagnostics.info(urn, `${counted(made, 'value is as it was', 'values are as they were')} before the repairs.`);
    if (left.length > 0) diagnostics.warning(urn, `Can't be put back: ${left.join('; ')}.`);
    return problems.length > 0
      ? waits(
          `${counted(problems.length, 'value was left as it is', 'values were left as they are')}:${listed(problems)}\n`,
        )
      : { repairs: 0, state: 'restored' };
  } catch (error) {
    if (error instanceof UserError) return waits(error.message);
    throw error;
  }
}

/** Whether repairs were made that no rollback has put back. */
async function journalTellsOfRepairs({ journal, stack }: AnchorBindingsInputs): Promise<boolean> {
  const entries = (await readEntries(journal).catch(() => [])).filter((entry) => entry.stack === stack);
  const last = (operation: string): number =>
    entries.findLastIndex((entry) => entry.operation === operation && entry.outcome === 'done');
  return last('repairs.apply') > last('repairs.restore');
}

/** Both entries of the audit journal around the work; who and what exactly is in the sealed one. */
async function recorded<Result extends { readonly made: number }>(
  operation: string,
  inputs: AnchorBindingsInputs,
  context: OperationContext,
  work: (begin: () => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const target = inputs.file?.path ?? sealedJournalPath(inputs.journal);
  const before = { entries: Object.keys(inputs.entries).length, ...(inputs.file && { sha256: inputs.file.sha256 }) };
  let started = false;
  const begin = async (): Promise<void> => {
    started = true;
    await recordWrite({ operation, target, before, outcome: 'started' }, inputs, context);
  };
  try {
    const result = await work(begin);
    // A quiet run leaves no trace: nothing began.
    if (started)
      await recordWrite(
        { operation, target, before, outcome: 'done', after: { written: result.made } },
        inputs,
        context,
      );
    return result;
  } catch (error) {
    const reason = failureReason(error).split('\n')[0] ?? '';
    if (started)
      await recordWrite({ operation, target, before, outcome: 'failed', after: { reason } }, inputs, context);
    throw error;
  }
}

function portsOf(
  inputs: AnchorBindingsInputs,
  context: OperationContext,
  session: GraphSession,
  begin: () => Promise<void>,
): RepairPorts {
  const { ports, signal, diagnostics, urn } = context;
  let jobsReadAt = Number.NEGATIVE_INFINITY;
  return {
    async open(system: RepairSystem) {
      if (system === 'entra') return createGraphTarget(session);
      if (inputs.directory === undefined)
        throw new UserError('cutover:directory is not set: it says how Active Directory is reached for repairs.');
      return ports.openDirectory(inputs.directory);
    },
    async mayWrite() {
      signal.throwIfAborted();
      await refuseWhileHeld(inputs.hold, ports.environment);
      if (!isYoungerThan(jobsTrustedMilliseconds, jobsReadAt, ports.now().getTime())) {
        await refuseWhileEntraSynchronises(inputs, ports, session);
        jobsReadAt = ports.now().getTime();
      }
    },
    begin,
    progress: (made, of) =>
      diagnostics.info(urn, `${grouped(made)} of ${counted(of, 'value is', 'values are')} written.`),
    pause: (milliseconds) => ports.pause(milliseconds, signal),
    now: () => ports.now().toISOString(),
  };
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}

/** A cycle in the middle of repairs would act on half of them. */
async function refuseWhileEntraSynchronises(
  { assessment, servicePrincipalId }: AnchorBindingsInputs,
  ports: ProviderPorts,
  session: GraphSession,
): Promise<void> {
  const target = { ...assessment, ...(servicePrincipalId !== undefined && { servicePrincipalId }) };
  const { on, byServer } = await entraWriters(target, {
    openGraph: async () => session,
    readConnect: () => ports.readConnect(assessment),
  });
  if (on.length === 0) return;
  const remedy = byServer
    ? `Stop it (${stopCommand}), switch staging mode on in its wizard (${enterStagingPages}) and export the evidence again.`
    : 'Pause it first.';
  throw new UserError(`No value is changed while Entra synchronizes: ${on.join('; ')}. ${remedy}`);
}
