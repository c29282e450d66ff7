import type { SourceAttribute } from '../domain/assessment.js';
import { counted, grouped } from '../domain/counted.js';

/** An organizational unit, and which attribute explains the ImmutableIDs of its people, in words. */
export interface UnitLine {
  readonly unit: string;
  readonly text: string;
}

/**
 * The organizational units in words: those first where the best explanation of all is not the best, or leaves somebody
 * out, since they are what one decides about.
 */
export function unitLines({ organizationalUnits, explained }: SourceAttribute): readonly UnitLine[] {
  const overall = explained[0]?.source;
  const lines = organizationalUnits.map(({ distinguishedName, people, best }) => ({
    unit: distinguishedName,
    text:
      best === undefined
        ? `nothing explains the ${counted(people, 'ImmutableID')}`
        : `${best.source} explains ${grouped(best.people)} of ${grouped(people)}`,
    usual: best?.source === overall && best?.people === people,
  }));
  return [...lines.filter(({ usual }) => !usual), ...lines.filter(({ usual }) => usual)].map(({ unit, text }) => ({
    unit,
    text,
  }));
}
