import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { blobBeforeMerge, treeOf } from '../pipeline/git.js';
import { createGithubClient, githubContext } from '../pipeline/github/client.js';
import { findReviewRun, reviewArtifact, reviewWorkflow } from '../pipeline/github/find-review.js';
import { checkDeployment } from '../pipeline/review/deployment.js';
import { readPreview, readReview, readReviewedPreview } from '../pipeline/review/report-folder.js';
import { exitCodes } from './exit-codes.js';
import { maskOfStack } from './mask.js';
import { writeFileAtomically, writeStandardOutput } from './output.js';
import { reviewExitCodes } from './review.js';

/** Finds the run that reviewed what is checked out; a workflow gets it as outputs `run-id` and `artifact`. */
export async function findReviewCommand({ stack, quiet }: { stack: string; quiet?: boolean }): Promise<number> {
  const tree = await treeOf(process.cwd());
  const client = createGithubClient(githubContext(process.env));
  const run = await findReviewRun(client, stack, tree, await blobBeforeMerge(process.cwd(), reviewWorkflow));
  const { GITHUB_OUTPUT } = process.env;
  if (GITHUB_OUTPUT) await appendFile(GITHUB_OUTPUT, `run-id=${run}\nartifact=${reviewArtifact(stack, tree)}\n`);
  if (!quiet) await writeStandardOutput([`The tree ${tree} was reviewed in run ${run}.\n`]);
  return exitCodes.cleared;
}

export interface DeployCheckOptions {
  readonly stack: string;
  readonly review: string;
  readonly preview?: string;
  readonly record?: string;
  readonly quiet?: boolean;
}

/** Compares what is checked out, and the evidence as it is now, with what was reviewed. */
export async function deployCheckCommand(options: DeployCheckOptions): Promise<number> {
  const { stack, preview, record, quiet } = options;
  const directory = process.cwd();
  const review = await readReview(options.review, stack);
  const reviewed = await readReviewedPreview(join(options.review, 'preview.json'));
  const now = preview === undefined ? undefined : await readPreview(preview);
  const decision = await checkDeployment({
    stack,
    directory,
    review,
    previews: { ...(reviewed && { reviewed }), ...(now && { now }) },
    at: new Date().toISOString(),
  });
  const mask = await maskOfStack(stack, directory);
  const { verdict, reasons } = decision;
  const allowed = verdict === 'passed' || verdict === 'noted';
  const lines = [
    `${stack}: ${allowed ? 'may be deployed' : 'is not deployed'}`,
    ...reasons.map((reason) => `- ${mask(reason)}`),
  ];
  if (!quiet || !allowed) await writeStandardOutput([`${lines.join('\n')}\n`]);
  if (allowed && record) await writeFileAtomically(record, [`${JSON.stringify(decision.reviewed)}\n`]);
  return reviewExitCodes[verdict];
}
