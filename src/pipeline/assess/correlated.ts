import { isDeepStrictEqual } from 'node:util';
import type { IdentityLine } from '../../domain/assessment.js';
import type { Evidence } from '../../domain/evidence.js';
import { type Examination, examine, type GateSettings } from '../../gate/decide.js';
import {
  type DatedPopulation,
  datedBy,
  type EvidenceSet,
  populate,
  type ValidationSettings,
} from '../../validation/population.js';
import { declareComplete } from './declare-complete.js';
import { identityLines } from './identity-lines.js';

/** What evidence comes to, whenever it is judged: nothing of it depends on the clock, on limits, on waivers or on a phase. */
export interface Correlated {
  readonly population: DatedPopulation;
  readonly examination: Examination;
  /** Sorted, one per identity. */
  readonly identities: () => readonly IdentityLine[];
}

/** The part of a request that decides what its evidence comes to. */
interface Looked {
  readonly evidence: EvidenceSet;
  readonly validation: ValidationSettings;
  readonly gate: Pick<GateSettings, 'complete'>;
}

/** What was made of the records of Entra last: it goes when they go, so that two readings of a tenant never stay in memory. */
const madeOf = new WeakMap<object, { readonly request: Looked; readonly result: Correlated }>();

/**
 * Correlates the evidence and examines everybody. An update judges the same people before each write: where the very records, what their
 * sources say of them, and the settings are those of the last time, its result counts, with the times of the new readings. Records are the
 * same only if nobody made new ones: equal ones are looked at again.
 */
export function correlated(request: Looked): Correlated {
  const records = request.evidence.entra[0]?.records;
  const earlier = records && madeOf.get(records);
  if (earlier !== undefined && looksAtTheSame(earlier.request, request))
    return { ...earlier.result, population: datedBy(earlier.result.population, request.evidence) };
  const population = populate(declareComplete(request.evidence, request.gate.complete), request.validation);
  let lines: readonly IdentityLine[] | undefined;
  const result: Correlated = {
    population,
    examination: examine(population),
    identities: () => {
      lines ??= identityLines(population.identities);
      return lines;
    },
  };
  if (records !== undefined) madeOf.set(records, { request, result });
  return result;
}

function looksAtTheSame(one: Looked, other: Looked): boolean {
  return (
    isDeepStrictEqual(one.validation, other.validation) &&
    isDeepStrictEqual(one.gate.complete, other.gate.complete) &&
    areTheSame(one.evidence, other.evidence)
  );
}

function areTheSame(one: EvidenceSet, other: EvidenceSet): boolean {
  const kinds = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof EvidenceSet>;
  return [...kinds].every((kind) => {
    const [here = [], there = []]: (readonly Evidence<unknown>[] | undefined)[] = [one[kind], other[kind]];
    return here.length === there.length && here.every((evidence, index) => isTheSame(evidence, there[index]));
  });
}

function isTheSame(one: Evidence<unknown>, other: Evidence<unknown> | undefined): boolean {
  if (other === undefined) return false;
  const [{ readAt: _, sha256: __, ...here }, { readAt: ___, sha256: ____, ...there }] = [one.source, other.source];
  const isNone = one.records.length === 0 && other.records.length === 0;
  return (isNone || one.records === other.records) && isDeepStrictEqual(here, there);
}
