import type { Settings } from '../../config/settings.js';
import { oktaPluginOrg } from '../../domain/okta.js';
import { oktaScopes } from '../../domain/permissions.js';
import { blankVariables, oktaSignIn } from '../../domain/sign-in.js';
import { oktaPluginConflict } from '../../domain/sign-in-conflict.js';
import { type Check, fine, missing, warning } from './check.js';
import { blankIn } from './entra-sign-in.js';
import { checkOktaCredential } from './machine.js';

/**
 * How the okta plugin would sign in with the same environment, and to which org. Without it (PULUMI-12), the program does not show what
 * the connections were before; a resource of the plugin that you declare yourself fails.
 */
export async function checkOktaPlugin(
  { okta }: Pick<Settings, 'okta'>,
  environment: NodeJS.ProcessEnv,
): Promise<Check> {
  const name = 'Okta credential of the okta plugin';
  const [blank] = blankVariables('oktaPlugin', environment);
  if (blank !== undefined) return missing(name, ...blankIn(blank));
  const kind = oktaSignIn(environment);
  if (kind === undefined)
    return environment.OKTA_API_PRIVATE_KEY
      ? missing(
          name,
          'OKTA_API_PRIVATE_KEY without OKTA_API_CLIENT_ID',
          'Set OKTA_API_CLIENT_ID to the client id of the service app.',
        )
      : warning(
          name,
          `none: ${leftOut}`,
          'Set OKTA_API_CLIENT_ID, OKTA_API_PRIVATE_KEY and OKTA_API_PRIVATE_KEY_ID of a service app.',
        );
  // It reads the same variables, and takes the key as PEM or as the path of a file too.
  const own = await checkOktaCredential(environment);
  if (own.state === 'missing') return { ...own, name };
  const conflict = oktaPluginConflict(environment);
  if (conflict !== undefined) return warning(name, `${conflict.found}; ${leftOut}`, conflict.fix);
  const elsewhere = otherOrg(okta.orgUrl, environment);
  if (elsewhere !== undefined) return warning(name, ...elsewhere);
  if (kind === 'API token') return fine(name, `${kind}, ${placeOf(okta.orgUrl)}`);
  if (!environment.OKTA_API_PRIVATE_KEY_ID)
    return warning(
      name,
      `${kind} without OKTA_API_PRIVATE_KEY_ID`,
      'Set OKTA_API_PRIVATE_KEY_ID to the id of the key (kid): the org needs it where the app has more than one key.',
    );
  return fine(name, `${kind}, scope ${oktaScopes.apps.permission} from the program, ${placeOf(okta.orgUrl)}`);
}

const leftOut = 'the program leaves the look-up of the connection out';

function placeOf(orgUrl: string): string {
  const { orgName, baseUrl } = oktaPluginOrg(orgUrl);
  return orgUrl === 'embedded' ? 'the stand-in' : `org ${orgName} of ${baseUrl}`;
}

/** What a provider of somebody's own would read instead of the stack's org. */
function otherOrg(orgUrl: string, environment: NodeJS.ProcessEnv): readonly [string, string] | undefined {
  if (orgUrl === 'embedded') return undefined;
  const { orgName, baseUrl } = oktaPluginOrg(orgUrl);
  const expected = { OKTA_ORG_NAME: orgName, OKTA_BASE_URL: baseUrl };
  const [found] = Object.entries(expected).filter(
    ([variable, value]) => environment[variable] && environment[variable]?.toLowerCase() !== value,
  );
  if (found === undefined) return undefined;
  const [variable, value] = found;
  return [
    `${variable} is not ${value}, as cutover:okta.orgUrl has it: a provider that you pass to the component yourself would ask another org`,
    `Unset ${variable}, or set it to ${value}.`,
  ];
}
