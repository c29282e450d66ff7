import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a finished child process left behind. */
export interface Finished {
  /** Exit code; 128 + the signal's number stands for an end by signal, as shells report it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** After so long the child is ended; never, when left out. */
  readonly timeoutSeconds?: number;
  /** Called with each piece of stdout and stderr as it arrives. */
  readonly onOutput?: (text: string, stream: 'stdout' | 'stderr') => void;
  /** The child uses our own terminal; stdout and stderr of the result are then empty. */
  readonly inheritStdio?: boolean;
}

const signalNumbers: Readonly<Record<string, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/**
 * Runs a program to its end, without a shell; rejects only when the program cannot be started. SIGINT and SIGTERM are
 * passed on as SIGINT, on which the Pulumi CLI ends in good order (SIGTERM kills it on the spot and leaves its plugins and
 * its lock behind). Not so the SIGINT of a terminal: that one reached the child already, and a second one means "at once".
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      ...(options.env !== undefined && { env: options.env }),
      stdio: options.inheritStdio === true ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
        options.onOutput?.(text, stream);
      });
    }
    let timedOut = false;
    const passOn = (signal: NodeJS.Signals): void => {
      if (signal === 'SIGTERM' || !process.stdin.isTTY) child.kill('SIGINT');
    };
    const timer =
      options.timeoutSeconds === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
          }, options.timeoutSeconds * 1000);
    const release = (): void => {
      clearTimeout(timer);
      process.off('SIGINT', passOn).off('SIGTERM', passOn);
    };
    process.on('SIGINT', passOn).on('SIGTERM', passOn);
    child.on('error', (problem) => {
      release();
      reject(problem);
    });
    child.on('close', (code, signal) => {
      release();
      resolve({ ...output, code: code ?? 128 + (signalNumbers[signal ?? ''] ?? 0), timedOut });
    });
  });
}

/** The full path of a program on PATH, or undefined; on Windows with its `.exe` or `.cmd`. */
export function findOnPath(program: string, environment: NodeJS.ProcessEnv): string | undefined {
  const folders = (environment.PATH ?? environment.Path ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => executableNames(program).map((name) => join(folder, name))).find(isExecutable);
}

/** The file names a program goes by on this platform. */
export function executableNames(program: string): readonly string[] {
  return process.platform === 'win32' ? [`${program}.exe`, `${program}.cmd`] : [program];
}

/** Whether the path is a file that this user may start. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
