import type { Rule } from '../rule.js';

/** Entra Connect computes the anchor from another attribute than this assessment. */
export const sourceAnchorConfiguration: Rule = {
  id: 'source-anchor-configuration',
  category: 'configuration',
  severity: 'error',
  title: 'Entra Connect uses another source anchor',
  help: 'The source anchor attribute is chosen when Entra Connect is installed. Afterwards the wizard makes one change only: from objectGUID to mS-DS-ConsistencyGuid. It must be the attribute that the ImmutableIDs were checked against.',
  consequence:
    'Every anchor that Entra Connect computes may differ from the ImmutableID: everybody could be duplicated.',
  remedy:
    'Declare the attribute of the server (cutover:sourceAnchor, or --source-anchor) and assess again; or uninstall Entra Connect and install it again with the right one.',
  find({ connectConfig, settings }) {
    const wanted = settings.sourceAnchor.attribute;
    return connectConfig.flatMap(({ sourceAnchorAttribute: actual, at }) =>
      actual === undefined || actual.toLowerCase() === wanted.toLowerCase()
        ? []
        : [{ expected: wanted, found: actual, at }],
    );
  },
};
