import type { CompleteSide, Evidence } from '../../domain/evidence.js';
import { type EntraRecord, isEntraObject } from '../../domain/service.js';
import { settleSynced } from '../../evidence/records/entra.js';
import type { EvidenceSet } from '../../validation/population.js';

/** The evidence as if its source had shown that it is whole and that its empty columns were asked for. */
export function declareComplete(evidence: EvidenceSet, sides: readonly CompleteSide[] = []): EvidenceSet {
  return {
    ...evidence,
    ...(sides.includes('onPrem') && { onPrem: evidence.onPrem.map(declared) }),
    ...(sides.includes('entra') && { entra: evidence.entra.map((side) => neverSynced(declared(side))) }),
  };
}

function declared<Item>({ source, records }: Evidence<Item>): Evidence<Item> {
  const { empty, mayBeCut: _, ...rest } = source;
  return { source: { ...rest, fields: new Set([...source.fields, ...(empty ?? [])]) }, records };
}

/** Of a column of sync flags that nobody has a value in, it is now known that nobody is synced. */
function neverSynced({ source, records }: Evidence<EntraRecord>): Evidence<EntraRecord> {
  const objects = records.filter(isEntraObject);
  settleSynced(objects, source.fields);
  return { source, records: [...objects, ...records.filter((record) => !isEntraObject(record))] };
}
