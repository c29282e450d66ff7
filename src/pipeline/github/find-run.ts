import { z } from 'zod';
import type { GithubClient } from './client.js';

const artifact = z.object({
  expired: z.boolean(),
  created_at: z.string(),
  workflow_run: z
    .object({ id: z.int(), repository_id: z.int().optional(), head_repository_id: z.int().optional() })
    .nullish(),
});

const run = z.object({
  path: z.string(),
  event: z.string(),
  conclusion: z.string().nullable(),
  head_branch: z.string().nullish(),
});

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
  const artifacts = await client.list<unknown>(`/actions/artifacts?name=${name}`, 'artifacts');
  const runs = artifacts
    .flatMap((item) => artifact.safeParse(item).data ?? [])
    .filter(({ expired }) => !expired)
    .toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1))
    .flatMap(({ workflow_run: of }) => (of?.repository_id === of?.head_repository_id ? (of?.id ?? []) : []));
  for (const id of runs) {
    // What GitHub does not describe as it documents is no word that counts.
    const { data: found } = run.safeParse(await client.request<unknown>('GET', `/actions/runs/${id}`));
    const fits =
      found?.path.split('@')[0] === wanted.workflow &&
      wanted.events.includes(found.event) &&
      found.conclusion === 'success' &&
      (wanted.branch === undefined || found.head_branch === wanted.branch);
    if (fits) return id;
  }
  return undefined;
}
