import type { RecordPosition } from './evidence.js';

export type OktaStatus = 'ENABLED' | 'DISABLED' | 'UNKNOWN';

/** An Office 365 app of an Okta org with the state of its provisioning (facts 4.2-4.4). */
export interface OktaApp {
  readonly at: RecordPosition;
  readonly id: string;
  /** `office365`. */
  readonly name: string;
  readonly label: string;
  /** Of the app itself (sign-on): `ACTIVE` or `INACTIVE`. */
  readonly status: string;
  /** Of the provisioning connection. Anything that Okta does not call ENABLED or DISABLED is UNKNOWN. */
  readonly connectionStatus: OktaStatus;
  /**
   * Each provisioning feature and capability by its path: `USER_PROVISIONING`, `USER_PROVISIONING.create.lifecycleCreate`,
   * `USER_PROVISIONING.update.profile`, `INBOUND_PROVISIONING.…`. Empty once the integration is off.
   */
  readonly capabilities: Readonly<Record<string, OktaStatus>>;
  /** True only when Okta's own answer proves it: the 400 "Provisioning is not enabled for the app instance." */
  readonly integrationOff: boolean;
  /** True when groups are pushed; left out when the evidence does not say. */
  readonly groupPush?: boolean;
  /** `settings.app.domain`: the federated domain that the app serves. */
  readonly domain?: string;
  /** `settings.app.msftTenant`. */
  readonly tenant?: string;
}
