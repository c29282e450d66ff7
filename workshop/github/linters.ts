import { join } from 'node:path';
import { findOnPath, run } from '../engine/processes.js';
import { cachedTool, runGo, type Tool } from '../engine/tools.js';

const actionlintVersion = 'v1.7.12';
const zizmorVersion = '1.32.0';

/** actionlint: on PATH, in the user's cache, or built from its Go module. */
export async function actionlint(): Promise<Tool> {
  const source = `github.com/rhysd/actionlint/cmd/actionlint@${actionlintVersion}`;
  return cachedTool('actionlint', actionlintVersion, (folder) =>
    runGo([['install', source]], { env: { GOBIN: join(folder, 'bin') }, timeoutSeconds: 600 }),
  );
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
