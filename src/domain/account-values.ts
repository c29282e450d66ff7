/** An account with the values that a synchronization may write, by Graph's names. */
export interface AccountValues {
  readonly entraObjectId: string;
  readonly userPrincipalName: string;
  readonly immutableId?: string;
  readonly distinguishedName?: string;
  /** When a synchronization wrote it last (ISO 8601, UTC). */
  readonly synchronizedAt?: string;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** A proxy address as it compares: letter case counts in the prefix alone, `SMTP:` marks the primary one. */
export function spelledAddress(address: string): string {
  return address.replace(/:.*$/s, (rest) => rest.toLowerCase());
}
