import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A sentence that ends twice: a message that already has its period was put in front of one. */
export const endsTwice = /\p{L}\.\.(?=\s|$)/u;

/** Runs the built CLI as a process, as a user would. Rejects where what it says has a sentence that ends twice. */
export function runCli(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(repository, 'dist/cli/main.js'), ...args], {
      cwd: options.cwd ?? repository,
      env: { ...process.env, NO_COLOR: '1', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const [twice] = [stdout, stderr].filter((text) => endsTwice.test(text));
      if (twice === undefined) resolve({ code, stdout, stderr });
      else reject(new Error(`A sentence ends twice:\n${twice}`));
    });
  });
}

/** A new folder with the files; texts are written as UTF-8, buffers as they are. */
export function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-cli-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** What a command said besides the progress of its readings, which a busy machine makes long enough to be told. */
export function withoutProgress(stderr: string): string {
  return stderr.replaceAll(/^.+: \d+.* read(, \d+.* a second(, about \d+ s left)?)?\n/gm, '');
}
