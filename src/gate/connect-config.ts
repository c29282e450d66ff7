import type { ConnectConfiguration } from '../domain/connect.js';
import { counted } from '../domain/counted.js';
import { isInContainer, normalizeDn } from '../domain/distinguished-name.js';
import type { EvidenceQuestion } from '../domain/evidence.js';
import { onPremIdentities } from '../validation/identity.js';
import { isIdentified } from '../validation/object-identifier.js';
import type { Population } from '../validation/population.js';
import type { FindingDraft } from '../validation/rule.js';
import { knowsConnectVersion, leastConnectVersion } from '../validation/rules/connect-version.js';

/**
 * What the configuration of Entra Connect does, and nobody can tell to whom: people without a distinguished name with a policy
 * that takes some containers only, and custom rules that set cloudFiltered, the source anchor or accountEnabled. The lists of the
 * staging server show it: somebody whom it leaves out, or has not joined, is a disconnector there, or has no identifier staged; somebody
 * whom it locks out has that staged.
 *
 * @param answered the questions that the evidence answers.
 */
export function judgeConnectConfiguration(
  population: Population,
  answered: readonly EvidenceQuestion[],
): readonly FindingDraft[] {
  const { fields, connectConfig, settings } = population;
  const contradicting = contradictions(population);
  if (settings.syncTool !== 'connect')
    return [
      ...contradicting,
      ...unplaced(population).map((found) => ({
        found,
        expected: 'to see whom the synchronization leaves out',
        consequence:
          'Everybody outside the scope loses the account, and the environment can’t be called cleared before that is known.',
        remedy: 'Export distinguishedName too (docs/evidence-formats.md has the command), or use `collect on-prem`.',
      })),
    ];
  const isStaged = answered.includes('pendingExports');
  const isListed =
    answered.includes('disconnectors') ||
    // Nothing need be staged for people who have the identifier already: only the disconnectors tell.
    (isStaged && fields.entra.has('onPremisesObjectIdentifier') && !population.identities.some(isIdentified));
  const [first] = connectConfig;
  const at = first?.at;
  const leftOut = isListed
    ? []
    : [
        ...unplaced(population),
        ...unscoped(population),
        ...rulesThatSet('filteringRules', population),
        ...disabledRules(population),
      ];
  const lists = 'Give the lists of the staging server (--disconnectors and --pending-exports with --sync-status)';
  const rule = 'Look at the rule in the Synchronization Rules Editor.';
  const staged = `${rule} Give the pending exports of the staging server (--pending-exports with --sync-status).`;
  const unknown = 'and the environment can’t be called cleared before that is known.';
  const drafts = (found: readonly string[], draft: Omit<FindingDraft, 'found'>): FindingDraft[] =>
    found.map((one) => ({ found: one, ...draft, at }));
  return [
    ...contradicting,
    ...drafts(leftOut, {
      expected: 'to see whom Entra Connect leaves out',
      consequence: `Entra Connect would delete, or no longer manage, the accounts of those who are left out, ${unknown}`,
      remedy: `${lists}; for containers, export distinguishedName too.`,
    }),
    ...drafts(isListed ? [] : rulesThatSet('anchorRules', population), {
      expected: 'to see whose source anchor is another one',
      consequence: `For the people to whom the rule applies, Entra Connect has other anchors than this assessment: they would get a second account, ${unknown}`,
      remedy: `${rule} ${lists}.`,
    }),
    ...drafts(isStaged ? [] : rulesThatSet('accountStateRules', population), {
      expected: 'to see whose account is enabled or disabled',
      consequence: `Those whom the rule disables are locked out with the first export, ${unknown}`,
      remedy: staged,
    }),
    ...drafts(isStaged ? [] : rulesThatSet('nameRules', population), {
      expected: 'to see whose UPN or addresses are other ones',
      consequence: `Those to whom the rule applies sign in under another name, or lose addresses, with the first export, ${unknown}`,
      remedy: staged,
    }),
  ];
}

