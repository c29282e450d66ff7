import { connectEvidenceKinds } from '../domain/connect.js';
import { isInContainer, normalizeDn } from '../domain/distinguished-name.js';
import type { Contradiction } from './contradiction.js';
import { formatPath, type KeyPath, valueAt } from './key-path.js';
import { isPlaceholder } from './placeholders.js';
import { toolContradictions } from './sync-tool.js';

type Values = Readonly<Record<string, unknown>>;

/**
 * Checks that span several keys. They look at the values as they were written, so that they are reported together with
 * everything else: values of the wrong kind, and values to fill in, are skipped here.
 */
export function findContradictions(values: Values): readonly Contradiction[] {
  return [
    ...endpointsTogether(values),
    ...drainFits(values),
    ...toolContradictions(values),
    ...noneTwice(
      list(values, 'cutover:okta', 'apps').map((_, index) => ['cutover:okta', 'apps', index, 'id']),
      values,
      'the same app',
    ),
    ...noneTwice(evidencePaths(values), values, 'the same file', normalizePath),
    ...noneTwice(unitPaths(values), values, 'the same organizational unit', normalizeDn),
    ...limitsOfDistinctUnits(values),
    ...pilotInFirstWave(values),
  ];
}

const orgUrl: KeyPath = ['cutover:okta', 'orgUrl'];
const graphEndpoint: KeyPath = ['cutover:tenant', 'graphEndpoint'];

/** A stand-in that acted on what a real service says, or the reverse, would change the real one by accident. */
function endpointsTogether(values: Values): readonly Contradiction[] {
  const [okta, graph] = [valueAt(values, orgUrl), valueAt(values, graphEndpoint)];
  if ([okta, graph].some(isPlaceholder)) return [];
  const message = (path: KeyPath): string =>
    `only ${formatPath(path)} is embedded; write embedded in both places, or in neither`;
  if (graph === 'embedded' && okta !== 'embedded' && okta !== undefined)
    return [{ path: orgUrl, message: message(graphEndpoint) }];
  // Left out, it is Microsoft's.
  const tenant = valueAt(values, ['cutover:tenant']);
  if (okta === 'embedded' && graph !== 'embedded' && tenant !== undefined)
    return [{ path: graphEndpoint, message: message(orgUrl) }];
  return [];
}

function drainFits(values: Values): readonly Contradiction[] {
  const [timeout, poll] = ['timeoutSeconds', 'pollSeconds'].map((name) =>
    valueAt(values, ['cutover:okta', 'drain', name]),
  );
  if (typeof timeout !== 'number' || typeof poll !== 'number' || poll <= timeout) return [];
  return [
    {
      path: ['cutover:okta', 'drain', 'pollSeconds'],
      message: `${poll} is more than timeoutSeconds (${timeout}), so Okta would not be asked again; lower it`,
    },
  ];
}

function noneTwice(
  paths: readonly KeyPath[],
  values: Values,
  what: string,
  normalize = (text: string) => text,
): readonly Contradiction[] {
  const seen = new Set<string>();
  return paths.flatMap((path) => {
    const value = valueAt(values, path);
    if (typeof value !== 'string' || isPlaceholder(value)) return [];
    const key = normalize(value);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [{ path, message: `${what} is listed twice; keep one of the two` }];
  });
}

/** Of all sides: a file that is both would always agree with itself. */
function evidencePaths(values: Values): readonly KeyPath[] {
  const ofConnect = connectEvidenceKinds.flatMap((kind) =>
    list(values, 'cutover:connect', 'evidence', kind).map((_, index) => ['cutover:connect', 'evidence', kind, index]),
  );
  const ofSides = ['onPrem', 'entra'].flatMap((side) =>
    list(values, 'cutover:evidence', side).map((_, index) => ['cutover:evidence', side, index]),
  );
  return [...ofSides, ...ofConnect];
}

/** Of both lists: a unit that is in scope and excluded would be out of scope. */
function unitPaths(values: Values): readonly KeyPath[] {
  return ['organizationalUnits', 'excludedOrganizationalUnits'].flatMap((name) =>
    list(values, 'cutover:scope', name).map((_, index) => ['cutover:scope', name, index]),
  );
}

function limitsOfDistinctUnits(values: Values): readonly Contradiction[] {
  const parent = ['cutover:thresholds', 'creations', 'perOrganizationalUnit'];
  const limits = valueAt(values, parent);
  const names = typeof limits === 'object' && limits !== null ? Object.keys(limits) : [];
  return names.flatMap((name, index) => {
    const key = normalizeDn(name);
    const earlier = names.slice(0, index).find((other) => normalizeDn(other) === key);
    return earlier === undefined
      ? []
      : [
          {
            path: [...parent, name],
            message: `the same organizational unit as ${JSON.stringify(earlier)}; keep one of the two limits`,
          },
        ];
  });
}

/**
 * Cloud sync deletes people whom it provisioned and does not find in its scope when it starts; Entra Connect exports nobody outside
 * the first wave. An objectGUID is looked up later.
 */
function pilotInFirstWave(values: Values): readonly Contradiction[] {
  if (valueAt(values, ['cutover:waves']) === undefined) return [];
  const units = list(values, 'cutover:waves', 0, 'organizationalUnits').filter((unit) => typeof unit === 'string');
  return list(values, 'cutover:pilot').flatMap((entry, index) => {
    if (typeof entry !== 'string' || !entry.includes(',') || isPlaceholder(entry)) return [];
    if (units.some((unit) => isInContainer(entry, unit))) return [];
    const message =
      'in no unit of the first wave: cloud sync would delete this person when its job starts, and Entra Connect does not take them';
    return [{ path: ['cutover:pilot', index], message }];
  });
}

function normalizePath(path: string): string {
  return path.replaceAll('\\', '/').replaceAll(/(^|\/)(\.\/)+/g, '$1');
}

function list(values: Values, ...path: KeyPath): readonly unknown[] {
  const found = valueAt(values, path);
  return Array.isArray(found) ? found : [];
}
