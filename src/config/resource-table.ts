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

/**
 * An evidence or waiver file as the Pulumi program saw it: its path relative to the stack file, and the SHA-256 of what it
 * says (`EvidenceSource.sha256`; of waiver files their bytes). `unreadable` when the program could not read it.
 */
const file = z.strictObject({ path: text, sha256: text });
const files = z.array(file).min(1);

/** The evidence of an Entra Connect server as the program saw it. */
const connectEvidence = z.strictObject({
  pendingExports: files,
  disconnectors: files,
  exportErrors: files,
  syncStatus: files,
  connectConfig: files,
  /** When the files were exported, by their SHA-256; left out when each file says so itself. */
  manifest: file.exactOptional(),
  maximumAgeHours: z.number().positive(),
  /** Whose exports count; what names another server answers nothing. */
  server: z.strictObject({ name: text, connector: text }).exactOptional(),
});

/** Everything that an assessment of an environment is made from. Endpoints are a URL, or `embedded` for the stand-in here. */
const assessment = z.strictObject({
  tenantId: guid,
  graphEndpoint: text,
  oktaOrgUrl: text,
  /** The Office 365 apps that the stack declares. */
  oktaAppIds: z.array(text).min(1),
  /** There when an Entra Connect server takes over: what was exported from it. */
  connect: connectEvidence.exactOptional(),
  evidence: z.strictObject({
    onPrem: files,
    entra: z.union([z.literal('live'), files]),
    /** Sides that the stack declares complete. */
    complete: z.array(z.enum(['onPrem', 'entra'])).exactOptional(),
    /** Day until which the stack acknowledges old vendor facts. */
    factsAcceptedUntil: text.exactOptional(),
    maximumAgeHours: z.strictObject({ onPrem: z.number().positive(), entra: z.number().positive() }),
    /** Who must have signed every evidence file: Base64 of the public keys. Left out: nobody. */
    signers: z.array(text).min(1).exactOptional(),
  }),
  sourceAnchor: z.strictObject({ attribute: text, encoding: z.enum(['bytes', 'text', 'text-base64']) }),
  scope: z.strictObject({ organizationalUnits: z.array(text), excludedOrganizationalUnits: z.array(text) }),
  /** Left out: they are read from Graph. */
  verifiedDomains: z.array(text).exactOptional(),
  thresholds: z.strictObject({
    creations: z.strictObject({ total: count, perOrganizationalUnit: z.record(z.string(), count) }),
    softMatches: count,
    deletions: count,
    percentages: z
      .strictObject({
        creations: share.exactOptional(),
        softMatches: share.exactOptional(),
        deletions: share.exactOptional(),
        minimumPopulation: count,
      })
      .exactOptional(),
  }),
  /** The waves of an Entra Connect server up to the declared one; left out: it takes everybody in scope at once. */
  waves: z
    .strictObject({
      /** Of each wave all the units that are in scope then. */
      organizationalUnits: z.array(z.array(text).min(1)).min(1),
      /** True where the declared one is the last. */
      isLast: z.boolean(),
      /** The only people whom the first one takes; left out: everybody of its units. */
      pilot: z.array(text).min(1).exactOptional(),
    })
    .exactOptional(),
  /** What the first export of an Entra Connect server may do; left out: not judged. */
  budget: z.strictObject({ adds: count, updates: z.record(z.string(), count), deletes: count }).exactOptional(),
  waivers: z.array(file),
});

const environment = { stack: text, phase: z.enum(phases) };

const judged = {
  ...environment,
  /** What the environment is judged by, as `getAssessmentInputs` returns it. */
  assessment,
};

const guarded = {
  ...judged,
  /** `cutover:hold`: true refuses every write but pausing an Entra synchronization. */
  hold: z.boolean(),
  /** Path of the audit journal, relative to the stack file. */
  journal: text,
};

/** An end of the journal that the Pulumi state saw and nobody has any more. */
const lostEnd = z.strictObject({ sequence: z.int().min(1), hash: text, reason: text, owner: text });

/** How Active Directory is reached; the password comes from the environment. */
const directory = z.strictObject({ server: text, baseDn: text, bindDn: text, caFile: text.exactOptional() });

