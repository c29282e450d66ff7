import { counted, grouped } from '../domain/counted.js';
import { explainAnchors, prevailingSource } from '../validation/explain-anchors.js';
import type { Population } from '../validation/population.js';

/** Okta's own mapping of the anchor: Base64 of objectGUID for people whom Active Directory masters (OKTA-17). */
const objectGuidExpression = 'hasDirectoryUser()?findDirectoryUser().externalId:null';

/**
 * Advice about the whole: when another attribute than the configured anchor explains most ImmutableIDs, the tutorial's
 * "identify the attribute that Okta is syncing, and update it", with the expression to set.
 */
export function adviceFor({ identities, cleanPairs, settings, oktaApps }: Population): readonly string[] {
  const { attribute } = settings.sourceAnchor;
  const { expected, other } = prevailingSource(identities, settings.sourceAnchor, cleanPairs);
  if (other === undefined) return [];
  const { people } = explainAnchors(identities, cleanPairs);
  const mappings = oktaApps.flatMap(({ label, anchorMapping }) =>
    anchorMapping === undefined ? [] : [`${label} maps it by ${anchorMapping.expression}`],
  );
  const today = mappings.length > 0 ? ` Today ${mappings.join('; ')}.` : '';
  return [
    `Okta fills the ImmutableID from ${other.source}: it explains ${grouped(other.people)} of ${counted(people, 'person', 'people')}, ${attribute} ${grouped(expected)}.${today} Before repairing people one by one, decide for all of them: install Entra Connect with that attribute as its source anchor (cloud sync can’t) and only then declare it (cutover:sourceAnchor), or, while Okta still provisions, set the expression of immutableId in Okta’s profile mapping (Directory, Profile Editor, the Office 365 app, Mappings) to ${objectGuidExpression}, apply it to everybody, and assess again. Whether Okta may replace an anchor that is already set depends on the provisioning type: try it with one person.`,
  ];
}
