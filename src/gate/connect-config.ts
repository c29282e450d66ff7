import type { EvidenceQuestion } from '../domain/evidence.js';
import { isInContainer } from '../validation/account.js';
import type { Population } from '../validation/population.js';
import type { FindingDraft } from '../validation/rule.js';
import { knowsConnectVersion, leastConnectVersion } from '../validation/rules/connect-version.js';

/**
 * What the configuration of Entra Connect does, and nobody can tell to whom: people without a distinguished name beside a policy
 * that takes some containers only, and custom rules that set cloudFiltered, the source anchor or accountEnabled. The lists of the
 * staging server tell: whom it leaves out, or has not joined, is a disconnector there, or has no identifier staged; whom it locks
 * out has that staged.
 *
 * @param answered the questions that the evidence answers.
 */
export function judgeConnectConfiguration(
  population: Population,
  answered: readonly EvidenceQuestion[],
): readonly FindingDraft[] {
  const { fields, connectConfig, settings } = population;
  if (settings.syncTool !== 'connect') return [];
  const isStaged = answered.includes('pendingExports');
  const isListed = answered.includes('disconnectors') || (isStaged && fields.entra.has('onPremisesObjectIdentifier'));
  const [first] = connectConfig;
  const at = first?.at;
  const leftOut = isListed ? [] : [...unplaced(population), ...rulesThatSet('filteringRules', population)];
  const moved = isListed ? [] : rulesThatSet('anchorRules', population);
  const locked = isStaged ? [] : rulesThatSet('accountStateRules', population);
  return [
    ...leftOut.map((found) => ({
      found,
      expected: 'to see whom Entra Connect leaves out',
      consequence:
        'Entra Connect would delete, or no longer manage, the account of whoever is left out, and nobody may call the environment cleared before that is known.',
      remedy:
        'Give the lists of the staging server (--disconnectors and --pending-exports with --sync-status); for containers, export distinguishedName too.',
      at,
    })),
    ...moved.map((found) => ({
      found,
      expected: 'to see whose source anchor is another one',
      consequence:
        'The anchors of this assessment are not those of Entra Connect for whom the rule applies to: they would get a second account, and nobody may call the environment cleared before that is known.',
      remedy:
        'Look at the rule in the Synchronization Rules Editor. Give the lists of the staging server (--disconnectors and --pending-exports with --sync-status).',
      at,
    })),
    ...locked.map((found) => ({
      found,
      expected: 'to see whose account is enabled or disabled',
      consequence:
        'Whoever the rule disables is locked out with the first export, and nobody may call the environment cleared before that is known.',
      remedy:
        'Look at the rule in the Synchronization Rules Editor. Give the pending exports of the staging server (--pending-exports with --sync-status).',
      at,
    })),
  ];
}

function unplaced({ inScope, settings }: Population): string[] {
  const policy = settings.scope?.policy ?? [];
  const isWhole = policy.every(
    ({ distinguishedName, inclusions, exclusions }) =>
      exclusions.length === 0 && inclusions.some((container) => isInContainer(distinguishedName, container)),
  );
  const people = inScope.filter(({ distinguishedName }) => distinguishedName === undefined).length;
  if (isWhole || people === 0) return [];
  return [
    `the policy of Entra Connect takes some containers only, and ${people} of ${inScope.length} on-premises users have no distinguishedName in the evidence`,
  ];
}

/** What a kind of custom rules sets, and what nothing shows of one and of several of them. */
const ruleEffects = {
  filteringRules: ['cloudFiltered', 'whom it leaves out', 'whom they leave out'],
  anchorRules: ['the source anchor', 'whose anchor it changes', 'whose anchor they change'],
  accountStateRules: ['accountEnabled', 'whom it locks out or lets in', 'whom they lock out or let in'],
} as const;

function rulesThatSet(kind: keyof typeof ruleEffects, { connectConfig }: Population): string[] {
  const names = [...new Set(connectConfig.flatMap((configuration) => configuration[kind] ?? []))].sort();
  if (names.length === 0) return [];
  const [attribute, ofOne, ofSeveral] = ruleEffects[kind];
  return [
    `${names.length === 1 ? 'a custom rule of Entra Connect sets' : `${names.length} custom rules of Entra Connect set`} ${attribute} (${names.join(', ')}), and nothing shows ${names.length === 1 ? ofOne : ofSeveral}`,
  ];
}

/** True when Entra Connect takes over and its configuration was read without the version of the server. */
export function lacksConnectVersion(population: Population): boolean {
  const { settings, connectConfig } = population;
  return settings.syncTool === 'connect' && connectConfig.length > 0 && !knowsConnectVersion(population);
}

/** What somebody who takes over with Entra Connect should know today, whatever the evidence says of people. */
export function connectNotes(population: Population): string[] {
  if (population.settings.syncTool !== 'connect') return [];
  return [
    // CONNECT-32
    'Entra Connect takes over: Microsoft moves tenants from Entra Connect Sync to cloud sync in phases, and tells each its own window. Look in the message center whether your tenant has its notice.',
    ...(lacksConnectVersion(population)
      ? [
          `The configuration of Entra Connect does not tell the version of the server, expected ${leastConnectVersion} or newer: older ones no longer synchronize. Export Get-ADSyncGlobalSettings | ConvertTo-Json -Depth 5 and give it as well (--connect-config).`,
        ]
      : []),
  ];
}
