import { z } from 'zod';
import { phases } from '../domain/phase.js';
import type { ReadOnly } from '../domain/read-only.js';
import { assessmentShape, type connectEvidenceShape, count, fileShape, guid, named, text } from './assessment-shape.js';

// What crosses the Pulumi engine, described once: the program, the provider and their types come from here. No clock, port,
// absolute path or credential. The author of index.ts meets these messages; a stack file's problems were named before.
const seconds = z.int().min(1);

/** A phase, in whatever is given or returned. */
export const drainShape = z
  .strictObject({
    timeoutSeconds: seconds.describe('Seconds to wait for pushes that are under way.'),
    pollSeconds: seconds.describe('Seconds between two checks.'),
  })
  .meta(named('Drain', 'How long to wait for pushes that are under way.'));
export const phaseShape = z.enum(phases).meta(named('CutoverPhase', 'The phase that the environment is in.'));

const environment = {
  stack: text.describe('Name of the stack, which is the environment.'),
  phase: phaseShape,
};

const judged = {
  ...environment,
  assessment: assessmentShape.describe('What the environment is judged by, as getAssessmentInputs returns it.'),
};

const guarded = {
  ...judged,
  hold: z.boolean().describe('`cutover:hold`: true refuses every write but pausing an Entra synchronization.'),
  journal: text.describe('Path of the audit journal, relative to the stack file.'),
};

/** Of what writes no journal. */
const statusOf = text
  .exactOptional()
  .describe('Path of the audit journal; the status file is in the same folder. Left out: no status is kept.');

const lostEnd = z
  .strictObject({
    sequence: z.int().min(1).describe('Number of the last entry that the state recorded.'),
    hash: text.describe('Its hash.'),
    reason: text.describe('Why it is gone.'),
    owner: text.describe('Who says so.'),
  })
  .meta(named('LostEnd', 'An end of the journal that the Pulumi state recorded and that is lost.'));

const directory = z
  .strictObject({
    server: text.describe('URL of a domain controller (ldaps:).'),
    baseDn: text.describe('Distinguished name to search below.'),
    bindDn: text.describe('Who signs in.'),
    caFile: text.exactOptional().describe('PEM of the authority that signed the server’s certificate.'),
  })
  .meta(named('DirectoryConnection', 'How Active Directory is reached; the password comes from the environment.'));

const byWaves = {
  waves: z
    .array(
      z
        .strictObject({
          name: text.describe('Its name.'),
          organizationalUnits: z.array(text).min(1).describe('Containers that it adds.'),
        })
        .meta(named('Wave', 'Containers that are taken over together.')),
    )
    .min(1)
    .exactOptional()
    .describe('Organizational units by wave; left out: everybody is in scope from the start.'),
  wave: z.int().min(1).exactOptional().describe('The wave to reach, 1-based.'),
};

const verification = z
  .enum(['passed', 'pending'])
  .meta(
    named(
      'Verification',
      '`passed`: everybody who was matched was compared and is as cleared. `pending`: the first cycle has not ended.',
    ),
  )
  .nullable()
  .describe('Of everybody who was matched, once it was switched on; null before.');
const whole = z.record(z.string(), z.unknown());

/** What every resource that writes to a remote system is given besides its own. */
export const guardedInputs = z.strictObject(guarded);

