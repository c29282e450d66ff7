// The names and addresses of an on-premises row in the arena. A head of sixteen bytes: the lengths of UPN, account name and SID, how many
// addresses there are, the number of the primary one plus one, the length of what its distinguished name has before the container, and a bit
// for each property that an attribute fills; then UPN, account name and SID as they are written, two bytes for each address (its length and
// type), the addresses in lower case, and that beginning of the distinguished name where it is kept.

export const headBytes = 16;
export const upnLengthByte = 0;
export const accountLengthByte = 1;
export const sidLengthByte = 2;
export const addressesByte = 3;
export const primaryByte = 4;
/** Two bytes, the lower one first. */
export const nameLengthByte = 6;
export const flowsByte = 8;
export const flowBytes = 8;

/** Reads a length of two bytes. */
export function lengthAt(arena: Uint8Array, at: number): number {
  return (arena[at] as number) + ((arena[at + 1] as number) << 8);
}

/** Writes a length of two bytes. */
export function writeLength(arena: Uint8Array, at: number, length: number): void {
  arena[at] = length & 255;
  arena[at + 1] = length >> 8;
}
