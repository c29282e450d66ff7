import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { usersPulumiHome } from '../engine/cache.js';
import type { Engine } from '../engine/engine.js';
import { linkOrCopy, writeLauncher } from '../engine/launchers.js';
import { executableNames, run } from '../engine/processes.js';
import { type Say, withProgress } from '../engine/progress.js';
import { type PluginName, pluginVersion } from './versions.js';

interface Plugin {
  readonly name: PluginName;
  readonly version: string;
  /** Its folder in a PULUMI_HOME. */
  readonly folder: string;
}

const standInMark = 'STAND-IN';
const installSeconds = 60;
const hoursBeforeAnotherTry = 12;

/** Which plugin serves a provider: the vendor's, or our stand-in. */
export type PluginKind = 'real' | 'stand-in';

/**
 * Puts the okta and azuread plugins into the wrapper's own PULUMI_HOME: the real one from the user's own home or from the
 * vendor, else a stand-in. A failed download is remembered for some hours (the mark in the stand-in's folder), because
 * asking an unreachable host on every run would only cost time.
 */
export async function installPlugins(options: {
  readonly engine: Engine;
  /** The wrapper's own PULUMI_HOME. */
  readonly pulumiHome: string;
  /** The user's environment: their PULUMI_HOME may hold real plugins, their proxy settings serve the download. */
  readonly environment: NodeJS.ProcessEnv;
  readonly say: Say;
}): Promise<Readonly<Record<string, PluginKind>>> {
  const kinds: Record<string, PluginKind> = {};
  let vendorReached = true;
  for (const plugin of (['okta', 'azuread'] as const).map(pluginOf)) {
    const folder = join(options.pulumiHome, plugin.folder);
    const found = linkUsersOwn(plugin, folder, options.environment) ?? alreadyThere(plugin, folder);
    if (found === undefined) vendorReached = vendorReached && (await download(plugin, folder, options));
    const kind = found ?? (vendorReached ? 'real' : 'stand-in');
    if (kind === 'stand-in') writeStandIn(plugin, folder, found === undefined);
    kinds[plugin.name] = kind;
  }
  return kinds;
}

function pluginOf(name: PluginName): Plugin {
  const version = pluginVersion(name);
  return { name, version, folder: join('plugins', `resource-${name}-v${version}`) };
}

function linkUsersOwn(plugin: Plugin, folder: string, environment: NodeJS.ProcessEnv): 'real' | undefined {
  const home = usersPulumiHome(environment);
  if (home === undefined) return undefined;
  const own = join(home, plugin.folder);
  if (own === folder || !hasExecutable(plugin, own)) return undefined;
  if (isStandIn(folder)) rmSync(folder, { recursive: true });
  for (const entry of readdirSync(own, { withFileTypes: true })) {
    if (entry.isFile()) linkOrCopy(join(own, entry.name), join(folder, entry.name));
  }
  return 'real';
}

function alreadyThere(plugin: Plugin, folder: string): PluginKind | undefined {
  if (!hasExecutable(plugin, folder)) return undefined;
  if (!isStandIn(folder)) return 'real';
  const hours = (Date.now() - statSync(join(folder, standInMark)).mtimeMs) / 3_600_000;
  return hours < hoursBeforeAnotherTry ? 'stand-in' : undefined;
}

function hasExecutable(plugin: Plugin, folder: string): boolean {
  return executableNames(`pulumi-resource-${plugin.name}`).some((name) => existsSync(join(folder, name)));
}

function isStandIn(folder: string): boolean {
  return existsSync(join(folder, standInMark));
}

async function download(
  plugin: Plugin,
  folder: string,
  { engine, pulumiHome, environment, say }: Parameters<typeof installPlugins>[0],
): Promise<boolean> {
  if (isStandIn(folder)) rmSync(folder, { recursive: true });
  const args = ['plugin', 'install', 'resource', plugin.name, `v${plugin.version}`];
  const env = { ...environment, PULUMI_HOME: pulumiHome, PULUMI_SKIP_UPDATE_CHECK: 'true' };
  const what = `asking the vendor for the ${plugin.name} plugin v${plugin.version}`;
  const { code } = await withProgress(say, what, 'seconds, at most a minute', () =>
    run(engine.pulumi, args, { env, timeoutSeconds: installSeconds }),
  );
  if (code !== 0) {
    rmSync(folder, { recursive: true, force: true });
    say(`the ${plugin.name} plugin is unavailable: a stand-in that sends the same requests takes its place`);
  }
  return code === 0;
}

/** The mark comes first: a folder without it would pass for the real plugin's. */
function writeStandIn(plugin: Plugin, folder: string, afterAttempt: boolean): void {
  mkdirSync(folder, { recursive: true });
  const text = `A test double of the ${plugin.name} plugin for the embedded stand-ins; it refuses every other address.\n`;
  if (afterAttempt) writeFileSync(join(folder, standInMark), text);
  writeLauncher(join(folder, `pulumi-resource-${plugin.name}`), `plugins/${plugin.name}-main.js`);
}
