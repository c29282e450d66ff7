import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../src/domain/errors.js';
import { isClone, packageDirectory } from './launchers.js';
import { run } from './processes.js';

const cli = join(packageDirectory, 'dist', 'cli', 'main.js');

/** Builds dist/ of a clone where a source file is newer: provider, CLI and stand-ins are started from there. */
export async function buildProduct(): Promise<void> {
  if (!isClone) return;
  const built = statSync(cli, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const changed = ['src', 'workshop'].some((name) => {
    const folder = join(packageDirectory, name);
    const files = readdirSync(folder, { recursive: true }).map(String);
    return files.some((file) => statSync(join(folder, file)).mtimeMs > built);
  });
  if (!changed) return;
  const { code, stderr } = await run(process.execPath, [join(packageDirectory, 'workshop', 'build', 'build.mjs')]);
  if (code !== 0) throw new UserError(`The sources do not build:\n${stderr.trim()}`);
}

/**
 * Plays the directory's part: exports the scenario's users and lets our own CLI make dated evidence of them.
 * @param scenario folder with OnPremIDs.csv
 * @param output the evidence file to write
 */
export async function collectOnPremises(scenario: string, output: string): Promise<void> {
  const from = join(scenario, 'OnPremIDs.csv');
  const args = ['collect', 'on-prem', '--from', from, '--exported-at', new Date().toISOString(), '--output', output];
  const { code, stderr } = await run(process.execPath, [cli, ...args]);
  if (code !== 0)
    throw new UserError(`The directory's evidence could not be collected from ${from}:\n${stderr.trim()}`);
}
