import type { OktaApp, OktaAppUser, OktaRecord } from '../../domain/okta.js';
import { oktaScopes } from '../../domain/permissions.js';
import { jsonObject } from '../../evidence/json-document.js';
import { knownFields } from '../../evidence/known-fields.js';
import { type AppSchema, managedBy, readAppSchema } from '../../evidence/okta-file/app-schema.js';
import { convertAppUser } from '../../evidence/okta-file/app-user.js';
import type { ReadLog } from '../../evidence/read-log.js';
import type { OktaClient } from './client.js';
import { OktaApiError } from './errors.js';
import { listOffice365Apps, readOktaApp } from './read.js';

/** The fields of Okta evidence that was read live. */
export const oktaFields: readonly string[] = [
  'anchorMapping',
  'capabilities',
  'connectionStatus',
  'groupPush',
  'integrationOff',
  'users',
];

/**
 * Every Office 365 app of the org with its state, and everybody assigned to it, in pieces: the app first, its people after.
 * What a scope or role is missing for is put down in the log with what to grant; the state of the apps must be readable.
 *
 * @throws OktaApiError, UserError when the apps or a page of people can't be read.
 */
export async function* collectOkta(client: OktaClient, log: ReadLog): AsyncGenerator<readonly OktaRecord[]> {
  for (const { id } of await listOffice365Apps(client)) {
    const path = `/api/v1/apps/${encodeURIComponent(id)}`;
    const { app } = await readOktaApp(client, id);
    const schemaAnswer = await granted(log, oktaScopes.schemas.permission, `the profile of the app ${id}`, () =>
      client.get(`/api/v1/meta/schemas/apps/${encodeURIComponent(id)}/default`),
    );
    const schema = readAppSchema(schemaAnswer);
    const mapping = await granted(log, oktaScopes.mappings.permission, `the profile mappings of the app ${id}`, () =>
      readAnchorMapping(client, id, schema),
    );
    yield [
      {
        ...app,
        ...knownFields({
          groupPush: (await readGroupPush(client, path)) ?? app.groupPush,
          ...(await readAssignments(client, path, schema)),
          anchorMapping: mapping,
        }),
      },
    ];
    yield* collectUsers(client, path, id, schema, log);
  }
}

/** The result, or undefined when a scope is missing, which the log then says. */
async function granted<Result>(
  log: ReadLog,
  scope: string,
  what: string,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OktaApiError) || (error.status !== 403 && error.status !== 404)) throw error;
    log.incomplete(
      1,
      `${what[0]?.toUpperCase()}${what.slice(1)} could not be read: ${error.message} Grant the service app the scope ${scope} (docs/permissions.md).`,
    );
    return undefined;
  }
}

/** The mapping into the app that fills the ImmutableID (OKTA-19); undefined when none does. */
async function readAnchorMapping(
  client: OktaClient,
  appId: string,
  { immutableId }: AppSchema,
): Promise<OktaApp['anchorMapping']> {
  if (immutableId === undefined) return undefined;
  for await (const item of client.list(`/api/v1/mappings?targetId=${encodeURIComponent(appId)}&limit=200`)) {
    const id = jsonObject(item)?.get('id');
    if (typeof id !== 'string') continue;
    const mapping = jsonObject(await client.get(`/api/v1/mappings/${encodeURIComponent(id)}`));
    const property = jsonObject(jsonObject(mapping?.get('properties'))?.get(immutableId));
    const expression = property?.get('expression');
    if (typeof expression === 'string') return { expression, pushed: property?.get('pushStatus') === 'PUSH' };
  }
  return undefined;
}

/** True when a group is pushed; undefined where the org has no group push to ask for. */
async function readGroupPush(client: OktaClient, path: string): Promise<boolean | undefined> {
  try {
    for await (const item of client.list(`${path}/group-push/mappings?limit=100`)) {
      if (jsonObject(item)?.get('status') === 'ACTIVE') return true;
    }
    return false;
  } catch (error) {
    if (error instanceof OktaApiError && [400, 403, 404].includes(error.status)) return undefined;
    throw error;
  }
}

/** Whether the assignment of some group gives licenses or roles. */
async function readAssignments(
  client: OktaClient,
  path: string,
  schema: AppSchema,
): Promise<Pick<OktaApp, 'licenseManagement' | 'roleManagement'>> {
  let given = managedBy(undefined, schema);
  if (Object.keys(given).length === 0) return {};
  for await (const item of client.list(`${path}/groups?limit=200`)) {
    const { licenseManagement, roleManagement } = managedBy(jsonObject(jsonObject(item)?.get('profile')), schema);
    given = {
      ...given,
      ...(licenseManagement && { licenseManagement }),
      ...(roleManagement && { roleManagement }),
    };
  }
  return given;
}

async function* collectUsers(
  client: OktaClient,
  path: string,
  appId: string,
  schema: AppSchema,
  log: ReadLog,
): AsyncGenerator<readonly OktaAppUser[]> {
  let line = 0;
  for await (const page of client.pages(`${path}/users?limit=500`)) {
    const users: OktaAppUser[] = [];
    for (const item of page) {
      line += 1;
      const at = { origin: `${client.orgUrl}${path}/users`, line };
      const position = line;
      const user = convertAppUser(item, appId, schema, at, (message) => log.reject(position, message));
      if (user !== undefined) users.push(user);
    }
    yield users;
  }
}
