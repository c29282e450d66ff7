import type { OktaSession } from '../../sources/okta/session.js';

/** The only requests that change anything in Okta. There are none for credentials, and none for an app's own life cycle. */
export interface OktaWrites {
  readonly putCapabilities: (appId: string, feature: string, capabilities: object) => Promise<unknown>;
  readonly deactivateConnection: (appId: string) => Promise<unknown>;
  readonly activateConnection: (appId: string) => Promise<unknown>;
}

/** Facts 4.3 and 4.4. `…/connections/default` is never POSTed to: that would set credentials. */
export function createOktaWrites(session: OktaSession): OktaWrites {
  const appPath = (appId: string): string => `/api/v1/apps/${encodeURIComponent(appId)}`;
  const connection = (appId: string): string => `${appPath(appId)}/connections/default/lifecycle`;
  return {
    putCapabilities: (appId, feature, capabilities) =>
      session.send({
        method: 'PUT',
        path: `${appPath(appId)}/features/${encodeURIComponent(feature)}`,
        body: capabilities,
      }),
    deactivateConnection: (appId) => session.send({ method: 'POST', path: `${connection(appId)}/deactivate` }),
    activateConnection: (appId) => session.send({ method: 'POST', path: `${connection(appId)}/activate` }),
  };
}
