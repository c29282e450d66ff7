import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { refuseUnverifiedTls } from '../../connectors/endpoints.js';
import { UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';
import { copyAgain, lackOfSecret } from '../../domain/sign-in.js';

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
  readonly request: <Answer>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) => Promise<Answer>;
  /** Every entry of a list, over all pages. */
  readonly list: <Entry>(path: string) => Promise<Entry[]>;
}

/** An answer of GitHub's that is not a success; the message is GitHub's own. */
export class GithubError extends UserError {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

const timeoutMilliseconds = 30_000;
const repetitions = 3;
const longestWaitSeconds = 60;
const pageSize = 100;
const mostPages = 100;
/** Any 4xx but this one stands; a 403 that asks for patience is known by its own marks. */
const tooManyRequests = 429;
const standing = Array.from({ length: 100 }, (_, index) => 400 + index).filter((status) => status !== tooManyRequests);

/**
 * The context from the runner's environment.
 *
 * @throws UserError that names the variable which is missing, and while certificate checks are switched off.
 */
export function githubContext(environment: NodeJS.ProcessEnv): GithubContext {
  refuseUnverifiedTls(environment);
  const { GITHUB_REPOSITORY: repository, GITHUB_API_URL, GITHUB_TOKEN: token } = environment;
  if (!repository)
    throw new UserError(
      'GITHUB_REPOSITORY is not set: this command runs in a GitHub workflow. Elsewhere set it to OWNER/REPOSITORY.',
    );
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw new UserError(`GITHUB_REPOSITORY is “${repository.slice(0, 100)}”: set it to OWNER/REPOSITORY.`);
  if (!token)
    throw new UserError('GITHUB_TOKEN is not set: give the step the workflow’s token (github.token) under that name.');
  const lack = lackOfSecret('GITHUB_TOKEN', token);
  if (lack !== undefined) throw new UserError(`${lack}. ${copyAgain}`);
  return { repository, token, apiUrl: (GITHUB_API_URL || 'https://api.github.com').replace(/\/$/, '') };
}

const Client = Octokit.plugin(paginateRest, retry, throttling);

/** A client with time limits, patience for throttling and a limit on pages. */
export function createGithubClient({ repository, apiUrl, token }: GithubContext): GithubClient {
  const isShort = (seconds: number, _: unknown, __: unknown, count: number): boolean =>
    seconds <= longestWaitSeconds && count < repetitions;
  const octokit = new Client({
    baseUrl: apiUrl,
    userAgent: 'entra-cutover',
    retry: { retries: repetitions, doNotRetry: standing },
    throttle: { onRateLimit: isShort, onSecondaryRateLimit: isShort },
    // What went wrong is said once, by the command.
    log: { debug() {}, info() {}, warn() {}, error() {} },
    request: {
      fetch: (url: string, options: RequestInit) =>
        fetch(url, { ...options, signal: AbortSignal.timeout(timeoutMilliseconds) }),
    },
  });
  // The next page is an address that the answer names: the token goes nowhere else.
  octokit.hook.before('request', ({ url }) => {
    if (url.startsWith('http') && !url.startsWith(`${apiUrl}/`))
      throw new UserError('GitHub names a next page that is not its own: it is not asked for.');
  });
  // The client takes a text for an answer, and nothing at all for an empty list.
  octokit.hook.after('request', ({ status, data }, { method, url }) => {
    if (status === 204 || (typeof data === 'object' && data !== null)) return;
    throw new UserError(
      `GitHub’s answer to ${method} ${url} is not JSON: it was cut off, or something in between changed it.`,
    );
  });
  const headers = { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' };
  const routeOf = (method: string, path: string): string => `${method} /repos/${repository}${path}`;
  return {
    async request<Answer>(method: 'GET' | 'POST' | 'PATCH', path: string, body: object = {}): Promise<Answer> {
      const { data } = await octokit
        .request(routeOf(method, path), { ...body, headers })
        .catch((error: unknown) => refuse(error, method, path));
      return data as Answer;
    },
    async list<Entry>(path: string): Promise<Entry[]> {
      const entries: Entry[] = [];
      let pages = 0;
      const found = octokit.paginate.iterator(routeOf('GET', path), { headers, per_page: pageSize });
      try {
        for await (const { data } of found) {
          if (!Array.isArray(data))
            throw new UserError(`GitHub answered GET ${path} with something other than a list.`);
          entries.push(...(data as Entry[]));
          pages += 1;
          if (pages > mostPages)
            throw new UserError(
              `GitHub has more than ${mostPages * pageSize} entries at ${path}: that many are not read.`,
            );
        }
      } catch (error) {
        // The plugin opens every answer as a list.
        if (error instanceof TypeError)
          throw new UserError(`GitHub answered GET ${path} with something other than a list.`);
        refuse(error, 'GET', path);
      }
      return entries;
    },
  };
}

/** Says what GitHub answered, or why it did not. */
function refuse(error: unknown, method: string, path: string): never {
  if (error instanceof UserError) throw error;
  const { status, response, cause } = error as {
    readonly status?: number;
    readonly response?: { readonly data: unknown };
    readonly cause?: unknown;
  };
  if (response === undefined || status === undefined)
    throw new UserError(
      `${method} ${path} at GitHub failed: ${failureReason(cause ?? error)}. See that this machine reaches the address in GITHUB_API_URL (api.github.com when it is not set), and run the command again.`,
    );
  throw new GithubError(`GitHub answered ${status} to ${method} ${path}: ${messageIn(response.data)}`, status);
}

function messageIn(data: unknown): string {
  const { message = data } = (typeof data === 'object' && data !== null ? data : {}) as { readonly message?: unknown };
  return (typeof message === 'string' ? message : (JSON.stringify(message) ?? '')).slice(0, 300);
}
