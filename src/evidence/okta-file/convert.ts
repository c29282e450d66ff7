import type { RecordPosition } from '../../domain/evidence.js';
import type { OktaApp, OktaStatus } from '../../domain/okta.js';
import { jsonObject } from '../json-document.js';
import { knownFields } from '../known-fields.js';

/** What became of one app: the app, or the reason why its state is not known. */
export type OktaAppConversion = { readonly app: OktaApp } | { readonly rejected: string };

type Members = ReadonlyMap<string, unknown>;

/** `name` of every Office 365 app, whatever its label (OKTA-2). */
export const office365 = 'office365';
const provisioningOffCause = 'Provisioning is not enabled for the app instance.';

/**
 * One Office 365 app from Okta's JSON: the app object (OKTA-2) with `connection` (OKTA-7) and `features` (OKTA-5, OKTA-6:
 * the list, or the body of the 400 that proves that provisioning is off), and `groupPushMappings` where they were read. The
 * app may also stand by itself under `app`. What Okta did not say is never taken for "off".
 */
export function convertOktaApp(json: unknown, at: RecordPosition): OktaAppConversion {
  const outer = jsonObject(json);
  const app = jsonObject(outer?.get('app')) ?? outer;
  if (outer === undefined || app === undefined) return { rejected: 'It is not an object, expected an app of Okta.' };
  const [id, name, label, status] = ['id', 'name', 'label', 'status'].map((key) => textOf(app, key));
  if (id === undefined || name === undefined || status === undefined) {
    return { rejected: 'It has no id, name and status, expected an app as GET /api/v1/apps returns it.' };
  }
  const connectionStatus = jsonObject(outer.get('connection'))?.get('status');
  if (typeof connectionStatus !== 'string') {
    return {
      rejected: `The app ${id} has no connection with a status, expected the answer of GET /api/v1/apps/${id}/connections/default.`,
    };
  }
  const features = outer.get('features');
  const integrationOff = isProvisioningOff(features);
  const capabilities = integrationOff ? {} : readCapabilities(features);
  if (capabilities === undefined) {
    return {
      rejected: `The app ${id} has no provisioning features, expected the answer of GET /api/v1/apps/${id}/features (the list, or the 400 that says that provisioning is off).`,
    };
  }
  const settings = jsonObject(jsonObject(app.get('settings'))?.get('app'));
  return {
    app: {
      at,
      id,
      name,
      label: label ?? name,
      status,
      connectionStatus: statusOf(connectionStatus),
      capabilities,
      integrationOff,
      ...knownFields({
        groupPush: pushesGroups(outer.get('groupPushMappings'), app.get('features')),
        domain: settings && textOf(settings, 'domain'),
        tenant: settings && textOf(settings, 'msftTenant'),
        deferredDeprovisioning: defersDeprovisioning(settings),
      }),
    },
  };
}

/** True for the body of exactly that 400 by which Okta says that provisioning is off (OKTA-6); no other error proves it. */
export function isProvisioningOff(body: unknown): boolean {
  const members = jsonObject(body);
  const causes: unknown = members?.get('errorCauses');
  if (members?.get('errorCode') !== 'E0000001' || !Array.isArray(causes) || causes.length !== 1) return false;
  return jsonObject(causes[0])?.get('errorSummary') === provisioningOffCause;
}

/**
 * The status of each feature and capability by its path, or undefined when the value is not a list of features. An app's
 * own `features` are only names (a hint, OKTA-4), and an empty list says nothing.
 */
export function readCapabilities(features: unknown): Readonly<Record<string, OktaStatus>> | undefined {
  if (!Array.isArray(features) || features.length === 0) return undefined;
  const statuses: [string, OktaStatus][] = [];
  for (const item of features) {
    const feature = jsonObject(item);
    const name = feature && textOf(feature, 'name');
    if (feature === undefined || name === undefined || !feature.has('status')) return undefined;
    statuses.push([name, statusOf(feature.get('status'))], ...statusesIn(feature.get('capabilities'), name));
  }
  return Object.fromEntries(statuses);
}

/** Capabilities stand in groups (`create`, `update`); whatever has a status of its own is one. */
function statusesIn(value: unknown, path: string, depth = 0): [string, OktaStatus][] {
  if (depth > 4) return [];
  return [...(jsonObject(value) ?? [])].flatMap(([name, member]): [string, OktaStatus][] => {
    const members = jsonObject(member);
    if (members === undefined) return [];
    const here = `${path}.${name}`;
    const own: [string, OktaStatus][] = members.has('status') ? [[here, statusOf(members.get('status'))]] : [];
    return [...own, ...statusesIn(member, here, depth + 1)];
  });
}

function statusOf(value: unknown): OktaStatus {
  return value === 'ENABLED' || value === 'DISABLED' ? value : 'UNKNOWN';
}

/** Groups are pushed by active mappings; where these were not read, the app's own feature names tell. */
function pushesGroups(mappings: unknown, hints: unknown): boolean | undefined {
  if (Array.isArray(mappings)) return mappings.some((mapping) => jsonObject(mapping)?.get('status') === 'ACTIVE');
  return Array.isArray(hints) && hints.every((hint) => typeof hint === 'string')
    ? hints.includes('GROUP_PUSH')
    : undefined;
}

/** What the names of settings hold that put deprovisioning off, and what they say where they do. */
export const deferral: RegExp = /defer/i;
export const switchedOn: RegExp = /^(true|enabled|on)$/i;

/** Okta documents no key for it: whatever the app's settings call deferred says so; left out where nothing does. */
function defersDeprovisioning(settings: Members | undefined): boolean | undefined {
  const named = [...(settings ?? [])].filter(([name]) => deferral.test(name));
  if (named.length === 0) return undefined;
  return named.some(([, value]) => value === true || (typeof value === 'string' && switchedOn.test(value)));
}

function textOf(members: Members, name: string): string | undefined {
  const value = members.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
