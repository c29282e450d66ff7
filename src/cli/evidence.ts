import { appendFile } from 'node:fs/promises';
import { createGithubClient, githubContext } from '../pipeline/github/client.js';
import { evidenceArtifact, findCollectRun } from '../pipeline/github/find-review.js';
import { exitCodes } from './exit-codes.js';
import { writeStandardOutput } from './output.js';

export interface EvidenceFindOptions {
  readonly stack: string;
  readonly branch: string;
  readonly quiet?: boolean;
}

/** Finds the last collection of the stack; a workflow gets it as outputs `run-id` and `artifact`. */
export async function evidenceFindCommand({ stack, branch, quiet }: EvidenceFindOptions): Promise<number> {
  const run = await findCollectRun(createGithubClient(githubContext(process.env)), stack, branch);
  const { GITHUB_OUTPUT } = process.env;
  if (GITHUB_OUTPUT) await appendFile(GITHUB_OUTPUT, `run-id=${run}\nartifact=${evidenceArtifact(stack)}\n`);
  if (!quiet) await writeStandardOutput([`The evidence of ${stack} was collected in run ${run}.\n`]);
  return exitCodes.cleared;
}
