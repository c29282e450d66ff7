import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What is tried: the oldest that `engines` of package.json allows, and the newest of each supported major. */
export const triedVersions: readonly string[] = ['20.19', '20', '22', '24'];

/**
 * The newest Node of that version (`22`, `20.19`): the registry's package of its platform, installed once into the temporary folder, where another
 * user of the machine may start it too.
 */
export async function nodeOf(version: string): Promise<string> {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(tmpdir(), 'entra-cutover-nodes', version);
  const program = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  for (const path of [join(folder, '..'), folder]) chmodSync(path, 0o755);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const quiet = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', ['install', ...quiet, `${name}@${version}`], { cwd: folder });
  return program;
}