/** Our resources by their name: what each is, its inputs, and the outputs that the provider computes. */
export const resourceTable = {
  AnchorGate: {
    description: 'The gate over the whole population: it fails the preview of a cutover, with names.',
    inputs: z.strictObject({ ...judged, ...byWaves, journal: statusOf }),
    outputs: {
      decision: text.describe('`cleared`, `blocked` or `indeterminate`.'),
      digest: text
        .nullable()
        .describe('Digest of the assessment: equal evidence gives equal digests; null where it could not be assessed.'),
      counts: whole
        .nullable()
        .describe('How many people of each outcome the evidence has; null where it could not be assessed.'),
    },
  },
  AnchorBindings: {
    description: 'The repairs that a reviewed file declares: made in assess and stage, put back by a rollback.',
    inputs: z.strictObject({
      ...guarded,
      file: fileShape.exactOptional().describe('The reviewed file; left out: none is declared.'),
      entries: z
        .record(z.string(), z.string())
        .describe(
          'What each repair does, in words without values, by the key of the repair: for people to see in a preview.',
        ),
      limit: z.int().min(1).describe('The most people whom one update may change.'),
      allowPrivileged: z
        .boolean()
        .describe('True lets it change people who hold, or may activate, a privileged directory role.'),
      directory: directory.exactOptional().describe('How Active Directory is reached, if repairs are made there.'),
      servicePrincipalId: guid
        .exactOptional()
        .describe('The cloud sync configuration that must be off while repairs are made; left out with Entra Connect.'),
    }),
    outputs: {
      repairs: z.int().describe('How many repairs were made.'),
      state: text.describe('`repaired`, `kept`, `restored`, or `waiting` for some that are not put back.'),
    },
  },
  OktaProvisioning: {
    description:
      'The provisioning of one Office 365 app of an Okta org: looked at, switched off, or put back as it was.',
    inputs: z.strictObject({
      ...guarded,
      appId: text.describe('Id of the app in Okta.'),
      label: text.describe('Label of the app, for people.'),
      provisioning: z
        .enum(['unmanaged', 'off', 'on'])
        .describe(
          '`unmanaged`: looked at, never touched. `off`: switched off. `on`: as it was found before it was switched off.',
        ),
      servicePrincipalId: guid
        .exactOptional()
        .describe(
          'The cloud sync configuration that must be off before Okta is switched on again; left out with Entra Connect.',
        ),
      pushTried: text
        .exactOptional()
        .describe('What Okta’s push was seen to do to somebody whom Entra has synchronized, and when.'),
      drain: drainShape,
    }),
    outputs: {
      connectionStatus: text.describe(
        'Of the app’s provisioning connection after the update: `ENABLED`, `DISABLED` or `UNKNOWN`.',
      ),
      integrationOff: z.boolean().describe('True where the app has no provisioning at all.'),
      capabilities: whole.describe('What the app provisions, as Okta shows it.'),
      found: whole.describe('What was found before it was switched off: what `on` puts back.'),
      waitingSince: text
        .nullable()
        .describe('ISO 8601, UTC: since when a rollback waits for the Entra Connect server; null where it does not.'),
      handOver: z
        .array(text)
        .nullable()
        .describe('What Okta owned and nobody has taken over yet, reported at complete; null before.'),
    },
  },
  CloudSyncActivation: {
    description: 'Whether a job of Entra cloud sync runs; it holds the interlock with Okta.',
    inputs: z.strictObject({
      ...guarded,
      servicePrincipalId: guid.describe('Object id of the cloud sync configuration’s service principal.'),
      jobId: text.describe(
        'The job’s id, or its path `/servicePrincipals/<guid>/synchronization/jobs/<id>` as azuread gives it.',
      ),
      active: z.boolean().describe('True: the job runs.'),
      passwordHashJobId: text
        .exactOptional()
        .describe('The password hash job that goes with it, by id or path; left out when there is none.'),
      pilot: z
        .array(text)
        .min(1)
        .exactOptional()
        .describe(
          'Distinguished names or objectGUIDs of the people who are provisioned one by one before the first start.',
        ),
      ...byWaves,
      deletionThreshold: count
        .exactOptional()
        .describe(
          '`cutover:cloudSync.deletionThreshold`: cloud sync quarantines the job when it would delete this many or more. Graph shows only that the secret with it is there.',
        ),
    }),
    outputs: {
      scheduleState: text.describe('Of the job after the update: `Active`, `Paused` or `Disabled`.'),
      statusCode: text.describe('Of the job, as Graph shows it.'),
      quarantine: text.nullable().describe('Why the job is in quarantine; null where it is not.'),
      verification,
      reachedWave: z.int().describe('The wave that was reached, 1-based.'),
    },
  },
  ConnectActivation: {
    description:
      'Whether an Entra Connect server exports: it clears each step, says what its operator must do, and waits for evidence.',
    inputs: z.strictObject({
      ...guarded,
      serverName: text.describe('Host name of the server.'),
      connectorName: text.describe('Name of the Entra connector on that server.'),
      active: z.boolean().describe('True: the server exports.'),
      ...byWaves,
      deletionThreshold: count.describe('The most deletions that the server may let through in one export.'),
    }),
    outputs: {
      state: text.describe('`waiting`, or the step that was reached.'),
      step: text.describe('The step that is under way.'),
      since: text.describe('ISO 8601, UTC: since when it is waited for.'),
      waitingFor: z.array(text).describe('What is waited for, for people.'),
      next: text.nullable().describe('What the operator must do next, word for word; null where that is nothing.'),
      verification,
      reachedWave: z.int().describe('The wave that was reached, 1-based; 0 before the first one and after a rollback.'),
      exportsSince: text
        .nullable()
        .describe('ISO 8601, UTC: every export of the server after it is judged; null while it exports by right.'),
      oktaOffSince: text.nullable().describe('ISO 8601, UTC: when this cutover first saw Okta as off.'),
      evidenceSeen: whole
        .nullable()
        .describe('The newest moments of the server’s evidence that updates have seen: what is older answers nothing.'),
      approvedBudget: whole
        .nullable()
        .describe('`cutover:budget` as it was when the server was cleared: it binds until the export is verified.'),
    },
  },
  TenantSwitches: {
    description: 'The tenant’s matching switches: opened for the cutover, closed at complete, restored by a rollback.',
    inputs: z.strictObject({
      ...guarded,
      switches: z
        .enum(['open', 'closed', 'restored'])
        .describe(
          '`open`: matching allowed as declared. `closed`: blocked. `restored`: as it was found before it was opened.',
        ),
      openUntil: z.iso.datetime().describe('ISO 8601, UTC: from then on `open` means closed.'),
      hardMatch: z.boolean().describe('True allows hard matches: accounts taken over by their anchor.'),
      softMatch: z.boolean().describe('True allows soft matches: accounts taken over by UPN or address.'),
      deletionThreshold: count.describe(
        'The tenant’s limit: an Entra Connect export with more deletions stops by itself.',
      ),
    }),
    outputs: {
      actual: whole.describe('The switches after the update.'),
      found: whole.describe('As they were found before they were opened.'),
      state: text.describe('`open`, `closed` or `restored`.'),
    },
  },
  Phase: {
    description: 'The phase that the environment has reached: make it depend on everything else.',
    inputs: z.strictObject({
      ...environment,
      journal: statusOf,
    }),
    outputs: {},
  },
  AuditTrail: {
    description: 'The journal’s length and last hash in the state: make it depend on everything that writes.',
    inputs: z.strictObject({
      ...environment,
      journal: guarded.journal,
      lost: z
        .array(lostEnd)
        .exactOptional()
        .describe('Ends of the journal that are lost and acknowledged: it goes on without them and says so.'),
    }),
    outputs: {
      sequence: z.int().describe('Number of the last entry.'),
      head: text.describe('Its hash.'),
    },
  },
} as const satisfies Readonly<Record<string, TableEntry>>;

