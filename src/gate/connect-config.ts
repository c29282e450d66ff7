import type { EvidenceQuestion } from '../domain/evidence.js';
import { isInContainer } from '../validation/account.js';
import type { Population } from '../validation/population.js';
import type { FindingDraft } from '../validation/rule.js';

/**
 * What the configuration of Entra Connect leaves out, and nobody can tell whom: people without a distinguished name beside a
 * policy that takes some containers only, and custom rules that set cloudFiltered. The lists of the staging server tell: whom it
 * leaves out is a disconnector there, or has no identifier staged.
 *
 * @param answered the questions that the evidence answers.
 */
export function judgeConnectConfiguration(
  population: Population,
  answered: readonly EvidenceQuestion[],
): readonly FindingDraft[] {
  const { fields, connectConfig, settings } = population;
  const isListed =
    answered.includes('disconnectors') ||
    (answered.includes('pendingExports') && fields.entra.has('onPremisesObjectIdentifier'));
  if (isListed || settings.syncTool !== 'connect') return [];
  const [first] = connectConfig;
  return [...unplaced(population), ...filtered(population)].map((found) => ({
    found,
    expected: 'to see whom Entra Connect leaves out',
    consequence:
      'Entra Connect would delete, or no longer manage, the account of whoever is left out, and nobody may call the environment cleared before that is known.',
    remedy:
      'Give the lists of the staging server (--disconnectors and --pending-exports with --sync-status); for containers, export distinguishedName too.',
    at: first?.at,
  }));
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

function filtered({ connectConfig }: Population): string[] {
  const names = [...new Set(connectConfig.flatMap(({ filteringRules = [] }) => filteringRules))].sort();
  if (names.length === 0) return [];
  return [
    `${names.length === 1 ? 'a custom rule of Entra Connect sets' : `${names.length} custom rules of Entra Connect set`} cloudFiltered (${names.join(', ')}), and nothing shows whom ${names.length === 1 ? 'it leaves' : 'they leave'} out`,
  ];
}
