import { UserError } from '../../domain/errors.js';
import type { GithubClient } from './client.js';

/** The workflow that reviews; no other run's word counts. */
const reviewWorkflow = '.github/workflows/preview.yml';

interface Artifact {
  readonly id: number;
  readonly expired: boolean;
  readonly created_at: string;
  readonly workflow_run?: {
    readonly id: number;
    readonly repository_id?: number;
    readonly head_repository_id?: number;
  };
}

interface Run {
  readonly id: number;
  readonly path: string;
  readonly event: string;
  readonly conclusion: string | null;
}

/** The name under which the review of a tree is kept. */
export function reviewArtifact(stack: string, tree: string): string {
  return `review-${stack}-${tree}`;
}

/**
 * The workflow run that reviewed the tree: of this repository (not a fork), by the review workflow, on a pull request, and
 * successful. The newest one where there are several.
 *
 * @throws UserError when the tree was not reviewed.
 */
export async function findReviewRun(client: GithubClient, stack: string, tree: string): Promise<number> {
  const name = reviewArtifact(stack, tree);
  const artifacts = await client.list<Artifact>(`/actions/artifacts?name=${encodeURIComponent(name)}`, 'artifacts');
  const own = artifacts.filter(
    ({ expired, workflow_run: run }) =>
      !expired && run?.repository_id !== undefined && run.repository_id === run.head_repository_id,
  );
  for (const { workflow_run } of own.toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1))) {
    if (workflow_run === undefined) continue;
    const run = await client.request<Run>('GET', `/actions/runs/${workflow_run.id}`);
    const path = run.path.split('@')[0];
    if (path === reviewWorkflow && run.event === 'pull_request' && run.conclusion === 'success') return run.id;
  }
  throw new UserError(
    `The tree ${tree} of ${stack} was not reviewed: no successful run of ${reviewWorkflow} on a pull request of this repository has it. Squash or merge a pull request that is up to date with its base branch; anything else needs a review of its own.`,
  );
}