/** What files of one installation show differently: whichever is taken may be the wrong one. */
function contradictions({ connectConfig, settings }: Population): FindingDraft[] {
  const [named] = connectConfig.filter(({ userPrincipalNameAttribute }) => userPrincipalNameAttribute !== undefined);
  const nameOf = ({ userPrincipalNameAttribute }: ConnectConfiguration): string | undefined =>
    userPrincipalNameAttribute?.toLowerCase();
  const otherName = connectConfig.find((one) => nameOf(one) !== undefined && named && nameOf(one) !== nameOf(named));
  const scopes = settings.syncTool === 'connect' ? connectConfig.map((one) => ({ one, parts: partsOf(one) })) : [];
  const pairs = scopes.flatMap((first) => scopes.map((second) => ({ first, second })));
  const scoped = pairs.find(({ first, second }) => isOtherScope(first.parts, second.parts));
  const draftOf = (setting: string, [first, second]: readonly [ConnectConfiguration, ConnectConfiguration]) => ({
    found: `${first.at.origin} and ${second.at.origin} show different values of ${setting}`,
    expected: 'files of one server that agree',
    consequence:
      'One of them is old, or of another server. Nobody knows which one is in force, and the environment can’t be called cleared by it.',
    remedy:
      'Export the policy and Get-ADSyncGlobalSettings again on the server that takes over, and give these files alone.',
    at: second.at,
  });
  return [
    ...(named && otherName
      ? [
          draftOf(
            `the attribute that becomes the UPN (${named.userPrincipalNameAttribute}, ${otherName.userPrincipalNameAttribute})`,
            [named, otherName],
          ),
        ]
      : []),
    ...(scoped ? [draftOf('the containers that Entra Connect takes', [scoped.first.one, scoped.second.one])] : []),
  ];
}

/** The partitions of a configuration with their containers, as they compare. */
function partsOf({ scope = [] }: ConnectConfiguration): ReadonlyMap<string, string> {
  const listOf = (containers: readonly string[]): readonly string[] => [...new Set(containers.map(normalizeDn))].sort();
  const entries = scope.map(({ distinguishedName, inclusions, exclusions }): [string, string] => [
    normalizeDn(distinguishedName),
    JSON.stringify([listOf(inclusions), listOf(exclusions)]),
  ]);
  return new Map(entries);
}

/** True for two that share a partition, so that they are of one installation, and differ. Those of other directories add to each other. */
function isOtherScope(first: ReadonlyMap<string, string>, second: ReadonlyMap<string, string>): boolean {
  const all = [...new Set([...first.keys(), ...second.keys()])];
  return (
    all.some((name) => first.has(name) && second.has(name)) && all.some((name) => first.get(name) !== second.get(name))
  );
}

/** Directories of the policy that show no partition filters: whom Entra Connect takes of them, nobody can tell. */
function unscoped({ connectConfig }: Population): string[] {
  const directories = connectConfig.reduce((sum, { unscopedDirectories = 0 }) => sum + unscopedDirectories, 0);
  if (directories === 0) return [];
  return [
    `the policy of Entra Connect does not show which containers it takes of ${counted(directories, 'directory', 'directories')}`,
  ];
}

/** People of whom nobody knows in which container they are, with a scope that takes some containers only. */
function unplaced({ inScope, cleanPairs, settings }: Population): string[] {
  const { policy = [], organizationalUnits = [], excludedOrganizationalUnits = [] } = settings.scope ?? {};
  const isWholePolicy = policy.every(
    ({ distinguishedName, inclusions, exclusions }) =>
      exclusions.length === 0 && inclusions.some((container) => isInContainer(distinguishedName, container)),
  );
  const isWhole = isWholePolicy && organizationalUnits.length === 0 && excludedOrganizationalUnits.length === 0;
  const people = inScope.filter(({ distinguishedName }) => distinguishedName === undefined);
  if (isWhole || people.length === 0) return [];
  const what = isWholePolicy ? 'the declared scope' : 'the policy of Entra Connect';
  const [name] = people.map((user) => user.userPrincipalName ?? user.name ?? user.objectGuid ?? '').sort();
  return [
    `${what} takes some containers only, and of ${counted(inScope.length + cleanPairs.people, 'on-premises user')} ${counted(people.length, 'has', 'have')} no distinguishedName in the evidence${name ? `, first ${name}` : ''}`,
  ];
}

