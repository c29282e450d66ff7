import { anchorIsGuid, decodeGuidAnchor } from '../../domain/source-anchor.js';
import { sidsDiffer } from '../account.js';
import { anchorRemedy, isMangledByExcel, mangledByExcel } from '../anchor-advice.js';
import { diagnose } from '../diagnose.js';
import { refusalOf } from '../refusal.js';
import { onPremRule } from '../rule.js';
import { about } from '../subject.js';

const reused = {
  consequence:
    'The UPN is the same but the SIDs differ: the name may have been given to another person. Binding the two would hand the account and its mailbox to the wrong person.',
  remedy:
    'Find out who the Entra account belongs to. If it is somebody who left, rename or delete that account; never copy its ImmutableID to the new person.',
};

/** The same person carries an ImmutableID that Entra will not compute. A malformed one is `anchor-malformed` instead. */
export const anchorMismatch = onPremRule(
  {
    id: 'anchor-mismatch',
    category: 'anchors',
    severity: 'error',
    title: 'The ImmutableID is not the source anchor',
    help: 'The person exists on both sides, but onPremisesImmutableId in Entra does not equal, byte for byte, the anchor that Entra will compute from Active Directory.',
    consequence:
      'Entra would not recognize the person: it would try to create a second account, or refuse the change, and the existing account would lose its on-premises source.',
    remedy:
      'Write the bytes of the ImmutableID into mS-DS-ConsistencyGuid of the on-premises account (this leaves the cloud alone), or correct the ImmutableID before the cutover.',
  },
  (identity, { settings }) => {
    const immutableId = identity.entra?.immutableId;
    if (identity.outcome !== 'anchorMismatch' || immutableId === undefined) return undefined;
    if (anchorIsGuid(settings.sourceAnchor) && decodeGuidAnchor(immutableId) === undefined) return undefined;
    const { sourceAnchor = '' } = identity;
    const mangled = isMangledByExcel(sourceAnchor, immutableId);
    return {
      ...about(identity),
      diagnosis: diagnose(immutableId, identity.onPrem, identity.sourceAnchor),
      expected: identity.sourceAnchor,
      found: immutableId,
      ...refusalOf(identity),
      ...anchorRemedy(settings.sourceAnchor),
      ...(mangled && { remedy: mangledByExcel(settings.sourceAnchor.attribute, sourceAnchor, immutableId) }),
      ...(sidsDiffer(identity.onPrem, identity.entra?.onPremisesSecurityIdentifier) && reused),
    };
  },
  'all',
);
