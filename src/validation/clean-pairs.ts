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
 * - UPN, SID, account name and primary address agree where both sides have them; each address and X500 name of Entra is there
 *   on-premises, but for those that Entra itself adds.
 * - The UPN is printable ASCII, and lies in a verified domain where those are known.
 * - The claimed ImmutableID of the on-premises export is empty or equal to the anchor; onPremisesObjectIdentifier names the person.
 * - The account is synced, no guest, not deleted, and enabled or disabled on both sides alike, as far as the evidence says.
 * - No filter of Entra Connect looks at a value that it has, and no value could be the anchor in another encoding.
 * - Entra has no value of what synchronization writes besides these (department, telephone and so on) and of what is not named here.
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
const noService = 'tables and the settings of files know nothing of the tenant but its domains';
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
  'excluded-but-synced': 'no attribute of a filter has a value, and files have no configured scope',
  'soft-deleted-holder': 'a hard match needs nobody from the recycle bin',
  'account-state-change': 'both sides are enabled or disabled alike, as far as known',
  'source-attribute': 'it counts the clean pairs by `explained`; where it would name them, the object path answers',
  'hard-match-blocked-privileged': noService,
  'hard-match-blocked-object-identifier':
    'their identifier, where they have one, names the person, and no identifier of anybody else does',
  'soft-match-blocked-privileged': 'a clean pair is a hard match',
  'match-feature-blocked': noService,
  'provisioning-error-present': 'no table shows such errors',
  'federated-anchor-change': noService,
  'password-writer-missing': otherEvidence,
  'license-owner-lost': otherEvidence,
  'role-owner-lost': otherEvidence,
  'joiner-claim-missing': otherEvidence,
  'lifecycle-lost': otherEvidence,
  'group-membership-loss': 'where both sides show members the object path answers',
  'group-twin': 'it looks at groups',
  'device-match-blocked': 'it looks at devices',
  'okta-claim-differs': otherEvidence,
  'okta-app-undeclared': otherEvidence,
  'okta-group-push-active': otherEvidence,
  'okta-deferred-deprovisioning': otherEvidence,
  'agent-unhealthy': noService,
  'sync-account-challenged': noService,
  'sync-tool-unsuitable': 'files declare no sync tool',
  'pending-delete': otherEvidence,
  'pending-add-of-existing': otherEvidence,
  'pending-add': otherEvidence,
  'pending-recreate': otherEvidence,
  'pending-update': otherEvidence,
  'pending-writeback': otherEvidence,
  'joined-to-another': otherEvidence,
  'export-budget': otherEvidence,
  'outside-wave': 'files declare no waves',
  'attribute-deletion': 'no address is lost, and Entra has no other value that synchronization writes',
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
  'evidence-stale': 'it is judged for stacks only',
  'evidence-incomplete': 'only rows that could be read are in clean pairs',
  'evidence-from-other-tenant': 'it is judged for stacks only',
  'evidence-facts-old': 'it looks at nobody',
  'evidence-version-untried': 'it looks at nobody',
};
