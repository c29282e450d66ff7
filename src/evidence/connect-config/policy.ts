import type { ConnectConfiguration, ContainerScope } from '../../domain/connect.js';
import { jsonItems, jsonObject } from '../json-document.js';
import { knownFields } from '../known-fields.js';
import { type Members, shownValue } from '../known-members.js';
import type { ReadLog } from '../read-log.js';

// Under which key the policy holds the source anchor is unconfirmed (facts 1.8): only keys that can mean nothing else
// are looked for, and where two of them disagree neither is taken.
const sourceAnchorKeys = /^(sourceAnchor|sourceAnchorAttribute|anchorAttribute)$/i;
const userPrincipalNameKeys = /^(userPrincipalNameAttribute|upnAttribute)$/i;
const stagingModeKeys = /^(stagingMode|stagingModeEnabled)$/i;
/** The rules have attribute names of their own, which say nothing about the set-up. */
const ruleKeys = /SynchronizationRules$/i;
const maximumDepth = 12;
/** What a rule sets so that an object is not exported. */
export const filteringAttribute = 'cloudFiltered';
const filtering = new RegExp(filteringAttribute, 'i');

/** True for an exported synchronisation policy (`Applied-` or `Exported-SynchronizationPolicy-*.JSON`). */
export function isSynchronizationPolicy(document: unknown): boolean {
  const members = jsonObject(document);
  return members !== undefined && (members.has('onpremisesDirectoryPolicy') || members.has('azureDirectoryPolicy'));
}

/** The configuration in an exported synchronisation policy (facts 1.8): OU scope, custom rules, and what else it shows. */
export function convertSynchronizationPolicy(document: unknown, log: ReadLog): ConnectConfiguration {
  const members = jsonObject(document) ?? new Map();
  const directories = policiesOf(members, 'onpremisesDirectoryPolicy', log);
  const scope = directories.flatMap((directory, index) => readScope(directory, index + 1, log));
  const policies = [...directories, ...policiesOf(members, 'azureDirectoryPolicy', log)];
  const rules = customRules(policies, log);
  const filteringRules = (rules ?? [])
    .filter(isFiltering)
    .map((rule) => String(rule.get('name') ?? 'a rule without a name'));
  const [staging] = probe(document, stagingModeKeys, { expected: 'true or false', isWanted: isFlag }, log);
  return {
    at: { origin: log.origin, line: 1 },
    ...knownFields({
      sourceAnchorAttribute: probe(document, sourceAnchorKeys, attribute, log)[0],
      userPrincipalNameAttribute: probe(document, userPrincipalNameKeys, attribute, log)[0],
      stagingMode: staging,
      scope: scope.length > 0 ? scope : undefined,
      customRules: rules?.length,
      filteringRules: filteringRules.length > 0 ? filteringRules : undefined,
    }),
  };
}

function readScope(directory: Members, position: number, log: ReadLog): readonly ContainerScope[] {
  if (!directory.has('partitionFilters')) return [];
  return jsonItems(directory.get('partitionFilters')).flatMap((item) => {
    const partition = jsonObject(item);
    const distinguishedName = partition?.get('distinguishedName');
    const inclusions = textList(partition?.get('containerInclusions'));
    const exclusions = textList(partition?.get('containerExclusions') ?? []);
    if (typeof distinguishedName === 'string' && inclusions !== undefined && exclusions !== undefined) {
      return [{ distinguishedName, inclusions, exclusions }];
    }
    log.reject(
      position,
      'A partition filter has no distinguishedName, containerInclusions and containerExclusions that can be read, expected DNs in each. Export the policy again.',
    );
    return [];
  });
}

/** A list of texts, or undefined for anything else. */
function textList(value: unknown): readonly string[] | undefined {
  const items = jsonItems(value);
  return items.every((item) => typeof item === 'string') ? items : undefined;
}

/** The policies under a key, one or a list; null stands for none. What is no object is rejected at its place. */
function policiesOf(members: Members, key: string, log: ReadLog): readonly Members[] {
  const value = members.get(key);
  if (value === undefined || value === null) return [];
  return jsonItems(value).flatMap((item, index) => {
    const policy = jsonObject(item);
    if (policy === undefined) rejectKey(log, index + 1, key, item, 'a policy');
    return policy ?? [];
  });
}

function rejectKey(log: ReadLog, position: number, key: string, value: unknown, expected: string): void {
  log.reject(position, `${key} is ${shownValue(value)}, expected ${expected}. Export the policy again.`);
}

/** The custom rules of all policies; undefined where none of them shows its rules. */
function customRules(policies: readonly Members[], log: ReadLog): readonly Members[] | undefined {
  const key = 'customSynchronizationRules';
  const lists = policies.map((policy) => policy.get(key)).filter((list) => list !== undefined);
  if (lists.length === 0) return undefined;
  return lists.flatMap((list) => {
    const rules = list === null ? [] : jsonItems(list);
    const read = rules.map(jsonObject).filter((rule) => rule !== undefined);
    const odd = rules.find((rule) => jsonObject(rule) === undefined);
    if (odd !== undefined) rejectKey(log, 1, key, odd, 'a list of rules');
    return read;
  });
}

/**
 * True for a rule that sets cloudFiltered, wherever in it that stands: what has it is not exported ("Microsoft Entra Connect
 * Sync: Configure filtering"). A rule that is switched off does nothing.
 */
function isFiltering(rule: Members): boolean {
  return rule.get('disabled') !== true && filtering.test(JSON.stringify([...rule]));
}

interface Wanted<Value> {
  readonly expected: string;
  readonly isWanted: (value: unknown) => value is Value;
}

/** The one value that all keys of a name agree on, or none. */
function probe<Value>(
  document: unknown,
  names: RegExp,
  { expected, isWanted }: Wanted<Value>,
  log: ReadLog,
): readonly Value[] {
  const all = valuesOf(document, names, 0).filter(([, value]) => value !== null && value !== '');
  for (const [key, value] of all) if (!isWanted(value)) rejectKey(log, 1, key, value, expected);
  const found = new Set(all.map(([, value]) => value).filter(isWanted));
  if (found.size < 2) return [...found];
  log.incomplete(
    1,
    `The policy has different values for the same setting (${[...found].join(', ')}), so none was taken. Give the JSON of Get-ADSyncGlobalSettings as well.`,
  );
  return [];
}

function valuesOf(value: unknown, names: RegExp, depth: number): readonly (readonly [key: string, value: unknown])[] {
  if (typeof value !== 'object' || value === null || depth > maximumDepth) return [];
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    if (ruleKeys.test(name)) return [];
    return names.test(name) ? [[name, member] as const] : valuesOf(member, names, depth + 1);
  });
}

function isAttributeName(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(value);
}

const attribute: Wanted<string> = { expected: 'the name of an attribute', isWanted: isAttributeName };

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}
