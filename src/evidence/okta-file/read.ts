import type { OktaApp, OktaRecord } from '../../domain/okta.js';
import type { FormatReader } from '../format-reader.js';
import { createJsonDocumentReader, jsonItems, jsonObject } from '../json-document.js';
import type { ReadLog } from '../read-log.js';
import { convertAppUsers, isAppUser, isPage, type Placed, schemaOwner } from './app-users.js';
import { convertOktaApp, office365 } from './convert.js';

/**
 * Reads a JSON list of Okta apps, each with its connection and features, of app users, and of app schemas. Apps other than
 * Office 365 are skipped with their people.
 */
export function createOktaFileReader(log: ReadLog): FormatReader<OktaRecord> {
  return createJsonDocumentReader(log, (document) => {
    const items = jsonItems(document).map((item, index): Placed => ({ item, line: index + 1 }));
    const schemas = new Map<string, unknown>();
    const others = new Set<unknown>();
    const people: Placed[] = [];
    const apps: OktaApp[] = [];
    for (const { item, line } of items) {
      const owner = schemaOwner(item);
      if (owner !== undefined) schemas.set(owner, item);
      else if (isAppUser(item)) people.push({ item, line });
      else if (isOtherApp(item)) {
        others.add(appOf(item)?.get('id'));
        log.skip();
      } else {
        const conversion = convertOktaApp(item, { origin: log.origin, line });
        if ('app' in conversion) apps.push(conversion.app);
        else log.reject(line, conversion.rejected);
      }
    }
    const users = convertAppUsers(people, schemas, log).filter(({ appId }) => {
      if (others.has(appId)) log.skip();
      return !others.has(appId);
    });
    // "No app" is more likely a wrong question than an org without Office 365, and would pass for "Okta is off".
    if (apps.length === 0 && users.length === 0) {
      log.incomplete(
        1,
        'No Office 365 app could be read from the list, expected every app with the name office365. Read the list of apps again.',
      );
    }
    const appFields = ['connectionStatus', 'capabilities', 'integrationOff'];
    const fields = new Set([
      ...(users.length === 0 || apps.length > 0 ? appFields : []),
      ...(users.length > 0 ? ['users'] : []),
    ]);
    return { records: [...apps, ...users], fields, ...(isPage(users) && { mayBeCut: true as const }) };
  });
}

/** Of an app that is not Office 365 nobody needs connection and features. */
function isOtherApp(item: unknown): boolean {
  const name = appOf(item)?.get('name');
  return typeof name === 'string' && name !== office365;
}

function appOf(item: unknown): ReadonlyMap<string, unknown> | undefined {
  const outer = jsonObject(item);
  return jsonObject(outer?.get('app')) ?? outer;
}
