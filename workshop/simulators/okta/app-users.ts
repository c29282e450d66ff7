import { changeUser, findUserById } from '../graph/state.js';
import { isObject, mergeJson, parseJson } from '../json.js';
import { type Call, Refusal, type WireAnswer } from '../wire.js';
import { timestamp, type World } from '../world.js';
import { findApp } from './apps.js';
import { invalid, notFound, oktaError } from './errors.js';
import { page } from './paging.js';
import { type AppUserState, capabilityIsOn, type OktaAppState, provisioningIsOn } from './state.js';

/** `GET /api/v1/apps/{id}/users` (OKTA-13). Each read brings the pushes it shows closer to their end. */
export function listAppUsers(world: World, call: Call): WireAnswer {
  const app = findApp(world, call.parameter('app'));
  const prefix = (call.request.query.get('q') ?? '').toLowerCase();
  const users = app.users.filter((user) => user.userName.toLowerCase().startsWith(prefix));
  return page(call, world, users, { fallback: 50, maximum: 500 }, (user) => observe(user, world));
}

/** `GET /api/v1/apps/{id}/users/{userId}`. */
export function getAppUser(world: World, call: Call): WireAnswer {
  const app = findApp(world, call.parameter('app'));
  return { status: 200, body: observe(findUser(app, call), world) };
}

/**
 * `POST` (and `PUT`) of an app user: changes its profile. An attribute that a mapping pushes cannot be set by hand
 * (E0000075). While profile updates are on, the change is pushed to Entra.
 */
export function updateAppUser(world: World, call: Call): WireAnswer {
  const app = findApp(world, call.parameter('app'));
  const user = findUser(app, call);
  const body = parseJson(call.request.body);
  const profile = isObject(body) ? body.profile : undefined;
  if (!isObject(profile)) throw invalid('profile', 'profile: must be an object.');
  const updating = provisioningIsOn(app) && capabilityIsOn(app, 'update', 'profile');
  const mapped = Object.keys(profile).find((name) => app.mapping?.properties[name]?.pushStatus === 'PUSH');
  if (mapped !== undefined && updating) {
    const summary = `Cannot modify the ${mapped} attribute because it has a field mapping and profile push is enabled.`;
    throw new Refusal(oktaError(403, 'E0000075', summary));
  }
  user.profile = mergeJson(user.profile, profile);
  if (updating) push(world, user);
  return { status: 200, body: show(user) };
}

/** `DELETE` of an app user: unassigns the person, and with "deactivate users" on disables the account in Entra. */
export function unassign(world: World, call: Call): WireAnswer {
  const app = findApp(world, call.parameter('app'));
  const user = findUser(app, call);
  app.users.splice(app.users.indexOf(user), 1);
  if (provisioningIsOn(app) && capabilityIsOn(app, 'update', 'lifecycleDeactivate')) {
    const account = findUserById(world.state.graph, user.externalId);
    if (account !== undefined) changeUser(world.state.graph, account, { accountEnabled: false });
  }
  return { status: 204 };
}

/** Okta's push of the anchor. Whether it may replace one is unconfirmed (OKTA-25): here only an empty one is filled. */
function push(world: World, user: AppUserState): void {
  const account = findUserById(world.state.graph, user.externalId);
  const anchor = user.profile.immutableId;
  const wanted = typeof anchor === 'string' ? anchor : null;
  if (account === undefined || (account.onPremisesImmutableId !== null && account.onPremisesImmutableId !== wanted)) {
    user.syncState = 'ERROR';
    return;
  }
  changeUser(world.state.graph, account, { onPremisesImmutableId: wanted });
  user.syncState = 'SYNCING';
  user.readsUntilSettled = world.behaviour.readsUntilSettled;
}

function observe(user: AppUserState, world: World): unknown {
  if (user.syncState === 'SYNCING') {
    if (user.readsUntilSettled <= 0) {
      user.syncState = 'SYNCHRONIZED';
      user.lastSync = timestamp(world);
    }
    user.readsUntilSettled -= 1;
  }
  return show(user);
}

function show(user: AppUserState): unknown {
  return {
    id: user.id,
    externalId: user.externalId,
    scope: 'USER',
    status: user.status,
    syncState: user.syncState,
    lastSync: user.lastSync,
    credentials: { userName: user.userName },
    profile: user.profile,
  };
}

function findUser(app: OktaAppState, call: Call): AppUserState {
  const id = call.parameter('user');
  const user = app.users.find((candidate) => candidate.id === id);
  if (user === undefined) throw notFound(id, 'AppUser');
  return user;
}
