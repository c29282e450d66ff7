import { refuseUnverifiedTls } from '../../connectors/endpoints.js';
import { UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';

/** Where a workflow runs, from the variables that the runner sets. */
export interface GithubContext {
  /** `owner/name`. */
  readonly repository: string;
  readonly apiUrl: string;
  readonly token: string;
}

/** GitHub's REST API for one repository. */
export interface GithubClient {
  /** Paths begin behind `/repos/OWNER/NAME`. @throws GithubError for any answer but 2xx. */
  readonly request: <Answer>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown) => Promise<Answer>;
  /** Every entry of a list, over all pages. */
  readonly list: <Entry>(path: string, member?: string) => Promise<Entry[]>;
}

/** An answer of GitHub's that is no success; the message is GitHub's own. */
export class GithubError extends UserError {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

const timeoutMilliseconds = 30_000;
const attempts = 4;
const longestWaitSeconds = 60;
const pageSize = 100;
const mostPages = 100;

/**
 * The context from the runner's environment.
 *
 * @throws UserError that names the variable which is missing, and while certificate checks are switched off.
 */
export function githubContext(environment: NodeJS.ProcessEnv): GithubContext {
  refuseUnverifiedTls(environment);
  const { GITHUB_REPOSITORY: repository, GITHUB_API_URL, GITHUB_TOKEN: token } = environment;
  if (!repository || !/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw new UserError(
      'GITHUB_REPOSITORY is not set: this command runs in a GitHub workflow. Elsewhere set it to OWNER/REPOSITORY.',
    );
  if (!token)
    throw new UserError('GITHUB_TOKEN is not set: give the step the workflow’s token (github.token) under that name.');
  return { repository, token, apiUrl: (GITHUB_API_URL || 'https://api.github.com').replace(/\/$/, '') };
}

/** A client with time limits, patience for throttling and a limit on pages. */
export function createGithubClient({ repository, apiUrl, token }: GithubContext): GithubClient {
  const send = async (method: string, path: string, body: unknown): Promise<Response> => {
    const url = `${apiUrl}/repos/${repository}${path}`;
    for (let count = 1; ; count += 1) {
      const response = await fetch(url, {
        method,
        headers: {
          accept: 'application/vnd.github+json',
          authorization: `Bearer ${token}`,
          'x-github-api-version': '2022-11-28',
          'content-type': 'application/json',
          'user-agent': 'entra-cutover',
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMilliseconds),
      }).catch((error: unknown) => {
        throw new UserError(`${method} ${path} at GitHub failed: ${failureReason(error)}.`);
      });
      const wait = waitSeconds(response);
      if (wait === undefined || count >= attempts) return response;
      await response.arrayBuffer();
      await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    }
  };
  const request = async <Answer>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown): Promise<Answer> => {
    const response = await send(method, path, body);
    const text = await response.text();
    if (response.ok) return (text === '' ? undefined : parseAnswer(text, `${method} ${path}`)) as Answer;
    throw new GithubError(
      `GitHub answered ${response.status} to ${method} ${path}: ${messageIn(text)}`,
      response.status,
    );
  };
  return {
    request,
    async list<Entry>(path: string, member?: string): Promise<Entry[]> {
      const entries: Entry[] = [];
      for (let page = 1; page <= mostPages; page += 1) {
        const answer = await request<unknown>(
          'GET',
          `${path}${path.includes('?') ? '&' : '?'}per_page=${pageSize}&page=${page}`,
        );
        const found = member === undefined ? answer : (answer as Record<string, unknown> | null | undefined)?.[member];
        if (!Array.isArray(found)) throw new UserError(`GitHub answered GET ${path} with something else than a list.`);
        entries.push(...(found as Entry[]));
        if (found.length < pageSize) return entries;
      }
      throw new UserError(`GitHub has more than ${mostPages * pageSize} entries at ${path}: that many are not read.`);
    },
  };
}

function parseAnswer(text: string, request: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`GitHub’s answer to ${request} is no JSON: it was cut off, or something stands between.`);
  }
}

/** How long to wait before the request is sent again; undefined for an answer that stands. */
function waitSeconds(response: Response): number | undefined {
  const throttled = response.status === 429 || (response.status === 403 && response.headers.has('retry-after'));
  if (!throttled && response.status < 500) return undefined;
  const asked = Number(response.headers.get('retry-after') ?? 1);
  return Math.min(Number.isFinite(asked) ? asked : 1, longestWaitSeconds);
}

function messageIn(text: string): string {
  try {
    return String((JSON.parse(text) as { message?: unknown }).message ?? text).slice(0, 300);
  } catch {
    return text.slice(0, 300);
  }
}
