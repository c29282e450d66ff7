import { chmodSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDirectory } from '../engine/launchers.js';
import { findOnPath } from '../engine/processes.js';
import { temporaryFolder } from './temporary.js';

const shims = new Map<string, string>();

/** `npm ci` takes what is installed in the folder, since a test does not ask the registry; every other command is npm's own. */
export function npmOfTheRunner(modules = join(packageDirectory, 'node_modules')): string {
  const made = shims.get(modules);
  if (made !== undefined && existsSync(made)) return made;
  const shim = temporaryFolder('npm');
  shims.set(modules, shim);
  const npm = findOnPath('npm', process.env) ?? 'npm';
  writeFileSync(
    join(shim, 'npm'),
    `#!/bin/sh\nif [ "$1" = ci ]; then ln -s '${modules}' node_modules; exit; fi\nexec '${npm}' "$@"\n`,
  );
  chmodSync(join(shim, 'npm'), 0o755);
  const npx = findOnPath('npx', process.env);
  if (npx !== undefined) symlinkSync(npx, join(shim, 'npx'));
  return shim;
}
