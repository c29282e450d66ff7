import type { EntraObject, Pending } from './state.js';
import { differences } from './values.js';

/** The DN in the Entra connector space: the anchor's letters in hexadecimal (`ConvertTo-ADSyncToolsAadDistinguishedName`). */
export function connectorDn(sourceAnchor: string): string {
  return `CN={${Buffer.from(sourceAnchor, 'utf8').toString('hex').toUpperCase()}}`;
}

/** The object's DN. One without a source anchor is named by its cloud anchor: how Entra Connect names it is not documented. */
export function dnOf({ sourceAnchor, cloudAnchor = '' }: EntraObject): string {
  return connectorDn(sourceAnchor || cloudAnchor);
}

/** What an export would do to the object, or undefined where nothing waits. */
export function pendingOf(object: EntraObject): Pending | undefined {
  const { confirmed, exported, wanted, deletion } = object;
  if (deletion !== undefined) return deletion === 'pending' ? { operation: 'delete', attributes: [] } : undefined;
  if (wanted === undefined) return undefined;
  const known = exported ?? confirmed;
  const attributes = differences(known ?? {}, wanted);
  if (known === undefined) return { operation: 'add', attributes };
  return attributes.length === 0 ? undefined : { operation: 'update', attributes };
}

/** True for an object that is joined to nothing, so that nothing is ever exported for it. */
export function isDisconnector({ metaverse }: EntraObject): boolean {
  return metaverse === undefined;
}
