import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The first line that a program prints, or undefined when it can't be run. */
export async function outputOf(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { env: environment, timeout: 20_000 });
    return stdout.split('\n')[0]?.trim() ?? '';
  } catch {
    return undefined;
  }
}
