import { counted } from '../../domain/counted.js';
import { explainAnchors, prevailingSource } from '../explain-anchors.js';
import type { Rule } from '../rule.js';

/** Which attribute explains the ImmutableIDs: shown where the configured anchor does not explain all of them. */
export const sourceAttribute: Rule = {
  id: 'source-attribute',
  category: 'population',
  severity: 'info',
  title: 'Which attribute the ImmutableIDs come from',
  help: 'Okta can be configured to stamp another attribute than objectGUID. For each attribute of the evidence the finding counts the people whose ImmutableID is its value, with the encoding behind a colon: “mail:text 2” are two ImmutableIDs that are the text of mail.',
  consequence:
    'If another attribute explains most people, the sync tool must use it as the source anchor, or Okta’s mapping must be corrected before it is switched off. That objectGUID explains most people is what Okta does by default.',
  remedy:
    'Find out which source anchor Entra Connect has, or will be installed with, and check against that one. Declaring another attribute in the stack changes nothing in Entra Connect. Repair the people whose ImmutableID that attribute does not explain.',
  find({ identities, cleanPairs, settings }) {
    if (!identities.some(({ outcome }) => outcome === 'anchorMismatch' || outcome === 'anchorHeldByAnother')) return [];
    const { people, explained, unexplained } = explainAnchors(identities, cleanPairs);
    const histogram = explained.map((one) => `${one.source} ${one.people}`);
    return [
      {
        expected: settings.sourceAnchor.attribute,
        ...(prevailingSource(identities, settings.sourceAnchor, cleanPairs).isExpected && normal),
        found: `of ${counted(people, 'ImmutableID')}: ${[...histogram, `unexplained ${unexplained}`].join(', ')}`,
      },
    ];
  },
};

const normal = {
  remedy:
    'Nothing to do about the attribute: most ImmutableIDs come from where they are expected. Repair the people whom it does not explain, one by one.',
};
