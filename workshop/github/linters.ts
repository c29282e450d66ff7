import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory, fillDirectory } from '../engine/cache.js';
import { findGo, goEnvironment } from '../engine/go-toolchain.js';
import { executableNames, findOnPath, isExecutable, run } from '../engine/processes.js';

const actionlintVersion = 'v1.7.12';
const zizmorVersion = '1.32.0';

/** The path of a linter, or why there is none and what would bring it. */
export type Linter = { readonly path: string } | { readonly missing: string };

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** actionlint: on PATH, in the user's cache, or built from its Go module. */
export async function actionlint(): Promise<Linter> {
  return linter('actionlint', actionlintVersion, async (folder) => {
    const search = { say, environment: process.env, cache: cacheDirectory(process.env) };
    const toolchain = await findGo(search);
    if ('missing' in toolchain) return `${toolchain.missing}; install Go 1.24 or newer`;
    const source = `github.com/rhysd/actionlint/cmd/actionlint@${actionlintVersion}`;
    const env = { ...goEnvironment(search), GOBIN: join(folder, 'bin') };
    const { code, stderr } = await run(toolchain.go, ['install', source], { env, timeoutSeconds: 600 });
    return code === 0 ? undefined : `go install ${source} failed: ${stderr.trim().split('\n').at(-1)}`;
  });
}

/** zizmor: on PATH, in the user's cache, or from PyPI, whose wheel has the program. */
export async function zizmor(): Promise<Linter> {
  return linter('zizmor', zizmorVersion, async (folder) => {
    const python = ['python3', 'python']
      .map((name) => findOnPath(name, process.env))
      .find((path) => path !== undefined);
    if (python === undefined) return 'no Python; install Python 3 with pip';
    const options = ['--quiet', '--only-binary', ':all:', '--no-deps', '--target', folder];
    const pip = ['-m', 'pip', 'install', ...options, `zizmor==${zizmorVersion}`];
    const { code, stderr } = await run(python, pip, { timeoutSeconds: 600 });
    return code === 0 ? undefined : `pip install zizmor failed: ${stderr.trim().split('\n').at(-1)}`;
  });
}

/** The version is pinned: a newer linter with a new rule must not turn an old commit red. */
async function linter(
  name: string,
  version: string,
  install: (folder: string) => Promise<string | undefined>,
): Promise<Linter> {
  const folder = join(cacheDirectory(process.env), 'tools', `${name}-${version}-${process.platform}-${process.arch}`);
  const cached = () =>
    executableNames(name)
      .map((file) => join(folder, 'bin', file))
      .find(isExecutable);
  if (cached() === undefined) {
    let failure: string | undefined;
    mkdirSync(join(folder, '..'), { recursive: true });
    await fillDirectory(folder, async (staging) => {
      failure = await install(staging);
      if (failure !== undefined) throw new Error(failure);
    }).catch((error: unknown) => {
      failure ??= String(error);
    });
    if (failure !== undefined) return { missing: `left out: ${name} (${failure})` };
  }
  const path = cached();
  return path === undefined
    ? { missing: `left out: ${name} (its package has no program for this platform)` }
    : { path };
}
