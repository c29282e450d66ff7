import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { engineDirectory, usersPulumiHome } from './cache.js';
import type { Engine, Origin, Way } from './engine.js';
import { executableNames, findOnPath, isExecutable, run } from './processes.js';

const oldestMinor = 200;
const languageHost = 'pulumi-language-nodejs';

/** An engine that somebody installed: the first `pulumi` on PATH. */
export const onPath: Way = async ({ environment }) => {
  const pulumi = findOnPath('pulumi', environment);
  if (pulumi === undefined) return 'no `pulumi` on PATH';
  return inspect(pulumi, 'path', environment);
};

/** An engine that an earlier run left in our cache. */
export const inCache: Way = async ({ cache, environment }) => {
  const bin = join(engineDirectory(cache), 'bin');
  const pulumi = executableIn(bin);
  if (pulumi === undefined) return `none in the cache (${bin})`;
  return inspect(pulumi, 'cache', environment);
};

/** An engine that the npm package `pulumi` or the Automation API downloaded: `~/.pulumi/versions/<version>/bin`. */
export const fromLauncher: Way = async ({ environment }) => {
  const pulumiHome = usersPulumiHome(environment);
  if (pulumiHome === undefined) return 'no home folder, so none that the npm launcher downloaded';
  const versions = join(pulumiHome, 'versions');
  for (const version of newestFirst(listFolder(versions))) {
    const pulumi = executableIn(join(versions, version, 'bin'));
    if (pulumi === undefined) continue;
    const engine = await inspect(pulumi, 'launcher', environment);
    if (typeof engine !== 'string') return engine;
  }
  return `none that the npm launcher downloaded (${versions})`;
};

/**
 * Asks an executable for its version and judges it.
 * @returns the engine, or why it cannot be used in one phrase
 */
export async function inspect(
  pulumi: string,
  origin: Origin,
  environment: NodeJS.ProcessEnv,
): Promise<Engine | string> {
  const quiet = { ...environment, PULUMI_SKIP_UPDATE_CHECK: 'true' };
  const answer = await run(pulumi, ['version'], { env: quiet, timeoutSeconds: 20 }).catch(
    (problem: Error) => problem.message,
  );
  if (typeof answer === 'string') return `${pulumi} does not start: ${answer}`;
  const version = /v?(\d+)\.(\d+)\.\d+\S*/.exec(answer.stdout);
  if (answer.code !== 0 || version === null) return `${pulumi} does not tell its version (exit code ${answer.code})`;
  const [text, major, minor] = version;
  if (Number(major) !== 3 || Number(minor) < oldestMinor) {
    return `${pulumi} is ${text}; 3.${oldestMinor} or a newer 3.x is needed`;
  }
  const hasNodeLanguageHost =
    executableNames(languageHost).some((name) => isExecutable(join(dirname(pulumi), name))) ||
    findOnPath(languageHost, environment) !== undefined;
  return { pulumi, version: text.startsWith('v') ? text : `v${text}`, origin, hasNodeLanguageHost };
}

function executableIn(folder: string): string | undefined {
  return executableNames('pulumi')
    .map((name) => join(folder, name))
    .find(isExecutable);
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function newestFirst(versions: readonly string[]): readonly string[] {
  return [...versions].sort((one, other) => other.localeCompare(one, 'en', { numeric: true }));
}
