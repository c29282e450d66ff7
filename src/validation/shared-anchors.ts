import type { OnPremObject } from '../domain/objects.js';
import { effectiveSourceAnchor, type SourceAnchorSetting } from '../domain/source-anchor.js';
import type { Identity, OnPremIdentity } from './identity.js';
import { firstOthers, type Index, indexBy } from './index-by.js';
import type { InScopeUser } from './keys.js';

/** An on-premises object that Entra would synchronize, whatever its type, with its effective source anchor. */
interface Bearer {
  readonly user: OnPremObject;
  readonly anchor: string | undefined;
}

/** The on-premises objects in scope by their source anchors: an anchor is unique in the tenant, over all types of objects (ENTRA-9). */
export type AnchorBearers = Index<string, Bearer>;

/** Indexes the users, groups and contacts in scope. */
export function anchorBearers(
  users: readonly InScopeUser[],
  objects: readonly OnPremObject[],
  sourceAnchor: SourceAnchorSetting,
): AnchorBearers {
  const others = objects.map((user): Bearer => ({ user, anchor: effectiveSourceAnchor(user, sourceAnchor) }));
  return indexBy([...users, ...others], ({ anchor }) => anchor);
}

/** The others in scope that have the anchor of the object too; twenty at most. */
export function anchorSharers(
  { user, anchor }: Bearer,
  bearers: ReadonlyMap<string, readonly Bearer[]>,
): readonly OnPremObject[] {
  const own = anchor === undefined ? undefined : bearers.get(anchor);
  if (own === undefined || own.length === 1) return [];
  return firstOthers(objectsOf(own), user);
}

/** One after the other: of a value that sits on everybody, only the first ones are looked at. */
function* objectsOf(bearers: readonly Bearer[]): Iterable<OnPremObject> {
  for (const { user } of bearers) yield user;
}

/**
 * The groups and contacts with those that share an anchor as ambiguous, also where nothing was correlated because Entra shows
 * nothing of their type: whose anchor it is does not hang on that.
 *
 * @param objects those in scope.
 */
export function withSharedAnchors(
  correlated: readonly Identity[],
  objects: readonly OnPremObject[],
  bearers: AnchorBearers,
  sourceAnchor: SourceAnchorSetting,
): Identity[] {
  const shared = new Map<OnPremObject, Pick<OnPremIdentity, 'sourceAnchor' | 'outcome' | 'ambiguity' | 'others'>>();
  for (const user of objects) {
    const anchor = effectiveSourceAnchor(user, sourceAnchor);
    const others = anchorSharers({ user, anchor }, bearers);
    if (others.length > 0)
      shared.set(user, { sourceAnchor: anchor, outcome: 'ambiguous', ambiguity: 'anchor-shared-on-prem', others });
  }
  if (shared.size === 0) return [...correlated];
  const known = new Set(correlated.map((identity) => identity.side === 'onPrem' && identity.onPrem));
  return [
    ...correlated.map((identity) =>
      identity.side === 'onPrem' ? { ...identity, ...shared.get(identity.onPrem) } : identity,
    ),
    ...[...shared].flatMap(([onPrem, rest]): OnPremIdentity[] =>
      known.has(onPrem) ? [] : [{ side: 'onPrem', onPrem, ...rest }],
    ),
  ];
}
