export { AnchorGate, AuditTrail, CloudSyncActivation, OktaProvisioning, Phase } from './custom-resources.js';
export { EnvironmentCutover, type EnvironmentCutoverArgs } from './environment-cutover.js';
export { findSynchronizationJob, getAssessmentInputs } from './functions.js';
export { stackSettings } from './settings.js';
