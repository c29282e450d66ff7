import type { EvidenceQuestion } from '../../domain/evidence.js';

const byQuestion: Readonly<Partial<Record<EvidenceQuestion, readonly string[]>>> = {
  anchors: [
    ...['anchor-mismatch', 'anchor-held-by-another', 'anchor-missing-entra', 'on-prem-only', 'entra-only'],
    ...['upn-changed', 'ambiguous-identity', 'excluded-but-synced', 'soft-deleted-holder', 'source-attribute'],
    ...['anchor-duplicate-on-prem', 'anchor-duplicate-entra', 'anchor-malformed', 'anchor-claim-differs'],
    ...['duplicate-upn', 'upn-suffix-unverified', 'attribute-deletion', 'sync-tool-unsuitable', 'group-twin'],
    ...['creation-threshold', 'soft-match-threshold', 'provisioning-error-present', 'consistency-guid-differs'],
    ...['okta-claim-differs', 'lifecycle-lost', 'hard-match-blocked-privileged', 'soft-match-blocked-privileged'],
    ...['match-feature-blocked', 'password-writer-missing'],
  ],
  consistencyGuid: ['consistency-guid-differs'],
  accountState: ['account-state-change'],
  addresses: ['duplicate-proxy-address', 'primary-address-change'],
  groups: ['group-membership-loss'],
  objectIdentifier: ['hard-match-blocked-object-identifier'],
  pendingExports: [
    'pending-delete',
    'pending-add',
    'pending-add-of-existing',
    'pending-recreate',
    'pending-update',
    'joined-to-another',
    'deletion-threshold',
    'export-budget',
    'outside-wave',
  ],
  disconnectors: ['disconnector'],
  exportErrors: ['export-error'],
  connectConfig: ['source-anchor-configuration', 'connect-version'],
  okta: [
    ...['okta-claim-differs', 'okta-app-undeclared', 'okta-provisioning-on', 'okta-group-push-active'],
    ...['okta-deferred-deprovisioning', 'two-writers', 'lifecycle-lost', 'license-owner-lost', 'role-owner-lost'],
    ...['joiner-claim-missing', 'password-writer-missing'],
  ],
  service: [
    ...['hard-match-blocked-privileged', 'soft-match-blocked-privileged', 'match-feature-blocked'],
    ...[
      'password-writer-missing',
      'agent-unhealthy',
      'sync-account-challenged',
      'two-writers',
      'license-owner-lost',
      'role-owner-lost',
      'federated-anchor-change',
      'device-match-blocked',
    ],
  ],
};

/**
 * The questions that a rule can't do without: while one is open, its silence says nothing, and reports call it skipped
 * instead of passed.
 */
export function questionsOfRule(rule: string): readonly EvidenceQuestion[] {
  return (Object.keys(byQuestion) as EvidenceQuestion[]).filter((question) => byQuestion[question]?.includes(rule));
}
