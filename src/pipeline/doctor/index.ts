import { readStackSettings } from '../../config/read.js';
import { holdsOf } from '../verify/hold.js';
import { type Check, fine, warning } from './check.js';
import { checkAzureadSignIn } from './entra-sign-in.js';
import { checkEvidence } from './evidence.js';
import { checkFacts, checkVersions } from './facts.js';
import { checkGraph } from './graph.js';
import { checkJournalKey } from './journal-key.js';
import { checkMachine } from './machine.js';
import { checkOkta } from './okta.js';
import { checkOktaPlugin } from './okta-plugin.js';
import { checkStateEncryption } from './state-encryption.js';

/**
 * What a cutover needs and whether it is there: the machine, and with a stack also its services, evidence and holds.
 * Nothing is changed anywhere.
 *
 * @throws UserError when there is no such stack or its file has problems.
 */
export async function examine(
  stack: string | undefined,
  directory: string,
  environment: NodeJS.ProcessEnv,
  now: Date,
): Promise<Check[]> {
  const settings = stack === undefined ? undefined : await readStackSettings(stack, directory);
  const machine = [...(await checkMachine(environment)), ...checkFacts(now)];
  if (stack === undefined || settings === undefined) return machine;
  const { checks, machines } = await checkGraph(settings, environment);
  const holds = await holdsOf(settings.hold, environment);
  return [
    ...machine,
    ...checkVersions(settings, directory),
    checkJournalKey(environment),
    ...(settings.cloudSync === undefined
      ? []
      : [await checkAzureadSignIn(settings.phase, environment, now, settings.tenant.graphEndpoint)]),
    await checkStateEncryption(stack, directory, environment),
    await checkOktaPlugin(settings, environment),
    ...checks,
    ...(await checkOkta(settings, environment, machines)),
    ...(await checkEvidence(settings, directory, now)),
    holds.length === 0
      ? fine('hold', 'none')
      : warning('hold', holds.join('; '), 'Nothing is written until it is lifted.'),
  ];
}
