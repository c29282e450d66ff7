import type { RecordPosition } from './evidence.js';

export type OktaStatus = 'ENABLED' | 'DISABLED' | 'UNKNOWN';

/** An Office 365 app of an Okta org with the state of its provisioning (OKTA-2, OKTA-5, OKTA-7). */
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
  /** True when a group's assignment to the app holds licenses; likewise roles. Left out when the evidence does not say. */
  readonly licenseManagement?: boolean;
  readonly roleManagement?: boolean;
  /** True when deprovisioning is put off, so that deletions may follow after the switch. */
  readonly deferredDeprovisioning?: boolean;
  /** The profile mapping that fills the ImmutableID (OKTA-19). */
  readonly anchorMapping?: { readonly expression: string; readonly pushed: boolean };
}

/** Somebody assigned to an Office 365 app of Okta (OKTA-13). */
export interface OktaAppUser {
  readonly at: RecordPosition;
  readonly appId: string;
  /** The Okta user id. */
  readonly id: string;
  readonly userName: string;
  /** `externalId`: the Entra object id. */
  readonly entraObjectId?: string;
  /** The ImmutableID of the app profile, which is what sign-in sends; left out where the schema has none or it is empty. */
  readonly immutableId?: string;
  readonly status: string;
  readonly syncState?: string;
  /** True when the person's assignment to the app holds licenses; likewise roles. Left out when the evidence does not say. */
  readonly licenseManagement?: boolean;
  readonly roleManagement?: boolean;
}

/** What an Okta evidence file holds. */
export type OktaRecord = OktaApp | OktaAppUser;

/** True for an app, false for somebody assigned to one. */
export function isOktaApp(record: OktaRecord): record is OktaApp {
  return !isOktaAppUser(record);
}

/** True for somebody assigned to an app, false for the app itself. */
export function isOktaAppUser(record: OktaRecord): record is OktaAppUser {
  return 'appId' in record;
}

/**
 * The org as the okta plugin takes it: the first part of the host, and what comes after it (PULUMI-12).
 *
 * @param orgUrl `https://corp.okta.com`, or an address of the org's own.
 */
export function oktaPluginOrg(orgUrl: string): { readonly orgName: string; readonly baseUrl: string } {
  const [orgName = '', ...domain] = orgUrl.replace(/^https:\/\//, '').split('.');
  return { orgName, baseUrl: domain.join('.') };
}
