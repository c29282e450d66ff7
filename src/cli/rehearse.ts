import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UserError } from '../domain/errors.js';
import { exitCodes } from './exit-codes.js';

export interface RehearseOptions {
  readonly stack: string;
  readonly output: string;
  readonly quiet?: boolean;
}

/**
 * Runs the rehearsal of the repository in the stack's folder. The engine's acquisition and the simulators are development
 * parts: the published package has neither, and says where they are.
 */
export async function rehearseCommand({ stack, output, quiet }: RehearseOptions): Promise<number> {
  const program = fileURLToPath(new URL('../../workshop/rehearsal/main.ts', import.meta.url));
  if (!existsSync(program)) {
    throw new UserError(
      'A rehearsal needs the simulators, which the published package leaves out. Clone the repository of entra-cutover, run npm ci there, and run its rehearse in the folder of your stack: node <clone>/dist/cli/main.js rehearse --stack NAME.',
    );
  }
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const asked = ['--stack', stack, '--output', output, ...(quiet ? ['--quiet'] : [])];
  const child = spawn(process.execPath, ['--import', loader, program, ...asked], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? exitCodes.error));
  });
}
