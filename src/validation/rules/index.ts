import type { RuleMetadata } from '../../domain/rule.js';
import type { Rule } from '../rule.js';
import { accountStateChange } from './account-state-change.js';
import { agentUnhealthy } from './agent-unhealthy.js';
import { ambiguousIdentity } from './ambiguous-identity.js';
import { anchorClaimDiffers } from './anchor-claim-differs.js';
import { anchorDuplicateEntra } from './anchor-duplicate-entra.js';
import { anchorDuplicateOnPrem } from './anchor-duplicate-on-prem.js';
import { anchorHeldByAnother } from './anchor-held-by-another.js';
import { anchorMalformed } from './anchor-malformed.js';
import { anchorMismatch } from './anchor-mismatch.js';
import { anchorMissingEntra } from './anchor-missing-entra.js';
import { attributeDeletion } from './attribute-deletion.js';
import { connectVersion } from './connect-version.js';
import { consistencyGuidDiffers } from './consistency-guid-differs.js';
import { deviceMatchBlocked } from './device-match-blocked.js';
import { disconnector } from './disconnector.js';
import { duplicateProxyAddress } from './duplicate-proxy-address.js';
import { duplicateUpn } from './duplicate-upn.js';
import { entraOnly } from './entra-only.js';
import { evidenceRules } from './evidence.js';
import { excludedButSynced } from './excluded-but-synced.js';
import { exportError } from './export-error.js';
import { federatedAnchorChange } from './federated-anchor-change.js';
import { groupMembershipLoss } from './group-membership-loss.js';
import { groupTwin } from './group-twin.js';
import {
  hardMatchBlockedObjectIdentifier,
  hardMatchBlockedPrivileged,
  matchFeatureBlocked,
  softMatchBlockedPrivileged,
} from './hard-match-blocked.js';
import { joinedToAnother } from './joined-to-another.js';
import { joinerClaimMissing } from './joiner-claim-missing.js';
import { licenseOwnerLost } from './license-owner-lost.js';
import { lifecycleLost } from './lifecycle-lost.js';
import { oktaClaimDiffers } from './okta-claim-differs.js';
import { oktaAppUndeclared, oktaDeferredDeprovisioning, oktaGroupPushActive } from './okta-configuration.js';
import { oktaProvisioningOn, twoWriters } from './okta-state.js';
import { onPremOnly } from './on-prem-only.js';
import { passwordWriterMissing } from './password-writer-missing.js';
import { pendingAdd, pendingAddOfExisting } from './pending-add.js';
import { pendingDelete } from './pending-delete.js';
import { pendingRecreate } from './pending-recreate.js';
import { pendingUpdate } from './pending-update.js';
import { pendingWriteback } from './pending-writeback.js';
import { primaryAddressChange } from './primary-address-change.js';
import { provisioningErrorPresent } from './provisioning-error-present.js';
import { questionsOfRule } from './questions.js';
import { roleOwnerLost } from './role-owner-lost.js';
import { softDeletedHolder } from './soft-deleted-holder.js';
import { sourceAnchorConfiguration } from './source-anchor-configuration.js';
import { sourceAttribute } from './source-attribute.js';
import { syncAccountChallenged } from './sync-account-challenged.js';
import { syncToolUnsuitable } from './sync-tool-unsuitable.js';
import { thresholdRules } from './thresholds.js';
import { upnChanged } from './upn-changed.js';
import { upnSuffixUnverified } from './upn-suffix-unverified.js';

/** The rules that look at the population, in the order of the contract. */
export const populationRules: readonly Rule[] = [
  anchorMismatch,
  anchorHeldByAnother,
  anchorDuplicateOnPrem,
  anchorDuplicateEntra,
  anchorMalformed,
  anchorMissingEntra,
  anchorClaimDiffers,
  consistencyGuidDiffers,
  oktaClaimDiffers,
  joinerClaimMissing,
  onPremOnly,
  entraOnly,
  upnChanged,
  upnSuffixUnverified,
  ambiguousIdentity,
  duplicateUpn,
  duplicateProxyAddress,
  primaryAddressChange,
  excludedButSynced,
  softDeletedHolder,
  accountStateChange,
  lifecycleLost,
  groupMembershipLoss,
  groupTwin,
  sourceAttribute,
  hardMatchBlockedPrivileged,
  hardMatchBlockedObjectIdentifier,
  softMatchBlockedPrivileged,
  matchFeatureBlocked,
  deviceMatchBlocked,
  provisioningErrorPresent,
  federatedAnchorChange,
  passwordWriterMissing,
  licenseOwnerLost,
  roleOwnerLost,
  pendingDelete,
  pendingAddOfExisting,
  pendingAdd,
  pendingRecreate,
  pendingUpdate,
  pendingWriteback,
  joinedToAnother,
  attributeDeletion,
  disconnector,
  exportError,
  sourceAnchorConfiguration,
  connectVersion,
  syncToolUnsuitable,
  agentUnhealthy,
  syncAccountChallenged,
  oktaAppUndeclared,
  oktaProvisioningOn,
  oktaGroupPushActive,
  oktaDeferredDeprovisioning,
  twoWriters,
];

/** Metadata of every rule: documentation, SARIF, legends and the order of reports come from here. */
export const ruleRegistry: readonly RuleMetadata[] = [...populationRules, ...thresholdRules, ...evidenceRules].map(
  ({ id, category, severity, title, help, consequence, remedy }) => ({
    id,
    category,
    severity,
    title,
    help,
    consequence,
    remedy,
    ...(questionsOfRule(id).length > 0 && { needs: questionsOfRule(id) }),
  }),
);
