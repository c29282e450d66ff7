import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, parseDocument } from 'yaml';

/** What a stack is judged by, as opposed to what it is: a proposal can't set these for its own review. */
const judgedByBase: ReadonlyArray<readonly string[]> = [
  ['cutover:thresholds'],
  ['cutover:waivers'],
  ['cutover:verifiedDomains'],
  ['cutover:evidence', 'maximumAgeHours'],
  ['cutover:evidence', 'signers'],
  ['cutover:report', 'maskPeople'],
  ['cutover:remediations', 'limit'],
  ['cutover:remediations', 'allowPrivileged'],
];

/** A stack file as it is judged, and the settings in it that are not the proposal's own. */
export interface JudgedStackFile {
  readonly text: string;
  /** `cutover:thresholds`, `cutover:evidence.maximumAgeHours`, …: what the proposal would change. */
  readonly changed: readonly string[];
}

/**
 * The proposed stack file with thresholds, waivers, verified domains, ages and masking of the base branch's. A file that
 * is no YAML stays as it is: reading it says what is wrong.
 *
 * @param base undefined where the base branch has no such stack: then the defaults judge.
 */
export function judgedStackFile(head: string, base: string | undefined): JudgedStackFile {
  const proposed = parseDocument(head);
  const judge = base === undefined ? undefined : parseDocument(base);
  if (proposed.errors.length > 0 || !isMap(proposed.get('config'))) return { text: head, changed: [] };
  const changed: string[] = [];
  for (const path of judgedByBase) {
    const [own, theirs] = [valueAt(proposed, path), judge && valueAt(judge, path)];
    if (isDeepStrictEqual(own, theirs)) continue;
    // Limits of repairs that are not proposed any more limit nothing.
    if (path[0] === 'cutover:remediations' && valueAt(proposed, ['cutover:remediations']) === undefined) continue;
    changed.push(path.join('.'));
    if (theirs === undefined) proposed.deleteIn(['config', ...path]);
    else proposed.setIn(['config', ...path], theirs);
  }
  return { text: changed.length === 0 ? head : proposed.toString(), changed };
}

function valueAt(document: Document.Parsed, path: readonly string[]): unknown {
  const config = document.toJS({ maxAliasCount: 0 }) as { config?: unknown } | null;
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    config?.config,
  );
}
