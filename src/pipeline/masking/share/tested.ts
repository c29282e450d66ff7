import { deedWords, skippedStep, stepStart } from '../../../connectors/graph/deeds.js';
import { anchorTarget } from '../../../connectors/graph/jobs.js';
import { naming } from '../../../connectors/graph/provisioning-log.js';
import { connectApplication } from '../../../connectors/graph/service-facts.js';
import { cloudSyncApplication, cloudSyncTemplate, jobPrefix } from '../../../connectors/graph/synchronization.js';
import { ownPrefix } from '../../../connectors/graph/synchronization-schema.js';
import { deletedObjects, directoryMarks } from '../../../domain/directory-mark.js';
import { syncRoleIds, syncRoleNames } from '../../../domain/sync-roles.js';
import { doneResults, entraConnector, runEnd } from '../../../domain/sync-run.js';
import { isAnnotation, isPartOf } from '../../../evidence/annotations.js';
import { settingName } from '../../../evidence/connect-config/global-settings.js';
import {
  attributeKeys,
  expressionKeys,
  ruleAttributes,
  ruleKeys,
  stagingModeKeys,
} from '../../../evidence/connect-config/policy.js';
import { connectorObjectTypes } from '../../../evidence/csexport/identity.js';
import { mixedCollections, typeOfCollection } from '../../../evidence/graph-json/convert.js';
import { isProfileName } from '../../../evidence/okta-file/app-schema.js';
import { deferral, switchedOn } from '../../../evidence/okta-file/convert.js';
import { graphPrefix, numberStart } from '../../../evidence/records/columns.js';
import { typesOfClasses } from '../../../evidence/values/flags.js';
import { addressTypes } from '../../../evidence/values/proxy-addresses.js';
import { partitionsWithoutPeople } from '../../../evidence/values/referrals.js';
import { typeNameStart } from '../../../evidence/values/words.js';
import { steps } from '../../../gate/connect-exports.js';
import { externalMark, initialDomains } from '../../../validation/account.js';
import { reservedDescriptions, reservedNames } from '../../../validation/filters.js';
import { foreignPrincipals } from '../../../validation/memberships.js';
import { claimSources, claimWords } from '../../../validation/newcomer-claim.js';
import { exchangeAttributes, vitalAttributes } from '../../../validation/rules/attribute-deletion.js';
import { anchorAttributes } from '../../../validation/rules/federated-anchor-change.js';
import { traces } from '../../../validation/rules/joined-to-another.js';
import { signOnMethods } from '../../../validation/rules/password-writer-missing.js';
import { harmlessAttributes, harmlessStarts, harmlessWhereEmpty } from '../../../validation/rules/pending-update.js';
import { syncAccounts, syncAccountTitle } from '../../../validation/sync-accounts.js';

// What readers and rules look for, taken from where they do: a copy is judged as the original is where each test still has the same
// answer. A pattern that leaves something open tells what stays; the rest is somebody's.

const anyOf = (patterns: readonly (RegExp | string)[]): string =>
  patterns.map((pattern) => (typeof pattern === 'string' ? pattern : pattern.source)).join('|');

const alone = (pattern: string): string => String.raw`(?<![\p{L}\p{N}])(?:${pattern})(?![\p{L}\p{N}])`;

const wholeNames: readonly RegExp[] = [
  ...[...attributeKeys, stagingModeKeys, ...traces.map(({ attribute }) => attribute)],
  ...[harmlessAttributes, harmlessWhereEmpty, vitalAttributes, anchorAttributes, naming],
];

/** True for a name that one of them looks for as a whole. */
export function isTestedName(name: string): boolean {
  return isAnnotation(name) || isPartOf('members', name) || wholeNames.some((pattern) => pattern.test(name));
}

/** What the value of a name holds that one of them looks for; undefined for any other. */
export function kindOfTested(name: string): 'attribute' | 'flag' | 'term' | undefined {
  if (attributeKeys.some((pattern) => pattern.test(name))) return 'attribute';
  if (stagingModeKeys.test(name)) return 'flag';
  return deferral.test(name) ? 'term' : undefined;
}

/** What is looked for inside of names. */
export const nameParts = new RegExp(
  anyOf([
    anchorTarget,
    numberStart,
    settingName,
    ruleKeys,
    expressionKeys,
    deferral,
    harmlessStarts,
    exchangeAttributes,
  ]),
  'giu',
);

