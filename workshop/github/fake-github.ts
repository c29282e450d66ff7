import { createServer, type IncomingMessage, type Server } from 'node:http';
import { gunzipSync } from 'node:zlib';

export interface CheckRun {
  readonly name: string;
  readonly head_sha: string;
  readonly external_id: string;
  readonly conclusion: string;
  readonly output: { readonly title: string; readonly summary: string };
}

export interface Run {
  readonly id: number;
  readonly path: string;
  readonly event: string;
  conclusion: string | null;
  readonly jobs: { readonly name: string; readonly conclusion: string }[];
  readonly head_branch: string;
  readonly head_sha?: string;
}

interface Artifact {
  readonly name: string;
  readonly run: number;
  /** The folder that was uploaded. */
  readonly folder: string;
  readonly fork: boolean;
}

/**
 * A small GitHub: comments, check runs, SARIF uploads, runs and artifacts of one repository, changed only by its API and by
 * the runner. It refuses what GitHub refuses: no token, comments above 65,536 characters, unknown conclusions.
 */
export class FakeGithub {
  readonly comments: { id: number; issue: number; body: string; user: { type: string }; html_url: string }[] = [];
  readonly checkRuns: CheckRun[] = [];
  readonly sarif: { readonly commit_sha: string; readonly ref: string; readonly document: unknown }[] = [];
  readonly runs: Run[] = [];
  readonly artifacts: Artifact[] = [];
  readonly requests: string[] = [];
  /** The branches on which a deployment was started. */
  readonly deployments: string[] = [];
  /** Git's hashes of files, by `COMMIT:PATH`. */
  readonly blobs = new Map<string, string>();
  codeScanning = true;
  readonly repository = 'corp/identity';
  readonly token = 'ghs_workflow_token_of_the_fake';
  #server: Server | undefined;
  url = '';

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      read(request).then(
        (body) => {
          const { status, value } = this.#answer(request, body);
          const link = this.#nextPage(request, value);
          response
            .writeHead(status, { 'content-type': 'application/json', ...(link && { link }) })
            .end(JSON.stringify(value));
        },
        () => response.destroy(),
      );
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    this.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  stop(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }

  /** GitHub names the next page where one may follow. */
  #nextPage(request: IncomingMessage, value: unknown): string | undefined {
    const url = new URL(request.url ?? '/', this.url);
    const size = Number(url.searchParams.get('per_page') ?? 30);
    const lists = [value, ...Object.values(value ?? {})].filter(Array.isArray);
    if (!lists.some((entries) => entries.length === size)) return undefined;
    url.searchParams.set('page', String(Number(url.searchParams.get('page') ?? 1) + 1));
    return `<${url.href}>; rel="next"`;
  }

  #answer(request: IncomingMessage, body: unknown): { status: number; value: unknown } {
    const method = request.method ?? 'GET';
    const url = new URL(request.url ?? '/', this.url);
    this.requests.push(`${method} ${url.pathname}`);
    if (request.headers.authorization !== `Bearer ${this.token}`) return refuse(401, 'Bad credentials');
    const prefix = `/repos/${this.repository}`;
    if (!url.pathname.startsWith(prefix)) return refuse(404, 'Not Found');
    const path = url.pathname.slice(prefix.length);
    const page = (items: readonly unknown[]) => {
      const [size, number] = [
        Number(url.searchParams.get('per_page') ?? 30),
        Number(url.searchParams.get('page') ?? 1),
      ];
      return items.slice((number - 1) * size, number * size);
    };
    const comments = /^\/issues\/(\d+)\/comments$/.exec(path);
    if (comments) return this.#commentsOf(Number(comments[1]), method, body, page);
    const comment = /^\/issues\/comments\/(\d+)$/.exec(path);
    if (comment && method === 'PATCH') return this.#editComment(Number(comment[1]), body);
    if (path === '/check-runs' && method === 'POST') return this.#addCheckRun(body);
    if (path === '/code-scanning/sarifs' && method === 'POST') return this.#addSarif(body);
    if (path === '/actions/workflows/deploy.yml/dispatches' && method === 'POST') return this.#dispatch(body);
    if (path === '/actions/artifacts')
      return { status: 200, value: listed('artifacts', this.#artifacts(url.searchParams.get('name')), page) };
    if (path.startsWith('/contents/')) {
      const sha = this.blobs.get(`${url.searchParams.get('ref')}:${path.slice('/contents/'.length)}`);
      return sha === undefined ? refuse(404, 'Not Found') : { status: 200, value: { sha } };
    }
    const run = /^\/actions\/runs\/(\d+)(\/jobs)?$/.exec(path);
    const found = run && this.runs.find(({ id }) => id === Number(run[1]));
    if (found && run[2]) return { status: 200, value: listed('jobs', found.jobs, page) };
    return found ? { status: 200, value: found } : refuse(404, 'Not Found');
  }

  #commentsOf(issue: number, method: string, body: unknown, page: (items: readonly unknown[]) => readonly unknown[]) {
    if (method === 'GET')
      return { status: 200, value: page(this.comments.filter((comment) => comment.issue === issue)) };
    const text = bodyText(body);
    if (text.length > 65_536) return refuse(422, 'Body is too long (maximum is 65536 characters)');
    const id = this.comments.length + 1;
    const html_url = `https://github.example/${this.repository}/pull/${issue}#issuecomment-${id}`;
    const comment = { id, issue, body: text, user: { type: 'Bot' }, html_url };
    this.comments.push(comment);
    return { status: 201, value: comment };
  }

  #editComment(id: number, body: unknown) {
    const comment = this.comments.find((candidate) => candidate.id === id);
    if (comment === undefined) return refuse(404, 'Not Found');
    comment.body = bodyText(body);
    return { status: 200, value: comment };
  }

  /** GitHub answers with nothing. */
  #dispatch(body: unknown) {
    this.deployments.push(String((body as { ref?: unknown }).ref));
    return { status: 204, value: undefined };
  }

  #addCheckRun(body: unknown) {
    const check = body as CheckRun;
    const known = ['success', 'failure', 'neutral', 'action_required'];
    if (!known.includes(check.conclusion) || check.output.summary.length > 65_535)
      return refuse(422, 'Invalid request');
    this.checkRuns.push(check);
    return { status: 201, value: { id: this.checkRuns.length, ...check } };
  }

  #addSarif(body: unknown) {
    if (!this.codeScanning) return refuse(403, 'Code scanning is not enabled for this repository.');
    const { commit_sha, ref, sarif } = body as { commit_sha: string; ref: string; sarif: string };
    const document: unknown = JSON.parse(gunzipSync(Buffer.from(sarif, 'base64')).toString());
    this.sarif.push({ commit_sha, ref, document });
    return { status: 202, value: { id: String(this.sarif.length) } };
  }

  #artifacts(name: string | null) {
    return this.artifacts
      .filter((artifact) => artifact.name === name)
      .map(({ run, fork }, index) => ({
        id: index + 1,
        name,
        expired: false,
        created_at: new Date(index * 1000).toISOString(),
        workflow_run: { id: run, repository_id: 1, head_repository_id: fork ? 2 : 1 },
      }));
  }
}

function listed(name: string, all: readonly unknown[], page: (items: readonly unknown[]) => readonly unknown[]) {
  return { total_count: all.length, [name]: page(all) };
}

function refuse(status: number, message: string) {
  return { status, value: { message } };
}

function bodyText(body: unknown): string {
  return (body as { body: string }).body;
}

async function read(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}
