import type { AnchorBindingsInputs } from '../../config/resource-table.js';
import { counted, grouped } from '../../domain/counted.js';
import type { Binding } from '../../domain/remediation.js';
import { fromTable } from '../inputs.js';
import { cutoverInJournal } from '../phase-move.js';
import type { OperationContext } from '../ports.js';
import type { Properties } from '../properties.js';
import type { ResourceType } from '../resource-type.js';
import { reviewedBindings } from './file.js';
import { repair, restore } from './operation.js';

const shownInPreview = 200;

/**
 * The repairs that a reviewed file declares: made in the phases assess and stage, while the gate may well block, and put
 * back by a rollback. It never changes who provisions. The state holds no value, only whom and what each entry is about;
 * what was replaced is in the sealed journal.
 */
export const anchorBindings: ResourceType<AnchorBindingsInputs> = {
  ...fromTable('AnchorBindings'),
  bornIn: 'assess',
  // Outside assess and stage it makes no repairs; there it goes back from a move that was refused before its first write.
  mayRejoin: async (_from, to, birth) =>
    (to !== 'assess' && to !== 'stage') || (await cutoverInJournal(birth)) === undefined,
  identity: [],
  immaterial: ['assessment', 'hold', 'journal', 'file', 'limit', 'allowPrivileged', 'directory', 'servicePrincipalId'],
  async announce({ phase, file }, { diagnostics, urn }) {
    if (phase !== 'assess' && phase !== 'stage') return;
    const wanted = (await reviewedBindings(file)).filter(({ skip }) => skip !== true);
    for (const binding of wanted.slice(0, shownInPreview)) diagnostics.info(urn, changeText(binding));
    const more = wanted.length - shownInPreview;
    if (more > 0) diagnostics.info(urn, `… and ${grouped(more)} more: see ${file?.path}`);
  },
  waiting: ({ inputs, outputs }) => (inputs.phase === 'rollback' && outputs.state === 'waiting' ? 'state' : undefined),
  label: () => 'repairs',
  status: (_inputs, { state, repairs }) => ({
    state: `${state} (${counted(Number(repairs), 'repair')})`,
    waitingFor: state === 'waiting' ? ['Repairs are not put back: the output of the update says which and why.'] : [],
  }),
  create: async (inputs, context) => ({ id: `${inputs.stack}-repairs`, outputs: await converge(inputs, context) }),
  update: async (inputs, known, context) => ({ ...known.outputs, ...(await converge(inputs, context)) }),
  read: async (known) => known,
};

async function converge(inputs: AnchorBindingsInputs, context: OperationContext): Promise<Properties> {
  switch (inputs.phase) {
    case 'assess':
    case 'stage':
      return { ...(await repair(await reviewedBindings(inputs.file), inputs, context)), state: 'repaired' };
    case 'rollback':
      return restore(inputs, context);
    // During and after the cutover anchors stay as they are.
    case 'cutover':
    case 'complete':
      return { state: 'kept' };
  }
}

/** One change as a preview shows it. */
function changeText({ person, attribute, expected, desired }: Binding): string {
  if (attribute === 'deletedDateTime') return `${person}: restored from the recycle bin`;
  return `${person}: ${attribute} ${expected ?? '(none)'} → ${desired ?? '(none)'}`;
}
