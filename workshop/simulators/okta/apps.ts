import type { Call, WireAnswer } from '../wire.js';
import type { World } from '../world.js';
import { invalid, notFound } from './errors.js';
import { page } from './paging.js';
import { capabilityIsOn, type OktaAppState, provisioningIsOn } from './state.js';

/** The app with this id, or the 404 that says there is none. */
export function findApp(world: World, id: string): OktaAppState {
  const app = world.state.okta.apps.find((candidate) => candidate.id === id);
  if (app === undefined) throw notFound(id, 'AppInstance');
  return app;
}

/**
 * `GET /api/v1/apps` with `filter` (eq only, joined by and), `q` (startsWith on name and label), `limit`, `after` (OKTA-2).
 */
export function listApps(world: World, call: Call): WireAnswer {
  const { query } = call.request;
  const filter = query.get('filter');
  const fits = filter === null ? () => true : readFilter(filter);
  const start = (query.get('q') ?? '').toLowerCase();
  const apps = world.state.okta.apps.filter(
    (app) => fits(app) && [app.name, app.label].some((text) => text.toLowerCase().startsWith(start)),
  );
  return page(call, world, apps, { fallback: 20, maximum: 200 }, (app) => showApp(app, call.request.origin));
}

/** `GET /api/v1/apps/{id}`. */
export function getApp(world: World, call: Call): WireAnswer {
  return { status: 200, body: showApp(findApp(world, call.parameter('app')), call.request.origin) };
}

/**
 * `POST /api/v1/apps/{id}/lifecycle/(de)activate`: sign-on for everybody. Okta accepts it at once; nobody should ever
 * send it for a cutover (OKTA-11), which is why it is here: it must show up in the request log.
 */
export function setAppStatus(world: World, call: Call, status: OktaAppState['status']): WireAnswer {
  findApp(world, call.parameter('app')).status = status;
  return { status: 200, body: {} };
}

/** `GET /api/v1/apps/{id}/group-push/mappings`. */
export function listGroupPush(world: World, call: Call): WireAnswer {
  const app = findApp(world, call.parameter('app'));
  const entries = app.groupPush.map((mapping) => ({ ...mapping, id: String(mapping.id) }));
  return page(call, world, entries, { fallback: 100, maximum: 1000 }, (entry) => entry);
}

/** `GET /api/v1/apps/{id}/groups`. */
export function listAppGroups(world: World, call: Call): WireAnswer {
  const { groups } = findApp(world, call.parameter('app'));
  return page(call, world, groups, { fallback: 20, maximum: 200 }, (group) => group);
}

/** `GET /api/v1/agentPools`: the agents of each directory, by `poolType` where it is asked for. */
export function listAgentPools(world: World, call: Call): WireAnswer {
  const type = call.request.query.get('poolType');
  const pools = world.state.okta.agentPools.filter((pool) => type === null || pool.type === type);
  return page(call, world, pools, { fallback: 5, maximum: 5 }, (pool) => pool);
}

function showApp(app: OktaAppState, origin: string): unknown {
  const self = `${origin}/api/v1/apps/${app.id}`;
  return {
    id: app.id,
    orn: `orn:okta:idp:00o1simulated:apps:${app.name}:${app.id}`,
    name: app.name,
    label: app.label,
    status: app.status,
    features: featureHints(app),
    signOnMode: app.signOnMode,
    accessibility: { selfService: false, errorRedirectUrl: null, loginRedirectUrl: null },
    visibility: { autoSubmitToolbar: false, hide: { iOS: false, web: false } },
    settings: { app: app.settings, notifications: { vpn: { network: { connection: 'DISABLED' } } } },
    _links: {
      self: { href: self },
      users: { href: `${self}/users` },
      [app.status === 'ACTIVE' ? 'deactivate' : 'activate']: {
        href: `${self}/lifecycle/${app.status === 'ACTIVE' ? 'deactivate' : 'activate'}`,
      },
    },
  };
}

/** The read-only `features` array of an app: which capabilities are on, as a hint (OKTA-4). */
function featureHints(app: OktaAppState): string[] {
  if (!provisioningIsOn(app)) return [];
  const hints: string[] = [];
  if (capabilityIsOn(app, 'create', 'lifecycleCreate')) hints.push('PUSH_NEW_USERS');
  if (capabilityIsOn(app, 'update', 'profile')) hints.push('PUSH_PROFILE_UPDATES');
  if (capabilityIsOn(app, 'update', 'lifecycleDeactivate')) hints.push('PUSH_USER_DEACTIVATION');
  if (capabilityIsOn(app, 'update', 'password')) hints.push('PUSH_PASSWORD_UPDATES');
  if (app.groupPush.length > 0) hints.push('GROUP_PUSH');
  return hints;
}

function readFilter(filter: string): (app: OktaAppState) => boolean {
  const conditions = filter.split(/\s+and\s+/i).map((condition) => {
    const match = /^(id|status|name)\s+eq\s+"([^"]*)"$/i.exec(condition.trim());
    if (match === null) throw invalid('filter', `Invalid search criteria: ${condition}`);
    const [, name = '', value = ''] = match;
    return (app: OktaAppState): boolean => Reflect.get(app, name.toLowerCase()) === value;
  });
  return (app) => conditions.every((condition) => condition(app));
}
