import { describe, expect, it } from 'vitest';
import type { BatchAnswer } from '../../../src/connectors/graph/batch.js';
import type { GraphClient, GraphPage } from '../../../src/connectors/graph/client.js';
import { GraphApiError } from '../../../src/connectors/graph/errors.js';
import { withFirstPages } from '../../../src/connectors/graph/first-pages.js';

/** A client whose batches give these answers by `version path`, and which notes what is listed besides. */
function clientWith(answers: Readonly<Record<string, BatchAnswer>>) {
  const listed: string[] = [];
  async function* pages(path: string, version = 'v1.0'): AsyncGenerator<GraphPage> {
    listed.push(`${version} ${path}`);
    yield { items: [`read anew: ${path}`] };
  }
  const client: GraphClient = {
    graphUrl: 'https://graph.example',
    tenantId: 'ours',
    get: () => Promise.reject(new Error('nobody gets')),
    pages,
    async *list() {
      yield* [];
    },
    batch: async (paths, version = 'v1.0') => paths.map((path) => answers[`${version} ${path}`] ?? { body: {} }),
    clockSkewMilliseconds: () => undefined,
  };
  return { client, listed };
}

async function all(items: AsyncGenerator<unknown>): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('withFirstPages', () => {
  it('goes on after the first page, and gives it once', async () => {
    const { client, listed } = clientWith({
      'v1.0 /domains': { body: { value: ['one'], '@odata.nextLink': 'https://graph.example/v1.0/domains?next' } },
    });
    const together = await withFirstPages(client, [{ path: '/domains' }]);
    const next = 'https://graph.example/v1.0/domains?next';
    expect(await all(together.list('/domains'))).toEqual(['one', `read anew: ${next}`]);
    expect(await all(together.list('/domains'))).toEqual(['read anew: /domains']);
    expect(listed).toEqual([`v1.0 ${next}`, 'v1.0 /domains']);
  });

  it('keeps versions apart, and asks again for what was refused', async () => {
    const refusal = new GraphApiError('GET /agents', 403, 'Forbidden', 'no');
    const { client } = clientWith({
      'beta /roles': { body: { value: ['of beta'] } },
      'v1.0 /agents': { error: refusal },
    });
    const together = await withFirstPages(client, [{ path: '/roles', version: 'beta' }, { path: '/agents' }]);
    expect(await all(together.list('/roles'))).toEqual(['read anew: /roles']);
    expect(await all(together.list('/roles', 'beta'))).toEqual(['of beta']);
    expect(await all(together.list('/agents'))).toEqual(['read anew: /agents']);
  });

  it('refuses what is no page', async () => {
    const { client } = clientWith({ 'v1.0 /domains': { body: { id: 'one' } } });
    const together = await withFirstPages(client, [{ path: '/domains' }]);
    await expect(all(together.list('/domains'))).rejects.toThrow('GET /domains with something other than a list');
  });
});
