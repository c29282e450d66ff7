import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap } from 'yaml';
import { byText } from '../domain/by-text.js';
import { keysOfPulumi } from './json-schema.js';
import { parseYaml } from './parse-yaml.js';
import { isPlaceholder } from './placeholders.js';

/**
 * Whose value counts while a proposal is judged. `proposal`: what a pull request is there to bring; such a difference is
 * not even named. `base`: a limit of the judge's. `base-if-filled`: where credentials are sent to, as soon as the base
 * branch says it. `named`: the proposal's own, for the reviewer to see.
 */
type Treatment = 'proposal' | 'base' | 'base-if-filled' | 'named';

/** An allow-list: what stands in no row is named, and what configures other providers is the base branch's. */
const treatments: Readonly<Record<string, Treatment>> = {
  'cutover:phase': 'proposal',
  'cutover:hold': 'proposal',
  'cutover:wave': 'proposal',
  'cutover:evidence.onPrem': 'proposal',
  'cutover:connect.evidence': 'proposal',
  'cutover:remediations.path': 'proposal',
  'cutover:okta.pushTried': 'proposal',
  'cutover:thresholds': 'base',
  'cutover:budget': 'base',
  'cutover:waivers': 'base',
  'cutover:verifiedDomains': 'base',
  'cutover:sourceAnchor': 'base',
  'cutover:scope': 'base',
  'cutover:review': 'base',
  'cutover:evidence.maximumAgeHours': 'base',
  'cutover:evidence.changesLagSeconds': 'base',
  'cutover:evidence.signers': 'base',
  'cutover:evidence.complete': 'base',
  'cutover:evidence.factsAcceptedUntil': 'base',
  'cutover:evidence.versionsAccepted': 'base',
  'cutover:connect.maximumAgeHours': 'base',
  'cutover:connect.deletionThreshold': 'base',
  'cutover:report.maskPeople': 'base',
  'cutover:report.directory': 'base',
  'cutover:audit.journal': 'base',
  'cutover:remediations.limit': 'base',
  'cutover:remediations.allowPrivileged': 'base',
  'cutover:tenant.id': 'base-if-filled',
  'cutover:tenant.graphEndpoint': 'base-if-filled',
  'cutover:okta.orgUrl': 'base-if-filled',
  encryptionsalt: 'base-if-filled',
  encryptedkey: 'base-if-filled',
};

const order: ReadonlyMap<string, number> = new Map(Object.keys(treatments).map((name, index) => [name, index]));

/** Sections that may be left out: what limits them limits nothing then. */
const optionalSections: ReadonlySet<string> = new Set(['cutover:remediations', 'cutover:connect']);

/** A stack file as it is judged, and the settings that differ from the base branch's and are not data. */
export interface JudgedStackFile {
  readonly text: string;
  /** `cutover:thresholds`, `cutover:evidence.maximumAgeHours`, `cutover:okta.apps`, … */
  readonly changed: readonly string[];
}

/**
 * The proposed stack file with everything that judges, limits or receives credentials as the base branch has it. A file
 * that can't be read as settings stays as it is: reading it says what is wrong.
 *
 * @param base undefined where the base branch has no such stack: then the defaults judge.
 */
export function judgedStackFile(head: string, base: string | undefined): JudgedStackFile {
  const proposed = parseYaml(head);
  const own = valuesIn(proposed);
  if (own === undefined) return { text: head, changed: [] };
  const theirs = (base === undefined ? undefined : valuesIn(parseYaml(base))) ?? new Map<string, unknown>();
  const changed: string[] = [];
  let replaced = false;
  for (const name of [...new Set([...own.keys(), ...theirs.keys()])].sort(byOrder)) {
    const [mine, judges] = [own.get(name), theirs.get(name)];
    const treatment = treatmentOf(name, mine, judges);
    if (treatment === 'proposal' || isDeepStrictEqual(mine, judges)) continue;
    // Of a new stack everything is new.
    if (treatment === 'named' && theirs.size > 0) changed.push(name);
    if (treatment === 'base' && replace(proposed, name, judges)) {
      changed.push(name);
      replaced = true;
    }
  }
  return { text: replaced ? proposed.toString() : head, changed };
}

/** The limits first, in the order of the table. */
function byOrder(one: string, other: string): number {
  const place = (name: string): number => order.get(name) ?? order.size;
  return place(one) - place(other) || byText(one, other);
}

function treatmentOf(name: string, mine: unknown, judges: unknown): Exclude<Treatment, 'base-if-filled'> {
  // Files in the place of what is read live would be the proposal's word for the tenant's.
  if (name === 'cutover:evidence.entra') {
    if (Array.isArray(mine) && Array.isArray(judges)) return 'proposal';
    return judges === 'live' ? 'base' : 'named';
  }
  const treatment = treatments[name] ?? (name.startsWith('cutover:') ? 'named' : 'base');
  if (treatment !== 'base-if-filled') return treatment;
  return judges === undefined || judges === 'embedded' || isPlaceholder(judges) ? 'named' : 'base';
}

/** False where there is nothing to replace. */
function replace(document: Document.Parsed, name: string, value: unknown): boolean {
  const path = pathOf(name);
  const [section = ''] = path.slice(-2);
  if (path.length === 3) {
    const parent = document.getIn(path.slice(0, 2));
    if (parent === undefined ? optionalSections.has(section) : !isMap(parent)) return false;
  }
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, value);
  return true;
}

/** Names end at the first dot behind the namespace: those of other packages may hold dots of their own. */
function pathOf(name: string): readonly string[] {
  if ((keysOfPulumi as readonly string[]).includes(name)) return [name];
  const dot = name.startsWith('cutover:') ? name.indexOf('.') : -1;
  return dot < 0 ? ['config', name] : ['config', name.slice(0, dot), name.slice(dot + 1)];
}

/** Every setting by its name, sections taken apart unless they are treated as a whole; undefined when there are none. */
function valuesIn(document: Document.Parsed): ReadonlyMap<string, unknown> | undefined {
  const root = plain(document);
  if (!isMapping(root) || !isMapping(root.config)) return undefined;
  const values = new Map<string, unknown>();
  for (const name of keysOfPulumi) if (root[name] !== undefined) values.set(name, root[name]);
  for (const [key, value] of Object.entries(root.config)) {
    if (!key.startsWith('cutover:') || key in treatments || !isMapping(value)) values.set(key, value);
    else for (const [name, inner] of Object.entries(value)) values.set(`${key}.${name}`, inner);
  }
  return values;
}

function plain(document: Document.Parsed): unknown {
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    // Aliases, which a stack file may not have.
    return undefined;
  }
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
