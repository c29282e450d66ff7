import { Document, isMap, isSeq, parseDocument, Scalar, type YAMLMap, YAMLSeq } from 'yaml';
import { byText } from '../domain/by-text.js';
import {
  type Binding,
  bindingKey,
  type OpenDecision,
  type Reasoned,
  type RemediationPlan,
} from '../domain/remediation.js';
import { parseRemediationFile } from './remediation-file.js';

export interface RemediationText {
  readonly text: string;
  /** The plan's decisions, without those about an entry that stayed because the evidence does not show it. */
  readonly decisions: RemediationPlan['decisions'];
  /** Entries of the file that were taken over with their comments. */
  readonly kept: number;
  /** Entries of the file that stayed because the evidence does not show whether they still apply, by person. */
  readonly unseen: readonly string[];
  /** Entries that the evidence shows nothing asks for any more, and that were not made: left out, by person. */
  readonly dropped: readonly string[];
}

/** The file that was there, and what the evidence says of its bindings. */
export interface EarlierFile {
  readonly text: string;
  readonly path: string;
  /** True when the evidence shows the binding as made, so that it stays declared. */
  readonly isMade: (binding: Binding) => boolean;
  /** True when the evidence shows enough to tell that an entry which nothing asks for is not needed. */
  readonly isSeen: (entry: Binding | OpenDecision) => boolean;
}

/**
 * The plan as the text of a remediation file: sorted, each entry with its reasons as a comment. An entry that was in the
 * file already stays as it is, with whatever its reviewer changed or wrote next to it: while it expects the same value, is
 * made, or the evidence does not show whether it still applies. Equal plans and files give equal bytes.
 *
 * @param comment makes text that came from a directory fit for a line of a comment.
 * @throws UserError when the file that was there is malformed.
 */
export function remediationText(
  plan: RemediationPlan,
  comment: (text: string) => string,
  earlier?: EarlierFile,
): RemediationText {
  const document = earlier === undefined ? new Document({}) : parseDocument(earlier.text);
  const before = earlier === undefined ? undefined : parseRemediationFile(earlier.text, earlier.path);
  const isSeen = earlier?.isSeen ?? (() => true);
  const bindings = merge(plan.bindings, {
    nodes: itemsOf(document, 'bindings'),
    values: before?.bindings ?? [],
    keyOf: bindingKey,
    sortKey: (binding) => `${binding.person.toLowerCase()}\u0000${bindingKey(binding)}`,
    stillApplies: (old, proposed) =>
      proposed === undefined ? (earlier?.isMade(old) ?? false) : old.expected === proposed.expected,
    isSeen,
    comment,
  });
  // What keeps its reviewed repair needs no decision as well: that the evidence is incomplete is said of all of them.
  const declared = new Set(bindings.unseen);
  const open = plan.decisions.filter(({ entry }) => !declared.has(nameOf(entry)));
  const decisions = merge(open, {
    nodes: itemsOf(document, 'decisions'),
    values: before?.decisions ?? [],
    keyOf: decisionKey,
    sortKey: decisionKey,
    stillApplies: (_old, proposed) => proposed !== undefined,
    isSeen,
    comment,
  });
  const result = new Document({ version: 1 });
  result.commentBefore = heading(plan, comment);
  result.set('bindings', sequence(bindings.nodes));
  result.set('decisions', sequence(decisions.nodes));
  return {
    text: result.toString({ lineWidth: 0 }),
    kept: bindings.kept + decisions.kept,
    decisions: open,
    unseen: [...bindings.unseen, ...decisions.unseen],
    dropped: [...bindings.dropped, ...decisions.dropped],
  };
}

function heading({ advice }: RemediationPlan, comment: (text: string) => string): string {
  const lines = [
    ' yaml-language-server: $schema=../schemas/remediations.schema.json',
    ' Repairs proposed by `entra-cutover remediate`. Review each one: an update makes those under `bindings`, each only while',
    ' the value is still the expected one. `skip: true` leaves one out. What is under `decisions` is for people.',
    ...advice.map((text) => ` ADVICE: ${comment(text)}`),
  ];
  return lines.join('\n');
}

