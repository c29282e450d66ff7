import { z } from 'zod';
import { phases } from '../domain/phase.js';
import type { ReadOnly } from '../domain/read-only.js';

// What crosses the Pulumi engine, described once: the program, the provider and their types come from here. No clock, port,
// absolute path or credential. Whoever writes index.ts meets these messages; a stack file's problems were named before.
const text = z.string().min(1);
const guid = z.guid();
const count = z.int().min(0);
const share = z.number().min(0).max(100);
const seconds = z.int().min(1);

/** What one of the shapes below is called in the package schema, and what it is. */
const named = (id: string, description: string) => ({ id, description });

const file = z
  .strictObject({
    path: text.describe('Path relative to the stack file.'),
    sha256: text.describe(
      'SHA-256 of what the file says (of a waiver file its bytes); `unreadable` when it could not be read.',
    ),
  })
  .meta(named('FileFingerprint', 'An evidence or waiver file as the program saw it.'));
const files = z.array(file).min(1);

const connectEvidence = z
  .strictObject({
    pendingExports: files.describe('csexport /f:x, or the CSV of CSExportAnalyzer.'),
    disconnectors: files.describe('csexport /f:s.'),
    exportErrors: files.describe('csexport /f:e.'),
    syncStatus: files.describe('The scheduler and the run results, as JSON.'),
    connectConfig: files.describe('The exported policy and the global settings, as JSON.'),
    manifest: file
      .exactOptional()
      .describe('When the files were exported, by their SHA-256; left out when each file says so itself.'),
    maximumAgeHours: z.number().positive().describe('Hours after which the files are too old to decide by.'),
    server: z
      .strictObject({
        name: text.describe('Host name of the server.'),
        connector: text.describe('Name of its connector of Entra.'),
      })
      .meta(named('ConnectServer', 'An Entra Connect server.'))
      .exactOptional()
      .describe('Whose exports count; what names another server answers nothing.'),
  })
  .meta(named('ConnectEvidence', 'The evidence of an Entra Connect server as the program saw it.'));

const evidenceOfSides = z
  .strictObject({
    onPrem: files.describe('Exports of Active Directory.'),
    entra: z.union([z.literal('live'), files]).describe('Exports of Entra, or `live`: read from Graph.'),
    complete: z
      .array(z.enum(['onPrem', 'entra']).meta(named('Side', 'A side of the evidence.')))
      .exactOptional()
      .describe('Sides that the stack declares complete.'),
    factsAcceptedUntil: text.exactOptional().describe('Day until which the stack acknowledges old vendor facts.'),
    maximumAgeHours: z
      .strictObject({
        onPrem: z.number().positive().describe('Hours for exports of Active Directory.'),
        entra: z.number().positive().describe('Hours for exports of Entra.'),
      })
      .meta(named('MaximumAge', 'Hours after which evidence is too old to decide by.'))
      .describe('How old the evidence of each side may be.'),
    signers: z
      .array(text)
      .min(1)
      .exactOptional()
      .describe('Who must have signed every evidence file: Base64 of the public keys. Left out: nobody.'),
  })
  .meta(named('Evidence', 'What shows the people of both sides.'));

const thresholds = z
  .strictObject({
    creations: z
      .strictObject({
        total: count.describe('The most accounts that may be created.'),
        perOrganizationalUnit: z.record(z.string(), count).describe('The most for each organizational unit.'),
      })
      .meta(named('CreationLimits', 'How many accounts may be created.'))
      .describe('How many accounts may be created.'),
    softMatches: count.describe('The most people who may be matched by name or address.'),
    deletions: count.describe('The most losses that nobody accepted one by one.'),
    percentages: z
      .strictObject({
        creations: share.exactOptional().describe('Percent of the population that may be created.'),
        softMatches: share.exactOptional().describe('Percent that may be matched by name or address.'),
        deletions: share.exactOptional().describe('Percent that may be lost.'),
        minimumPopulation: count.describe('People below whom a percentage says nothing.'),
      })
      .meta(named('Percentages', 'Limits in percent of the population.'))
      .exactOptional()
      .describe('Limits in percent; left out: none.'),
  })
  .meta(named('Thresholds', 'How much may happen before the gate refuses.'));

