/** A finding that somebody answers for: it stays visible and no longer blocks, until it expires. */
export interface Waiver {
  readonly rule: string;
  /** UPNs or object ids (objectGUID or Entra object id). Either these or an organizational unit. */
  readonly subjects?: readonly string[];
  readonly ou?: string;
  /** For attribute-deletion only: the attributes that may go. */
  readonly attributes?: readonly string[];
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it holds, YYYY-MM-DD, UTC. */
  readonly expires: string;
}

/** Rules whose losses are accepted one by one instead of waived. */
export const acceptableLossRules = ['entra-only', 'pending-delete', 'excluded-but-synced'] as const;

/** The loss of one account that its owner agreed to. */
export interface AcceptedLoss {
  readonly rule: (typeof acceptableLossRules)[number];
  readonly objectId: string;
  readonly disposition: 'keep-orphan' | 'delete' | 'bring-into-scope';
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
}

export interface WaiverFile {
  readonly origin: string;
  readonly waivers: readonly Waiver[];
  readonly acceptedLosses: readonly AcceptedLoss[];
}
