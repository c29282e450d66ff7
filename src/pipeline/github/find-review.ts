import { UserError } from '../../domain/errors.js';
import type { GithubClient } from './client.js';
import { findRun } from './find-run.js';

/** The workflow that reviews; no other run's word counts. */
export const reviewWorkflow = '.github/workflows/preview.yml';
/** Who brings evidence: the workflow, and how its jobs and artifacts are called before the stack's name. */
const sources = {
  collect: { workflow: '.github/workflows/collect.yml', job: 'collect', artifact: 'evidence' },
  connect: { workflow: '.github/workflows/connect.yml', job: 'export', artifact: 'connect' },
} as const;

export type EvidenceWorkflow = keyof typeof sources;

/** The name under which the review of a tree is kept. */
export function reviewArtifact(stack: string, tree: string): string {
  return `review-${stack}-${tree}`;
}

/** The name under which the evidence of a stack is kept. */
export function evidenceArtifact(from: EvidenceWorkflow, stack: string): string {
  return `${sources[from].artifact}-${stack}`;
}

/**
 * The workflow run that reviewed the tree successfully.
 *
 * @param workflowBlob git's hash of the review's workflow file as the base branch has it.
 * @throws UserError when the tree was not reviewed.
 */
export async function findReviewRun(
  client: GithubClient,
  stack: string,
  tree: string,
  workflowBlob: string,
): Promise<number> {
  const artifact = reviewArtifact(stack, tree);
  const wanted = {
    artifact,
    workflow: reviewWorkflow,
    job: `preview ${stack}`,
    events: ['pull_request'],
    workflowBlob,
  };
  const run = await findRun(client, wanted);
  if (run !== undefined) return run;
  throw new UserError(
    `The tree ${tree} of ${stack} was not reviewed: no successful job “${wanted.job}” on a pull request of this repository, by the base branch’s ${reviewWorkflow}, has it. Squash or merge a pull request that is up to date with its base branch; anything else needs a review of its own.`,
  );
}

/**
 * The last run that brought evidence of the stack, on the default branch.
 *
 * @throws UserError when there is none.
 */
export async function findEvidenceRun(
  client: GithubClient,
  from: EvidenceWorkflow,
  stack: string,
  branch: string,
): Promise<number> {
  const run = await lastEvidenceRun(client, from, stack, branch);
  if (run !== undefined) return run;
  throw new UserError(
    `There is no evidence of ${stack} from ${sources[from].workflow}: run it on ${branch} (it runs on a runner inside your network).`,
  );
}

/** The same, or undefined. */
export async function lastEvidenceRun(
  client: GithubClient,
  from: EvidenceWorkflow,
  stack: string,
  branch: string,
): Promise<number | undefined> {
  const { workflow } = sources[from];
  const artifact = evidenceArtifact(from, stack);
  const events = ['schedule', 'workflow_dispatch'];
  return findRun(client, { artifact, workflow, job: evidenceJob(from, stack), events, branch });
}

/** The job that brings it, as GitHub shows it. */
export function evidenceJob(from: EvidenceWorkflow, stack: string): string {
  return `${sources[from].job} ${stack}`;
}
