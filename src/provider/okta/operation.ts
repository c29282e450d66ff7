import type { JsonValue } from '../../audit/index.js';
import type { OktaProvisioningInputs } from '../../config/resource-table.js';
import { createOktaClient, type OktaClient } from '../../connectors/okta/client.js';
import { OktaApiError } from '../../connectors/okta/errors.js';
import { type OktaAppState, readOktaApp } from '../../connectors/okta/read.js';
import { recordFoundChanged, type Told } from '../found-changed.js';
import { type GuardedWrite, guardedWrite } from '../guarded-write.js';
import type { OperationContext } from '../ports.js';
import { createOktaWrites, type OktaWrites } from './writes.js';

/** One app of one org, as an operation reads and writes it. */
export interface AppOperation {
  readonly inputs: OktaProvisioningInputs;
  readonly context: OperationContext;
  readonly client: OktaClient;
  readonly writes: OktaWrites;
  readonly read: () => Promise<OktaAppState>;
}

export async function openAppOperation(
  inputs: OktaProvisioningInputs,
  context: OperationContext,
): Promise<AppOperation> {
  const session = await context.ports.openOkta(inputs.assessment.oktaOrgUrl, context.signal);
  const client = createOktaClient(session);
  return {
    inputs,
    context,
    client,
    writes: createOktaWrites(session),
    read: () => readOktaApp(client, inputs.appId),
  };
}

/** What a guarded write to the app adds to what all of them have in common. */
type AppWrite<Seen> = Omit<GuardedWrite<OktaAppState, Seen>, 'target' | 'before' | 'describe' | 'evenWhileHeld'>;

/** Writes to the app, journaled with its state before and after. */
export function writeToApp<Seen>(
  { inputs, context }: AppOperation,
  before: OktaAppState,
  write: AppWrite<Seen>,
): Promise<OktaAppState> {
  return guardedWrite({ ...write, ...toldOf(inputs), before: describe(before), describe }, inputs, context);
}

/**
 * Writes to a feature: first the part that changes, as Okta documents it, and where Okta refuses that as incomplete (400), once more all
 * that it showed with the change in it. Okta's published models call more members required than its reference does. Each attempt is a
 * write of its own, in the journal and for the interlock.
 */
export async function writeToFeature<Seen>(
  operation: AppOperation,
  before: OktaAppState,
  write: Omit<AppWrite<Seen>, 'send'> & { readonly put: (seen: Seen, capabilities: object) => Promise<unknown> },
  { part, whole }: { readonly part: object; readonly whole: object },
): Promise<OktaAppState> {
  const { put, ...rest } = write;
  const attempt = (capabilities: object): Promise<OktaAppState> =>
    writeToApp<Seen>(operation, before, { ...rest, send: (seen) => put(seen, capabilities) });
  try {
    return await attempt(part);
  } catch (error) {
    if (!(error instanceof OktaApiError) || error.status !== 400) throw error;
    return attempt(whole);
  }
}

/** Records an app that is as wanted, if that is not how the journal left it. */
export function recordFound({ inputs, context }: AppOperation, state: OktaAppState): Promise<void> {
  return recordFoundChanged(toldOf(inputs).target, describe(state), inputs, context);
}

/** How the journal tells whether the app is on. */
export function toldOf({ label, appId }: Pick<OktaProvisioningInputs, 'label' | 'appId'>): Told {
  return { target: `${label} (${appId})`, by: 'connection' };
}

/** Features as Okta holds them, whole: a rollback can be made from the journal alone. */
function describe({ app, features }: OktaAppState): JsonValue {
  const { connectionStatus: connection, integrationOff, capabilities } = app;
  return { connection, integrationOff, capabilities, features: features as JsonValue };
}
