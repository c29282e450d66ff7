import { randomUUID } from 'node:crypto';
import { isObject, parseJson } from '../json.js';
import type { Call, WireAnswer } from '../wire.js';
import type { World } from '../world.js';
import { findApp } from './apps.js';
import { invalid } from './errors.js';
import type { ConnectionState, OktaAppState } from './state.js';

/** `GET /api/v1/apps/{id}/connections/default` (OKTA-7). */
export function getConnection(world: World, call: Call): WireAnswer {
  const app = findApp(world, call.parameter('app'));
  return { status: 200, body: show(app, call.request.origin) };
}

/** `POST …/connections/default?activate=`: sets credentials, and the connection is off until it is activated (recorded: 200,
 * DISABLED). They are not kept; only that a new consent is needed is. */
export function postConnection(world: World, call: Call): WireAnswer {
  const { app, connection } = provisioned(world, call);
  const body = parseJson(call.request.body);
  const profile = isObject(body) ? body.profile : undefined;
  if (!isObject(profile) || profile.authScheme !== 'OAUTH2') {
    throw invalid('profile', 'profile.authScheme: must be OAUTH2 for this app.');
  }
  connection.status = 'DISABLED';
  connection.consented = false;
  connection.consentState = randomUUID();
  if (call.request.query.get('activate') === 'true') activate(connection);
  return { status: 200, body: show(app, call.request.origin) };
}

/** `POST …/lifecycle/deactivate`: what clearing "Enable API integration" does. */
export function deactivateConnection(world: World, call: Call): WireAnswer {
  const { connection } = provisioned(world, call);
  connection.status = 'DISABLED';
  connection.activationWanted = false;
  if (!world.behaviour.grantSurvivesDeactivation) {
    connection.consented = false;
    connection.consentState = randomUUID();
  }
  return { status: 204 };
}

/** `POST …/lifecycle/activate`: on at once where the consent is still there, otherwise once it has been given again. */
export function activateConnection(world: World, call: Call): WireAnswer {
  activate(provisioned(world, call).connection);
  return { status: 204 };
}

/** `POST /api/v1/apps/office365/{id}/oauth2/callback?code=&state=`: the person in the browser has consented. */
export function completeConsent(world: World, call: Call): WireAnswer {
  const { connection } = provisioned(world, call);
  const { query } = call.request;
  if (!query.get('code') || query.get('state') !== connection.consentState) {
    throw invalid('oauth2 callback', 'The code or the state is not the one of a pending authorization.');
  }
  connection.consented = true;
  if (connection.activationWanted) activate(connection);
  return { status: 204 };
}

function activate(connection: ConnectionState): void {
  connection.activationWanted = !connection.consented;
  if (connection.consented) connection.status = 'ENABLED';
}

function provisioned(world: World, call: Call): { app: OktaAppState; connection: ConnectionState } {
  const app = findApp(world, call.parameter('app'));
  if (app.connection === undefined) throw invalid('connection', 'Provisioning is not supported.');
  return { app, connection: app.connection };
}

function show({ id, connection }: OktaAppState, origin: string): unknown {
  const self = `${origin}/api/v1/apps/${id}/connections/default`;
  if (connection === undefined) {
    return { status: 'UNKNOWN', profile: { authScheme: 'UNKNOWN' } };
  }
  const opposite = connection.status === 'ENABLED' ? 'deactivate' : 'activate';
  return {
    status: connection.status,
    authScheme: 'OAUTH2',
    baseUrl: null,
    profile: { authScheme: 'OAUTH2' },
    _links: {
      self: { href: self, hints: { allow: ['POST', 'GET'] } },
      [opposite]: { href: `${self}/lifecycle/${opposite}`, hints: { allow: ['POST'] } },
      ...(!connection.consented && {
        authorize: {
          href: `${origin}/oauth2/office365/${id}/authorize?state=${connection.consentState}`,
          hints: {
            allow: ['GET'],
            guidance: ['Open this link in a browser and give the consent as an administrator.'],
          },
        },
      }),
    },
  };
}
