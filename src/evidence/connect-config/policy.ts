import type { ConnectConfiguration, ContainerScope } from '../../domain/connect.js';
import { isDistinguishedName, normalizeDn } from '../../domain/distinguished-name.js';
import { jsonItems, jsonObject } from '../json-document.js';
import { knownFields } from '../known-fields.js';
import { type Members, shownValue } from '../known-members.js';
import type { ReadLog } from '../read-log.js';

// Under which key the policy holds the source anchor is unconfirmed (CONNECT-27): only keys that can mean nothing else
// are looked for, and where two of them disagree neither is taken.
const sourceAnchorKeys = /^(sourceAnchor|sourceAnchorAttribute|anchorAttribute)$/i;
const userPrincipalNameKeys = /^(userPrincipalNameAttribute|upnAttribute)$/i;
export const stagingModeKeys: RegExp = /^(stagingMode|stagingModeEnabled)$/i;
/** The rules have attribute names of their own, which say nothing about the installation. */
export const ruleKeys: RegExp = /SynchronizationRules$/i;
const maximumDepth = 12;
/**
 * What custom rules set with effect on whether an object is exported, on its anchor, on who may sign in, and under what name ("Microsoft Entra
 * Connect Sync: Understanding the default configuration").
 */
export const ruleAttributes = {
  filteringRules: ['cloudFiltered'],
  anchorRules: ['sourceAnchor', 'sourceAnchorBinary'],
  accountStateRules: ['accountEnabled'],
  nameRules: ['userPrincipalName', 'mail', 'proxyAddresses'],
} as const;
const destinationKeys = /^dest(ination)?(Attribute)?$/i;
/** What computes a value instead. */
export const expressionKeys: RegExp = /expression/i;
const sourceKeys = /^(src|source)(Attribute)?s?$/i;

/** The keys that are looked for whose value is the name of an attribute. */
export const attributeKeys: readonly RegExp[] = [
  ...[sourceAnchorKeys, userPrincipalNameKeys],
  ...[destinationKeys, sourceKeys],
];

/** True for an exported synchronization policy (`Applied-` or `Exported-SynchronizationPolicy-*.JSON`). */
export function isSynchronizationPolicy(document: unknown): boolean {
  const members = jsonObject(document);
  return members !== undefined && (members.has('onpremisesDirectoryPolicy') || members.has('azureDirectoryPolicy'));
}

/** The configuration in an exported synchronization policy (CONNECT-26): OU scope, custom rules, and what else it shows. */
export function convertSynchronizationPolicy(document: unknown, log: ReadLog): ConnectConfiguration {
  const members = jsonObject(document) ?? new Map();
  const directories = policiesOf(members, 'onpremisesDirectoryPolicy', log);
  const scope = directories.flatMap((directory, index) => readScope(directory, index + 1, log));
  refuseContradiction(scope, log);
  const unscoped = directories.filter((directory) => !directory.has('partitionFilters')).length;
  const policies = [...directories, ...policiesOf(members, 'azureDirectoryPolicy', log)];
  const rules = rulesOf(policies, 'customSynchronizationRules', log);
  const standard = rulesOf(policies, 'standardSynchronizationRules', log) ?? [];
  const disabled = standard.filter((rule) => rule.get('disabled') === true);
  const active = (rules ?? []).filter((rule) => rule.get('disabled') !== true);
  const named = (sets: (rule: Members) => boolean): readonly string[] | undefined => {
    const names = active.filter(sets).map(nameOfRule);
    return names.length > 0 ? names : undefined;
  };
  const [staging] = probe(document, stagingModeKeys, { expected: 'true or false', isWanted: isFlag }, log);
  return {
    at: { origin: log.origin, line: 1 },
    ...knownFields({
      sourceAnchorAttribute: probe(document, sourceAnchorKeys, attribute, log)[0],
      userPrincipalNameAttribute: probe(document, userPrincipalNameKeys, attribute, log)[0],
      stagingMode: staging,
      scope: scope.length > 0 ? scope : undefined,
      unscopedDirectories: unscoped > 0 ? unscoped : undefined,
      customRules: rules?.length,
      filteringRules: named((rule) => mentions([...rule], ruleAttributes.filteringRules)),
      anchorRules: named((rule) => sets(rule, ruleAttributes.anchorRules)),
      accountStateRules: named((rule) => sets(rule, ruleAttributes.accountStateRules)),
      nameRules: named((rule) => sets(rule, ruleAttributes.nameRules)),
      disabledRules: disabled.length > 0 ? disabled.map(nameOfRule) : undefined,
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
      const odd = [distinguishedName, ...inclusions, ...exclusions].find((name) => !isDistinguishedName(name));
      if (odd !== undefined) {
        log.reject(
          position,
          `A partition filter names ${shownValue(odd)}, expected a distinguished name such as OU=Sales,DC=corp,DC=example. Export the policy again.`,
        );
        return [];
      }
      return [{ distinguishedName, inclusions, exclusions, directory: position }];
    }
    log.reject(
      position,
      'A partition filter has no distinguishedName, containerInclusions and containerExclusions that can be read, expected DNs in each. Export the policy again.',
    );
    return [];
  });
}

