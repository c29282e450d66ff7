import { open } from 'node:fs/promises';
import type { Phase } from '../../domain/phase.js';
import { azureadSignIn, entraClientId, entraSignIn } from '../../domain/sign-in.js';
import { signInConflict } from '../../domain/sign-in-conflict.js';
import { type Check, fine, missing, warning } from './check.js';
import { outputOf } from './output-of.js';

/** How our own client would sign in to Entra; never a value. */
export async function checkEntraSignIn(environment: NodeJS.ProcessEnv): Promise<Check> {
  const name = 'Entra credential';
  const signIn = entraSignIn(environment);
  const { kind } = signIn;
  if (kind !== 'Azure CLI') {
    if (entraClientId(environment) === undefined)
      return missing(name, `${kind} without AZURE_CLIENT_ID`, 'Set AZURE_CLIENT_ID to the application’s client id.');
    const path = 'tokenFile' in signIn ? signIn.tokenFile : 'certificatePath' in signIn && signIn.certificatePath;
    if (path && (await firstByte(path)) === undefined)
      return missing(
        name,
        `${kind}, and ${path} is empty or can’t be read`,
        'tokenFile' in signIn
          ? `Have the pipeline write an identity token there, or unset ${signIn.fileVariable}.`
          : 'Name a PEM file of certificate and key in AZURE_CLIENT_CERTIFICATE_PATH.',
      );
    if (kind !== 'client secret') return fine(name, kind);
    return warning(name, kind, 'A secret can be copied: prefer a workload identity or a certificate.');
  }
  if (await hasAzureCli(environment))
    return warning(
      name,
      'Azure CLI: whoever is signed in',
      'Right for a person; for a pipeline set AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE (workload identity).',
    );
  return missing(name, 'none', anyWay);
}

/** What both clients read. */
const anyWay =
  'Set AZURE_CLIENT_ID and ARM_OIDC_TOKEN (workload identity), or AZURE_CLIENT_ID, AZURE_CLIENT_CERTIFICATE_PATH (PEM) and ARM_CLIENT_CERTIFICATE_PATH (the same as PKCS#12, for the azuread plugin), or install the Azure CLI and run az login.';

async function hasAzureCli(environment: NodeJS.ProcessEnv): Promise<boolean> {
  return (await outputOf('az', ['version', '--output', 'tsv'], environment)) !== undefined;
}

/**
 * How the azuread plugin would sign in with the same environment, and whether as the same identity. It is needed from stage on, so
 * before that its lack is a warning.
 */
export async function checkAzureadSignIn(phase: Phase, environment: NodeJS.ProcessEnv): Promise<Check> {
  const name = 'Entra credential of the azuread plugin';
  const [found, fix] = (await azureadProblem(environment)) ?? [];
  if (found === undefined || fix === undefined) return fine(name, azureadSignIn(environment));
  return (phase === 'assess' ? warning : missing)(name, found, fix);
}

async function azureadProblem(environment: NodeJS.ProcessEnv): Promise<readonly [string, string] | undefined> {
  const conflict = signInConflict(environment);
  if (conflict !== undefined) return [conflict.found, conflict.fix];
  const { ARM_CLIENT_CERTIFICATE_PATH: path } = environment;
  const kind = azureadSignIn(environment);
  if (kind === 'Azure CLI' && !(await hasAzureCli(environment))) return ['none', anyWay];
  if (kind !== 'client certificate' || !path) return undefined;
  const begin = await firstByte(path);
  if (begin === derSequence) return undefined;
  return [
    begin === undefined ? `${path} is empty or can’t be read` : `${path} is no PKCS#12 file`,
    'Make one of certificate and key (openssl pkcs12 -export) and name it in ARM_CLIENT_CERTIFICATE_PATH.',
  ];
}

/** PKCS#12 is DER and begins with a sequence; PEM begins with a dash. */
const derSequence = 0x30;

/** Undefined for an empty file, and for one that can't be read. */
async function firstByte(path: string): Promise<number | undefined> {
  const file = await open(path).catch(() => undefined);
  try {
    const { bytesRead = 0, buffer } = (await file?.read(Buffer.alloc(1), 0, 1)) ?? {};
    return bytesRead === 0 ? undefined : buffer?.[0];
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}
