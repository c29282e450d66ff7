import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { cacheDirectory } from '../../engine/cache.js';
import { cloneRepository } from './installed.js';
import type { Stand } from './stand.js';
import { allAtOnce } from './surroundings.js';
import { environmentOf, start } from './trial.js';

/**
 * Previews the reference deployment from a clone in a folder of an odd name, without a home directory, in Turkish and
 * fourteen hours ahead: engine, program and provider all run with that Node.
 *
 * @throws Error with what was printed unless the preview names those who mismatch.
 */
export async function previewIn(stand: Stand, node: string): Promise<void> {
  const own = mkdtempSync(join(tmpdir(), 'compatibility-clone-'));
  const clone = join(own, allAtOnce.folder ?? 'clone');
  mkdirSync(clone);
  cloneRepository(clone);
  const env = {
    ...environmentOf(stand, { env: (one) => ({ ...allAtOnce.env?.(one), NODE_OPTIONS: undefined }) }),
    PATH: [dirname(node), process.env.PATH ?? ''].join(delimiter),
    ENTRA_CUTOVER_CACHE: cacheDirectory(process.env),
  };
  try {
    const command = [
      '--import',
      'tsx',
      join('workshop', 'engine', 'pulumi.ts'),
      'preview',
      '--stack',
      'staging',
      '--non-interactive',
    ];
    const { code, stdout, stderr } = await start(node, command, clone, env);
    if (code !== 0 || !`${stdout}${stderr}`.includes('tomas.eriksson@corp.example'))
      throw new Error(`pulumi preview: exit code ${code}\n${stderr}${stdout}`);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}
