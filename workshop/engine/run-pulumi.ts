import { type Finished, findOnPath, type RunOptions, run } from './processes.js';

/**
 * Runs the Pulumi CLI that is first on the environment's PATH, without a shell, to its end.
 * @param args the CLI's own arguments
 */
export function runPulumi(
  args: readonly string[],
  options: RunOptions & { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
): Promise<Finished> {
  return run(findOnPath('pulumi', options.env) ?? 'pulumi', args, options);
}