const assessment = z
  .strictObject({
    tenantId: guid.describe('Object id of the tenant.'),
    graphEndpoint: text.describe('Microsoft Graph: a URL, or `embedded` for the stand-in.'),
    oktaOrgUrl: text.describe('The Okta org: a URL, or `embedded` for the stand-in.'),
    oktaAppIds: z.array(text).min(1).describe('The Office 365 apps that the stack declares.'),
    connect: connectEvidence
      .exactOptional()
      .describe('There when an Entra Connect server takes over: what was exported from it.'),
    evidence: evidenceOfSides.describe('What shows the people of both sides.'),
    sourceAnchor: z
      .strictObject({
        attribute: text.describe('Attribute of Active Directory, mS-DS-ConsistencyGuid for instance.'),
        encoding: z.enum(['bytes', 'text', 'text-base64']).describe('How its value becomes the ImmutableID.'),
      })
      .meta(named('SourceAnchor', 'From what the ImmutableID is made.'))
      .describe('From what the ImmutableID is made.'),
    scope: z
      .strictObject({
        organizationalUnits: z.array(text).describe('Containers that are taken; empty: all.'),
        excludedOrganizationalUnits: z.array(text).describe('Containers that are left out.'),
      })
      .meta(named('Scope', 'Whom the synchronization takes.'))
      .describe('Whom the synchronization takes.'),
    verifiedDomains: z.array(text).exactOptional().describe('Left out: they are read from Graph.'),
    thresholds: thresholds.describe('How much may happen before the gate refuses.'),
    waves: z
      .strictObject({
        organizationalUnits: z
          .array(z.array(text).min(1))
          .min(1)
          .describe('Of each wave all the units that are in scope then.'),
        isLast: z.boolean().describe('True where the declared one is the last.'),
        pilot: z
          .array(text)
          .min(1)
          .exactOptional()
          .describe('The only people whom the first one takes; left out: everybody of its units.'),
      })
      .meta(named('ReachedWaves', 'The waves of an Entra Connect server up to the declared one.'))
      .exactOptional()
      .describe('The waves up to the declared one; left out: it takes everybody in scope at once.'),
    budget: z
      .strictObject({
        adds: count.describe('Objects that it may add.'),
        updates: z.record(z.string(), count).describe('Objects whose attribute it may change, by attribute.'),
        deletes: count.describe('Objects that it may delete.'),
      })
      .meta(named('Budget', 'What the first export of an Entra Connect server may do.'))
      .exactOptional()
      .describe('What the first export may do; left out: not judged.'),
    waivers: z.array(file).describe('Files of waivers and accepted losses.'),
  })
  .meta(
    named(
      'Assessment',
      'Everything that an assessment of an environment is made from. Ask getAssessmentInputs for it.',
    ),
  );

/** What `getAssessmentInputs` returns. */
export const assessmentShape = assessment;

/** A phase, in whatever is given or returned. */
export const phaseShape = z.enum(phases).meta(named('CutoverPhase', 'Where the environment is on its way.'));

const environment = {
  stack: text.describe('Name of the stack, which is the environment.'),
  phase: phaseShape,
};

const judged = {
  ...environment,
  assessment: assessment.describe('What the environment is judged by, as getAssessmentInputs returns it.'),
};

const guarded = {
  ...judged,
  hold: z.boolean().describe('`cutover:hold`: true refuses every write but pausing an Entra synchronization.'),
  journal: text.describe('Path of the audit journal, relative to the stack file.'),
};

const lostEnd = z
  .strictObject({
    sequence: z.int().min(1).describe('Number of the last entry that the state saw.'),
    hash: text.describe('Its hash.'),
    reason: text.describe('Why it is gone.'),
    owner: text.describe('Who says so.'),
  })
  .meta(named('LostEnd', 'An end of the journal that the Pulumi state saw and nobody has any more.'));

