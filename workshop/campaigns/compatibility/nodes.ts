import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The majors that are supported: `engines` of package.json and docs/supported-versions.md. */
export const supportedMajors = [20, 22, 24] as const;

/**
 * A Node of that major: the registry's package of its platform, installed once into the temporary folder, where another
 * user of the machine may start it too.
 */
export async function nodeOf(major: number): Promise<string> {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(tmpdir(), 'entra-cutover-nodes', String(major));
  const program = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  for (const path of [join(folder, '..'), folder]) chmodSync(path, 0o755);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const quiet = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', ['install', ...quiet, `${name}@${major}`], { cwd: folder });
  return program;
}
