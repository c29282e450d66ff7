import { basename } from 'node:path';
import type { OktaProvisioningInputs } from '../../config/resource-table.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import { readLastSynchronization } from '../../connectors/graph/last-export.js';
import { createOktaClient } from '../../connectors/okta/client.js';
import { counted } from '../../domain/counted.js';
import { UserError } from '../../domain/errors.js';
import {
  differencesAgainst,
  matchedPeople,
  personKinds,
  presenceKinds,
  readAll,
  readBaseline,
  tellDifferences,
} from '../../pipeline/verify/baseline.js';
import { isAfter } from '../connect/server-state.js';
import { toldOfRound } from '../journal-round.js';
import type { OperationContext } from '../ports.js';
import { oktaIsOff } from './interlock.js';

/** What writes people's accounts in the cloud: a job of cloud sync, or an export of Entra Connect that was cleared or seen. */
const writesAccounts =
  /^(entra\.synchronization\.(start|restart|provisionOnDemand)|connect\.((leaveStaging|enableScheduler)\.cleared|(wave\.)?verified|export\.unreviewed|exports\.kept|exporter\.other))$/;

const switchesOff = /^okta\.(connection\.deactivate|features\.\w+\.disable)$/;

/** A rollback waits for nobody: of a larger tenant `verify` tells. */
const mostRead = 20_000;

/**
 * Says before a rollback that Okta comes back to accounts which Entra has synchronized meanwhile, and whom it finds changed in
 * what: nobody documents what its push does to them (OKTA-30), so it asks what a trial showed. A rollback is never stopped by
 * this.
 */
export async function announceStamped(inputs: OktaProvisioningInputs, context: OperationContext): Promise<void> {
  const { label, appId, pushTried } = inputs;
  const why = await whyStamped(inputs, context);
  if (why === undefined) return;
  const asked =
    pushTried === undefined
      ? 'Let Okta push one person of the pilot first, compare the account and Okta’s tasks, and go on only if both are right; then note what you saw in cutover:okta.pushTried.'
      : `What was seen: ${pushTried}.`;
  const text = `${label} (${appId}) comes back to accounts that Entra ${why} What Okta’s push does to such accounts is not documented, and Microsoft Graph refuses most writes to them. ${asked} Okta finds:`;
  context.diagnostics.warning(context.urn, [text, ...(await whatOktaFinds(inputs, context))].join('\n- '));
}

/**
 * What shows that Entra wrote accounts since Okta was off: the journal, or what it may lack, and Entra itself, which tells of an
 * export by hand that no update has seen yet. Undefined where both deny it.
 */
async function whyStamped(
  { journal, stack, assessment }: OktaProvisioningInputs,
  { ports, signal }: OperationContext,
): Promise<string | undefined> {
  const { entries, mayLack } = await toldOfRound(journal, stack);
  if (entries.some(({ operation }) => writesAccounts.test(operation))) return 'has synchronized since Okta was off.';
  // What can't be read, or is not there, may well tell of an export.
  if (mayLack) return `may have synchronized since Okta was off: the journal ${basename(journal)} may lack an export.`;
  try {
    const off = entries.find(({ operation }) => switchesOff.test(operation));
    // By a journal of before the cutover, Okta was never switched off.
    if (off === undefined && !(await oktaIsOff(createOktaClient(await ports.openOkta(assessment.oktaOrgUrl, signal)))))
      return undefined;
    const since = (off ?? entries.at(-1))?.at;
    const last = await readLastSynchronization(createGraphClient(await ports.openGraph(assessment, signal)));
    if (since === undefined || !isAfter(last, since)) return undefined;
    return `may have synchronized since Okta was off: the journal tells of none, and Entra shows a synchronization at ${last}.`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `may have synchronized since Okta was off: the journal tells of none, and Entra could not be asked (${error.message}).`;
  }
}

/** Whom Okta finds changed since it was off, by what. */
async function whatOktaFinds(
  { journal, stack, assessment }: OktaProvisioningInputs,
  { ports, signal }: OperationContext,
): Promise<string[]> {
  try {
    const baseline = await readBaseline(journal);
    if (baseline === undefined) return ['nobody can tell: who was there before is not next to the journal'];
    const people = matchedPeople(baseline).length;
    if (people > mostRead)
      return [`${counted(people, 'person', 'people')}: entra-cutover verify --stack ${stack} lists what differs`];
    const graph = createGraphClient(await ports.openGraph(assessment, signal));
    const kinds = [...presenceKinds, ...personKinds];
    const found = tellDifferences(await differencesAgainst(graph, baseline, await readAll(graph), kinds));
    return found.length > 0 ? found : [`${counted(people, 'person', 'people')} as before`];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`nobody can tell: ${error.message}`];
  }
}