const byWaves = {
  /** Organizational units by wave; left out: everybody is in scope from the start. */
  waves: z
    .array(z.strictObject({ name: text, organizationalUnits: z.array(text).min(1) }))
    .min(1)
    .exactOptional(),
  /** The wave to reach, 1-based. */
  wave: z.int().min(1).exactOptional(),
};

/** What every resource that writes to a remote system is given beside its own. */
export const guardedInputs = z.strictObject(guarded);

/** Our resources by their name: the inputs, and the outputs that the provider computes. */
export const resourceTable = {
  AnchorGate: {
    inputs: z.strictObject(judged),
    outputs: ['decision', 'digest', 'counts'],
  },
  AnchorBindings: {
    inputs: z.strictObject({
      ...guarded,
      /** The reviewed file; left out: none is declared. */
      file: file.exactOptional(),
      /** What each binding of it does, by its key, without values: for people to see in a preview. */
      entries: z.record(z.string(), z.string()),
      limit: z.int().min(1),
      allowPrivileged: z.boolean(),
      directory: directory.exactOptional(),
      /** The cloud sync configuration that must be off meanwhile; left out with Entra Connect. */
      servicePrincipalId: guid.exactOptional(),
    }),
    outputs: ['repairs', 'state'],
  },
  OktaProvisioning: {
    inputs: z.strictObject({
      ...guarded,
      appId: text,
      label: text,
      /** `unmanaged`: looked at, never touched. `off`: switched off. `on`: as it was found before it was switched off. */
      provisioning: z.enum(['unmanaged', 'off', 'on']),
      /** The cloud sync configuration that must be off before Okta is switched on again; left out with Entra Connect. */
      servicePrincipalId: guid.exactOptional(),
      drain: z.strictObject({ timeoutSeconds: seconds, pollSeconds: seconds }),
    }),
    outputs: ['connectionStatus', 'integrationOff', 'capabilities', 'found', 'waitingSince', 'handOver'],
  },
  CloudSyncActivation: {
    inputs: z.strictObject({
      ...guarded,
      servicePrincipalId: guid,
      /** The job's id, or its path `/servicePrincipals/<guid>/synchronization/jobs/<id>` as azuread gives it. */
      jobId: text,
      active: z.boolean(),
      /** The password hash job beside it, by id or path; left out when there is none. */
      passwordHashJobId: text.exactOptional(),
      /** Distinguished names or objectGUIDs of the people who are provisioned one by one before the first start. */
      pilot: z.array(text).min(1).exactOptional(),
      ...byWaves,
      /** Cloud sync must stop by itself before it deletes more than this many; checked in the secrets as far as they show it. */
      deletionThreshold: count.exactOptional(),
    }),
    outputs: ['scheduleState', 'statusCode', 'quarantine', 'verification', 'reachedWave'],
  },
  ConnectActivation: {
    inputs: z.strictObject({
      ...guarded,
      serverName: text,
      connectorName: text,
      active: z.boolean(),
      ...byWaves,
      /** The most deletions that the server may let through in one export. */
      deletionThreshold: count,
    }),
    outputs: ['state', 'step', 'since', 'waitingFor', 'next', 'verification', 'reachedWave'],
  },
  TenantSwitches: {
    inputs: z.strictObject({
      ...guarded,
      /** `open`: matching allowed as declared. `closed`: blocked. `restored`: as it was found before it was opened. */
      switches: z.enum(['open', 'closed', 'restored']),
      /** ISO 8601, UTC: from then on `open` means closed. */
      openUntil: z.iso.datetime(),
      hardMatch: z.boolean(),
      softMatch: z.boolean(),
      deletionThreshold: count,
    }),
    outputs: ['actual', 'found', 'state'],
  },
  Phase: {
    inputs: z.strictObject({
      ...environment,
      /** Path of the audit journal, beside which the status file lies; left out: no status is kept. */
      journal: text.exactOptional(),
    }),
    outputs: [],
  },
  AuditTrail: {
    inputs: z.strictObject({
      ...environment,
      /** Path of the audit journal, relative to the stack file. */
      journal: text,
      /** Acknowledged: the journal goes on without them and says so. */
      lost: z.array(lostEnd).exactOptional(),
    }),
    outputs: ['sequence', 'head'],
  },
} as const satisfies Readonly<Record<string, { readonly inputs: z.ZodType; readonly outputs: readonly string[] }>>;

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
