import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDirectory } from '../../engine/launchers.js';
import type { Trial } from './matrix.js';

/** Trials that an interrupted run has behind it: they count only for the very program that they were made with. */
export interface KeptTrials {
  readonly find: (key: string) => Trial | undefined;
  readonly keep: (key: string, trial: Trial) => void;
}

/** Trials kept in the file, one line each; none are kept without one. */
export function keptTrials(path: string | undefined): KeptTrials {
  if (path === undefined) return { find: () => undefined, keep: () => {} };
  const program = programDigest();
  const known = new Map<string, Trial>();
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  for (const line of lines) {
    const kept = JSON.parse(line) as { readonly program: string; readonly key: string; readonly trial: Trial };
    if (kept.program === program) known.set(kept.key, kept.trial);
  }
  return {
    find: (key) => known.get(key),
    keep: (key, trial) => appendFileSync(path, `${JSON.stringify({ program, key, trial })}\n`),
  };
}

/** Of the built product, the stand-ins and this harness. */
function programDigest(): string {
  const hash = createHash('sha256');
  for (const folder of ['dist', 'workshop/simulators', 'workshop/campaigns/faults']) {
    const names = readdirSync(join(packageDirectory, folder), { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    for (const file of files.sort()) hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}
