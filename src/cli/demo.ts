import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../domain/errors.js';
import { exitCodes } from './exit-codes.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs the demo of the repository and returns its exit code. The stand-ins are development parts and not in the package.
 *
 * @throws UserError outside a clone of the repository.
 */
export async function demoCommand(): Promise<number> {
  if (!existsSync(join(root, 'workshop', 'demo', 'main.ts'))) {
    throw new UserError(
      'the demo needs the stand-ins, which are not in the package. Clone the repository of entra-cutover and run: npm ci && npm run demo',
    );
  }
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'workshop', 'demo', 'main.ts')], {
    cwd: root,
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? exitCodes.error;
}
