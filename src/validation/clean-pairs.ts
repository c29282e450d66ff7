import type { OnPremObject } from '../domain/objects.js';

/**
 * The people of whom no rule has anything to say, as numbers: the columns of large files (src/evidence/compact) keep them as bytes and
 * hand everybody else to the correlation as objects.
 *
 * A clean pair is an on-premises user and an Entra user with all of these properties. A rule that could say something
 * about such a pair breaks this: let the columns compare what it looks at. One that must see such a pair to judge somebody else adds to
 * reachable-keys.ts what leads there.
 * - The source anchor is objectGUID; mS-DS-ConsistencyGuid is absent or equal; the ImmutableID is its canonical Base64.
 * - Nobody else on either side has one of their keys: anchor, UPN, addresses, SID, account name, object id. Excluded, deleted and
 *   unreadable people, groups and contacts count too.
 * - UPN, SID, account name and primary address agree where both sides have them; each address of Entra, of whatever type, is
 *   there on-premises, but for those that the services themselves add.
 * - The UPN is printable ASCII, and lies in a verified domain where those are known.
 * - The claimed ImmutableID of the on-premises export is empty or equal to the anchor; onPremisesObjectIdentifier names the person.
 * - The account is synced, no guest, not deleted, and enabled or disabled on both sides alike, as far as the evidence says. No fact of
 *   the tenant gives it a privileged role.
 * - It lies in the declared scope, whether or not the evidence shows where; it loses no membership of a group.
 * - No filter of Entra Connect looks at a value that it has, and no value could be the anchor in another encoding.
 * - Each property of Entra that synchronization fills by default (default-flows.ts) has a value on-premises, where the evidence shows the
 *   attribute. Of what is not named here Entra has no value.
 */
export interface CleanPairs {
  readonly people: number;
  /** How many of them each source of the ImmutableID explains, as in explain-anchors.ts. */
  readonly explained: ReadonlyMap<string, number>;
  /** The same of each container, in one spelling. */
  readonly units: ReadonlyMap<string, Pick<CleanPairs, 'people' | 'explained'>>;
  /** What names the person on-premises whose account has this object id; undefined where nobody of them has it. */
  readonly memberOf?: (entraObjectId: string) => Pick<OnPremObject, 'distinguishedName' | 'objectSid'> | undefined;
}

export const noCleanPairs: CleanPairs = { people: 0, explained: new Map(), units: new Map() };

const aboutTheAnchor = 'the ImmutableID equals the one anchor of the pair, which nobody else has';
const aboutTheName = 'the UPNs agree, are verified, and nobody else has them';
const aboutTheAddresses = 'the addresses agree, none is lost, and nobody else has them';
const otherEvidence = 'it looks at evidence with which the fast path is not taken';
const aboutNobody = 'it looks at facts of the tenant, not at people';
const bothSides = 'both sides are there and matched';

/**
 * Why each rule has nothing to say about a clean pair. A test holds this list against the registry: a rule that is not
 * here fails it.
 */
export const silentOnCleanPairs: Readonly<Record<string, string>> = {
  'anchor-mismatch': aboutTheAnchor,
  'anchor-held-by-another': aboutTheAnchor,
  'anchor-duplicate-on-prem': aboutTheAnchor,
  'anchor-duplicate-entra': aboutTheAnchor,
  'anchor-malformed': aboutTheAnchor,
  'anchor-missing-entra': aboutTheAnchor,
  'anchor-claim-differs': 'the claim is empty or equal',
  'consistency-guid-differs': 'mS-DS-ConsistencyGuid is absent or equal to objectGUID',
  'on-prem-only': bothSides,
  'entra-only': bothSides,
  'upn-changed': aboutTheName,
  'upn-suffix-unverified': aboutTheName,
  'ambiguous-identity': 'no key of anybody else leads to the pair',
  'duplicate-upn': aboutTheName,
  'duplicate-proxy-address': aboutTheAddresses,
  'primary-address-change': aboutTheAddresses,
  'excluded-but-synced': 'no attribute of a filter has a value, and the pair is in scope',
  'soft-deleted-holder': 'a hard match needs nobody from the recycle bin',
  'account-state-change': 'both sides are enabled or disabled alike, as far as known',
  'source-attribute': 'it counts the clean pairs by `explained`; where it would name them, the object path answers',
  'hard-match-blocked-privileged': 'who has a privileged role is reached by the object id',
  'hard-match-blocked-object-identifier':
    'their identifier, where they have one, names the person, and no identifier of anybody else does',
  'soft-match-blocked-privileged': 'a clean pair is a hard match',
  'match-feature-blocked': 'the account is synced or nothing says that it is not, so that no match is to come',
  'provisioning-error-present': 'the account has no such error',
  'federated-anchor-change': 'a clean pair is a hard match, and nothing is staged',
  'password-writer-missing': otherEvidence,
  'license-owner-lost': otherEvidence,
  'role-owner-lost': otherEvidence,
  'joiner-claim-missing': otherEvidence,
  'lifecycle-lost': otherEvidence,
  'group-membership-loss': '`memberOf` tells who loses none; others become objects',
  'group-twin': 'it looks at groups',
  'device-match-blocked': 'it looks at devices',
  'okta-claim-differs': otherEvidence,
  'okta-app-undeclared': otherEvidence,
  'okta-group-push-active': otherEvidence,
  'okta-deferred-deprovisioning': otherEvidence,
  'agent-unhealthy': aboutNobody,
  'sync-account-challenged': 'the account of a sync has no ImmutableID',
  'sync-tool-unsuitable': 'it counts clean pairs by `units`',
  'pending-delete': otherEvidence,
  'pending-add-of-existing': otherEvidence,
  'pending-add': otherEvidence,
  'pending-recreate': otherEvidence,
  'pending-update': otherEvidence,
  'pending-writeback': otherEvidence,
  'joined-to-another': otherEvidence,
  'export-budget': otherEvidence,
  'outside-wave':
    'it looks at evidence with which the fast path is not taken: only a server of Entra Connect has waves',
  'attribute-deletion': 'no address is lost, and no other value that synchronization writes',
  disconnector: otherEvidence,
  'export-error': otherEvidence,
  'source-anchor-configuration': otherEvidence,
  'connect-version': otherEvidence,
  'okta-provisioning-on': otherEvidence,
  'two-writers': otherEvidence,
  'creation-threshold': bothSides,
  'soft-match-threshold': 'a clean pair is a hard match',
  'deletion-threshold': otherEvidence,
  'evidence-missing': otherEvidence,
  'evidence-stale': 'it looks at sources',
  'evidence-incomplete':
    'only rows that could be read are in clean pairs; who has no place in a limited scope is none of them',
  'evidence-from-other-tenant': 'it looks at sources',
  'evidence-facts-old': 'it looks at nobody',
  'evidence-version-untried': 'it looks at nobody',
};
