/** The 16 bytes of a GUID in .NET order: the first three fields little-endian (AD-1). */
export function guidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

/** GUID text of 16 bytes in .NET order. */
export function guidOfBytes(bytes: Buffer): string {
  const hex = guidBytes(bytes.toString('hex')).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * What Entra computes as the source anchor: mS-DS-ConsistencyGuid (Base64 here) when present, else objectGUID (CONNECT-21).
 */
export function sourceAnchorOf(user: { readonly objectGuid: string; readonly consistencyGuid: string }): string {
  return user.consistencyGuid || guidBytes(user.objectGuid).toString('base64');
}
