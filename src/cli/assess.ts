import type { Assessment } from '../domain/assessment.js';
import { UserError } from '../domain/errors.js';
import { parseSourceAnchor, type SourceAnchorSetting } from '../domain/source-anchor.js';
import type { AssessmentResult } from '../pipeline/assess.js';
import { assessFiles } from '../pipeline/assess-files.js';
import {
  formatFromExtension,
  knownExtensions,
  partRenderers,
  type ReportFormat,
  type ReportOptions,
} from '../reports/index.js';
import { ruleRegistry } from '../validation/rules/index.js';
import { exitCodes } from './exit-codes.js';
import { distinctFiles } from './files.js';
import { writeFileAtomically, writeStandardOutput } from './output.js';

export interface AssessOptions {
  readonly onPrem?: readonly string[];
  readonly entra?: readonly string[];
  readonly stack?: string;
  readonly waivers?: readonly string[];
  readonly sourceAnchor?: string;
  readonly verifiedDomain?: readonly string[];
  readonly maxCreations?: string;
  readonly maxSoftMatches?: string;
  readonly format: ReportFormat;
  readonly output?: readonly string[];
  readonly identities?: string;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** Runs `assess` and returns its exit code. Wrong usage is a UserError before anything is read. */
export async function assessCommand(options: AssessOptions): Promise<number> {
  const outputs = (options.output ?? []).map((path) => ({ path, format: formatOf(path) }));
  const { assessment, identities } = await run(options);
  const reportOptions: ReportOptions = {
    colour: options.color && process.stdout.isTTY === true && !process.env.NO_COLOR,
    width: Math.max(60, Math.min(process.stdout.columns ?? 80, 120)),
    ruleMetadata: ruleRegistry,
  };
  for (const { path, format } of outputs)
    await writeFileAtomically(path, partRenderers[format](assessment, { ...reportOptions, colour: false }));
  if (options.identities !== undefined) await writeFileAtomically(options.identities, jsonLines(identities));
  await writeStandardOutput(partRenderers[options.format](assessment, reportOptions));
  if (options.format !== 'text' && !options.quiet) sayMessages(assessment);
  return exitCodes[assessment.decision];
}

async function run(options: AssessOptions): Promise<AssessmentResult> {
  const { onPrem, entra, stack } = options;
  if (stack !== undefined) {
    const files = fileFlags.filter(([key]) => options[key] !== undefined).map(([, flag]) => flag);
    if (files.length > 0)
      throw new UserError(`--stack reads Pulumi.${stack}.yaml; leave out ${files.join(', ')}, or leave out --stack.`);
    const { assessStack } = await import('../pipeline/assess-stack.js');
    return assessStack(stack, process.cwd(), new Date().toISOString());
  }
  if (onPrem === undefined || entra === undefined) {
    const given = onPrem ? '--entra' : entra ? '--on-prem' : '--on-prem and --entra';
    throw new UserError(
      `${given} is missing: an assessment compares both sides (--on-prem FILE --entra FILE), or takes --stack NAME.`,
    );
  }
  await distinctFiles([...onPrem, ...entra]);
  return assessFiles({
    onPrem,
    entra,
    waivers: options.waivers ?? [],
    ...(options.sourceAnchor !== undefined && { sourceAnchor: sourceAnchorOf(options.sourceAnchor) }),
    ...(options.verifiedDomain !== undefined && { verifiedDomains: options.verifiedDomain }),
    ...(options.maxCreations !== undefined && { maximumCreations: countOf('--max-creations', options.maxCreations) }),
    ...(options.maxSoftMatches !== undefined && {
      maximumSoftMatches: countOf('--max-soft-matches', options.maxSoftMatches),
    }),
    at: new Date().toISOString(),
  });
}

function* jsonLines(values: Iterable<unknown>): Generator<string> {
  for (const value of values) yield `${JSON.stringify(value)}\n`;
}

const fileFlags = [
  ['onPrem', '--on-prem'],
  ['entra', '--entra'],
  ['waivers', '--waivers'],
  ['sourceAnchor', '--source-anchor'],
  ['verifiedDomain', '--verified-domain'],
  ['maxCreations', '--max-creations'],
  ['maxSoftMatches', '--max-soft-matches'],
] as const;

function formatOf(path: string): ReportFormat {
  const format = formatFromExtension(path);
  if (format === undefined)
    throw new UserError(`--output ${path}: the extension names no report; one of ${knownExtensions.join(' ')} does.`);
  return format;
}

function sourceAnchorOf(text: string): SourceAnchorSetting {
  const setting = parseSourceAnchor(text);
  if (setting === undefined) {
    throw new UserError(
      `--source-anchor ${text}: expected ATTRIBUTE or ATTRIBUTE:ENCODING with bytes, text or text-base64, e.g. employeeID:text.`,
    );
  }
  return setting;
}

function countOf(flag: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UserError(`${flag} ${text}: expected a whole number of accounts, 0 or more.`);
  return Number(text);
}

/** Waivers that waive nothing must be seen even where standard output is read by a machine. */
function sayMessages({ messages }: Assessment): void {
  for (const message of messages) process.stderr.write(`entra-cutover: ${message}\n`);
}
