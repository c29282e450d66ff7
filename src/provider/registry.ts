import { anchorGate } from './anchor-gate.js';
import { getAssessmentInputs } from './assessment-inputs-function.js';
import { auditTrail } from './audit-trail.js';
import { getRemediations } from './bindings/file.js';
import { anchorBindings } from './bindings/resource.js';
import { findSynchronizationJob } from './cloud-sync/find-job.js';
import { foretellFirstWrites } from './cloud-sync/first-writes.js';
import { cloudSyncActivation } from './cloud-sync/resource.js';
import { connectActivation } from './connect/resource.js';
import { recordDeclaredWrite } from './declared-write.js';
import { oktaProvisioning } from './okta/resource.js';
import { phaseReached } from './phase-reached.js';
import { type ResourceCalls, resourceCalls } from './resource-calls.js';
import type { ProviderFunction } from './resource-type.js';
import { getStackSettings } from './stack-settings-function.js';
import { tenantSwitches } from './tenant/resource.js';

/** Every resource type of the provider. */
export const resources: readonly ResourceCalls[] = [
  resourceCalls(anchorGate),
  resourceCalls(anchorBindings),
  resourceCalls(oktaProvisioning),
  resourceCalls(cloudSyncActivation),
  resourceCalls(connectActivation),
  resourceCalls(tenantSwitches),
  resourceCalls(phaseReached),
  resourceCalls(auditTrail),
];

/** Every function of the provider. */
export const providerFunctions: readonly ProviderFunction[] = [
  getStackSettings,
  getAssessmentInputs,
  getRemediations,
  findSynchronizationJob,
  foretellFirstWrites,
  recordDeclaredWrite,
];
