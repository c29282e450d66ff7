import { objectGuidAnchor } from '../../domain/source-anchor.js';
import { onPremRule } from '../rule.js';
import { about } from '../subject.js';

/** The ImmutableID column of the on-premises export says something that neither attribute gives. */
export const anchorClaimDiffers = onPremRule(
  {
    id: 'anchor-claim-differs',
    category: 'anchors',
    severity: 'warning',
    title: 'The ImmutableID column of the on-premises export is wrong',
    help: 'The column is a claim that somebody’s script computed. It is checked against the attributes themselves and never used.',
    consequence:
      'Nothing by itself: the anchor was computed from the attributes. A script that stamps this value would be wrong.',
    remedy: 'Fix the export script (docs/evidence-formats.md has a working one), and don’t use the column elsewhere.',
  },
  (identity) => {
    const { onPrem, sourceAnchor } = identity;
    const claim = onPrem.immutableIdClaim;
    if (claim === undefined || claim === '' || sourceAnchor === undefined || claim === sourceAnchor) return undefined;
    if (onPrem.objectGuid !== undefined && claim === objectGuidAnchor(onPrem.objectGuid)) return undefined;
    return { ...about(identity), expected: sourceAnchor, found: claim };
  },
);
