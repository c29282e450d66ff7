import type { Evidence } from '../../domain/evidence.js';
import type { EntraRecord } from '../../domain/service.js';

/** What is read from a tenant at the time of an assessment. */
export interface LiveEntra {
  readonly evidence: readonly Evidence<EntraRecord>[];
  /** Lower case; left out when the tenant's domains could not be read. */
  readonly verifiedDomains?: readonly string[];
  readonly federatedDomains?: readonly string[];
  /** The evidence with these users read again by object id; undefined when nothing about them has changed. */
  readonly readAgain: (objectIds: readonly string[]) => Promise<readonly Evidence<EntraRecord>[] | undefined>;
}

export interface LiveTenant {
  readonly tenantId: string;
  readonly graphEndpoint: string;
  /**
   * `whole`: no earlier reading may serve. `identifiers`: one may, but the on-premises object identifiers, of whose changes no page
   * of Microsoft says that they are told, are listed again. Left out: an earlier one is brought up to date.
   */
  readonly reading?: 'whole' | 'identifiers';
  /**
   * Waits until lists show what was changed before, by the declared bound; gives false where the clock did not run. It is called between
   * the beginning of the changes and the first page, and an earlier reading that began without it is made again.
   */
  readonly settle?: () => Promise<boolean>;
}

export type ReadLiveEntra = (tenant: LiveTenant) => Promise<LiveEntra>;
