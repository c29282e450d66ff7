import { gzipSync } from 'node:zlib';
import type { ReviewVerdict } from '../../domain/review.js';
import { type GithubClient, GithubError } from './client.js';

interface IssueComment {
  readonly id: number;
  readonly body?: string;
  readonly html_url: string;
  readonly user?: { readonly type?: string };
}

/**
 * Puts the text into the one comment of a pull request that begins with the marker: edits it, or writes it when there is
 * none. A comment that a person wrote with the same marker is left alone.
 *
 * @returns the comment's address.
 */
export async function putComment(
  client: GithubClient,
  pullRequest: number,
  marker: string,
  body: string,
): Promise<string> {
  const comments = await client.list<IssueComment>(`/issues/${pullRequest}/comments`);
  const own = comments.find((comment) => comment.user?.type === 'Bot' && comment.body?.startsWith(marker));
  const written =
    own === undefined
      ? await client.request<IssueComment>('POST', `/issues/${pullRequest}/comments`, { body })
      : await client.request<IssueComment>('PATCH', `/issues/comments/${own.id}`, { body });
  return written.html_url;
}

const conclusions: Readonly<Record<ReviewVerdict, string>> = {
  passed: 'success',
  noted: 'neutral',
  failed: 'failure',
  undecided: 'action_required',
};

/** Writes the check run of a stack's review on the commit. */
export async function putCheckRun(
  client: GithubClient,
  check: {
    readonly name: string;
    readonly commit: string;
    readonly verdict: ReviewVerdict;
    readonly tree: string;
    readonly title: string;
    readonly summary: string;
  },
): Promise<void> {
  await client.request('POST', '/check-runs', {
    name: check.name,
    head_sha: check.commit,
    external_id: check.tree,
    status: 'completed',
    conclusion: conclusions[check.verdict],
    output: { title: check.title.slice(0, 200), summary: check.summary },
  });
}

/**
 * Uploads the SARIF report to code scanning.
 *
 * @returns why it was not taken, where code scanning is not switched on for the repository; else undefined.
 */
export async function uploadSarif(
  client: GithubClient,
  sarif: { readonly commit: string; readonly ref: string; readonly text: string },
): Promise<string | undefined> {
  try {
    await client.request('POST', '/code-scanning/sarifs', {
      commit_sha: sarif.commit,
      ref: sarif.ref,
      sarif: gzipSync(sarif.text).toString('base64'),
      tool_name: 'entra-cutover',
    });
    return undefined;
  } catch (error) {
    // Code scanning is part of a paid plan on private repositories: without it, comment and artifact have everything.
    if (error instanceof GithubError && (error.status === 403 || error.status === 404)) return error.message;
    throw error;
  }
}
