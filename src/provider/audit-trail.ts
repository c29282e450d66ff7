import { existsSync, readFileSync } from 'node:fs';
import {
  appendEntry,
  genesisHash,
  type JournalHead,
  journalHead,
  verifyJournal,
  verifyJournalText,
} from '../audit/index.js';
import type { AuditTrailInputs } from '../config/resource-table.js';
import { UserError } from '../domain/errors.js';
import { fromTable } from './inputs.js';
import { takePlannedWrites } from './planned-writes.js';
import type { OperationContext } from './ports.js';
import type { Properties } from './properties.js';
import { originOf } from './recorder.js';
import type { Known, ResourceType } from './resource-type.js';

/**
 * The witness of the journal: its length and last hash in the Pulumi state, which somebody who can edit the journal need not
 * be able to edit. It is last in the program, so it sees what the update wrote, and moves only when something was written.
 */
export const auditTrail: ResourceType<AuditTrailInputs> = {
  ...fromTable('AuditTrail'),
  bornIn: 'assess',
  // The reached phase, right before it, has judged the move.
  mayRejoin: () => true,
  identity: [],
  immaterial: [],
  label: () => 'audit journal',
  waiting: (known) => (takePlannedWrites() || movedSince(known) ? 'head' : undefined),
  // Its own update is not a write to come.
  announce: async () => void takePlannedWrites(),
  create: async ({ stack, journal }) => ({ id: stack, outputs: outputsOf(await journalHead(journal)) }),
  async update(inputs, { inputs: before, outputs }, context) {
    const { journal, phase } = inputs;
    const { problems } = await verifyJournal(journal, headOf(outputs));
    if (problems.length === 0) return outputsOf(await journalHead(journal));
    const acknowledged = inputs.lost?.some(
      ({ sequence, hash }) => sequence === outputs.sequence && hash === outputs.head,
    );
    // A stack that names another journal was reviewed with it.
    const moved = before.journal !== inputs.journal;
    // Nothing keeps an environment from its way back: what is lost is said, here and in the journal that begins again.
    if (phase === 'rollback' || acknowledged || moved)
      return outputsOf(await recordLoss(inputs, { ...outputs, journal: before.journal }, problems, context));
    throw new UserError(
      [
        `The audit journal does not continue what this state has recorded:`,
        ...problems,
        `Bring the journal back (entra-cutover audit fetch) before anything else is changed, or acknowledge that it is lost (cutover:audit.lost, sequence ${Number(outputs.sequence)}, hash ${String(outputs.head)}). A rollback works without it.`,
      ].join('\n'),
    );
  },
  read: async (known) => known,
};

/** The entry that says what this journal can't vouch for. */
async function recordLoss(
  { stack, phase, journal, lost: known = [] }: AuditTrailInputs,
  { sequence, head, journal: seen }: Properties,
  problems: readonly string[],
  { ports, diagnostics, urn }: OperationContext,
): Promise<JournalHead> {
  const lost = `entries up to ${Number(sequence)} with the hash ${String(head)}, which the Pulumi state recorded`;
  diagnostics.warning(
    urn,
    `The audit journal does not continue what this state has recorded: ${problems.join(' ')} The update continues, and the journal records what is missing: ${lost}.`,
  );
  return appendEntry(journal, {
    stack,
    phase,
    operation: 'audit.journal.lost',
    target: journal,
    outcome: 'done',
    before: { sequence: Number(sequence), head: String(head), journal: String(seen) },
    after: {
      problems: [...problems],
      acknowledged: known.filter(({ hash }) => hash === head).map(({ reason, owner }) => `${owner}: ${reason}`),
    },
    ...(await originOf(ports.environment)),
    at: ports.now().toISOString(),
  });
}

/**
 * Read synchronously: it is the last moment before the engine decides whether there is anything to do. A journal that is
 * not on this machine says nothing here (a preview needs none); `audit verify` asks for it.
 */
function movedSince({ inputs, outputs }: Known<AuditTrailInputs>): boolean {
  const known = headOf(outputs);
  if (known === undefined) return true;
  if (!existsSync(inputs.journal)) return false;
  return verifyJournalText(readFileSync(inputs.journal, 'utf8'), inputs.journal).lastHash !== known.hash;
}

function headOf({ sequence, head }: Properties): JournalHead | undefined {
  return typeof sequence === 'number' && typeof head === 'string' ? { sequence, hash: head } : undefined;
}

function outputsOf({ sequence, hash }: JournalHead): Properties {
  return { sequence, head: sequence === 0 ? genesisHash : hash };
}
