import { isObject, type JsonObject, type Seen, type WireFault } from '../../simulators/index.js';

/** What goes wrong with a round of changes, as Microsoft says that it may (GRAPH-24), and one that is not told at all. */
export interface DeltaTrouble {
  readonly name: 'delta late' | 'delta twice' | 'delta lost' | 'delta expired';
  readonly fault: WireFault;
}

export const deltaTroubles: readonly DeltaTrouble[] = [
  {
    name: 'delta late',
    // The next round begins where this one did.
    fault: {
      rewrite: (body, { origin, target }) => changed(body, () => ({ value: [], '@odata.deltaLink': origin + target })),
    },
  },
  {
    name: 'delta twice',
    // On one page, and once more in the next round.
    fault: {
      rewrite: (body, { origin, target }) =>
        changed(body, ({ value, ...page }) => {
          const entries = Array.isArray(value) ? value : [];
          const again = '@odata.deltaLink' in page ? { '@odata.deltaLink': origin + target } : {};
          return { value: [...entries, ...entries], ...again };
        }),
    },
  },
  { name: 'delta lost', fault: { rewrite: (body) => changed(body, () => ({ value: [] })) } },
  { name: 'delta expired', fault: { status: 410 } },
];

function changed(body: unknown, change: (page: JsonObject) => JsonObject): unknown {
  return isObject(body) && 'value' in body ? { ...body, ...change(body) } : body;
}

/** True for a request for changes, not for where they begin. */
export function isDelta({ service, request: { path, target } }: Seen): boolean {
  return service === 'graph' && path.endsWith('/delta') && !target.includes('deltatoken=latest');
}
