import type { AnchorGateInputs } from '../config/resource-table.js';
import { createOktaClient } from '../connectors/okta/client.js';
import type { Assessment } from '../domain/assessment.js';
import { enterStagingPages, stopCommand } from '../domain/connect-commands.js';
import { nextAtServer, oktaOff } from '../domain/connect-next.js';
import { refuseTogether, UserError } from '../domain/errors.js';
import type { Phase } from '../domain/phase.js';
import { readWriters } from '../pipeline/verify/writers.js';
import { exportsByRight, shownAtServer } from './connect/beside-gate.js';
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
  immaterial: ['journal', 'waves', 'wave'],
  label: () => 'gate',
  async check(inputs, context) {
    const writers = await secondWriters(inputs, context);
    const refused = await refusedOf(inputs, writers.strangers, context);
    if (refused.length === 0) return [];
    // The update comes no further than here: what the server does is said first, with its stop, and who else writes.
    const shown = await shownAtServer(inputs, context);
    return [
      ...shown.map(({ message, next }): Refused => ({ lines: [message], ...(next && { next }) })),
      ...writers.declared,
      ...refused,
    ];
  },
  create: async (inputs, context) => ({ id: inputs.stack, outputs: await outputsOf(inputs, context) }),
  update: (inputs, _known, context) => outputsOf(inputs, context),
  read: async (known) => known,
};

/** Whatever stands against the phase, each with its remedy. */
async function refusedOf(
  inputs: AnchorGateInputs,
  strangers: readonly string[],
  context: OperationContext,
): Promise<Refused[]> {
  const judged = await judge(inputs, context);
  const { phase, stack } = inputs;
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
}

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
 *
 * @returns also what is said of the declared ones where something else refuses the update, which then switches nothing.
 */
async function secondWriters(
  inputs: AnchorGateInputs,
  { ports, diagnostics, signal, urn }: OperationContext,
): Promise<{ readonly strangers: readonly string[]; readonly declared: readonly Refused[] }> {
  const { assessment, phase } = inputs;
  const { declared, undeclared, unknown, byServer } = await readWriters(
    { ...assessment, phase },
    {
      openOkta: (orgUrl) => ports.openOkta(orgUrl, signal),
      openGraph: (target) => ports.openGraph(target, signal),
      readConnect: () => ports.readConnect(assessment),
    },
  );
  const { server } = assessment.connect ?? {};
  const isOktaSecond = enforcing.has(phase) && (!byServer || (await exportsByRight(inputs)));
  const remedy =
    byServer && !isOktaSecond
      ? `No update can stop the server. Stop it (${stopCommand}), then switch staging mode on in its wizard (${enterStagingPages}).`
      : 'The update switches one of them off.';
  for (const text of declared) diagnostics.warning(urn, `two-writers: ${text}. ${remedy}`);
  for (const text of unknown) diagnostics.warning(urn, `two-writers: ${text}`);
  const stop = server && nextAtServer.stop({ serverName: server.name, connectorName: server.connector });
  const next = isOktaSecond ? oktaOff : stop;
  const refused = declared.map((text): Refused => ({ lines: [`two-writers: ${text}.`], ...(next && { next }) }));
  const strangers = undeclared.map(
    (text) =>
      `two-writers: ${text}. Add the app to cutover:okta.apps, so that an update switches it off, or switch its provisioning off in the Okta admin console.`,
  );
  if (enforcing.has(phase)) return { strangers, declared: refused };
  for (const text of strangers) diagnostics.warning(urn, text);
  return { strangers: [], declared: refused };
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
  if (!cleared && enforcing.has(inputs.phase)) {
    const refusals = [...(await shownAtServer(inputs, context)), new UserError(textOf(judged, context))];
    await refuseTogether(...refusals.map((refusal) => () => Promise.reject(refusal)));
  }
  // What is left out would keep the value of the state.
  if ('problem' in judged) return { decision: 'indeterminate', digest: null, counts: null };
  const { decision, digest, counts } = judged.assessment;
  return { decision, digest, counts };
}
