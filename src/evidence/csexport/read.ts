import type { Disconnector, ExportError, PendingExport } from '../../domain/connect.js';
import type { FormatReader } from '../format-reader.js';
import type { ReadLog } from '../read-log.js';
import type { ConnectorSpaceObject } from './connector-space.js';
import {
  type Conversion,
  convertDisconnector,
  convertExportError,
  convertPendingExport,
  hasPendingExport,
} from './convert.js';
import { identityFields } from './identity.js';
import { CsExportSyntaxError, parseCsExport } from './parse.js';

/** Takes one record at a time, in the order of the file. None counts unless the whole file turns out complete. */
export type RecordSink<Item> = (record: Item) => void;

interface CsExportKind<Item> {
  readonly convert: (object: ConnectorSpaceObject, origin: string) => Conversion<Item>;
  /** Says that an object speaks against the kind; when all of them do, the file is of another kind. */
  readonly speaksAgainst: (object: ConnectorSpaceObject) => boolean;
  readonly otherKind: string;
  readonly fields: readonly (keyof Item & string)[];
}

const csIdentityFields = [
  'objectType',
  'csObjectDn',
  'csObjectId',
  'sourceAnchor',
  'userPrincipalName',
  'displayName',
  'primaryAddress',
  'entraObjectId',
] as const;

const pendingExports: CsExportKind<PendingExport> = {
  convert: convertPendingExport,
  speaksAgainst: (object) => object.delta === undefined,
  otherKind:
    'No object in it has a pending export, expected the output of csexport with /f:x; for /f:s use --disconnectors.',
  fields: [...csIdentityFields, 'operation', 'changes', 'losses', 'addressesAfter'],
};
const disconnectors: CsExportKind<Disconnector> = {
  convert: convertDisconnector,
  speaksAgainst: (object) => hasPendingExport(object) || object.errorDetail !== undefined,
  otherKind:
    'Every object in it has a pending export or an error, expected the output of csexport with /f:s; for /f:x use --pending-exports.',
  fields: [...csIdentityFields, 'mail'],
};
const exportErrors: CsExportKind<ExportError> = {
  convert: convertExportError,
  speaksAgainst: (object) => object.errorDetail === undefined,
  otherKind: 'No object in it has an export error, expected the output of csexport with /f:e.',
  fields: [...csIdentityFields, 'errorName', 'description', 'conflictingAttribute', 'conflictingValues'],
};

/**
 * Reads pending exports from the XML of `csexport "<connector>" file /f:x` (CONNECT-7, CONNECT-11). With `onRecord` the
 * records go there instead of into the result, so that an export of any size needs the memory of one object.
 */
export function createPendingExportReader(
  log: ReadLog,
  onRecord?: RecordSink<PendingExport>,
): FormatReader<PendingExport> {
  return createReader(log, pendingExports, onRecord);
}

/** Reads disconnectors from the XML of `csexport "<connector>" file /f:s`. */
export function createDisconnectorReader(
  log: ReadLog,
  onRecord?: RecordSink<Disconnector>,
): FormatReader<Disconnector> {
  return createReader(log, disconnectors, onRecord);
}

/** Reads export errors from the XML of `csexport "<connector>" file /f:e`. */
export function createExportErrorReader(log: ReadLog, onRecord?: RecordSink<ExportError>): FormatReader<ExportError> {
  return createReader(log, exportErrors, onRecord);
}

function createReader<Item>(log: ReadLog, kind: CsExportKind<Item>, onRecord?: RecordSink<Item>): FormatReader<Item> {
  const records: Item[] = [];
  const take = onRecord ?? ((record: Item) => records.push(detached(record)));
  let line = 1;
  let objects = 0;
  let against = 0;
  let broken = false;

  const parsing = parseCsExport((object) => {
    if (object.importError !== undefined) log.reject(object.line, importErrorMessage(object, object.importError));
    // Without an answer to the question of the list, its error is all that is known of the object.
    if (object.importError !== undefined && kind.speaksAgainst(object)) return;
    objects += 1;
    if (kind.speaksAgainst(object)) against += 1;
    const conversion = kind.convert(object, log.origin);
    if (conversion === 'skipped') log.skip();
    else if ('rejected' in conversion) {
      log.reject(object.line, `${object.csDn ?? 'An object'} was not read: ${conversion.rejected}`);
    } else take(conversion.record);
  });
  const guarded = (step: () => void): void => {
    if (broken) return;
    try {
      step();
    } catch (error) {
      if (!(error instanceof CsExportSyntaxError)) throw error;
      broken = true;
      log.incomplete(error.line, `The file cannot be read as csexport's XML: ${error.message}. Run csexport again.`);
    }
    line = parsing.line;
  };
  return {
    get line() {
      return line;
    },
    push: (chunk) => guarded(() => parsing.write(chunk)),
    end: () =>
      guarded(() => {
        parsing.end();
        if (objects > 0 && against === objects) log.incomplete(1, kind.otherKind);
      }),
    result: () => ({ records, fields: new Set(kind.fields) }),
  };
}

/** Names an object that Entra Connect could not import or synchronize. */
function importErrorMessage({ csDn, id, holograms }: ConnectorSpaceObject, error: string): string {
  const { userPrincipalName } = identityFields(csDn ?? '', id, holograms);
  const who = [userPrincipalName, csDn].filter((name) => name !== undefined).join(', ') || 'An object';
  return `${who} was not imported or synchronized (${error}), so nothing staged shows what would happen to it. Fix the error, synchronize again, and export again.`;
}

/**
 * A copy with strings of its own. V8 keeps the whole piece of the file alive for a part that was cut out of it, so that
 * collected records would hold the memory of the file many times over.
 */
function detached<Item>(record: Item): Item {
  return JSON.parse(JSON.stringify(record));
}
