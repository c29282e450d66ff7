import type { OktaSession } from '../../connectors/okta/session.js';
import type { Clearance } from '../../gate/clearance.js';
import type { EntraSeenOff } from './entra-interlock.js';

export type SwitchOffClearance = Clearance<'deactivate-okta-provisioning'>;

/**
 * The only requests that change anything in Okta: what switches off is paid for with a clearance, what switches on with a look
 * at the other side. There are none for credentials, and none for an app's own life cycle.
 */
export interface OktaWrites {
  readonly disableCapabilities: (
    clearance: SwitchOffClearance,
    appId: string,
    feature: string,
    capabilities: object,
  ) => Promise<unknown>;
  readonly deactivateConnection: (clearance: SwitchOffClearance, appId: string) => Promise<unknown>;
  readonly restoreCapabilities: (
    seen: EntraSeenOff,
    appId: string,
    feature: string,
    capabilities: object,
  ) => Promise<unknown>;
  readonly activateConnection: (seen: EntraSeenOff, appId: string) => Promise<unknown>;
}

/** OKTA-5, OKTA-7. `…/connections/default` is never POSTed to: that would set credentials. */
export function createOktaWrites(session: OktaSession): OktaWrites {
  const appPath = (appId: string): string => `/api/v1/apps/${encodeURIComponent(appId)}`;
  const connection = (appId: string): string => `${appPath(appId)}/connections/default/lifecycle`;
  const putCapabilities = (appId: string, feature: string, body: object): Promise<unknown> =>
    session.send({ method: 'PUT', path: `${appPath(appId)}/features/${encodeURIComponent(feature)}`, body });
  return {
    disableCapabilities: (_clearance, ...feature) => putCapabilities(...feature),
    restoreCapabilities: (_seen, ...feature) => putCapabilities(...feature),
    deactivateConnection: (_clearance, appId) =>
      session.send({ method: 'POST', path: `${connection(appId)}/deactivate` }),
    activateConnection: (_seen, appId) => session.send({ method: 'POST', path: `${connection(appId)}/activate` }),
  };
}
