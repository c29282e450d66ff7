import { surelyFrom } from '../../domain/clock.js';

/**
 * What is said of evidence that does not show what Entra shows.
 *
 * @param serverName left out where nothing names the server.
 * @param moment of the evidence.
 */
export function outdatedText(
  { serverName = 'the Entra Connect server' }: { readonly serverName?: string | undefined },
  moment: string,
  synchronizedAt: string,
): string {
  return `Entra shows a synchronization at ${synchronizedAt}, and the evidence of ${serverName} is of ${moment}: what happened since is not in it, and clocks differ, so nothing follows from it. Export the evidence again, after ${surelyFrom(synchronizedAt)}.`;
}
