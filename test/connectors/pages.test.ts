import { describe, expect, it } from 'vitest';
import { createGraphClient } from '../../src/connectors/graph/client.js';
import { createOktaClient } from '../../src/connectors/okta/client.js';

const origin = 'https://service.example';
const page = (number: number): string => `${origin}/v1.0/things?after=${number}`;

type Links = Readonly<Record<string, string | undefined>>;

/** Reads a list whose pages lead to each other by `links`; a request too many would be the endless loop. */
async function read(service: 'Okta' | 'Microsoft Graph', links: Links): Promise<unknown[]> {
  let requests = 0;
  const next = (path: string): string | undefined => {
    requests += 1;
    if (requests > 20) throw new Error('it goes round forever');
    return links[path.startsWith('/') ? `${origin}/v1.0${path}` : path];
  };
  const client =
    service === 'Okta'
      ? createOktaClient({
          orgUrl: `${origin}/v1.0`,
          clockSkewMilliseconds: () => undefined,
          send: async ({ path }) => {
            const link = next(path);
            return { body: [path], ...(link !== undefined && { next: link }) };
          },
        })
      : createGraphClient({
          graphUrl: origin,
          tenantId: 'tenant',
          clockSkewMilliseconds: () => undefined,
          pause: async () => {},
          send: async ({ path }) => ({ value: [path], '@odata.nextLink': next(path) }),
        });
  const found: unknown[] = [];
  for await (const item of client.list('/things')) found.push(item);
  return found;
}

describe.each(['Okta', 'Microsoft Graph'] as const)('a list of %s in pages', (service) => {
  const first = `${origin}/v1.0/things`;

  it('is read to its end', async () => {
    expect(await read(service, { [first]: page(1), [page(1)]: page(2) })).toHaveLength(3);
    expect(await read(service, {})).toHaveLength(1);
  });

  it.each<[string, Links]>([
    ['itself', { [first]: page(1), [page(1)]: page(1) }],
    ['an earlier page', { [first]: page(1), [page(1)]: page(2), [page(2)]: page(1) }],
  ])('ends with a clear message where a page links to %s', async (_what, links) => {
    await expect(read(service, links)).rejects.toThrow(
      new RegExp(`^${service} gave a link to a page of /things that was read already`),
    );
  });
});
