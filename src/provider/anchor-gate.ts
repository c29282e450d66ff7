import type { Assessment } from '../domain/assessment.js';
import type { AnchorGateInputs } from '../domain/environment.js';
import { UserError } from '../domain/errors.js';
import type { Phase } from '../domain/phase.js';
import { blockingLines, decisionText } from './findings-text.js';
import { anchorGateInputs, parseWith } from './inputs.js';
import type { OperationContext } from './ports.js';
import type { Properties } from './properties.js';
import type { ResourceType } from './resource-type.js';

/**
 * In these phases whatever is not cleared fails the preview. In the others it is told as a warning: remediation must be
 * possible while the gate blocks, and a rollback must never be stopped by it.
 */
const enforcing: ReadonlySet<Phase> = new Set(['cutover', 'complete']);

/**
 * The gate over the whole population. It informs, early and in the preview; it authorises nothing: the guarded resources
 * assess again themselves (architecture, invariant 2).
 */
export const anchorGate: ResourceType<AnchorGateInputs> = {
  token: 'entra-cutover:index:AnchorGate',
  bornIn: 'any',
  identity: [],
  immaterial: [],
  computed: ['decision', 'digest', 'counts'],
  parse: (properties) => parseWith(anchorGateInputs, properties),
  async check(inputs, context) {
    const judged = await judge(inputs, context);
    if ('assessment' in judged && judged.assessment.decision === 'cleared') return [];
    if (!enforcing.has(inputs.phase)) {
      context.diagnostics.warning(context.urn, textOf(judged, context));
      return [];
    }
    if ('problem' in judged) return [textOf(judged, context)];
    const { assessment } = judged;
    return [
      `The assessment is ${assessment.decision}, so phase ${inputs.phase} is refused.`,
      ...blockingLines(context.people.assessment(assessment)),
    ];
  },
  create: async (inputs, context) => ({ id: inputs.stack, outputs: await outputsOf(inputs, context) }),
  update: (inputs, _known, context) => outputsOf(inputs, context),
  read: async (known) => known,
};

type Judged = { readonly assessment: Assessment } | { readonly problem: string };

async function judge({ assessment, stack, phase }: AnchorGateInputs, { ports }: OperationContext): Promise<Judged> {
  try {
    return { assessment: (await ports.assess({ ...assessment, stack, phase })).assessment };
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message };
    throw error;
  }
}

function textOf(judged: Judged, { people }: OperationContext): string {
  return 'problem' in judged
    ? `Nothing could be assessed, so nothing is cleared: ${judged.problem}`
    : decisionText(people.assessment(judged.assessment));
}

/** No clocks: equal evidence gives equal outputs. */
async function outputsOf(inputs: AnchorGateInputs, context: OperationContext): Promise<Properties> {
  const judged = await judge(inputs, context);
  const cleared = 'assessment' in judged && judged.assessment.decision === 'cleared';
  if (!cleared && enforcing.has(inputs.phase)) throw new UserError(textOf(judged, context));
  if ('problem' in judged) return { decision: 'indeterminate' };
  const { decision, digest, counts } = judged.assessment;
  return { decision, digest, counts };
}
