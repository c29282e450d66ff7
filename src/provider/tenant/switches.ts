import type { JsonValue } from '../../audit/index.js';
import type { TenantSwitchesInputs } from '../../config/resource-table.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import type { GraphSession } from '../../connectors/graph/session.js';
import { readTenantSwitches, type TenantSwitchesState } from '../../connectors/graph/tenant-switches.js';
import { UserError } from '../../domain/errors.js';
import { recordFoundChanged } from '../found-changed.js';
import { guardedWrite, readUntil } from '../guarded-write.js';
import type { OperationContext } from '../ports.js';

const readBacks = 10;

/** What a switch should be, without the id of the object that holds it. */
export type WantedSwitches = Omit<TenantSwitchesState, 'id'>;

export interface SwitchesOperation {
  readonly inputs: TenantSwitchesInputs;
  readonly context: OperationContext;
  readonly read: () => Promise<TenantSwitchesState>;
  readonly session: GraphSession;
}

export async function openSwitchesOperation(
  inputs: TenantSwitchesInputs,
  context: OperationContext,
): Promise<SwitchesOperation> {
  const session = await context.ports.openGraph(inputs.assessment, context.signal);
  const client = createGraphClient(session);
  return { inputs, context, session, read: () => readTenantSwitches(client) };
}

/** What the inputs want at the moment; undefined when nothing was found that could be restored. */
export function wantedSwitches(
  inputs: TenantSwitchesInputs,
  found: WantedSwitches | undefined,
  now: Date,
): WantedSwitches | undefined {
  if (inputs.switches === 'restored') return found;
  const open = inputs.switches === 'open' && !isOverdue(inputs, now);
  return {
    hardMatchBlocked: !(open && inputs.hardMatch),
    softMatchBlocked: !(open && inputs.softMatch),
    prevention: 'enabledForCount',
    threshold: inputs.deletionThreshold,
  };
}

/** True once matching may not be open any more. */
export function isOverdue({ openUntil }: Pick<TenantSwitchesInputs, 'openUntil'>, now: Date): boolean {
  return !(now.getTime() < Date.parse(openUntil));
}

/** Sets the switches and reads them back; those that are as wanted are left alone. */
export async function setSwitches(
  { inputs, context, read, session }: SwitchesOperation,
  before: TenantSwitchesState,
  wanted: WantedSwitches,
): Promise<TenantSwitchesState> {
  const isDone = (state: TenantSwitchesState): boolean => areSet(state, wanted);
  const target = `directory/onPremisesSynchronization/${before.id}`;
  if (isDone(before)) {
    await recordFoundChanged(target, describe(before), inputs, context);
    return before;
  }
  const closes = wanted.hardMatchBlocked && wanted.softMatchBlocked;
  return guardedWrite(
    {
      operation: `entra.matching.${closes ? 'close' : inputs.switches === 'restored' ? 'restore' : 'open'}`,
      target,
      before: describe(before),
      describe,
      send: () =>
        session.send({
          method: 'PATCH',
          path: `/directory/onPremisesSynchronization/${encodeURIComponent(before.id)}`,
          body: {
            configuration: {
              accidentalDeletionPrevention: {
                synchronizationPreventionType: wanted.prevention,
                ...(wanted.threshold !== undefined && { alertThreshold: wanted.threshold }),
              },
            },
            features: {
              blockSoftMatchEnabled: wanted.softMatchBlocked,
              blockCloudObjectTakeoverThroughHardMatchEnabled: wanted.hardMatchBlocked,
            },
          },
        }),
      async readBack() {
        const after = await readUntil(read, isDone, readBacks, context);
        if (isDone(after)) return after;
        throw new UserError(
          'Entra accepted the change of the tenant’s matching switches and shows others. Look at them in the Entra admin center (Connect Sync), then run the update again.',
        );
      },
    },
    inputs,
    context,
  );
}

/** True when the switches stand as wanted. */
export function areSet(state: TenantSwitchesState, wanted: WantedSwitches): boolean {
  return (
    state.hardMatchBlocked === wanted.hardMatchBlocked &&
    state.softMatchBlocked === wanted.softMatchBlocked &&
    state.prevention === wanted.prevention &&
    (wanted.prevention === 'disabled' || state.threshold === wanted.threshold)
  );
}

function describe({ id: _, ...state }: TenantSwitchesState): JsonValue {
  return { ...state };
}
