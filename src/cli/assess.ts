import type { Assessment } from '../domain/assessment.js';
import { UserError } from '../domain/errors.js';
import { assessFiles } from '../pipeline/assess/assess-files.js';
import { maskInPipeline } from '../pipeline/masking/shown-people.js';
import {
  formatFromExtension,
  knownExtensions,
  maskAssessment,
  partRenderers,
  type ReportFormat,
  type ReportOptions,
} from '../reports/index.js';
import { ruleRegistry } from '../validation/rules/index.js';
import { type EvidenceOptions, evidenceTarget, filesRead } from './evidence-options.js';
import { exitCodes } from './exit-codes.js';
import { requireOtherFiles } from './files.js';
import {
  replaceFileAtomically,
  sayWritten,
  textLayout,
  writeFileAtomically,
  writeRemark,
  writeStandardOutput,
} from './output.js';

export interface AssessOptions extends EvidenceOptions {
  readonly format: ReportFormat;
  readonly output?: readonly string[];
  readonly identities?: string;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** Runs `assess` and returns its exit code. Wrong usage is a UserError before anything is read. */
export async function assessCommand(options: AssessOptions): Promise<number> {
  const outputs = (options.output ?? []).map((path) => ({ path, format: formatOf(path) }));
  const written = [
    ...outputs.map(({ path }) => path),
    ...(options.identities === undefined ? [] : [options.identities]),
  ];
  if (written.length > 0) await requireOtherFiles(written, await filesRead(options));
  const assessment = await assessWithIdentities(options);
  const { stack } = options;
  const maskPeople = stack === undefined ? undefined : await maskInPipeline(stack, process.cwd(), process.env);
  const reportOptions: ReportOptions = {
    ...textLayout(options),
    ruleMetadata: ruleRegistry,
    ...(maskPeople && { maskPeople }),
  };
  for (const { path, format } of outputs)
    await writeFileAtomically(path, partRenderers[format](assessment, { ...reportOptions, colour: false }));
  await writeStandardOutput(partRenderers[options.format](assessment, reportOptions));
  if (!options.quiet) sayWritten(written);
  if (options.format !== 'text' && !options.quiet)
    sayMessages(maskPeople === undefined ? assessment : maskAssessment(assessment, maskPeople));
  return exitCodes[assessment.decision];
}

async function assessWithIdentities(options: AssessOptions): Promise<Assessment> {
  const target = await evidenceTarget(options);
  const { identities } = options;
  if (identities === undefined) return run(target);
  return replaceFileAtomically(identities, (descriptor) => run(target, descriptor));
}

async function run(target: Awaited<ReturnType<typeof evidenceTarget>>, identities?: number): Promise<Assessment> {
  if ('files' in target) return assessFiles(target, identities);
  const { assessStackToFile } = await import('../pipeline/assess/assess-stack.js');
  return assessStackToFile(target.stack, process.cwd(), target.at, identities);
}

function formatOf(path: string): ReportFormat {
  const format = formatFromExtension(path);
  if (format === undefined)
    throw new UserError(
      `--output ${path}: this extension is not one of a report; use one of ${knownExtensions.join(' ')}.`,
    );
  return format;
}

/** Waivers that waive nothing must be seen even where standard output is read by a machine. */
function sayMessages({ messages }: Assessment): void {
  for (const message of messages) writeRemark(message);
}
