import { createGithubClient, githubContext } from '../pipeline/github/client.js';
import { type EvidenceWorkflow, evidenceArtifact, findEvidenceRun } from '../pipeline/github/find-review.js';
import { exitCodes } from './exit-codes.js';
import { appendForRunner, writeStandardOutput } from './output.js';

export interface EvidenceFindOptions {
  readonly stack: string;
  readonly branch: string;
  readonly from: EvidenceWorkflow;
  readonly quiet?: boolean;
}

/** Finds the last run that brought evidence of the stack; a workflow gets it as outputs `run-id` and `artifact`. */
export async function evidenceFindCommand({ stack, branch, from, quiet }: EvidenceFindOptions): Promise<number> {
  const run = await findEvidenceRun(createGithubClient(githubContext(process.env)), from, stack, branch);
  await appendForRunner('GITHUB_OUTPUT', `run-id=${run}\nartifact=${evidenceArtifact(from, stack)}\n`, process.env);
  if (!quiet) await writeStandardOutput([`The evidence of ${stack} is that of run ${run}.\n`]);
  return exitCodes.cleared;
}
