import { UserError } from '../../domain/errors.js';
import { jsonObject } from '../../evidence/json-document.js';
import { jsonNumber, jsonText } from '../../evidence/known-members.js';
import { GraphApiError } from './errors.js';
import type { GraphSession, GraphVersion } from './session.js';

/** How many reads one `$batch` may hold (GRAPH-8). */
export const batchSize = 20;
const attempts = 5;
const longestWaitSeconds = 120;

/** The answer to one read of a batch: its body, or Graph's refusal. */
export type BatchAnswer = { readonly body: unknown } | { readonly error: GraphApiError };

/**
 * Sends reads 20 at a time and returns their answers in the order of the paths. Each read has its own status: one that
 * was throttled or met a fault of the server is asked again, after the longest Retry-After that any of them was given.
 *
 * @throws GraphApiError or UserError when a batch as a whole fails; a single refusal is in its answer.
 */
export async function sendBatch(
  session: GraphSession,
  paths: readonly string[],
  version: GraphVersion,
): Promise<BatchAnswer[]> {
  const answers = new Map<number, BatchAnswer>();
  let open = paths.map((_, index) => index);
  for (let count = 1; open.length > 0; count += 1) {
    const again: number[] = [];
    let seconds = 0;
    for (let start = 0; start < open.length; start += batchSize) {
      const part = open.slice(start, start + batchSize);
      const found = await sendOne(session, paths, part, version);
      for (const index of part) {
        const answer = found.get(index);
        if (answer === undefined) {
          throw new UserError('Microsoft Graph left a request of a $batch unanswered. Run again.');
        }
        const { status, waitSeconds } = answer;
        if ((status === 429 || status >= 500) && count < attempts) {
          again.push(index);
          seconds = Math.max(seconds, waitSeconds ?? count);
        } else answers.set(index, answerOf(answer, paths[index] ?? ''));
      }
    }
    if (again.length > 0) await session.pause(Math.min(seconds, longestWaitSeconds) * 1000);
    open = again;
  }
  return paths.map((_, index) => answers.get(index) ?? { body: undefined });
}

interface PartAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly waitSeconds?: number;
}

async function sendOne(
  session: GraphSession,
  paths: readonly string[],
  part: readonly number[],
  version: GraphVersion,
): Promise<ReadonlyMap<number, PartAnswer>> {
  const requests = part.map((index) => ({ id: String(index), method: 'GET', url: paths[index] }));
  const answer = await session.send({ method: 'POST', path: '/$batch', version, readsOnly: true, body: { requests } });
  const responses = jsonObject(answer)?.get('responses');
  const found = new Map<number, PartAnswer>();
  for (const response of Array.isArray(responses) ? responses : []) {
    const members = jsonObject(response);
    const status = members?.get('status');
    if (typeof status !== 'number') continue;
    const wait = retryAfter(members?.get('headers'));
    found.set(jsonNumber(members?.get('id')), {
      status,
      body: members?.get('body'),
      ...(wait !== undefined && { waitSeconds: wait }),
    });
  }
  return found;
}

function retryAfter(headers: unknown): number | undefined {
  for (const [name, value] of jsonObject(headers) ?? []) {
    if (name.toLowerCase() === 'retry-after') return Math.max(1, jsonNumber(value)) || undefined;
  }
  return undefined;
}

function answerOf({ status, body }: PartAnswer, path: string): BatchAnswer {
  if (status >= 200 && status < 300) return { body };
  const error = jsonObject(jsonObject(body)?.get('error'));
  const [code, message] = [error?.get('code'), error?.get('message')];
  const request = `GET ${path.replace(/\?.*$/s, '')}`;
  return { error: new GraphApiError(request, status, jsonText(code), jsonText(message)) };
}
