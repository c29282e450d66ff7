import type { GraphClient } from '../../connectors/graph/client.js';
import { GraphApiError } from '../../connectors/graph/errors.js';
import { grantedPermissions } from '../../connectors/graph/granted.js';
import { grantAdvice } from '../../connectors/graph/permissions.js';
import { UserError } from '../../domain/errors.js';
import { graphWrites, type NeedingSetting, type Permission } from '../../domain/permissions.js';
import type { Phase } from '../../domain/phase.js';
import { entraClientId, entraSignIn } from '../../domain/sign-in.js';
import { type Check, fine, missing, unknown, warning } from './check.js';
import { failure } from './failure.js';

/**
 * Whether the application may write what the stack declares, by what it was granted: trying would write. Before stage
 * its lack is a warning, because the identity that reads may well be another one. Nothing is said of a person’s rights.
 */
export async function checkWrites(
  client: GraphClient,
  settings: { readonly phase: Phase } & Readonly<Partial<Record<NeedingSetting, unknown>>>,
  environment: NodeJS.ProcessEnv,
): Promise<readonly Check[]> {
  const clientId = entraClientId(environment);
  if (clientId === undefined || entraSignIn(environment).kind === 'Azure CLI') return [];
  const wanted: readonly Permission[] = Object.values(graphWrites).filter(
    ({ setting }) => settings[setting] !== undefined,
  );
  if (wanted.length === 0) return [];
  const titled = wanted.map((write) => ({ ...write, title: `may write ${write.name}`, fix: grantAdvice(write) }));
  try {
    const granted = await grantedPermissions(client, clientId);
    return titled.map(({ title, fix, permission, optional }) => {
      if (granted.has(permission)) return fine(title, 'yes');
      const say = settings.phase === 'assess' || optional ? warning : missing;
      return say(title, `no permission: ${clientId} has no ${permission}`, fix);
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const denied = error instanceof GraphApiError && error.status === 403;
    return titled.map(({ title, fix }) =>
      denied ? unknown(title, `no permission to look: ${error.message}`, fix) : failure(title, error),
    );
  }
}
