import { join } from 'node:path';
import { cacheDirectory } from '../engine/cache.js';
import { findGo, goEnvironment } from '../engine/go-toolchain.js';
import { findOnPath, run } from '../engine/processes.js';
import { cachedTool, type Tool } from '../engine/tools.js';

const actionlintVersion = 'v1.7.12';
const zizmorVersion = '1.32.0';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** actionlint: on PATH, in the user's cache, or built from its Go module. */
export async function actionlint(): Promise<Tool> {
  return cachedTool('actionlint', actionlintVersion, async (folder) => {
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
export async function zizmor(): Promise<Tool> {
  return cachedTool('zizmor', zizmorVersion, async (folder) => {
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
