import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { linkDependencies, packageDirectory } from '../../engine/launchers.js';

/** The product packed as for the registry; dist/ as it is. */
export function pack(into: string): string {
  mkdirSync(into, { recursive: true });
  const packed = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', into], {
    cwd: packageDirectory,
  });
  return join(into, packed.toString().trim().split('\n').at(-1) ?? '');
}

/** A project with the packed product in its node_modules, and of its dependencies what the registry would have brought. */
export function installProject(directory: string, tarball: string): string {
  linkDependencies(directory);
  const installed = join(directory, 'node_modules', 'entra-cutover');
  mkdirSync(installed);
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  cpSync(join(packageDirectory, 'Pulumi.staging.yaml'), join(directory, 'Pulumi.staging.yaml'));
  return join(installed, 'dist', 'cli', 'main.js');
}

/** The sources as a clone has them, for the commands of the repository itself. */
export function cloneRepository(directory: string): void {
  const left = new Set(['node_modules', '.git', '.entra-cutover', 'coverage']);
  for (const name of readdirSync(packageDirectory)) {
    if (!left.has(name)) cpSync(join(packageDirectory, name), join(directory, name), { recursive: true });
  }
  symlinkSync(join(packageDirectory, 'node_modules'), join(directory, 'node_modules'));
}

/** Takes the right to write from everybody, or gives it back to the owner. */
export function setWritable(directory: string, writable: boolean): void {
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    chmodSync(path, (entry.isDirectory() ? 0o555 : 0o444) | (writable ? 0o200 : 0));
  }
  chmodSync(directory, writable ? 0o755 : 0o555);
}
