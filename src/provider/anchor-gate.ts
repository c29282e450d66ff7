import type { AnchorGateInputs } from '../config/resource-table.js';
import { createOktaClient } from '../connectors/okta/client.js';
import type { Assessment } from '../domain/assessment.js';
import { enterStagingPages, stopCommand } from '../domain/connect-commands.js';
import { UserError } from '../domain/errors.js';
import type { Phase } from '../domain/phase.js';
import { readWriters } from '../pipeline/verify/writers.js';
import { refuseUnreadyServer } from './connect/take-over.js';
import { blockingLines, decisionText } from './findings-text.js';
import { fromTable } from './inputs.js';
import { oktaIsOff, refuseUnlessOktaAnswers } from './okta/interlock.js';
import type { OperationContext } from './ports.js';
import type { Properties } from './properties.js';
import type { Refused, ResourceType } from './resource-type.js';

/**
 * In these phases whatever is not cleared fails the preview. In the others it is a warning: remediation must be
 * possible while the gate blocks, and a rollback must never be stopped by it.
 */
const enforcing: ReadonlySet<Phase> = new Set(['cutover', 'complete']);

/**
 * The gate over the whole population. It informs, early and in the preview; it authorizes nothing: the guarded resources
 * assess again themselves (architecture, invariant 2).
 */
export const anchorGate: ResourceType<AnchorGateInputs> = {
  ...fromTable('AnchorGate'),
  bornIn: 'any',
  // It comes first and writes nothing: the others judge the move.
  mayRejoin: () => true,
  identity: [],
  immaterial: ['journal'],
  label: () => 'gate',
  async check(inputs, context) {
    const [judged, strangers] = [await judge(inputs, context), await secondWriters(inputs, context)];
    const { phase, stack } = inputs;
    // It names whatever stands against the phase, each with its remedy.
    const next = `Here: entra-cutover assess --stack ${stack}`;
    const others = [
      ...(await oktaRefusal(inputs, context)),
      ...strangers.map((text): Refused => ({ lines: [text], next })),
    ];
    if ('assessment' in judged && judged.assessment.decision === 'cleared') return others;
    if (!enforcing.has(phase)) {
      context.diagnostics.warning(context.urn, textOf(judged, context));
      return others;
    }
    if ('problem' in judged) return [...others, { lines: [textOf(judged, context)], next }];
    const { assessment } = judged;
    const line = `The assessment is ${assessment.decision}, so phase ${phase} is refused.`;
    return [...others, { lines: [line, ...blockingLines(context.people.assessment(assessment))], next }];
  },
  create: async (inputs, context) => ({ id: inputs.stack, outputs: await outputsOf(inputs, context) }),
  update: (inputs, _known, context) => outputsOf(inputs, context),
  read: async (known) => known,
};

/**
 * What would refuse to switch Okta off. It is asked before the first write of a cutover: what comes before Okta (matching, jobs and
 * secrets) would be written otherwise.
 */
async function oktaRefusal(inputs: AnchorGateInputs, context: OperationContext): Promise<Refused[]> {
  if (inputs.phase !== 'cutover') return [];
  try {
    await refuseUnlessOktaAnswers(inputs, context);
    const { journal, assessment } = inputs;
    if (journal !== undefined && assessment.connect !== undefined && !(await seenAsOff(inputs, context)))
      await refuseUnreadyServer({ ...inputs, journal }, context);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ lines: [error.message], next: error.next ?? `Here: entra-cutover doctor --stack ${inputs.stack}` }];
  }
}

async function seenAsOff(
  { assessment: { oktaOrgUrl } }: AnchorGateInputs,
  { ports, signal }: OperationContext,
): Promise<boolean> {
  return oktaIsOff(createOktaClient(await ports.openOkta(oktaOrgUrl, signal)));
}

type Judged = { readonly assessment: Assessment } | { readonly problem: string };

async function judge({ assessment, stack, phase }: AnchorGateInputs, { ports }: OperationContext): Promise<Judged> {
  try {
    return { assessment: (await ports.assess({ ...assessment, stack, phase })).assessment };
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message };
    throw error;
  }
}

/**
 * Names two writers. Those that the stack declares are only reported: this update switches one of them off, or says what to do
 * at the server. Others make it refuse the phase, or are only reported where nothing may stop an update.
 */
async function secondWriters(
  { assessment, phase }: AnchorGateInputs,
  { ports, diagnostics, signal, urn }: OperationContext,
): Promise<string[]> {
  const { declared, undeclared, unknown, byServer } = await readWriters(
    { ...assessment, phase },
    {
      openOkta: (orgUrl) => ports.openOkta(orgUrl, signal),
      openGraph: (target) => ports.openGraph(target, signal),
      readConnect: () => ports.readConnect(assessment),
    },
  );
  const remedy = byServer
    ? `No update can stop the server. Stop it (${stopCommand}), then switch staging mode on in its wizard (${enterStagingPages}).`
    : 'The update switches one of them off.';
  for (const text of declared) diagnostics.warning(urn, `two-writers: ${text}. ${remedy}`);
  for (const text of unknown) diagnostics.warning(urn, `two-writers: ${text}`);
  const strangers = undeclared.map(
    (text) =>
      `two-writers: ${text}. Add the app to cutover:okta.apps, so that an update switches it off, or switch its provisioning off in the Okta admin console.`,
  );
  if (enforcing.has(phase)) return strangers;
  for (const text of strangers) diagnostics.warning(urn, text);
  return [];
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
  // What is left out would keep the value of the state.
  if ('problem' in judged) return { decision: 'indeterminate', digest: null, counts: null };
  const { decision, digest, counts } = judged.assessment;
  return { decision, digest, counts };
}
