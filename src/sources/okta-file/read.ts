import type { OktaApp } from '../../domain/okta.js';
import type { FormatReader } from '../format-reader.js';
import { createJsonDocumentReader, jsonItems, jsonObject } from '../json-document.js';
import type { ReadLog } from '../read-log.js';
import { convertOktaApp, office365 } from './convert.js';

/** Reads a JSON list of Okta apps, each with its connection and features. Apps other than Office 365 are skipped. */
export function createOktaFileReader(log: ReadLog): FormatReader<OktaApp> {
  return createJsonDocumentReader(log, (document) => {
    const records: OktaApp[] = [];
    for (const [index, item] of jsonItems(document).entries()) {
      const conversion = convertOktaApp(item, { origin: log.origin, line: index + 1 });
      if ('rejected' in conversion) {
        if (isOtherApp(item)) log.skip();
        else log.reject(index + 1, conversion.rejected);
      } else if (conversion.app.name === office365) records.push(conversion.app);
      else log.skip();
    }
    // "No app" is more likely a wrong question than an org without Office 365, and would pass for "Okta is off".
    if (records.length === 0) {
      log.incomplete(
        1,
        'No Office 365 app could be read from the list, expected every app with the name office365. Read the list of apps again.',
      );
    }
    return { records, fields: new Set(['connectionStatus', 'capabilities', 'integrationOff']) };
  });
}

/** Of an app that is not Office 365 nobody needs connection and features. */
function isOtherApp(item: unknown): boolean {
  const outer = jsonObject(item);
  const name = (jsonObject(outer?.get('app')) ?? outer)?.get('name');
  return typeof name === 'string' && name !== office365;
}
