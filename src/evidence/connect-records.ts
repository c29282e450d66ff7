import { z } from 'zod';
import type { ConnectConfiguration, Disconnector, ExportError, PendingExport, SyncStatus } from '../domain/connect.js';
import type { EvidenceKind } from '../domain/evidence.js';
import type { OktaRecord } from '../domain/okta.js';
import type { Revive } from './evidence-file/read.js';
import { UnreadableValue } from './values/unreadable-value.js';

// The records of Entra Connect and Okta as a line of a file that `collect` wrote: the nouns of the domain, checked,
// because such a file may come from another version or another hand. `at` is the line in the origin.

const text = z.string();
/** Says who something is: what is empty is left out, since two empty ones would be equal. */
const value = z.string().min(1);
const texts = z.array(text).readonly();
const count = z.int().min(0);
const flag = z.boolean();
const time = z.iso.datetime();
const position = z.int().min(1).optional();

const identity = {
  at: position,
  objectType: z.enum(['user', 'group', 'contact', 'device', 'publicFolder']),
  inDirectory: z.literal(true).exactOptional(),
  objectGuid: value.exactOptional(),
  csObjectDn: value,
  csObjectId: value.exactOptional(),
  sourceAnchor: value.exactOptional(),
  userPrincipalName: value.exactOptional(),
  displayName: value.exactOptional(),
  primaryAddress: value.exactOptional(),
  entraObjectId: value.exactOptional(),
};

const pendingExport = z.strictObject({
  ...identity,
  operation: z.enum(['add', 'update', 'delete', 'recreate']),
  changes: z
    .array(
      z.strictObject({
        name: text,
        operation: z.enum(['add', 'update', 'replace', 'delete']),
        valuesAdded: texts,
        valuesDeleted: texts,
        multivalued: flag,
      }),
    )
    .readonly(),
  losses: z.array(z.strictObject({ name: text, values: texts })).readonly(),
  addressesAfter: texts.exactOptional(),
});

const disconnector = z.strictObject({ ...identity, mail: value.exactOptional() });

const exportError = z.strictObject({
  ...identity,
  errorName: text,
  description: text.exactOptional(),
  conflictingAttribute: text.exactOptional(),
  conflictingValues: texts,
  conflictingObjectId: text.exactOptional(),
  retryCount: count.exactOptional(),
});

const syncStatus = z.strictObject({
  at: position,
  scheduler: z
    .strictObject({
      stagingModeEnabled: flag,
      syncCycleEnabled: flag.exactOptional(),
      schedulerSuspended: flag.exactOptional(),
      syncCycleInProgress: flag.exactOptional(),
      maintenanceEnabled: flag.exactOptional(),
      effectiveIntervalSeconds: z.number().exactOptional(),
      nextCyclePolicy: text.exactOptional(),
      nextCycleStart: time.exactOptional(),
    })
    .exactOptional(),
  runs: z
    .array(
      z.strictObject({
        result: text,
        connectorName: text.exactOptional(),
        profileName: text.exactOptional(),
        complete: flag.exactOptional(),
        startedAt: time.exactOptional(),
        endedAt: time.exactOptional(),
        exported: z.strictObject({ adds: count, updates: count, deletes: count, recreations: count }).exactOptional(),
      }),
    )
    .readonly(),
});

const connectConfiguration = z.strictObject({
  at: position,
  sourceAnchorAttribute: text.exactOptional(),
  userPrincipalNameAttribute: text.exactOptional(),
  stagingMode: flag.exactOptional(),
  serverVersion: text.exactOptional(),
  deletionThreshold: count.exactOptional(),
  signOnMethod: text.exactOptional(),
  scope: z
    .array(
      z.strictObject({
        distinguishedName: text,
        inclusions: texts,
        exclusions: texts,
        directory: count.exactOptional(),
      }),
    )
    .readonly()
    .exactOptional(),
  unscopedDirectories: count.exactOptional(),
  customRules: count.exactOptional(),
  filteringRules: texts.exactOptional(),
  anchorRules: texts.exactOptional(),
  accountStateRules: texts.exactOptional(),
  nameRules: texts.exactOptional(),
  disabledRules: texts.exactOptional(),
});

const oktaStatus = z.enum(['ENABLED', 'DISABLED', 'UNKNOWN']);
const oktaApp = z.strictObject({
  at: position,
  id: text,
  name: text,
  label: text,
  status: text,
  connectionStatus: oktaStatus,
  capabilities: z.record(text, oktaStatus),
  integrationOff: flag,
  groupPush: flag.exactOptional(),
  domain: text.exactOptional(),
  tenant: text.exactOptional(),
  licenseManagement: flag.exactOptional(),
  roleManagement: flag.exactOptional(),
  deferredDeprovisioning: flag.exactOptional(),
  anchorMapping: z.strictObject({ expression: text, pushed: flag }).readonly().exactOptional(),
});

const oktaAppUser = z.strictObject({
  at: position,
  appId: text,
  id: value,
  userName: text,
  entraObjectId: value.exactOptional(),
  immutableId: value.exactOptional(),
  status: text,
  syncState: text.exactOptional(),
  licenseManagement: flag.exactOptional(),
  roleManagement: flag.exactOptional(),
});
const oktaRecord = z.union([oktaAppUser, oktaApp]);

/** The record shapes by kind of evidence: what `collect` writes for it, one JSON object a line. */
export const connectRecordSchemas = {
  pendingExports: pendingExport,
  disconnectors: disconnector,
  exportErrors: exportError,
  syncStatus,
  connectConfig: connectConfiguration,
  okta: oktaRecord,
} as const satisfies Partial<Record<EvidenceKind, z.ZodType>>;

export type ConnectEvidenceKind = keyof typeof connectRecordSchemas;

/** Makes the record of one line of an evidence file. All throw UnreadableValue when the line is not of the kind. */
export const reviveConnectRecord: {
  readonly pendingExports: Revive<PendingExport>;
  readonly disconnectors: Revive<Disconnector>;
  readonly exportErrors: Revive<ExportError>;
  readonly syncStatus: Revive<SyncStatus>;
  readonly connectConfig: Revive<ConnectConfiguration>;
  readonly okta: Revive<OktaRecord>;
} = {
  pendingExports: (json, at) => ({ ...parse(pendingExport, json), at }),
  disconnectors: (json, at) => ({ ...parse(disconnector, json), at }),
  exportErrors: (json, at) => ({ ...parse(exportError, json), at }),
  syncStatus: (json, at) => ({ ...parse(syncStatus, json), at }),
  connectConfig: (json, at) => ({ ...parse(connectConfiguration, json), at }),
  okta: (json, at) =>
    // Told apart first, so that a message names what is wrong with it and not that neither fits.
    json.appId === undefined ? { ...parse(oktaApp, json), at } : { ...parse(oktaAppUser, json), at },
};

function parse<Schema extends z.ZodType>(schema: Schema, json: unknown): z.infer<Schema> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the record' : issue.path.join('.');
  throw new UnreadableValue(
    `The record is not as collect writes it (${where}: ${issue?.message ?? 'unreadable'}). Collect the evidence again.`,
  );
}
