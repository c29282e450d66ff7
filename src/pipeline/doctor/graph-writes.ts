import type { GraphClient } from '../../connectors/graph/client.js';
import { GraphApiError } from '../../connectors/graph/errors.js';
import { grantedPermissions } from '../../connectors/graph/granted.js';
import { grantAdvice, writeSynchronization } from '../../connectors/graph/permissions.js';
import { UserError } from '../../domain/errors.js';
import type { Phase } from '../../domain/phase.js';
import { entraClientId, entraSignIn } from '../../domain/sign-in.js';
import { type Check, fine, missing, unknown, warning } from './check.js';
import { failure } from './failure.js';

/**
 * Whether the application may write what stage and cutover write, by what it was granted: trying would write. Before stage
 * its lack is a warning, because the identity that reads may well be another one. Nothing is said of a person’s rights.
 */
export async function checkWrites(
  client: GraphClient,
  phase: Phase,
  environment: NodeJS.ProcessEnv,
): Promise<readonly Check[]> {
  const clientId = entraClientId(environment);
  if (clientId === undefined || entraSignIn(environment).kind === 'Azure CLI') return [];
  const name = `may write ${writeSynchronization.name}`;
  const fix = grantAdvice(writeSynchronization);
  try {
    const granted = await grantedPermissions(client, clientId);
    if (granted.has(writeSynchronization.permission)) return [fine(name, 'yes')];
    const found = `no: ${clientId} has no ${writeSynchronization.permission}`;
    return [(phase === 'assess' ? warning : missing)(name, found, fix)];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const denied = error instanceof GraphApiError && error.status === 403;
    return [denied ? unknown(name, `no permission to look: ${error.message}`, fix) : failure(name, error)];
  }
}