interface Merge<Entry> {
  readonly nodes: readonly YAMLMap[];
  readonly values: readonly Entry[];
  readonly keyOf: (entry: Entry) => string;
  readonly sortKey: (entry: Entry) => string;
  readonly stillApplies: (old: Entry, proposed: Entry | undefined) => boolean;
  readonly isSeen: (old: Entry) => boolean;
  readonly comment: (text: string) => string;
}

interface Merged extends Omit<RemediationText, 'text' | 'decisions'> {
  readonly nodes: readonly YAMLMap[];
}

function merge<Entry extends Binding | OpenDecision>(
  proposed: readonly Reasoned<Entry>[],
  { nodes, values, keyOf, sortKey, stillApplies, isSeen, comment }: Merge<Entry>,
): Merged {
  const entries: { key: string; node: YAMLMap }[] = [];
  const wanted = new Map(proposed.map((one) => [keyOf(one.entry), one]));
  const kept = new Set<string>();
  const skipped = new Set<string>();
  const [unseen, dropped]: [string[], string[]] = [[], []];
  for (const [index, old] of values.entries()) {
    const key = keyOf(old);
    const node = nodes[index];
    if (node !== undefined && stillApplies(old, wanted.get(key)?.entry)) {
      kept.add(key);
      entries.push({ key: sortKey(old), node });
    } else if (wanted.has(key)) {
      // A reviewer who left the repair out did so whatever the value was.
      if ('skip' in old && old.skip === true) skipped.add(key);
    } else if (node !== undefined && !isSeen(old)) {
      unseen.push(nameOf(old));
      entries.push({ key: sortKey(old), node });
    } else dropped.push(nameOf(old));
  }
  for (const [key, { entry, why, otherwise }] of wanted) {
    if (kept.has(key)) continue;
    const node = new Document(skipped.has(key) ? { ...entry, skip: true } : entry).contents as unknown as YAMLMap;
    node.commentBefore = [` ${comment(why)}`, ` Otherwise: ${comment(otherwise)}`].join('\n');
    quoteTexts(node);
    entries.push({ key: sortKey(entry), node });
  }
  entries.sort((a, b) => byText(a.key, b.key));
  for (const [index, { node }] of entries.entries()) node.spaceBefore = index > 0;
  return { nodes: entries.map(({ node }) => node), kept: kept.size, unseen, dropped };
}

/** What came from a directory is always quoted, so that no reader takes it for a number, a date or a tag. */
function quoteTexts(map: YAMLMap): void {
  for (const name of ['person', 'expected', 'desired']) {
    const scalar = map.get(name, true);
    if (scalar instanceof Scalar && typeof scalar.value === 'string') scalar.type = 'QUOTE_DOUBLE';
  }
  const matchedBy = map.get('matchedBy', true);
  if (isSeq(matchedBy)) matchedBy.flow = true;
}

/** The entries of a list; the comment before the first one, which the parser gives to the list, goes back to it. */
function itemsOf(document: Document.Parsed | Document, name: string): readonly YAMLMap[] {
  const list = document.get(name, true);
  if (!isSeq(list)) return [];
  const items = list.items.filter((item) => isMap(item));
  const [first] = items;
  if (first !== undefined && list.commentBefore) {
    first.commentBefore = [list.commentBefore, first.commentBefore].filter(Boolean).join('\n');
  }
  return items;
}

function sequence(nodes: readonly YAMLMap[]): YAMLSeq {
  const list = new YAMLSeq();
  list.items.push(...nodes);
  list.flow = nodes.length === 0;
  return list;
}

/** How an entry is told to people. */
function nameOf({ person, rule }: Binding | OpenDecision): string {
  return `${person} (${rule})`;
}

function decisionKey({ person, rule, objectId, action }: OpenDecision): string {
  return [person.toLowerCase(), rule, objectId ?? '', action].join('\u0000');
}
