import type { RecordPosition } from '../../domain/evidence.js';
import type { OktaAppUser } from '../../domain/okta.js';
import { jsonObject } from '../json-document.js';
import { knownFields } from '../known-fields.js';
import { knownMembers, type Reject } from '../known-members.js';
import { type AppSchema, managedBy } from './app-schema.js';

/** Somebody assigned to an app from Okta's JSON (List all application users); undefined, and rejected, where it does not fit. */
export function convertAppUser(
  json: unknown,
  appId: string,
  schema: AppSchema,
  at: RecordPosition,
  reject: Reject,
): OktaAppUser | undefined {
  const user = jsonObject(json);
  const userName = jsonObject(user?.get('credentials'))?.get('userName');
  const [id, status] = [user?.get('id'), user?.get('status')];
  if (typeof id !== 'string' || typeof userName !== 'string' || typeof status !== 'string') {
    reject(`Somebody assigned to the app ${appId} has no id, name or status.`);
    return undefined;
  }
  const known = knownMembers(user, (message) => reject(`Somebody assigned to the app ${appId}: ${message}`));
  const profile = known.read('profile', 'an object', jsonObject);
  return {
    at,
    appId,
    id,
    userName,
    status,
    ...knownFields({
      entraObjectId: known.text('externalId'),
      immutableId:
        schema.immutableId === undefined ? undefined : knownMembers(profile, reject).text(schema.immutableId),
      syncState: known.text('syncState'),
      ...managedBy(profile, schema),
    }),
  };
}
