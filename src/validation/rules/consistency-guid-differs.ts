import { objectGuidAnchor } from '../../domain/source-anchor.js';
import { onPremRule } from '../rule.js';
import { about } from '../subject.js';

/** mS-DS-ConsistencyGuid differs from objectGUID and Entra agrees with it: as it should be after a migration of forests. */
export const consistencyGuidDiffers = onPremRule(
  {
    id: 'consistency-guid-differs',
    category: 'anchors',
    severity: 'info',
    title: 'mS-DS-ConsistencyGuid differs from objectGUID, and Entra agrees with it',
    help: 'The person’s anchor was carried over, for instance from another forest. A comparison of objectGUID with the ImmutableID would call it a mismatch.',
    consequence: 'Nothing: Entra computes the anchor from mS-DS-ConsistencyGuid.',
    remedy: 'Nothing to do, as long as the sync tool uses mS-DS-ConsistencyGuid as its source anchor.',
  },
  (identity) => {
    const { onPrem, entra, outcome } = identity;
    if (outcome !== 'hardMatch' || onPrem.consistencyGuid === undefined || onPrem.objectGuid === undefined)
      return undefined;
    if (entra?.immutableId !== onPrem.consistencyGuid) return undefined;
    const ofObjectGuid = objectGuidAnchor(onPrem.objectGuid);
    if (ofObjectGuid === onPrem.consistencyGuid) return undefined;
    return { ...about(identity), expected: onPrem.consistencyGuid, found: ofObjectGuid };
  },
);
