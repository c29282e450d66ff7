import { createHmac } from 'node:crypto';

/** Tells masked people of a tenant apart, the same in every report of it; keyed, so that tenants can't be compared. */
export function maskDigest(tenantId: string): (text: string) => string {
  return (text) => createHmac('sha256', tenantId).update(text).digest('hex').slice(0, 8);
}
