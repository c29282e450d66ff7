import { cpSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packageDirectory } from '../launchers.js';
import { executableNames } from '../processes.js';
import { cachedTool, runGo, type Tool } from '../tools.js';

const yamlVersion = 'v1.25.0';
const program = join(packageDirectory, 'workshop', 'engine', 'languages', 'main.go');
const languageHost = 'pulumi-language-yaml';
const generator = 'generate-python-sdk';

/** Pulumi's language host for YAML; next to it lies a generator of Python SDKs. Both are built from public Go modules, once. */
export function yamlLanguageHost(): Promise<Tool> {
  return cachedTool(languageHost, yamlVersion, async (folder) => {
    const module = await mkdtemp(join(tmpdir(), 'entra-cutover-languages-'));
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    cpSync(program, join(module, 'main.go'));
    const steps = [
      ['mod', 'init', 'languages'],
      ['get', '-tool', `github.com/pulumi/pulumi-yaml/cmd/${languageHost}@${yamlVersion}`],
      ['get', '.'],
      [
        'build',
        '-ldflags',
        '-s -w',
        '-o',
        join(bin, nameOf(languageHost)),
        `github.com/pulumi/pulumi-yaml/cmd/${languageHost}`,
      ],
      ['build', '-ldflags', '-s -w', '-o', join(bin, nameOf(generator)), '.'],
    ];
    try {
      return await runGo(steps, { cwd: module, timeoutSeconds: 900 });
    } finally {
      await rm(module, { recursive: true, force: true });
    }
  });
}

/** The generator next to the language host: `generate-python-sdk SCHEMA FOLDER`. */
export function pythonSdkGenerator(host: string): string {
  return join(dirname(host), nameOf(generator));
}

function nameOf(tool: string): string {
  return executableNames(tool)[0] ?? tool;
}
