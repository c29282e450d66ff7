import { z } from 'zod';
import { type GithubClient, GithubError } from './client.js';

const artifact = z.object({
  expired: z.boolean(),
  created_at: z.string(),
  workflow_run: z
    .object({ id: z.int(), repository_id: z.int().optional(), head_repository_id: z.int().optional() })
    .nullish(),
});

const job = z.object({ name: z.string(), conclusion: z.string().nullable() });

const file = z.object({ sha: z.string() });

const run = z.object({
  path: z.string(),
  event: z.string(),
  head_branch: z.string().nullish(),
  head_sha: z.string().nullish(),
});

/** Which run's word counts. */
export interface WantedRun {
  readonly artifact: string;
  /** `.github/workflows/….yml` */
  readonly workflow: string;
  /** The job that must have succeeded: another tenant's job of the same run says nothing about this one. */
  readonly job: string;
  readonly events: readonly string[];
  /** Only runs on this branch. */
  readonly branch?: string;
  /** Only runs on a commit whose workflow file has this git blob hash. */
  readonly workflowBlob?: string;
}

/**
 * The newest run with the artifact whose job succeeded, or undefined. Artifacts are found by name, and anyone who can run a workflow
 * can give any name to one: so it must be of this repository (not of a fork), of that workflow and for such an event.
 */
export async function findRun(client: GithubClient, wanted: WantedRun): Promise<number | undefined> {
  const name = encodeURIComponent(wanted.artifact);
  const artifacts = await client.list<unknown>(`/actions/artifacts?name=${name}`);
  const runs = artifacts
    .flatMap((item) => artifact.safeParse(item).data ?? [])
    .filter(({ expired }) => !expired)
    .toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1))
    .flatMap(({ workflow_run: of }) => (isOwn(of) ? of.id : []));
  for (const id of runs) {
    // What GitHub does not describe as it documents is not a word that counts.
    const { data: found } = run.safeParse(await client.request<unknown>('GET', `/actions/runs/${id}`));
    const fits =
      found?.path.split('@')[0] === wanted.workflow &&
      wanted.events.includes(found.event) &&
      (wanted.branch === undefined || found.head_branch === wanted.branch);
    if (fits && (await hasWorkflow(client, found.head_sha ?? '', wanted)) && (await succeeded(client, id, wanted.job)))
      return id;
  }
  return undefined;
}

async function succeeded(client: GithubClient, run: number, name: string): Promise<boolean> {
  const jobs = await client.list<unknown>(`/actions/runs/${run}/jobs`);
  return jobs.some((item) => {
    const { data } = job.safeParse(item);
    // Of a workflow that another one calls, GitHub puts the calling job's name before it.
    return (data?.name === name || data?.name.endsWith(` / ${name}`)) && data.conclusion === 'success';
  });
}

type Origin = z.infer<typeof artifact>['workflow_run'];

function isOwn(of: Origin): of is NonNullable<Origin> {
  return of?.repository_id !== undefined && of.repository_id === of.head_repository_id;
}

/** GitHub runs the workflow file of the proposal itself: one that differs says nothing about the proposal. */
async function hasWorkflow(
  client: GithubClient,
  commit: string,
  { workflow, workflowBlob }: WantedRun,
): Promise<boolean> {
  if (workflowBlob === undefined) return true;
  try {
    const found = await client.request<unknown>('GET', `/contents/${workflow}?ref=${encodeURIComponent(commit)}`);
    return file.safeParse(found).data?.sha === workflowBlob;
  } catch (error) {
    if (error instanceof GithubError && error.status === 404) return false;
    throw error;
  }
}
