import { normalizeGuid } from '../../domain/guid.js';
import { jsonObject } from '../../evidence/json-document.js';
import { jsonText } from '../../evidence/known-members.js';
import type { GraphClient } from './client.js';
import { type Deed, deedNamed, deedsShown } from './deeds.js';
import {
  type FlagChange,
  type ModifiedProperty,
  modifiedProperties,
  signInChange,
  unwrapped,
} from './modified-properties.js';

/** A row of the provisioning log, as far as it tells whom it is about. */
export interface ProvisioningLogRow {
  readonly id: string;
  /** create, delete, disable, update, stagedDelete, other; lower case. */
  readonly action: string;
  /** success, failure, skipped, warning; lower case. */
  readonly status: string;
  /** What was done or would have been: what the action says, unless the row was skipped, and what its steps show. */
  readonly deeds: ReadonlySet<Deed>;
  /** Of the object in Active Directory: its objectGUID where it is one, before what else names it. */
  readonly source: readonly string[];
  readonly sourceId?: string;
  /** The account that it was done to, in lower case; left out where the row names none by a GUID. */
  readonly targetId?: string;
  /** Every identifier that the row gives for the person: UPN, GUIDs, anchors. */
  readonly identifiers: readonly string[];
  /** For a message. */
  readonly person: string;
  /** What the row says its two identities are: user, group, contact; lower case, left out where it does not say. */
  readonly objectTypes: readonly string[];
  /** Whether it lets somebody sign in or locks them; left out where the row says nothing of it. */
  readonly signIn?: FlagChange;
}

/** The log rows of the job since the given time (ISO 8601, UTC). */
export async function readProvisioningLog(
  client: GraphClient,
  jobId: string,
  since: string,
): Promise<ProvisioningLogRow[]> {
  const filter = encodeURIComponent(`jobId eq '${jobId.replaceAll("'", "''")}' and activityDateTime gt ${since}`);
  const rows: ProvisioningLogRow[] = [];
  for await (const row of client.list(`/auditLogs/provisioning?$filter=${filter}`)) rows.push(convertRow(row));
  return rows;
}

/**
 * Members that name the person themselves. Others may name somebody else: the manager of a new colleague is not an identifier
 * of theirs.
 */
export const naming: RegExp =
  /^((onpremises?)?userprincipalname|objectguid|ms-?ds-?consistencyguid|sourceanchor(binary)?|(onpremises?)?immutableid|reportableidentifier)$/i;

/**
 * A row of the provisioning log. Every documented sample leaves the identities' `details` empty (List
 * provisioningObjectSummary, synchronizationJob: provisionOnDemand), so names are taken from wherever they may stand: the
 * ids (for Active Directory the objectGUID), the properties that changed, the import step, what the export step reports.
 * Spelling and case differ between versions and samples of Graph, so they are read leniently.
 */
export function convertRow(json: unknown): ProvisioningLogRow {
  const row = jsonObject(json);
  const status = membersOf(row?.get('provisioningStatusInfo') ?? row?.get('statusInfo'));
  const [source, target] = [jsonObject(row?.get('sourceIdentity')), jsonObject(row?.get('targetIdentity'))];
  const changed = modifiedProperties(row?.get('modifiedProperties'));
  const signIn = signInChange(changed);
  const steps = listOf(row?.get('provisioningSteps')).map(jsonObject);
  const imported = steps.filter((step) =>
    /^import$/i.test(jsonText(step?.get('provisioningStepType') ?? step?.get('type'))),
  );
  const named = [
    ...namedIn(source?.get('details')),
    ...imported.flatMap((step) => [quotedIn(step?.get('description')), ...namedIn(step?.get('details'))]),
  ];
  const identifiers = [
    ...named,
    row?.get('reportableIdentifier'),
    ...changed.flatMap(changedNames),
    source?.get('id'),
    ...namedIn(target?.get('details')),
    ...steps.flatMap((step) => namedIn(step?.get('details'))),
    target?.get('id'),
  ];
  const texts = identifiers.filter(isText);
  const action = jsonText(row?.get('provisioningAction') ?? row?.get('action')).toLowerCase();
  const shownStatus = jsonText(status?.get('status')).toLowerCase();
  const deed = deedNamed(action);
  const shown = deedsShown(row?.get('provisioningSteps'), changed);
  const [sourceId, targetId] = [source, target].map((identity) => normalizeGuid(jsonText(identity?.get('id'))));
  const names = [source?.get('displayName'), target?.get('displayName')].map((name) => jsonText(name));
  return {
    id: jsonText(row?.get('id')),
    action,
    status: shownStatus,
    deeds: shownStatus === 'skipped' && deed !== 'stagedDelete' ? shown : new Set([deed, ...shown]),
    source: [source?.get('id'), ...named].filter(isText),
    ...(sourceId !== undefined && { sourceId }),
    ...(targetId !== undefined && { targetId }),
    identifiers: [...new Set(texts)],
    person: texts.find((text) => text.includes('@')) ?? names.find((name) => name !== '') ?? texts[0] ?? 'somebody',
    objectTypes: [source, target].flatMap(typeOf),
    ...(signIn && { signIn }),
  };
}

/** The members of an object, and of one that a log has as JSON in a string, however often. */
function membersOf(value: unknown): ReturnType<typeof jsonObject> {
  if (typeof value !== 'string') return jsonObject(value);
  const inner = unwrapped(value);
  return inner === value ? undefined : membersOf(inner);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function namedIn(details: unknown): unknown[] {
  return [...(jsonObject(details) ?? [])].flatMap(([name, value]) => (naming.test(name) ? [value] : []));
}

function changedNames({ name, newValues, oldValues }: ModifiedProperty): readonly string[] {
  return naming.test(name) ? [...newValues, ...oldValues] : [];
}

/** `identityType` in the log, `type` in the answers of provisionOnDemand. */
function typeOf(identity: ReturnType<typeof jsonObject>): string[] {
  const type = identity?.get('identityType') ?? identity?.get('type');
  return typeof type === 'string' && type !== '' ? [type.toLowerCase()] : [];
}

/** `Received user 'o'hara@corp.example' change of type (Add) …`: from the first quote to the last, which a name may hold. */
function quotedIn(description: unknown): string | undefined {
  return typeof description === 'string' ? /'(.+)'/.exec(description)?.[1] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
