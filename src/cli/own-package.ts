import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package, which has most files of a repository as the reference deployment uses them. */
export const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

/** What its package.json says. */
export interface OwnPackage {
  readonly name: string;
  readonly version: string;
  readonly homepage: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** This package, as it describes itself. */
export async function ownPackage(): Promise<OwnPackage> {
  return JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as OwnPackage;
}

/** Where a repository gets the package from. */
export interface PackageSource {
  /** What its package.json asks npm for. */
  readonly wanted: string;
  /** The file that lies in the repository then. */
  readonly tarball?: { readonly name: string; readonly content?: Buffer };
}

/**
 * Where a repository gets this package from: the registry that the running one came from, else its own file. A version alone would be
 * whatever somebody publishes under that name.
 *
 * @param root the folder of the running package; what npm recorded about it is next to it. (npm's `node_modules/.package-lock.json`,
 * "hidden lockfiles" of package-lock.json's page, seen with npm 10 for a registry, a file and npx.)
 */
export async function packageSource(root: string = packageRoot): Promise<PackageSource> {
  const { name, version } = await ownPackage();
  const modules = dirname(resolve(root));
  const { resolved = '', integrity = '' } =
    (basename(modules) === 'node_modules' && (await recorded(modules, name))) || {};
  if (new RegExp(`^https?://.*/${name}/-/${name}-`).test(resolved)) return { wanted: version };
  const file = `${name}-${version}.tgz`;
  const content = resolved.startsWith('file:')
    ? await sameFile(dirname(modules), resolved.slice(5), integrity)
    : undefined;
  return { wanted: `file:${file}`, tarball: { name: file, ...(content && { content }) } };
}

interface Recorded {
  readonly resolved?: string;
  readonly integrity?: string;
}

async function recorded(modules: string, name: string): Promise<Recorded | undefined> {
  try {
    const lockfile = JSON.parse(await readFile(join(modules, '.package-lock.json'), 'utf8')) as {
      readonly packages?: Readonly<Record<string, Recorded>>;
    };
    return lockfile.packages?.[`node_modules/${name}`];
  } catch {
    // Another package manager installed it.
    return undefined;
  }
}

/** The file's bytes, if they are still those that were installed. */
async function sameFile(folder: string, path: string, integrity: string): Promise<Buffer | undefined> {
  const content = await readFile(resolve(folder, path)).catch(() => undefined);
  if (content === undefined) return undefined;
  return integrity === `sha512-${createHash('sha512').update(content).digest('base64')}` ? content : undefined;
}
