import { z } from 'zod';
import type {
  AnchorBindingsInputs,
  AnchorGateInputs,
  AuditTrailInputs,
  CloudSyncActivationInputs,
  ConnectActivationInputs,
  GuardedInputs,
  OktaProvisioningInputs,
  PhaseInputs,
  TenantSwitchesInputs,
} from '../domain/environment.js';
import { phases } from '../domain/phase.js';

// Whoever writes index.ts meets these; a stack file's problems were named before, with their lines, by src/config.
const text = z.string().min(1);
const guid = z.guid();
const count = z.int().min(0);
const share = z.number().min(0).max(100);
const file = z.strictObject({ path: text, sha256: text });

const environment = { stack: text, phase: z.enum(phases) };

const assessment = z.strictObject({
  tenantId: guid,
  graphEndpoint: text,
  oktaOrgUrl: text,
  oktaAppIds: z.array(text).min(1),
  connect: z
    .strictObject({
      pendingExports: z.array(file).min(1),
      disconnectors: z.array(file).min(1),
      exportErrors: z.array(file).min(1),
      syncStatus: z.array(file).min(1),
      connectConfig: z.array(file).min(1),
      manifest: file.exactOptional(),
      maximumAgeHours: z.number().positive(),
      server: z.strictObject({ name: text, connector: text }).exactOptional(),
    })
    .exactOptional(),
  evidence: z.strictObject({
    onPrem: z.array(file).min(1),
    entra: z.union([z.literal('live'), z.array(file).min(1)]),
    complete: z.array(z.enum(['onPrem', 'entra'])).exactOptional(),
    maximumAgeHours: z.strictObject({ onPrem: z.number().positive(), entra: z.number().positive() }),
    signers: z.array(text).min(1).exactOptional(),
  }),
  sourceAnchor: z.strictObject({ attribute: text, encoding: z.enum(['bytes', 'text', 'text-base64']) }),
  scope: z.strictObject({ organizationalUnits: z.array(text), excludedOrganizationalUnits: z.array(text) }),
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
  waivers: z.array(file),
});

const guarded = { ...environment, assessment, hold: z.boolean(), journal: text };
const seconds = z.int().min(1);

export const guardedInputs: z.ZodType<GuardedInputs> = z.strictObject(guarded);

export const phaseInputs: z.ZodType<PhaseInputs> = z.strictObject({ ...environment, journal: text.exactOptional() });

export const auditTrailInputs: z.ZodType<AuditTrailInputs> = z.strictObject({
  ...environment,
  journal: text,
  lost: z.array(z.strictObject({ sequence: z.int().min(1), hash: text, reason: text, owner: text })).exactOptional(),
});

export const anchorGateInputs: z.ZodType<AnchorGateInputs> = z.strictObject({ ...environment, assessment });

export const oktaProvisioningInputs: z.ZodType<OktaProvisioningInputs> = z.strictObject({
  ...guarded,
  appId: text,
  label: text,
  provisioning: z.enum(['unmanaged', 'off', 'on']),
  servicePrincipalId: guid.exactOptional(),
  drain: z.strictObject({ timeoutSeconds: seconds, pollSeconds: seconds }),
});

export const cloudSyncActivationInputs: z.ZodType<CloudSyncActivationInputs> = z.strictObject({
  ...guarded,
  servicePrincipalId: guid,
  jobId: text,
  active: z.boolean(),
  passwordHashJobId: text.exactOptional(),
  pilot: z.array(text).min(1).exactOptional(),
  waves: z
    .array(z.strictObject({ name: text, organizationalUnits: z.array(text).min(1) }))
    .min(1)
    .exactOptional(),
  wave: z.int().min(1).exactOptional(),
  deletionThreshold: count.exactOptional(),
});

export const connectActivationInputs: z.ZodType<ConnectActivationInputs> = z.strictObject({
  ...guarded,
  serverName: text,
  connectorName: text,
  active: z.boolean(),
  deletionThreshold: count,
});

export const tenantSwitchesInputs: z.ZodType<TenantSwitchesInputs> = z.strictObject({
  ...guarded,
  switches: z.enum(['open', 'closed', 'restored']),
  openUntil: z.iso.datetime(),
  hardMatch: z.boolean(),
  softMatch: z.boolean(),
  deletionThreshold: count,
});

export const anchorBindingsInputs: z.ZodType<AnchorBindingsInputs> = z.strictObject({
  ...guarded,
  file: file.exactOptional(),
  entries: z.record(z.string(), z.string()),
  limit: z.int().min(1),
  allowPrivileged: z.boolean(),
  directory: z.strictObject({ server: text, baseDn: text, bindDn: text, caFile: text.exactOptional() }).exactOptional(),
  servicePrincipalId: guid.exactOptional(),
});

/** Parses properties by the schema: the value, or one sentence for each problem with its path. Values are not repeated. */
export function parseWith<Value>(
  schema: z.ZodType<Value>,
  properties: unknown,
): { readonly inputs: Value } | { readonly problems: readonly string[] } {
  const result = schema.safeParse(properties);
  if (result.success) return { inputs: result.data };
  return { problems: result.error.issues.map(({ path, message }) => `${path.join('.') || 'inputs'}: ${message}`) };
}
