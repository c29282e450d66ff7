import { z } from 'zod';
import type { JsonValue } from './canonical-json.js';
import type { AuditEntry } from './entry.js';

/** What is told of an entry, as this tool writes it: a line that somebody edited may hold anything. */
const told = z.looseObject({
  at: z.string(),
  stack: z.string(),
  phase: z.string(),
  operation: z.string(),
  target: z.string(),
  outcome: z.enum(['started', 'done', 'failed']),
  authorisedBy: z.looseObject({ decision: z.string(), digest: z.string() }).optional(),
  accepted: z.array(z.looseObject({ rule: z.string(), owner: z.string(), expires: z.string() })).optional(),
  evidence: z.record(z.string(), z.string()).optional(),
  reviewed: z.looseObject({ tree: z.string(), plan: z.string().optional() }).optional(),
});

/** What each operation is called in a sentence: begun, done. Others are told by their names. */
const deeds: Readonly<Record<string, readonly [begun: string, done: string]>> = {
  'okta.connection.deactivate': [
    'set out to switch off the provisioning connection',
    'switched off the provisioning connection',
  ],
  'okta.connection.activate': [
    'set out to switch on the provisioning connection',
    'switched on the provisioning connection',
  ],
  'okta.features.update': ['set out to change the provisioning capabilities', 'changed the provisioning capabilities'],
  'audit.found': ['looked at the state', 'found a state that this journal does not record'],
  'entra.synchronization.start': ['set out to start the Entra synchronization', 'started the Entra synchronization'],
  'entra.synchronization.pause': ['set out to pause the Entra synchronization', 'paused the Entra synchronization'],
};

/**
 * One entry as a paragraph: when, who, what to what, and how it ended; below it the state before and after, on whose decision,
 * and what was reviewed. Ends with one line break. Of an entry that no run wrote like this, it says only that.
 */
export function tellEntry(entry: AuditEntry): string {
  if (!told.safeParse(entry).success)
    return `${String(entry.sequence).padStart(4)}. (This entry is damaged: entra-cutover audit verify says which.)\n`;
  const { sequence, stack, phase, actor, run, commit } = entry;
  const reason = entry.outcome === 'failed' ? ` (${facts(entry.after ?? 'no reason given')})` : '';
  const deed = `${actor ?? 'somebody'} ${deedOf(entry)}${reason}`;
  const head = `${String(sequence).padStart(4)}. ${timeOf(entry)}, ${stack} in ${phase}: ${deed}.`;
  const details = [
    entry.before !== undefined && `before:   ${facts(entry.before)}`,
    entry.after !== undefined && `after:    ${facts(entry.after)}`,
    entry.authorisedBy &&
      `on:       an assessment that ${entry.authorisedBy.decision} it, ${entry.authorisedBy.digest}`,
    ...(entry.accepted ?? []).map(({ rule, owner, expires }) => `accepted: ${rule}, by ${owner} until ${expires}`),
    entry.reviewed &&
      `reviewed: tree ${entry.reviewed.tree}${entry.reviewed.plan ? `, plan ${entry.reviewed.plan}` : ''}`,
    ...Object.entries(entry.evidence ?? {}).map(([path, sha256]) => `evidence: ${path} ${sha256}`),
    (run ?? commit) !== undefined && `run:      ${[run, commit && `commit ${commit}`].filter(Boolean).join(', ')}`,
  ].filter((detail) => typeof detail === 'string');
  return `${[head, ...details.map((detail) => `      ${detail}`)].map(oneLine).join('\n')}\n`;
}

/** One entry in a line: when, what, to what, and whether it failed; without the reason. */
export function tellDeed(entry: AuditEntry): string {
  return told.safeParse(entry).success ? oneLine(`${timeOf(entry)}: ${deedOf(entry)}`) : 'an entry that is damaged';
}

function timeOf({ at }: AuditEntry): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
}

function deedOf({ operation, target, outcome }: AuditEntry): string {
  const [begun, done] = (Object.hasOwn(deeds, operation) ? deeds[operation] : undefined) ?? [
    `began ${operation}`,
    `did ${operation}`,
  ];
  if (outcome === 'started') return `${begun} of ${target}`;
  if (outcome === 'done') return `${done} of ${target}`;
  return `${begun} of ${target} and failed`;
}

/** `connection ENABLED, integration on`. */
function facts(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(facts).join(', ');
  return Object.entries(value)
    .map(
      ([name, member]) =>
        `${name} ${typeof member === 'object' && member !== null ? JSON.stringify(member) : String(member)}`,
    )
    .join(', ');
}

function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}