const typeWords: ReadonlySet<string> = new Set([
  ...connectorObjectTypes.keys(),
  ...typesOfClasses.map(([name]) => name),
]);

/** True for a word of an enumeration that one of them asks for. */
export function isTestedWord(word: string): boolean {
  const end = runEnd({ result: word });
  return (
    typeWords.has(word.toLowerCase()) ||
    doneResults.test(word) ||
    end === 'under-way' ||
    end === 'deletion-threshold' ||
    switchedOn.test(word) ||
    mixedCollections.test(word)
  );
}

const partsOfKinds = {
  connector: new RegExp(anyOf([initialDomains, entraConnector]), 'giu'),
  profile: new RegExp(anyOf(steps.map(({ profile }) => profile)), 'giu'),
  signOn: new RegExp(signOnMethods.source, 'giu'),
  claim: new RegExp(anyOf([...Object.values(claimSources), alone(anyOf(claimWords))]), 'giu'),
  deed: new RegExp(
    `${stepStart.source}(${skippedStep.source.slice(1)})?|${anyOf(deedWords.map(([word]) => word))}`,
    'giu',
  ),
} as const;

/** What stays of a value of this kind; undefined where nothing is looked for inside of such values. */
export function partsOfKind(kind: string, value: string): RegExp | undefined {
  // By name or title an attribute of an app's profile is found, whatever signs stand between the letters.
  if (kind === 'title') return isProfileName(value) ? /[a-z _-]+/gi : undefined;
  return Object.hasOwn(partsOfKinds, kind) ? partsOfKinds[kind as keyof typeof partsOfKinds] : undefined;
}

/** True for what names a collection in an address. */
export function isCollection(word: string): boolean {
  // A name may be such a word too, with its capital.
  const isType = /^[a-z]/.test(word) && typeOfCollection(word) !== undefined;
  return isType || mixedCollections.test(word) || partitionWords.has(word.toLowerCase());
}

const partitionWords: ReadonlySet<string> = new Set(
  partitionsWithoutPeople.flatMap((name) => name.toLowerCase().match(/(?<==)[a-z]+/g) ?? []),
);

/** A pattern of a domain as the parts of a distinguished name spell it: `DC=contoso,DC=onmicrosoft,DC=com` (RFC 2247). */
export const inDistinguishedNames = (domain: string): string =>
  domain.replaceAll(String.raw`\.`, String.raw`\s*,\s*DC=\s*`);

/** What is looked for in texts of any kind, as patterns. */
export const textParts: readonly string[] = [
  anyOf(Object.values(claimSources)),
  alone(anyOf(Object.values(ruleAttributes).flat())),
  alone(anyOf([syncAccountTitle, syncAccounts.cloudSync, cloudSyncApplication, ...Object.values(syncRoleNames)])),
  ...[String.raw`(?:\.mail)?${initialDomains}`].flatMap((domain) => [
    String.raw`${domain}(?![\p{L}\p{N}])`,
    String.raw`(?<=(?<![\p{L}\p{N}])DC=[^,=]*)${inDistinguishedNames(domain)}(?![\p{L}\p{N}])`,
  ]),
  externalMark.source,
  graphPrefix.source,
  anyOf(Object.values(reservedNames)),
  `^(?:${anyOf(Object.values(reservedDescriptions))})`,
  typeNameStart.source,
  `^(?:${jobPrefix}|${ownPrefix})`,
  connectApplication.source,
  String.raw`(?<=^|[,;/\s])(?:${anyOf(partitionsWithoutPeople)})(?=,\s*DC=)`,
  String.raw`(?<=CN=)(?:${deletedObjects}|${foreignPrincipals})(?=\s*,)`,
  String.raw`(?<=^|\n)(?:${directoryMarks.join('|')})(?=:)`,
  String.raw`(?:^|(?<=[;|,+\s{]))(?:${addressTypes.join('|')}):`,
];

/** All words of the patterns. */
export const testedWords: readonly string[] = [
  ...[...wholeNames, nameParts, ...Object.values(partsOfKinds)].map(({ source }) => source),
  ...[doneResults, switchedOn, mixedCollections].map(({ source }) => source),
  ...textParts,
  ...typeWords,
].flatMap((pattern) => pattern.replaceAll(/\\[pP]\{\w+\}|\\./g, ' ').match(/[a-z]+/gi) ?? []);

/** GUIDs that every tenant has. */
export const publicGuids: readonly string[] = [cloudSyncTemplate, ...Object.values(syncRoleIds)];
