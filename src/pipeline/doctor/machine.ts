import { OktaCredentialError, oktaCredentials } from '../../connectors/okta/credentials.js';
import { blankVariables, copyAgain, lackOfSecret, oktaSignIn } from '../../domain/sign-in.js';
import { type Check, fine, missing, warning } from './check.js';
import { blankIn, checkEntraSignIn } from './entra-sign-in.js';
import { outputOf } from './output-of.js';
import { checkTrust } from './trust.js';

const oldestNode = [20, 19] as const;
/** The first that hands a provider variables under other names (`envVarMappings`), which the azuread plugin needs. */
const oldestEngine = [3, 220] as const;

/** Node.js, the engine and the credentials that the environment offers. */
export async function checkMachine(environment: NodeJS.ProcessEnv): Promise<Check[]> {
  return [
    checkNode(process.versions.node),
    await checkEngine(environment),
    await checkEntraSignIn(environment),
    await checkOktaCredential(environment),
    ...(await checkTrust(environment)),
  ];
}

/** Node.js by its version, `20.19.0`. */
export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const name = 'Node.js';
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return fine(name, version);
  return missing(name, version, `Install Node.js ${oldestNode.join('.')} or newer.`);
}

async function checkEngine(environment: NodeJS.ProcessEnv): Promise<Check> {
  const name = 'Pulumi engine';
  const version = await outputOf('pulumi', ['version'], environment);
  if (version !== undefined) return checkEngineVersion(version);
  return missing(
    name,
    'there is no pulumi on PATH',
    'Install the Pulumi CLI and put it on PATH; on a clone of this repository, npm run pulumi brings its own.',
  );
}

/** The Pulumi CLI by what `pulumi version` prints: `v3.259.0`. */
export function checkEngineVersion(version: string): Check {
  const name = 'Pulumi engine';
  const [, major, minor] = (/(\d+)\.(\d+)\./.exec(version) ?? []).map(Number);
  const known = major !== undefined && minor !== undefined;
  if (!known || major > oldestEngine[0] || (major === oldestEngine[0] && minor >= oldestEngine[1]))
    return fine(name, `${version} on PATH`);
  return missing(
    name,
    `${version} on PATH`,
    `Install ${oldestEngine.join('.')} or newer: an older one keeps AZURE_CLIENT_ID from the azuread plugin.`,
  );
}

/** The credential for Okta, which is read and not used. */
export async function checkOktaCredential(environment: NodeJS.ProcessEnv): Promise<Check> {
  const name = 'Okta credential';
  const [blank] = blankVariables('okta', environment);
  if (blank !== undefined) return missing(name, ...blankIn(blank));
  const kind = oktaSignIn(environment);
  if (kind === undefined)
    return missing(
      name,
      'none',
      'Set OKTA_API_CLIENT_ID and OKTA_API_PRIVATE_KEY of a service app, or OKTA_API_TOKEN.',
    );
  const lack = lackOfSecret('OKTA_API_TOKEN', environment.OKTA_API_TOKEN?.trim() ?? '');
  if (lack !== undefined) return missing(name, lack, copyAgain);
  try {
    await oktaCredentials('read', environment);
  } catch (error) {
    if (!(error instanceof OktaCredentialError)) throw error;
    return missing(
      name,
      error.message,
      'Set OKTA_API_PRIVATE_KEY to the private key of the service app, as PEM or as the path of a PEM file that this user may read.',
    );
  }
  if (kind === 'API token')
    return warning(
      name,
      kind,
      'It has all rights of the administrator who made it: prefer a service app (OKTA_API_CLIENT_ID, OKTA_API_PRIVATE_KEY).',
    );
  return fine(name, kind);
}
