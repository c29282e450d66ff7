import type { JsonValue } from '../../audit/index.js';
import type { OktaProvisioningInputs } from '../../domain/environment.js';
import type { Clearance } from '../../gate/clearance.js';
import { createOktaClient, type OktaClient } from '../../sources/okta/client.js';
import { type OktaAppState, readOktaApp } from '../../sources/okta/read.js';
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
export interface AppWrite {
  readonly operation: string;
  readonly clearance?: Clearance;
  readonly interlock?: () => Promise<void>;
  readonly send: GuardedWrite<OktaAppState>['send'];
  readonly readBack: () => Promise<OktaAppState>;
}

/** Writes to the app, journalled with its state before and after. */
export function writeToApp(
  { inputs, context }: AppOperation,
  before: OktaAppState,
  write: AppWrite,
): Promise<OktaAppState> {
  const target = `${inputs.label} (${inputs.appId})`;
  return guardedWrite({ ...write, target, before: describe(before), describe }, inputs, context);
}

/** Features as Okta holds them, whole: a rollback can be made from the journal alone. */
function describe({ app, features }: OktaAppState): JsonValue {
  const { connectionStatus: connection, integrationOff, capabilities } = app;
  return { connection, integrationOff, capabilities, features: features as JsonValue };
}