/** What a kind of custom rules sets, and what nothing shows of one and of several of them. */
const ruleEffects = {
  filteringRules: ['cloudFiltered', 'whom it leaves out', 'whom they leave out'],
  anchorRules: ['the source anchor', 'whose anchor it changes', 'whose anchor they change'],
  accountStateRules: ['accountEnabled', 'whom it locks out or lets in', 'whom they lock out or let in'],
  nameRules: ['the UPN or addresses', 'whose it changes', 'whose they change'],
} as const;

function rulesThatSet(kind: keyof typeof ruleEffects, { connectConfig }: Population): string[] {
  const names = [...new Set(connectConfig.flatMap((configuration) => configuration[kind] ?? []))].sort();
  if (names.length === 0) return [];
  const [attribute, ofOne, ofSeveral] = ruleEffects[kind];
  return [
    `${counted(names.length, 'custom rule of Entra Connect sets', 'custom rules of Entra Connect set')} ${attribute} (${names.join(', ')}), and nothing shows ${names.length === 1 ? ofOne : ofSeveral}`,
  ];
}

/** Somebody whom a disabled standard rule would have taken may be taken by a copy of it, or by nothing. */
function disabledRules({ connectConfig }: Population): string[] {
  const names = [...new Set(connectConfig.flatMap((configuration) => configuration.disabledRules ?? []))].sort();
  if (names.length === 0) return [];
  return [
    `${counted(names.length, 'standard rule of Entra Connect is', 'standard rules of Entra Connect are')} disabled (${names.join(', ')}), and nothing shows whom Entra Connect leaves out for it`,
  ];
}

/** True when Entra Connect takes over and its configuration was read without the version of the server. */
export function lacksConnectVersion(population: Population): boolean {
  const { settings, connectConfig } = population;
  return settings.syncTool === 'connect' && connectConfig.length > 0 && !knowsConnectVersion(population);
}

/** Excluded containers in which nobody is: they may be spelled as the directory does not have them. */
export function scopeNotes({ identities, objects, fields, settings: { scope } }: Population): string[] {
  const excluded = [
    ...(scope?.excludedOrganizationalUnits ?? []),
    ...(scope?.policy ?? []).flatMap(({ exclusions }) => exclusions),
  ];
  if (excluded.length === 0 || !fields.onPrem.has('distinguishedName')) return [];
  const names = onPremIdentities({ identities, objects }).flatMap(({ onPrem }) => onPrem.distinguishedName ?? []);
  const empty = excluded.filter((container) => !names.some((name) => isInContainer(name, container)));
  if (empty.length === 0) return [];
  return [
    `The scope excludes ${counted(empty.length, 'container')} in which the on-premises evidence has nobody: ${empty.slice(0, 3).join('; ')}${empty.length > 3 ? ' and others' : ''}. If somebody should be there, compare the spelling with Active Directory.`,
  ];
}

/** What somebody who takes over with Entra Connect should know today, whatever the evidence says of people. */
export function connectNotes(population: Population): string[] {
  if (population.settings.syncTool !== 'connect') return [];
  return [
    ...(population.connectConfig.some(({ scope }) => scope !== undefined)
      ? [
          'The policy of Entra Connect does not show whether it takes the members of one group only (“Synchronize selected” on the page “Filter users and devices” of its wizard). Look there, or give the lists of the staging server (--disconnectors and --pending-exports with --sync-status).',
        ]
      : []),
    // CONNECT-32
    'Entra Connect takes over: Microsoft moves tenants from Entra Connect Sync to cloud sync in phases, and tells each its own window. Look in the message center whether your tenant has its notice.',
    ...(lacksConnectVersion(population)
      ? [
          `The configuration of Entra Connect does not tell the version of the server, expected ${leastConnectVersion} or newer: older ones no longer synchronize. Export Get-ADSyncGlobalSettings | ConvertTo-Json -Depth 5 and give it as well (--connect-config).`,
        ]
      : []),
  ];
}
