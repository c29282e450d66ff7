import { join, resolve } from 'node:path';
import { askedNext, partsIn, readStatus } from '../audit/index.js';
import { readStackSettings } from '../config/read.js';
import { journalOf } from '../config/settings.js';
import type { PulumiPreview } from '../domain/review.js';
import { createGithubClient, githubContext } from '../pipeline/github/client.js';
import {
  evidenceJob,
  findReviewRun,
  lastEvidenceRun,
  reviewArtifact,
  reviewWorkflow,
} from '../pipeline/github/find-review.js';
import { supersededBy } from '../pipeline/github/tip.js';
import { blobBeforeMerge, treeOf } from '../pipeline/journal/git.js';
import { checkDeployment } from '../pipeline/review/deployment.js';
import { readPreview, readReview, readReviewedPreview } from '../pipeline/review/report-folder.js';
import { exitCodes } from './exit-codes.js';
import { maskOfStack } from './mask.js';
import { appendForRunner, writeFileAtomically, writeStandardOutput } from './output.js';
import { reviewExitCodes } from './review.js';

/** Finds the run that reviewed what is checked out; a workflow gets it as outputs `run-id` and `artifact`. */
export async function findReviewCommand({ stack, quiet }: { stack: string; quiet?: boolean }): Promise<number> {
  const tree = await treeOf(process.cwd());
  const client = createGithubClient(githubContext(process.env));
  const run = await findReviewRun(client, stack, tree, await blobBeforeMerge(process.cwd(), reviewWorkflow));
  await appendForRunner('GITHUB_OUTPUT', `run-id=${run}\nartifact=${reviewArtifact(stack, tree)}\n`, process.env);
  if (!quiet) await writeStandardOutput([`The tree ${tree} was reviewed in run ${run}.\n`]);
  return exitCodes.cleared;
}

export interface DeployTipOptions {
  readonly stack: string;
  readonly remote: string;
  readonly branch: string;
  readonly quiet?: boolean;
}

/** Refuses what the branch has left behind: an older run that waited for its approval, a run of last week that is run again. */
export async function deployTipCommand({ stack, remote, branch, quiet }: DeployTipOptions): Promise<number> {
  const { GITHUB_TOKEN: token } = process.env;
  const directory = process.cwd();
  const reasons = await supersededBy({ stack, directory, remote, branch, ...(token && { token }) });
  const verdict = reasons.length === 0 ? `is what ${branch} says` : 'is not deployed';
  if (!quiet || reasons.length > 0)
    await writeStandardOutput([`${[`${stack}: ${verdict}`, ...reasons.map((reason) => `- ${reason}`)].join('\n')}\n`]);
  return reasons.length === 0 ? exitCodes.cleared : exitCodes.blocked;
}

export interface DeployCheckOptions {
  readonly stack: string;
  readonly review: string;
  readonly preview?: string;
  readonly previewOutcome?: string;
  readonly record?: string;
  readonly quiet?: boolean;
}

/** Compares what is checked out, and the evidence as it is now, with what was reviewed. */
export async function deployCheckCommand(options: DeployCheckOptions): Promise<number> {
  const { stack, preview, previewOutcome, record, quiet } = options;
  const directory = process.cwd();
  const review = await readReview(options.review, stack);
  const reviewed = await readReviewedPreview(join(options.review, 'preview.json'));
  const now = preview === undefined ? undefined : endedAs(previewOutcome, await readPreview(preview));
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
  await appendForRunner('GITHUB_OUTPUT', `binds=${allowed && decision.binds === true}\n`, process.env);
  if (allowed && record) await writeFileAtomically(record, [`${JSON.stringify(decision.reviewed)}\n`]);
  return reviewExitCodes[verdict];
}

/**
 * Starts the deployment workflow where the stack's status asks for something at the server: newer evidence may show that it was
 * done. Whatever else a stack waits for does not concern the server. In a workflow it has to be the evidence of this very run: of
 * several servers each speaks for its own stack, and one that did not answer keeps no other waiting.
 */
export async function deployResumeCommand({ stack, branch, quiet }: Omit<DeployTipOptions, 'remote'>): Promise<number> {
  const directory = process.cwd();
  const settings = await readStackSettings(stack, directory);
  const next = askedNext(partsIn(await readStatus(resolve(directory, journalOf(settings, stack))), settings.phase));
  // What a pull request has to change deploys by itself once it is merged.
  if (next === undefined || next.startsWith('In ')) {
    if (!quiet) await writeStandardOutput([`${stack}: nothing is asked for at the server\n`]);
    return exitCodes.cleared;
  }
  const client = createGithubClient(githubContext(process.env));
  const { GITHUB_RUN_ID: run } = process.env;
  if (run && (await lastEvidenceRun(client, 'connect', stack, branch)) !== Number(run)) {
    const server = settings.connect?.serverName ?? 'the server';
    await writeStandardOutput([
      `${stack}: the deployment was not started: ${server} did not answer.\n` +
        `- Its last update waits for this: ${next}\n` +
        `- The job “${evidenceJob('connect', stack)}” of this run brought no files that could show whether it was done. Its log says why. Repair that, then run the workflow connect again.\n`,
    ]);
    return exitCodes.indeterminate;
  }
  await client.request('POST', '/actions/workflows/deploy.yml/dispatches', { ref: branch });
  if (!quiet) await writeStandardOutput([`${stack}: the deployment was started again\n`]);
  return exitCodes.cleared;
}

/** A preview that failed is refused, also where its result does not say why (a policy, a log that was cut off). */
function endedAs(outcome: string | undefined, preview: PulumiPreview | undefined): PulumiPreview | undefined {
  if (outcome === undefined || outcome === '' || outcome === 'success') return preview;
  if (preview !== undefined && preview.errors.length > 0) return preview;
  return { changes: preview?.changes ?? [], errors: [`The preview ended with ${outcome}: its log says why.`] };
}
