import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineDirectory, engineVersion, fillDirectory } from './cache.js';
import type { Way } from './engine.js';
import { findGo, goEnvironment } from './go-toolchain.js';
import { inspect } from './installed.js';
import { executableNames, run } from './processes.js';
import { type Say, withProgress } from './progress.js';

const commandPackage = 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi';
const versionVariable = 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version';
/** The CLI's own go.mod replaces this module; a replacement does not reach a module that requires it, so repeat it. */
const replacement = 'github.com/atotto/clipboard=github.com/tgummerer/clipboard@v0.0.0-20241001131231-d02d263e614e';

/**
 * Builds the CLI from its public Go module, in a module of ours because `go install` refuses a go.mod with replace
 * lines (facts: engine.md, "Getting the CLI", 3). The result has no Node language host.
 */
export const built: Way = async (search) => {
  const toolchain = await findGo(search);
  if ('missing' in toolchain) return `cannot be built: ${toolchain.missing}`;
  const directory = engineDirectory(search.cache);
  const pulumi = join('bin', executableNames('pulumi')[0] ?? 'pulumi');
  const env = goEnvironment(search);
  const moduleDirectory = await mkdtemp(join(tmpdir(), 'entra-cutover-engine-'));
  try {
    const fill = async (staging: string): Promise<void> => {
      mkdirSync(join(staging, 'bin'));
      await build(search.say, { go: toolchain.go, env, cwd: moduleDirectory, output: join(staging, pulumi) });
    };
    await fillDirectory(directory, fill, () =>
      search.say(`another process builds the Pulumi CLI ${engineVersion} on this machine: waiting for it`),
    );
  } catch (problem) {
    return problem instanceof GoFailed ? problem.message : `cannot be built: ${String(problem)}`;
  } finally {
    await rm(moduleDirectory, { recursive: true, force: true });
  }
  return inspect(join(directory, pulumi), 'built', search.environment);
};

interface Build {
  readonly go: string;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly output: string;
}

async function build(say: Say, { output, ...place }: Build): Promise<void> {
  await go(place, ['mod', 'init', 'engine']);
  await go(place, ['mod', 'edit', '-replace', replacement]);
  await withProgress(say, `fetching the Go module of the Pulumi CLI ${engineVersion}`, '30 seconds', () =>
    go(place, ['get', '-tool', `${commandPackage}@${engineVersion}`]),
  );
  const flags = `-s -w -X ${versionVariable}=${engineVersion}`;
  await withProgress(say, `building the Pulumi CLI ${engineVersion}, once for this machine`, '3 to 8 minutes', () =>
    go(place, ['build', '-trimpath', '-ldflags', flags, '-o', output, commandPackage]),
  );
}

class GoFailed extends Error {
  override readonly name = 'GoFailed';
}

async function go(place: Omit<Build, 'output'>, args: readonly string[]): Promise<void> {
  const { code, stderr } = await run(place.go, args, { cwd: place.cwd, env: place.env });
  if (code === 0) return;
  const lastLines = stderr.trim().split('\n').slice(-3).join(' | ');
  throw new GoFailed(`cannot be built: \`go ${args[0]} ${args[1] ?? ''}\` ended with code ${code}: ${lastLines}`);
}
