import type { Write } from '../order.js';
import { graphVersion } from './powershell.js';

/** Graph takes at most this many requests in a batch (GRAPH-8). */
const largestBatch = 20;

interface BatchRequest {
  readonly id: string;
  readonly method: 'PATCH' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly dependsOn?: readonly string[];
}

/**
 * The writes to Entra as JSON: a list of `$batch` bodies, each to be sent by POST to the `url` next to it, in order. What
 * must follow one another says so by `dependsOn`. A batch can't compare: the sender has compared before.
 */
export function renderGraphBatches(chains: readonly (readonly Write[])[]): string {
  const batches: { readonly url: string; readonly body: { readonly requests: BatchRequest[] } }[] = [];
  let count = 0;
  for (const chain of chains) {
    let previous: { readonly id: string; readonly requests: readonly BatchRequest[] } | undefined;
    for (const write of chain.filter(({ binding }) => binding.system === 'entra')) {
      const url = `/${graphVersion(write.binding)}/$batch`;
      let batch = batches.at(-1);
      if (batch === undefined || batch.url !== url || batch.body.requests.length >= largestBatch) {
        batch = { url, body: { requests: [] } };
        batches.push(batch);
      }
      count += 1;
      const { requests } = batch.body;
      const dependsOn = previous?.requests === requests ? [previous.id] : undefined;
      requests.push({ ...request(write, String(count)), ...(dependsOn && { dependsOn }) });
      previous = { id: String(count), requests };
    }
  }
  return `${JSON.stringify(batches, null, 2)}\n`;
}

function request({ binding, to }: Write, id: string): BatchRequest {
  const { attribute, objectId } = binding;
  if (attribute === 'deletedDateTime')
    return { id, method: 'POST', url: `/directory/deletedItems/${objectId}/restore` };
  return {
    id,
    method: 'PATCH',
    url: `/users/${objectId}`,
    headers: { 'Content-Type': 'application/json' },
    body: { [attribute]: to },
  };
}
