import { type GraphClient, type GraphPage, pageOf } from './client.js';
import type { GraphVersion } from './session.js';

/** A list that will be read: its path, and the version that it is under (v1.0 when left out). */
export interface ListToRead {
  readonly path: string;
  readonly version?: GraphVersion;
}

/**
 * The client with the first pages of these lists, read at once in as few requests as there can be (`$batch`, GRAPH-8). Each page is given
 * once, to the first who lists that path. One that was refused is asked for again then, so a refusal is told as everywhere.
 *
 * @throws GraphApiError, UserError when a batch as a whole fails.
 */
export async function withFirstPages(client: GraphClient, lists: readonly ListToRead[]): Promise<GraphClient> {
  const first = new Map<string, unknown>();
  for (const version of ['v1.0', 'beta'] as const) {
    const paths = lists.flatMap((list) => ((list.version ?? 'v1.0') === version ? [list.path] : []));
    for (const [index, answer] of (await client.batch(paths, version)).entries())
      if ('body' in answer) first.set(keyOf(paths[index] ?? '', version), answer.body);
  }
  async function* pages(path: string, version?: GraphVersion): AsyncGenerator<GraphPage> {
    const key = keyOf(path, version);
    if (!first.has(key)) {
      yield* client.pages(path, version);
      return;
    }
    const page = pageOf(first.get(key), path);
    first.delete(key);
    yield page;
    if (page.next !== undefined) yield* client.pages(page.next, version);
  }
  return {
    ...client,
    pages,
    async *list(path, version) {
      for await (const { items } of pages(path, version)) yield* items;
    },
  };
}

function keyOf(path: string, version: GraphVersion = 'v1.0'): string {
  return `${version} ${path}`;
}
