export {
  AnchorBindings,
  AnchorGate,
  AuditTrail,
  CloudSyncActivation,
  ConnectActivation,
  OktaProvisioning,
  Phase,
  TenantSwitches,
  type Verification,
} from './custom-resources.js';
export { EnvironmentCutover, type EnvironmentCutoverArgs } from './environment-cutover.js';
export {
  type ExistingJobs,
  findSynchronizationJobs,
  getAssessmentInputs,
  getAssessmentInputsOutput,
  getRemediations,
  getRemediationsOutput,
  type Remediations,
} from './functions.js';
export { PipelineIdentity, type PipelineIdentityArgs } from './pipeline-identity.js';
export { stackSettings } from './settings.js';
