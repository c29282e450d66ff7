import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireEngine } from '../engine/acquire.js';
import { installPlugins } from '../plugins/install.js';
import { pluginVersion } from '../plugins/versions.js';
import { liveWithPlugins } from './lifecycle.js';

// `npm run fidelity`: the whole life of an environment with the vendors' own plugins against the stand-ins, compared with
// the requests that were recorded. Where a plugin is unavailable there is nothing to compare: that is said, and no failure.
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const tell = (line: string): void => void process.stdout.write(`${line}\n`);

const directory = mkdtempSync(join(tmpdir(), 'entra-cutover-fidelity-'));
try {
  process.exitCode = await main();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function main(): Promise<number> {
  const engine = await acquireEngine({ say });
  const pulumiHome = join(directory, 'home');
  const kinds = await installPlugins({ engine, pulumiHome, environment: process.env, say: () => {} });
  const versions = Object.keys(kinds).map((name) => `${name} ${pluginVersion(name as 'okta' | 'azuread')}`);
  const missing = versions.filter((version) => kinds[version.split(' ')[0] ?? ''] === 'stand-in');
  if (missing.length > 0) {
    tell(
      `The real plugins are unavailable here (${missing.join(', ')}: not in ~/.pulumi, and \`pulumi plugin install resource\` failed), so nothing was compared.`,
    );
    return 0;
  }
  const host = engine.hasNodeLanguageHost
    ? 'the official Node language host'
    : 'the stand-in of the Node language host';
  tell(`Engine ${engine.version} (${engine.origin}), ${host}, ${versions.join(', ')}.`);
  const steps = await liveWithPlugins({ directory: join(directory, 'project'), engine, whole: true, say });
  for (const { name, code, output, differences } of steps) {
    const verdict = code !== 0 ? `ended with ${code}` : differences.length > 0 ? 'other requests' : 'as recorded';
    tell(`${name}: ${verdict}`);
    for (const line of differences) tell(`  ${line}`);
    if (code !== 0) tell(output);
  }
  return steps.every(({ code, differences }) => code === 0 && differences.length === 0) ? 0 : 1;
}
