import type { GithubClient } from './client.js';

interface Artifact {
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
  readonly head_branch?: string | null;
}

/** Which run's word counts. */
export interface WantedRun {
  readonly artifact: string;
  /** `.github/workflows/….yml` */
  readonly workflow: string;
  readonly events: readonly string[];
  /** Only runs on this branch. */
  readonly branch?: string;
}

/**
 * The newest successful run with the artifact, or undefined. Artifacts are found by name, and whoever can run a workflow
 * can give any name to one: so it must be of this repository (not of a fork), of that workflow and for such an event.
 */
export async function findRun(client: GithubClient, wanted: WantedRun): Promise<number | undefined> {
  const name = encodeURIComponent(wanted.artifact);
  const artifacts = await client.list<Artifact>(`/actions/artifacts?name=${name}`, 'artifacts');
  const runs = artifacts
    .filter(({ expired }) => !expired)
    .toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1))
    .flatMap(({ workflow_run: run }) => (run?.repository_id === run?.head_repository_id ? (run?.id ?? []) : []));
  for (const id of runs) {
    const run = await client.request<Run>('GET', `/actions/runs/${id}`);
    const fits =
      run.path.split('@')[0] === wanted.workflow &&
      wanted.events.includes(run.event) &&
      run.conclusion === 'success' &&
      (wanted.branch === undefined || run.head_branch === wanted.branch);
    if (fits) return id;
  }
  return undefined;
}
