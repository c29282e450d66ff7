import { isObject, type JsonObject, parseJson } from '../json.js';
import type { Call, WireAnswer } from '../wire.js';
import type { World } from '../world.js';
import { findApp } from './apps.js';
import { invalid, malformed, notFound, provisioningOff } from './errors.js';
import { type FeatureState, type OktaAppState, provisioningIsOn } from './state.js';

/** What a capability object may hold, by its path; the value's own rule decides what fits there. */
const allowed: Readonly<Record<FeatureState['name'], Readonly<Record<string, (value: unknown) => boolean>>>> = {
  USER_PROVISIONING: {
    'create.lifecycleCreate.status': isSwitch,
    'update.profile.status': isSwitch,
    'update.lifecycleDeactivate.status': isSwitch,
    'update.password.status': isSwitch,
    'update.password.seed': oneOf('RANDOM', 'OKTA'),
    'update.password.change': oneOf('KEEP_EXISTING', 'CHANGE'),
  },
  INBOUND_PROVISIONING: {
    'importSettings.username.userNameFormat': isText,
    'importSettings.username.userNameExpression': isText,
    'importSettings.schedule.status': isSwitch,
    'importSettings.schedule.fullImport.expression': isText,
    'importSettings.schedule.fullImport.timezone': isText,
    'importSettings.schedule.fullImport.timeZone': isText,
    'importSettings.schedule.incrementalImport.expression': isText,
    'importSettings.schedule.incrementalImport.timezone': isText,
    'importSettings.schedule.incrementalImport.timeZone': isText,
    'importRules.userCreateAndMatch.exactMatchCriteria': isText,
    'importRules.userCreateAndMatch.allowPartialMatch': isFlag,
    'importRules.userCreateAndMatch.autoActivateNewUsers': isFlag,
    'importRules.userCreateAndMatch.autoConfirmExactMatch': isFlag,
    'importRules.userCreateAndMatch.autoConfirmNewUsers': isFlag,
    'importRules.userCreateAndMatch.autoConfirmPartialMatch': isFlag,
  },
};

/**
 * Objects that a body replaces as a whole, with what none of them may lack: the format of a user name and the expression of a
 * schedule are required in Okta's published models; that a status is, and that the rest goes, is inferred.
 */
const wholes: Readonly<Record<string, readonly string[]>> = {
  'create.lifecycleCreate': ['status'],
  'update.profile': ['status'],
  'update.lifecycleDeactivate': ['status'],
  'update.password': ['status'],
  'importSettings.username': ['userNameFormat'],
  'importSettings.schedule': ['status'],
  'importSettings.schedule.fullImport': ['expression'],
  'importSettings.schedule.incrementalImport': ['expression'],
  'importRules.userCreateAndMatch': ['exactMatchCriteria'],
};

/** `GET /api/v1/apps/{id}/features`; 400 while the API integration is off (OKTA-5, OKTA-6). */
export function listFeatures(world: World, call: Call): WireAnswer {
  const app = appWithProvisioningOn(world, call);
  return { status: 200, body: app.features.map((feature) => show(feature, app, call.request.origin)) };
}

/** `GET /api/v1/apps/{id}/features/{name}`. */
export function getFeature(world: World, call: Call): WireAnswer {
  const app = appWithProvisioningOn(world, call);
  return { status: 200, body: show(findFeature(app, call), app, call.request.origin) };
}

/**
 * `PUT /api/v1/apps/{id}/features/{name}`: the body is the bare capabilities object, partial down to the objects that
 * hold values. Switching something off
 * leaves pushes under way for a few reads more, so that draining can be seen.
 */
