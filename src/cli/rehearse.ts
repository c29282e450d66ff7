import { runWorkshop } from './workshop.js';

export interface RehearseOptions {
  readonly stack: string;
  readonly output: string;
  readonly quiet?: boolean;
}

/** Rehearses the stack of the current folder on stand-ins. */
export function rehearseCommand({ stack, output, quiet }: RehearseOptions): Promise<number> {
  return runWorkshop('rehearsal/main.js', ['--stack', stack, '--output', output, ...(quiet ? ['--quiet'] : [])]);
}
