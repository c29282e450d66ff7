import { anchorRemedy } from '../anchor-advice.js';
import { onPremRule } from '../rule.js';
import { about, subjectOfObject } from '../subject.js';

/** Two on-premises objects in scope, users, groups or contacts, have the same effective source anchor. */
export const anchorDuplicateOnPrem = onPremRule(
  {
    id: 'anchor-duplicate-on-prem',
    category: 'anchors',
    severity: 'error',
    title: 'Several on-premises objects share one source anchor',
    help: 'A copied mS-DS-ConsistencyGuid, or the same account twice in the evidence, gives two people one anchor. A group or contact with the anchor of a person, or of another group or contact, counts too: an anchor is unique over all types of objects.',
    consequence:
      'Entra would take them for one object: the first one that is synchronized gets the account. It can’t be waived.',
    remedy:
      'Clear or correct mS-DS-ConsistencyGuid of all but the one that the Entra object belongs to, and list every account only once in the evidence.',
  },
  (identity, { settings }) => {
    if (identity.ambiguity !== 'anchor-shared-on-prem') return undefined;
    return {
      ...about(identity),
      found: identity.sourceAnchor,
      related: identity.others.map(subjectOfObject),
      ...anchorRemedy(settings.sourceAnchor, 'List every account only once in the evidence. '),
    };
  },
  'all',
);
