import type { Call, WireAnswer } from '../wire.js';
import type { World } from '../world.js';
import { invalid } from './errors.js';

/**
 * One page of the entries as Okta sends it: an array, and a `Link` header for each of self and next. The cursor is
 * opaque to clients; it names the last entry sent, so that entries which come or go in between shift nothing.
 */
export function page<Entry extends { readonly id: string }>(
  call: Call,
  world: World,
  entries: readonly Entry[],
  limits: { readonly fallback: number; readonly maximum: number },
  show: (entry: Entry) => unknown,
): WireAnswer {
  const { query, origin, path, target } = call.request;
  const wanted = query.has('limit') ? Number(query.get('limit')) : limits.fallback;
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > limits.maximum) {
    throw invalid('limit', `limit: must be between 1 and ${limits.maximum}.`);
  }
  const start = query.has('after') ? positionAfter(entries, query.get('after') ?? '') : 0;
  const shown = entries.slice(start, start + Math.min(wanted, world.behaviour.pageLimit));
  const links = [`<${origin}${target}>; rel="self"`];
  const last = shown.at(-1);
  if (last !== undefined && start + shown.length < entries.length) {
    const next = new URLSearchParams(query);
    next.set('after', Buffer.from(last.id).toString('base64url'));
    links.push(`<${origin}${path}?${next}>; rel="next"`);
  }
  return { status: 200, body: shown.map(show), headers: { Link: links } };
}

function positionAfter(entries: readonly { readonly id: string }[], cursor: string): number {
  const id = Buffer.from(cursor, 'base64url').toString();
  const position = entries.findIndex((entry) => entry.id === id);
  if (position < 0) throw invalid('after', 'Invalid cursor.');
  return position + 1;
}