export function putFeature(world: World, call: Call): WireAnswer {
  const app = appWithProvisioningOn(world, call);
  const feature = findFeature(app, call);
  const body = parseJson(call.request.body);
  if (!isObject(body)) throw malformed();
  const causes = world.behaviour.wantsWholeFeatures
    ? [...lacking(feature.capabilities, body, ''), ...problems(withoutNulls(body), feature.name, '')]
    : problems(body, feature.name, '');
  if (causes.length > 0) throw invalid('capabilities', ...causes);
  const before = JSON.stringify(feature.capabilities);
  feature.capabilities = updated(feature.capabilities, body, '');
  if (feature.name === 'USER_PROVISIONING' && before !== JSON.stringify(feature.capabilities)) startPushes(app, world);
  return { status: 200, body: show(feature, app, call.request.origin) };
}

function updated(before: JsonObject, changes: JsonObject, prefix: string): JsonObject {
  const result = structuredClone(before);
  for (const [name, value] of Object.entries(changes)) {
    const path = prefix + name;
    const old = result[name];
    const goesInto = isObject(value) && isObject(old) && wholes[path] === undefined;
    result[name] = goesInto ? updated(old, value, `${path}.`) : structuredClone(value);
    // As recorded: a schedule shows null for what it has not.
    if (path === 'importSettings.schedule' && isObject(value))
      result[name] = { fullImport: null, incrementalImport: null, ...structuredClone(value) };
  }
  return result;
}

function startPushes(app: OktaAppState, world: World): void {
  for (const user of app.users) {
    if (!user.inFlight) continue;
    user.syncState = 'SYNCING';
    user.readsUntilSettled = world.behaviour.readsUntilSettled;
  }
}

function appWithProvisioningOn(world: World, call: Call): OktaAppState {
  const app = findApp(world, call.parameter('app'));
  if (app.connection === undefined) throw invalid('feature', 'Provisioning is not supported.');
  if (!provisioningIsOn(app)) throw provisioningOff();
  return app;
}

function findFeature(app: OktaAppState, call: Call): FeatureState {
  const name = call.parameter('feature');
  const feature = app.features.find((candidate) => candidate.name === name);
  if (feature === undefined) throw notFound(name, 'Feature');
  return feature;
}

function show(feature: FeatureState, app: OktaAppState, origin: string): unknown {
  const href = `${origin}/api/v1/apps/${app.id}/features/${feature.name}`;
  return {
    name: feature.name,
    status: 'ENABLED',
    description: feature.description,
    capabilities: feature.capabilities,
    _links: { self: { href, hints: { allow: ['GET', 'PUT'] } } },
  };
}

/** What a body leaves out of the capabilities that are there. */
function lacking(there: JsonObject, body: JsonObject, prefix: string): string[] {
  return Object.entries(there).flatMap(([name, value]) => {
    const given = body[name];
    if (given === undefined) return [`${prefix}${name}: is missing.`];
    return isObject(value) && isObject(given) ? lacking(value, given, `${prefix}${name}.`) : [];
  });
}

function withoutNulls(value: JsonObject): JsonObject {
  const members = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(members.map(([name, inner]) => [name, isObject(inner) ? withoutNulls(inner) : inner]));
}

function problems(value: JsonObject, feature: FeatureState['name'], prefix: string): string[] {
  const rules = allowed[feature];
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = prefix + name;
    const rule = rules[path];
    if (rule !== undefined) return rule(inner) ? [] : [`${path}: the value is not one that the capability takes.`];
    const known = Object.keys(rules).some((candidate) => candidate.startsWith(`${path}.`));
    if (!known) return [`${path}: unknown property. The body is the capabilities object itself.`];
    if (!isObject(inner)) return [`${path}: must be an object.`];
    const lacking = (wholes[path] ?? []).filter(
      (required) => inner[required] === undefined || inner[required] === null,
    );
    return [...lacking.map((member) => `${path}.${member}: is missing.`), ...problems(inner, feature, `${path}.`)];
  });
}

function isSwitch(value: unknown): boolean {
  return value === 'ENABLED' || value === 'DISABLED';
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || value === null;
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean';
}

function oneOf(...values: readonly string[]): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && values.includes(value);
}
