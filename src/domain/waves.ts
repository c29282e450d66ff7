import { spellDn } from './distinguished-name.js';

/** A wave of a cutover: the organizational units that it adds to those of the waves before it. */
export interface Wave {
  readonly name: string;
  readonly organizationalUnits: readonly string[];
}

/** The units that are in scope in a wave (the first being 1), in one spelling and sorted; undefined without waves: everybody is. */
export function unitsOf({
  waves,
  wave = 1,
}: {
  readonly waves?: readonly Wave[];
  readonly wave?: number;
}): string[] | undefined {
  if (waves === undefined) return undefined;
  const units = waves.slice(0, wave).flatMap(({ organizationalUnits }) => organizationalUnits);
  return [...new Set(units.map(spellDn))].sort();
}
