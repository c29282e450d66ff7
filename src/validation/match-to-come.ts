import type { OnPremIdentity } from './identity.js';
import type { Population } from './population.js';

/**
 * Whether Entra has yet to match the pair: only new objects of an export are matched, and who is joined already is not
 * touched by the hardening (ENTRA-1, ENTRA-4). A pair is joined when Entra calls it synchronized and no addition of it is
 * staged.
 */
export function matchIsToCome(identity: OnPremIdentity, population: Population): boolean {
  if (identity.outcome === 'softMatch') return true;
  if (identity.outcome !== 'hardMatch') return false;
  return identity.entra?.synced === false || stagedAdditions(population).has(identity.sourceAnchor);
}

const additionsOf = new WeakMap<Population, ReadonlySet<string | undefined>>();

function stagedAdditions(population: Population): ReadonlySet<string | undefined> {
  const known = additionsOf.get(population);
  if (known !== undefined) return known;
  const additions = new Set(
    population.pendingExports.filter(({ operation }) => operation === 'add').map(({ sourceAnchor }) => sourceAnchor),
  );
  additionsOf.set(population, additions);
  return additions;
}
