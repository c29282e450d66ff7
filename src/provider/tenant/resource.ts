import { z } from 'zod';
import type { TenantSwitchesInputs } from '../../config/resource-table.js';
import type { TenantSwitchesState } from '../../connectors/graph/tenant-switches.js';
import { switchesTargets } from '../../domain/target-state.js';
import { mayArriveLate } from '../begun.js';
import { fromTable } from '../inputs.js';
import { entriesOfRound } from '../journal-round.js';
import type { Properties } from '../properties.js';
import { type ResourceType, unlessOfPhase, whereReadable } from '../resource-type.js';
import {
  areSet,
  isOverdue,
  openSwitchesOperation,
  setSwitches,
  type WantedSwitches,
  wantedSwitches,
} from './switches.js';

/**
 * The tenant's matching switches and its accidental deletion prevention: opened from stage to the end of the cutover,
 * closed at complete or at the deadline, put back as they were found by a rollback. What was found is remembered once.
 */
export const tenantSwitches: ResourceType<TenantSwitchesInputs> = {
  ...fromTable('TenantSwitches'),
  bornIn: 'assess',
  // Open in both: back to stage it goes from a cutover that was refused.
  mayRejoin: (from, to) => to === 'rollback' || (from === 'cutover' && to === 'stage'),
  // As if open: what lost its state after it was opened is put back, and what stands as it was found stays.
  asBorn: (inputs) => ({ ...inputs, phase: 'assess', switches: 'open' }),
  identity: [],
  immaterial: ['assessment', 'hold', 'journal'],
  async check({ phase, switches }) {
    return unlessOfPhase('switches', switches, switchesTargets[phase], phase);
  },
  // Matching that stays open after its deadline is a difference, although nobody changed the stack file.
  waiting: ({ inputs, outputs }, now) =>
    inputs.switches === 'open' && outputs.state === 'open' && isOverdue(inputs, now) ? 'openUntil' : undefined,
  async switchedByOthers({ inputs, outputs }, context) {
    const { switches } = inputs;
    if (switches === 'open' || (switches === 'restored' && !(await openingMayArrive(inputs)))) return undefined;
    return whereReadable(async () => {
      const actual = await (await openSwitchesOperation(inputs, context)).read();
      const wanted = wantedSwitches(inputs, foundIn(outputs), context.ports.now());
      return wanted === undefined || areSet(actual, wanted) ? undefined : 'switches';
    });
  },
  label: () => 'matching switches',
  status: (_inputs, { state }) => ({ state: String(state), waitingFor: [] }),
  async create(inputs, context) {
    const { read } = await openSwitchesOperation(inputs, context);
    const actual = await read();
    const found = (await foundInJournal(inputs)) ?? actual;
    return { id: `${inputs.stack}-switches`, outputs: outputsOf('restored', actual, found) };
  },
  async update(inputs, known, context) {
    const operation = await openSwitchesOperation(inputs, context);
    const before = await operation.read();
    const now = context.ports.now();
    const recorded = foundIn(known.outputs);
    const target = wantedSwitches(inputs, recorded, now);
    // Before they were opened, what stands there is what a rollback restores; unless an interrupted update of ours made it.
    const wasRestored = known.inputs.switches === 'restored';
    const late = wasRestored && inputs.switches === 'restored' && (await openingMayArrive(inputs));
    const untouched = wasRestored && !late && !(target !== undefined && areSet(before, target));
    const found = untouched ? before : (recorded ?? before);
    const overdue = inputs.switches === 'open' && isOverdue(inputs, now);
    if (overdue) {
      context.diagnostics.warning(
        context.urn,
        `Matching was to be open until ${inputs.openUntil}, which has passed: it is closed. Set cutover:matching.openUntil to a later time in a pull request to open it again.`,
      );
    }
    // Nothing was opened yet, or it was restored before: what somebody changed since is theirs.
    const nothingToRestore = inputs.switches === 'restored' && wasRestored && !late;
    const leftAlone = nothingToRestore || target === undefined;
    const after = leftAlone ? before : await setSwitches(operation, before, target);
    return outputsOf(overdue ? 'closed' : inputs.switches, after, found);
  },
  async read({ inputs, outputs }, context) {
    const operation = await openSwitchesOperation(inputs, context);
    const actual = await operation.read();
    const found = foundIn(outputs);
    if (inputs.switches === 'restored') return { inputs, outputs: outputsOf('restored', actual, actual) };
    // Opened or closed by hand: the inputs show what is there.
    const drifted = {
      ...inputs,
      ...(outputs.state === 'open' && {
        hardMatch: !actual.hardMatchBlocked,
        softMatch: !actual.softMatchBlocked,
      }),
      ...(outputs.state === 'closed' &&
        inputs.switches === 'closed' &&
        !(actual.hardMatchBlocked && actual.softMatchBlocked) && { switches: 'open' as const }),
      ...(actual.prevention === 'enabledForCount'
        ? { deletionThreshold: actual.threshold ?? 0 }
        : { deletionThreshold: 0 }),
    };
    return { inputs: drifted, outputs: outputsOf(String(outputs.state), actual, found ?? actual) };
  },
};

function outputsOf(state: string, { id: _, ...actual }: TenantSwitchesState, found: WantedSwitches): Properties {
  const { hardMatchBlocked, softMatchBlocked, prevention, threshold } = found;
  return {
    state,
    actual,
    found: { hardMatchBlocked, softMatchBlocked, prevention, ...(threshold !== undefined && { threshold }) },
  };
}

const foundSchema = z.object({
  hardMatchBlocked: z.boolean(),
  softMatchBlocked: z.boolean(),
  prevention: z.string(),
  threshold: z.number().exactOptional(),
});

/** Whether a change of the switches that an earlier run sent may arrive after they were put back. */
async function openingMayArrive(inputs: TenantSwitchesInputs): Promise<boolean> {
  if (inputs.phase !== 'rollback') return false;
  return mayArriveLate(
    inputs,
    ({ operation }) => operation.startsWith('entra.matching.'),
    () => false,
    false,
  );
}

/** What stood there before the first write of this cutover, as the journal tells. */
async function foundInJournal({ journal, stack }: TenantSwitchesInputs): Promise<WantedSwitches | undefined> {
  const entries = await entriesOfRound(journal, stack);
  const first = entries.find(({ operation, phase }) => operation.startsWith('entra.matching.') && phase !== 'rollback');
  return foundIn({ found: first?.before });
}

function foundIn({ found }: Properties): WantedSwitches | undefined {
  const parsed = foundSchema.safeParse(found);
  return parsed.success ? parsed.data : undefined;
}