interface TableEntry {
  readonly description: string;
  readonly inputs: z.ZodObject;
  readonly outputs: Readonly<Record<string, z.ZodType>>;
}

/** A resource of ours. */
export type ResourceName = keyof typeof resourceTable;

/** What a program gives a resource. */
export type InputsOf<Name extends ResourceName> = ReadOnly<z.output<(typeof resourceTable)[Name]['inputs']>>;

export type AnchorGateInputs = InputsOf<'AnchorGate'>;
export type AnchorBindingsInputs = InputsOf<'AnchorBindings'>;
export type OktaProvisioningInputs = InputsOf<'OktaProvisioning'>;
export type CloudSyncActivationInputs = InputsOf<'CloudSyncActivation'>;
export type ConnectActivationInputs = InputsOf<'ConnectActivation'>;
export type TenantSwitchesInputs = InputsOf<'TenantSwitches'>;
export type PhaseInputs = InputsOf<'Phase'>;
export type AuditTrailInputs = InputsOf<'AuditTrail'>;
export type GuardedInputs = ReadOnly<z.output<typeof guardedInputs>>;
export type EnvironmentInputs = Pick<GuardedInputs, keyof typeof environment>;
export type AssessmentInputs = ReadOnly<z.output<typeof assessmentShape>>;
export type ConnectEvidenceInputs = ReadOnly<z.output<typeof connectEvidenceShape>>;
export type FileFingerprint = ReadOnly<z.output<typeof fileShape>>;
export type DirectoryConnection = ReadOnly<z.output<typeof directory>>;
export type LostEnd = ReadOnly<z.output<typeof lostEnd>>;
