import { counted, grouped } from '../domain/counted.js';
import { UserError } from '../domain/errors.js';
import { requestFromFiles } from '../pipeline/assess/assess-files.js';
import { planRepairs, type Remediation } from '../pipeline/repairs/remediate.js';
import { renderGraphBatches } from '../remediation/render/graph-batch.js';
import { renderLdif } from '../remediation/render/ldif.js';
import { renderPowerShell } from '../remediation/render/powershell.js';
import { escapeTerminal } from '../reports/escape.js';
import { type EvidenceOptions, evidenceTarget, filesRead } from './evidence-options.js';
import { exitCodes } from './exit-codes.js';
import { requireOtherFiles } from './files.js';
import { sayWritten, writeFileAtomically, writeRemark, writeStandardOutput } from './output.js';

export interface RemediateOptions extends EvidenceOptions {
  readonly output?: string;
  readonly ldif?: string;
  readonly powershell?: string;
  readonly graphBatch?: string;
  readonly quiet?: boolean;
}

/** Runs `remediate` and returns its exit code, which is that of the assessment. */
export async function remediateCommand(options: RemediateOptions): Promise<number> {
  const path = options.output ?? (options.stack === undefined ? undefined : `remediations/${options.stack}.yaml`);
  if (path === undefined)
    throw new UserError('--output is missing: the file of repairs to write, such as remediations/prod.yaml.');
  const others = [options.ldif, options.powershell, options.graphBatch].filter((file) => file !== undefined);
  const target = await evidenceTarget(options);
  await requireOtherFiles([path, ...others], await filesRead(options));
  const request = 'files' in target ? await requestFromFiles(target) : await requestOfStack(target.stack, target.at);
  const remediation = await planRepairs(request, path);
  const { chains, distinguishedNames, text, decision } = remediation;
  for (const remark of remediation.remarks) writeRemark(remark);
  const writes = chains.flat();
  if (options.ldif !== undefined) await writeFileAtomically(options.ldif, [renderLdif(writes, distinguishedNames)]);
  if (options.powershell !== undefined) await writeFileAtomically(options.powershell, [renderPowerShell(writes)]);
  if (options.graphBatch !== undefined) await writeFileAtomically(options.graphBatch, [renderGraphBatches(chains)]);
  await writeFileAtomically(path, [text]);
  if (options.quiet !== true) sayWritten([path, ...others]);
  await writeStandardOutput(summary(remediation, path, options.quiet === true));
  return exitCodes[decision];
}

async function requestOfStack(stack: string, at: string): ReturnType<typeof requestFromFiles> {
  const { requestFromStack } = await import('../pipeline/assess/assess-stack.js');
  return requestFromStack(stack, process.cwd(), at);
}

function* summary(
  { plan, kept, unseen, dropped, chains }: Remediation,
  path: string,
  quiet: boolean,
): Generator<string> {
  const inEntra = plan.bindings.filter(({ entry }) => entry.system === 'entra').length;
  yield `${path}: ${counted(plan.bindings.length, 'repair')} (${plan.bindings.length - inEntra} in Active Directory, ${inEntra} in Entra), ${counted(plan.decisions.length, 'decision')} for people.\n`;
  if (unseen.length > 0)
    yield `${counted(unseen.length, 'entry of the file stayed as it was: the evidence does not show whether it still applies', 'entries of the file stayed as they were: the evidence does not show whether they still apply')}: ${firstOf(unseen)}. Complete the evidence and run remediate again; if somebody has left, remove the entry yourself.\n`;
  if (dropped.length > 0)
    yield `${counted(dropped.length, 'entry is no longer needed and was left out', 'entries are no longer needed and were left out')}: ${firstOf(dropped)}\n`;
  if (quiet) return;
  for (const { entry, why } of plan.bindings.slice(0, 10)) {
    const value = entry.attribute === 'deletedDateTime' ? 'restored' : (entry.desired ?? '(none)');
    yield `  ${escapeTerminal(`${entry.person}: ${entry.attribute} ${entry.expected ?? '(none)'} → ${value}`)}\n    ${escapeTerminal(why)}\n`;
  }
  if (plan.bindings.length > 10) yield `  … and ${grouped(plan.bindings.length - 10)} more in the file\n`;
  for (const line of plan.advice) yield `ADVICE: ${escapeTerminal(line)}\n`;
  const parked = chains.flat().filter(({ parks }) => parks).length;
  if (parked > 0)
    yield `${counted(parked, 'cycle of anchors is exchanged: it is', 'cycles of anchors are exchanged: each is')} broken by parking one of them, so that no two objects ever have the same anchor.\n`;
  if (kept > 0)
    yield `${counted(kept, 'entry of the file still applies and stays as it was', 'entries of the file still apply and stay as they were')}.\n`;
  if (plan.bindings.length > 0)
    yield 'Review the file, name it as cutover:remediations in the stack, and run an update in phase assess or stage.\n';
  else if (plan.decisions.length > 0 && unseen.length === 0)
    yield 'Nothing to apply: the file says what people have to decide.\n';
}

/** The first few names; the file, or its history, has all of them. */
function firstOf(names: readonly string[]): string {
  return `${escapeTerminal(names.slice(0, 5).join(', '))}${names.length > 5 ? ', …' : ''}`;
}
