import { z } from 'zod';
import { namePart, spellDn } from '../domain/distinguished-name.js';
import { distinguishedName, domainPart, filePath, filledList, mapping, textLike, wholeNumber } from './schema-parts.js';

// What only the cutover itself needs: Entra Connect, the tenant's matching switches, pilot and waves.

const anAge = 'a number of hours, more than 0 and at most 744';
const files = filledList(filePath, 'evidence file');

export const connectSchema = mapping({
  serverName: textLike(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,253})$/, 'the name of the Entra Connect server').describe(
    'Name of the server that takes over, as the instructions call it.',
  ),
  connectorName: textLike(/^\S(.{0,198}\S)?$/, 'the name of the Entra connector (Get-ADSyncConnector)').describe(
    'Name of the Entra connector on that server, as csexport expects it, such as "corp.onmicrosoft.com - AAD".',
  ),
  deletionThreshold: wholeNumber(1, 100_000, 'objects')
    .default(10)
    .describe(
      'The most deletions that Entra Connect may let through in one export. A lower limit on the server is fine.',
    ),
  evidence: mapping({
    pendingExports: files.describe(
      'What the server would export, to Entra and to Active Directory (csexport /f:x of each connector).',
    ),
    disconnectors: files.describe('Cloud objects that are joined to nothing (csexport /f:s).'),
    exportErrors: files.describe('Objects that Entra refused (csexport /f:e).'),
    syncStatus: files.describe('Scheduler and run results as JSON.'),
    connectConfig: files.describe('Global settings or exported policy as JSON.'),
    manifest: filePath
      .exactOptional()
      .describe(
        'Manifest that the script in export-scripts writes next to them: it names each file by its SHA-256 and says when it was exported.',
      ),
  }).describe(
    'Files exported from the server. Each needs the time of its export, from `collect connect` or from the manifest.',
  ),
  maximumAgeHours: z
    .number(anAge)
    .positive(anAge)
    .max(744, anAge)
    .default(4)
    .describe('Hours after which evidence from the server is stale.'),
}).describe('The Microsoft Entra Connect server that takes over. Required with `cutover:syncTool: connect`.');

const objects = wholeNumber(0, 10_000_000, 'objects');

export const budgetSchema = mapping({
  adds: objects.default(0).describe('Objects that it may create in Entra.'),
  updates: z
    .record(
      textLike(/^[A-Za-z][A-Za-z0-9_-]*$/, 'the name of an attribute'),
      objects,
      'a mapping of attributes to numbers',
    )
    .default({})
    .describe(
      'For each attribute, by name, the objects for which it may change; an attribute that is not named may change for none.',
    ),
  deletes: objects.default(0).describe('Objects that it may delete in Entra.'),
}).describe(
  'What the first export of an Entra Connect server may do. More staged blocks the cutover; after an export that did more, the update demands the stop of the server. Only with `cutover:syncTool: connect`. Not judged when this is left out.',
);

export const matchingSchema = mapping({
  openUntil: textLike(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z$/,
    'a time in UTC such as 2026-12-01T06:00:00Z',
  ).describe(
    'Until when matching may stay open, in UTC and in quotes, such as "2026-12-01T06:00:00Z". An update after it closes matching again, whatever the phase.',
  ),
  hardMatch: z
    .boolean('true or false')
    .default(true)
    .describe('Whether cloud accounts may be taken over by their anchor during the cutover.'),
  softMatch: z
    .boolean('true or false')
    .default(false)
    .describe('Whether accounts may be taken over by name or address during the cutover.'),
  deletionThreshold: wholeNumber(1, 100_000, 'objects')
    .default(10)
    .describe("The tenant's accidental deletion prevention during the cutover and after it."),
}).describe(
  'The tenant’s switches that allow matching: opened from stage on, closed at complete. Not touched when this is left out.',
);

export const pilotSchema = filledList(
  textLike(
    new RegExp(`^([0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|(${namePart}[,;])+${domainPart})$`),
    'the distinguished name or the objectGUID of a person',
  ).overwrite(spellDn),
  'person',
).describe(
  'People who go first, each by distinguished name or objectGUID. Cloud sync provisions them one by one before its job is started; with Entra Connect nobody else may be in the pending exports of the first wave.',
);

export const wavesSchema = filledList(
  mapping({
    name: textLike(/^\S(.{0,98}\S)?$/, 'the name of the wave').describe('Name of the wave, for people.'),
    organizationalUnits: filledList(distinguishedName, 'distinguished name').describe(
      'Organizational units that this wave adds to those of the waves before it.',
    ),
  }),
  'wave',
).describe(
  'Waves in which the sync widens its scope; without them everybody is switched at once. With Entra Connect they are the containers to tick in its wizard.',
);

// The engine hands top-level values over as text; people and their editors write a number.
const aWave = 'the number of a wave, the first being 1';
export const waveSchema = z
  .union([wholeNumber(1, 99, 'waves'), textLike(/^[1-9]\d?$/, aWave)], aWave)
  .transform(Number)
  .prefault(1)
  .describe(
    'The wave that the environment is in. It only grows, because going back would delete people; after a rollback it begins with 1 again.',
  );
