import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { credentialKind } from '../../sources/graph/credentials.js';
import { oktaCredentialKind } from '../../sources/okta/credentials.js';
import { type Check, fine, missing, warning } from './check.js';

const oldestNode = [20, 19] as const;

/** Node.js, the engine and the credentials that the environment offers. */
export async function checkMachine(environment: NodeJS.ProcessEnv): Promise<Check[]> {
  return [
    checkNode(process.versions.node),
    await checkEngine(environment),
    await checkEntraCredential(environment),
    checkOktaCredential(environment),
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
  if (version !== undefined) return fine(name, `${version} on PATH`);
  return missing(
    name,
    'there is no pulumi on PATH',
    'Install the Pulumi CLI and put it on PATH; on a clone of this repository, npm run pulumi brings its own.',
  );
}

/** Which kind of credential signing in to Entra would use; never its value. No client secret is among them. */
async function checkEntraCredential(environment: NodeJS.ProcessEnv): Promise<Check> {
  const name = 'Entra credential';
  const kind = credentialKind(environment);
  if (kind !== 'Azure CLI') {
    if (environment.AZURE_CLIENT_ID) return fine(name, kind);
    return missing(name, `${kind} without AZURE_CLIENT_ID`, 'Set AZURE_CLIENT_ID to the application’s client id.');
  }
  if ((await outputOf('az', ['version', '--output', 'tsv'], environment)) !== undefined)
    return warning(
      name,
      'Azure CLI: whoever is signed in',
      'Right for a person; for a pipeline set AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE (workload identity).',
    );
  return missing(
    name,
    'none',
    'Set AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE (workload identity) or AZURE_CLIENT_CERTIFICATE_PATH, or install the Azure CLI and run az login.',
  );
}

function checkOktaCredential(environment: NodeJS.ProcessEnv): Check {
  const name = 'Okta credential';
  const kind = oktaCredentialKind(environment);
  if (kind === 'service app') return fine(name, kind);
  if (kind === 'API token')
    return warning(
      name,
      kind,
      'It has all rights of whoever made it: prefer a service app (OKTA_API_CLIENT_ID, OKTA_API_PRIVATE_KEY).',
    );
  return missing(name, 'none', 'Set OKTA_API_CLIENT_ID and OKTA_API_PRIVATE_KEY of a service app, or OKTA_API_TOKEN.');
}

/** The first line that a program prints, or undefined when it can't be run. */
async function outputOf(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { env: environment, timeout: 20_000 });
    return stdout.split('\n')[0]?.trim() ?? '';
  } catch {
    return undefined;
  }
}
