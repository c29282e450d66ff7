import { z } from 'zod';
import { targetId } from '../../audit/index.js';
import type { OktaProvisioningInputs } from '../../config/resource-table.js';
import { OktaApiError } from '../../connectors/okta/errors.js';
import { type OktaAppState, provisioningIsOff } from '../../connectors/okta/read.js';
import { UserError } from '../../domain/errors.js';
import { entriesOfRound } from '../journal-round.js';
import type { OperationContext } from '../ports.js';
import type { Properties } from '../properties.js';
import { anyOn, type FoundProvisioning } from './capabilities.js';
import { type AppOperation, openAppOperation } from './operation.js';

const foundSchema = z.object({
  connectionStatus: z.string(),
  features: z.record(z.string(), z.record(z.string(), z.unknown())),
});
/** What the journal says of an app before a write to it. */
const recordedSchema = z.object({ connection: z.string(), features: foundSchema.shape.features });

/** What the journal tells of an app: what it did before we switched it off, and whether the cutover is in there at all. */
export interface JournalOfApp {
  readonly found?: FoundProvisioning;
  readonly knowsCutover: boolean;
}

/** What the state remembers of the app before the cutover; undefined when it does not. */
export function foundIn(outputs: Properties): FoundProvisioning | undefined {
  const parsed = foundSchema.safeParse(outputs.found);
  return parsed.success ? parsed.data : undefined;
}

/** What the app did before the last cutover, put together from the entries before each write that switched it off. */
export async function foundInJournal({
  journal,
  stack,
  appId,
}: Pick<OktaProvisioningInputs, 'journal' | 'stack' | 'appId'>): Promise<JournalOfApp> {
  const entries = await entriesOfRound(journal, stack);
  let found: FoundProvisioning | undefined;
  for (const { operation, target, before } of entries) {
    if (targetId(target) !== appId || !/^okta\..*\.(disable|deactivate)$/.test(operation)) continue;
    const recorded = recordedSchema.safeParse(before);
    if (!recorded.success) continue;
    const { connection, features } = recorded.data;
    const on = Object.entries(features).filter(([name, now]) => anyOn(now) || found?.features[name] === undefined);
    found = {
      connectionStatus: connection === 'ENABLED' ? connection : (found?.connectionStatus ?? connection),
      features: { ...found?.features, ...Object.fromEntries(on) },
    };
  }
  return {
    ...(found && { found }),
    knowsCutover: entries.some(({ phase }) => phase === 'cutover' || phase === 'complete'),
  };
}

/** What a rollback restores: as the state remembers it, or the journal where the state knows of nothing that was on. */
export async function foundBefore(
  inputs: OktaProvisioningInputs,
  outputs: Properties,
): Promise<FoundProvisioning | undefined> {
  const remembered = foundIn(outputs);
  if (remembered?.connectionStatus === 'ENABLED') return remembered;
  return (await foundInJournal(inputs)).found ?? remembered;
}

/**
 * Tells that a rollback leaves the app off, because it was off when it was found.
 *
 * @param lostState true when this resource is looked at for the first time.
 * @throws UserError when nobody can say what it did: neither the state nor a journal that tells of the cutover.
 */
export async function sayNothingToRestore(
  { inputs, context }: AppOperation,
  { app }: OktaAppState,
  found: FoundProvisioning | undefined,
  lostState: boolean,
): Promise<void> {
  if (found?.connectionStatus === 'ENABLED' || app.connectionStatus === 'ENABLED') return;
  const name = `${inputs.label} (${inputs.appId})`;
  if (lostState && !(await foundInJournal(inputs)).knowsCutover) {
    throw new UserError(
      `${name} is off, and neither the state nor the audit journal ${inputs.journal} says what it did before the cutover, so nothing can be restored. Fetch the journal (entra-cutover audit fetch); or switch the app on in the Okta admin console once no Entra synchronization job runs and no Entra Connect server exports. Then run the update again.`,
    );
  }
  context.diagnostics.warning(context.urn, `${name} was off when it was found, so the rollback leaves it off.`);
}

/**
 * Refuses to forget an app that does not do what it did: the state then is what a rollback restores it from. One that is
 * gone from Okta has nothing to restore.
 *
 * @throws UserError that says how to get on.
 */
export async function refuseToForget(
  inputs: OktaProvisioningInputs,
  found: FoundProvisioning | undefined,
  context: OperationContext,
): Promise<void> {
  if (inputs.phase === 'assess' || found?.connectionStatus !== 'ENABLED') return;
  const { read } = await openAppOperation(inputs, context);
  const state = await read().catch((error: unknown) => {
    if (error instanceof OktaApiError && error.status === 404) return undefined;
    throw error;
  });
  if (state === undefined || doesAsFound(state, found)) return;
  throw new UserError(
    `${inputs.label} (${inputs.appId}) was switched off by the cutover, and this record says what it did before: it is kept, so that a rollback can restore it. Declare the app in cutover:okta.apps and set cutover:phase to rollback. To give up the way back for good, take it out of the state (pulumi state delete, or pulumi stack rm --force).`,
  );
}

function doesAsFound({ app, features }: OktaAppState, found: FoundProvisioning): boolean {
  if (provisioningIsOff(app) || app.connectionStatus !== 'ENABLED') return false;
  return Object.entries(found.features).every(([name, wanted]) => !anyOn(wanted) || anyOn(features[name] ?? {}));
}
