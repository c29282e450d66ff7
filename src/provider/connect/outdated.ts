import type { ConnectActivationInputs } from '../../config/resource-table.js';

/** What is said of evidence that is older than what Entra shows. */
export function outdatedText(
  { serverName }: Pick<ConnectActivationInputs, 'serverName'>,
  moment: string,
  synchronizedAt: string,
): string {
  return `Entra shows a synchronization at ${synchronizedAt}, and the evidence of ${serverName} is of ${moment}: what happened since is not in it, so nothing follows from it. Export the evidence again.`;
}