/** One connector reads a partition: of two that take different containers of it, nobody knows which counts. */
function refuseContradiction(scope: readonly ContainerScope[], log: ReadLog): void {
  const listed = (containers: readonly string[]): string =>
    JSON.stringify([...new Set(containers.map(normalizeDn))].sort());
  const containersOf = ({ inclusions, exclusions }: ContainerScope): string => listed(inclusions) + listed(exclusions);
  const known = new Map<string, string>();
  for (const partition of scope) {
    const name = normalizeDn(partition.distinguishedName);
    const containers = containersOf(partition);
    if ((known.get(name) ?? containers) !== containers)
      log.incomplete(
        1,
        `The policy has the partition ${partition.distinguishedName} twice, with different containers, so nobody knows whom it takes. Look at the connectors of the server, and export the policy again.`,
      );
    known.set(name, containers);
  }
}

/** A list of texts, or undefined for anything else. */
function textList(value: unknown): readonly string[] | undefined {
  const items = jsonItems(value);
  return items.every((item) => typeof item === 'string') ? items : undefined;
}

/** The policies under a key, one or a list; null stands for none. What is not an object is rejected at its place. */
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

function nameOfRule(rule: Members): string {
  return String(rule.get('name') ?? 'a rule without a name');
}

/** The rules of one kind of all policies; undefined where none of them shows such rules. */
function rulesOf(
  policies: readonly Members[],
  key: 'customSynchronizationRules' | 'standardSynchronizationRules',
  log: ReadLog,
): readonly Members[] | undefined {
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

/** True where one of the attributes stands anywhere in the value, as a word of its own. */
function mentions(value: unknown, attributes: readonly string[]): boolean {
  const words = new Set(
    JSON.stringify(value)
      .toLowerCase()
      .split(/[^a-z0-9]+/),
  );
  return attributes.some((attribute) => words.has(attribute.toLowerCase()));
}

/**
 * True where the rule gives one of the attributes another value than the one of the same name. The layout of a rule is not
 * documented: without a destination that can be told, it counts where it is named at all.
 */
function sets(rule: Members, attributes: readonly string[]): boolean {
  const mappings = mappingsOf([...rule.values()], 0);
  if (mappings.length === 0) return mentions([...rule], attributes);
  const isWanted = (value: unknown): boolean =>
    typeof value === 'string'
      ? attributes.some((attribute) => isNameOf(attribute, value))
      : mentions(value, attributes);
  return mappings.some(
    ({ destinations, members }) => destinations.some(isWanted) && !isSameFlow(destinations, members),
  );
}

interface Mapping {
  /** One, or a list. */
  readonly destinations: readonly unknown[];
  readonly members: readonly (readonly [key: string, value: unknown])[];
}

function mappingsOf(value: unknown, depth: number): readonly Mapping[] {
  if (typeof value !== 'object' || value === null || depth > maximumDepth) return [];
  const members = Object.entries(value);
  const destination = members.find(([key]) => destinationKeys.test(key));
  return [
    ...(destination === undefined ? [] : [{ destinations: jsonItems(destination[1]), members }]),
    ...members.flatMap(([, member]) => mappingsOf(member, depth + 1)),
  ];
}

/** A direct flow of the attribute of the same name changes nothing. */
function isSameFlow([destination, ...others]: Mapping['destinations'], members: Mapping['members']): boolean {
  const sources = members.filter(([key]) => sourceKeys.test(key)).flatMap(([, value]) => jsonItems(value));
  const isComputed = members.some(([key, value]) => expressionKeys.test(key) && value !== null && value !== '');
  return !isComputed && others.length === 0 && sources.length === 1 && isNameOf(String(destination), sources[0]);
}

function isNameOf(attribute: string, value: unknown): boolean {
  return typeof value === 'string' && value.trim().toLowerCase() === attribute.trim().toLowerCase();
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