const directory = z
  .strictObject({
    server: text.describe('URL of a domain controller (ldaps:).'),
    baseDn: text.describe('Distinguished name below which is read.'),
    bindDn: text.describe('Who signs in.'),
    caFile: text.exactOptional().describe('PEM of the authority that the server’s certificate is checked by.'),
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
        .meta(named('Wave', 'Containers that are taken at one time.')),
    )
    .min(1)
    .exactOptional()
    .describe('Organizational units by wave; left out: everybody is in scope from the start.'),
  wave: z.int().min(1).exactOptional().describe('The wave to reach, 1-based.'),
};

const verification = z
  .enum(['passed', 'pending'])
  .meta(named('Verification', '`pending`: the first cycle has not ended.'))
  .nullable()
  .describe('Of everybody who was matched, once it was switched on; null before.');
const whole = z.record(z.string(), z.unknown());

/** What every resource that writes to a remote system is given beside its own. */
export const guardedInputs = z.strictObject(guarded);

/** Our resources by their name: what each is, its inputs, and the outputs that the provider computes. */
export const resourceTable = {
  AnchorGate: {
    description: 'The gate over the whole population: it fails the preview of a cutover, with names.',
    inputs: z.strictObject(judged),
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
      file: file.exactOptional().describe('The reviewed file; left out: none is declared.'),
      entries: z
        .record(z.string(), z.string())
        .describe('What each binding of it does, by its key, without values: for people to see in a preview.'),
      limit: z.int().min(1).describe('The most people whom one update may change.'),
      allowPrivileged: z.boolean().describe('True lets it change people who hold a role.'),
      directory: directory.exactOptional().describe('How Active Directory is reached, where repairs are made there.'),
      servicePrincipalId: guid
        .exactOptional()
        .describe('The cloud sync configuration that must be off meanwhile; left out with Entra Connect.'),
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
      label: text.describe('Its label, for people.'),
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
      drain: z
        .strictObject({
          timeoutSeconds: seconds.describe('Seconds to wait for pushes that are under way.'),
          pollSeconds: seconds.describe('Seconds between two looks.'),
        })
        .meta(named('Drain', 'How long pushes that are under way are waited for.'))
        .describe('How long pushes that are under way are waited for.'),
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
        .describe('What Okta owned and nobody has taken over yet, told at complete; null before.'),
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
        .describe('The password hash job beside it, by id or path; left out when there is none.'),
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
          'Cloud sync must stop by itself before it deletes more than this many; checked in the secrets as far as they show it.',
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
      connectorName: text.describe('Name of its connector of Entra.'),
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
      reachedWave: z.int().describe('The wave that was reached, 1-based.'),
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
      hardMatch: z.boolean().describe('True allows matches by anchor of accounts that have one already.'),
      softMatch: z.boolean().describe('True allows matches by name and address.'),
      deletionThreshold: count.describe('Deletions at which an Entra Connect server stops by itself.'),
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
      journal: text
        .exactOptional()
        .describe('Path of the audit journal, beside which the status file lies; left out: no status is kept.'),
    }),
    outputs: {},
  },
  AuditTrail: {
    description: 'The journal’s length and last hash in the state: make it depend on everything that writes.',
    inputs: z.strictObject({
      ...environment,
      journal: guarded.journal,
      lost: z.array(lostEnd).exactOptional().describe('Acknowledged: the journal goes on without them and says so.'),
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
export type AssessmentInputs = ReadOnly<z.output<typeof assessment>>;
export type ConnectEvidenceInputs = ReadOnly<z.output<typeof connectEvidence>>;
export type FileFingerprint = ReadOnly<z.output<typeof file>>;
export type DirectoryConnection = ReadOnly<z.output<typeof directory>>;
export type LostEnd = ReadOnly<z.output<typeof lostEnd>>;
