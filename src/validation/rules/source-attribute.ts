import { explainAnchors } from '../explain-anchors.js';
import type { Rule } from '../rule.js';

/** Which attribute explains the ImmutableIDs: shown where the configured anchor does not explain all of them. */
export const sourceAttribute: Rule = {
  id: 'source-attribute',
  category: 'population',
  severity: 'info',
  title: 'Which attribute the ImmutableIDs come from',
  help: 'Okta can be configured to stamp another attribute than objectGUID. The histogram counts the people whose ImmutableID is the value of each attribute of the evidence, under each encoding.',
  consequence:
    'If another attribute explains most people, the sync tool must use it as the source anchor, or Okta’s mapping must be corrected before it is switched off.',
  remedy:
    'Declare the attribute that explains the most people (`--source-anchor`, `cutover:sourceAnchor`), or repair the people it does not explain.',
  find({ identities, cleanPairs, settings }) {
    if (!identities.some(({ outcome }) => outcome === 'anchorMismatch' || outcome === 'anchorHeldByAnother')) return [];
    const { people, explained, unexplained } = explainAnchors(identities, cleanPairs);
    const histogram = explained.map((one) => `${one.source} ${one.people}`);
    return [
      {
        expected: settings.sourceAnchor.attribute,
        found: `of ${people} ImmutableIDs: ${[...histogram, `unexplained ${unexplained}`].join(', ')}`,
      },
    ];
  },
};
