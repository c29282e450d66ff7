import { open } from 'node:fs/promises';
import type { Phase } from '../../domain/phase.js';
import { azureadSignIn, entraClientId, entraSignIn } from '../../domain/sign-in.js';
import { signInConflict } from '../../domain/sign-in-conflict.js';
import { type Check, fine, missing, warning } from './check.js';
import { outputOf } from './output-of.js';

/** How our own client would sign in to Entra; never a value. */
export async function checkEntraSignIn(environment: NodeJS.ProcessEnv): Promise<Check> {
  const name = 'Entra credential';
  const { kind } = entraSignIn(environment);
  if (kind !== 'Azure CLI') {
    if (entraClientId(environment) === undefined)
      return missing(name, `${kind} without AZURE_CLIENT_ID`, 'Set AZURE_CLIENT_ID to the application’s client id.');
    if (kind !== 'client secret') return fine(name, kind);
    return warning(name, kind, 'A secret can be copied: prefer a workload identity or a certificate.');
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
  if (azureadSignIn(environment) !== 'client certificate' || !path) return undefined;
  const begin = await firstByte(path);
  if (begin === derSequence) return undefined;
  return [
    begin === undefined ? `${path} can’t be read` : `${path} is no PKCS#12 file`,
    'Make one of certificate and key (openssl pkcs12 -export) and name it in ARM_CLIENT_CERTIFICATE_PATH.',
  ];
}

/** PKCS#12 is DER and begins with a sequence; PEM begins with a dash. */
const derSequence = 0x30;

async function firstByte(path: string): Promise<number | undefined> {
  const file = await open(path).catch(() => undefined);
  try {
    return (await file?.read(Buffer.alloc(1), 0, 1))?.buffer[0];
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}
