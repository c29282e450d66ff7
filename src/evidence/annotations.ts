import { canonicalName } from './records/columns.js';

/** What OData says of a page or an object besides its properties. */
export type Annotation = 'context' | 'nextLink' | 'deltaLink' | 'count' | 'removed';

/**
 * By canonical names: Graph writes `@odata.nextLink`, OData 3 and AzureAD `odata.nextLink`, the SDKs `OdataNextLink` or
 * `odata_next_link`, and PowerShell's own code what it likes.
 */
const annotations: ReadonlyMap<string, Annotation> = new Map(
  (['context', 'nextLink', 'deltaLink', 'count', 'removed'] as const).flatMap((annotation) =>
    ['', 'odata'].map((prefix): [string, Annotation] => [canonicalName(`${prefix}${annotation}`), annotation]),
  ),
);
/** Where the SDKs keep what they have no property for. */
const additional: ReadonlySet<string> = new Set(['additionalproperties', 'additionaldata']);

type Known = Annotation | 'additional' | undefined;
/** The names met so far: a million objects share a few dozen. */
const knownNames = new Map<string, Known>();

function knownOf(name: string): Known {
  if (knownNames.has(name)) return knownNames.get(name);
  const canonical = canonicalName(name);
  const known = additional.has(canonical) ? 'additional' : annotations.get(canonical);
  if (knownNames.size < 1000) knownNames.set(name, known);
  return known;
}

/** True for the name of an annotation, and of what holds those that an SDK has no property for. */
export function isAnnotation(name: string): boolean {
  return knownOf(name) !== undefined;
}

function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** The members of the object, and those that an SDK has no property for. */
export function withAdditional(json: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  return Object.entries(json).flatMap(([name, value]): (readonly [string, unknown])[] => [
    [name, value],
    ...(knownOf(name) === 'additional' ? membersOf(value) : []),
  ]);
}

/** The values of an annotation in every spelling that the object has of it, with null for one that is there and says nothing. */
function valuesOf(json: Readonly<Record<string, unknown>>, annotation: Annotation): readonly unknown[] {
  const values: unknown[] = [];
  for (const name of Object.keys(json)) {
    const known = knownOf(name);
    if (known === annotation) values.push(json[name]);
    else if (known === 'additional')
      for (const [inner, value] of membersOf(json[name])) if (knownOf(inner) === annotation) values.push(value);
  }
  return values;
}

/** The value of an annotation in whatever spelling; undefined where it is missing, null or empty. */
export function annotationOf(json: Readonly<Record<string, unknown>>, annotation: Annotation): unknown {
  return valuesOf(json, annotation).find((value) => value !== undefined && value !== null && value !== '');
}

/** True where the object has the annotation, whatever it says. */
export function hasAnnotation(json: Readonly<Record<string, unknown>>, annotation: Annotation): boolean {
  return valuesOf(json, annotation).length > 0;
}

/** True for what says that a list inside of an object is not whole, or how many it has (`members@odata.nextLink`). */
export function isPartOf(list: string, name: string): boolean {
  const canonical = canonicalName(name);
  if (!canonical.startsWith(list)) return false;
  const annotation = annotations.get(canonical.slice(list.length));
  return annotation === 'nextLink' || annotation === 'count';
}
