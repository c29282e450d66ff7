import type { Assessment } from '../domain/assessment.js';
import { UserError } from '../domain/errors.js';
import type { EvidenceKind } from '../domain/evidence.js';
import { parseSourceAnchor, type SourceAnchorSetting } from '../domain/source-anchor.js';
import type { Thresholds } from '../gate/thresholds.js';
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

/** Each kind of evidence is a repeatable flag of the same name. */
export interface AssessOptions extends Readonly<Partial<Record<EvidenceKind, readonly string[]>>> {
  readonly stack?: string;
  readonly waivers?: readonly string[];
  readonly sourceAnchor?: string;
  readonly verifiedDomain?: readonly string[];
  readonly maxCreations?: string;
  readonly maxSoftMatches?: string;
  readonly maxDeletions?: string;
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
  const { stack } = options;
  if (stack !== undefined) {
    const flags = [...Object.entries(evidenceFlags), ...Object.entries(otherFileFlags)];
    const given = flags.filter(([key]) => key in options).map(([, flag]) => flag);
    if (given.length > 0)
      throw new UserError(`--stack reads Pulumi.${stack}.yaml; leave out ${given.join(', ')}, or leave out --stack.`);
    const { assessStack } = await import('../pipeline/assess-stack.js');
    return assessStack(stack, process.cwd(), new Date().toISOString());
  }
  const { onPrem, entra } = options;
  const others = Object.keys(evidenceFlags).filter((key) => key in options && key !== 'onPrem' && key !== 'entra');
  if ((onPrem === undefined) !== (entra === undefined) || (onPrem === undefined && others.length === 0)) {
    const missing = onPrem ? '--entra is' : entra ? '--on-prem is' : '--on-prem and --entra are';
    throw new UserError(
      `${missing} missing: an assessment compares both sides (--on-prem FILE --entra FILE), or takes --stack NAME.`,
    );
  }
  const files = Object.fromEntries(
    evidenceKinds.flatMap((kind) => (options[kind] === undefined ? [] : [[kind, options[kind]]])),
  );
  await distinctFiles(Object.values(files).flat());
  return assessFiles({
    files,
    waivers: options.waivers ?? [],
    ...(options.sourceAnchor !== undefined && { sourceAnchor: sourceAnchorOf(options.sourceAnchor) }),
    ...(options.verifiedDomain !== undefined && { verifiedDomains: options.verifiedDomain }),
    thresholds: thresholdsOf(options),
    at: new Date().toISOString(),
  });
}

function* jsonLines(values: Iterable<unknown>): Generator<string> {
  for (const value of values) yield `${JSON.stringify(value)}\n`;
}

/** The flag of each kind of evidence. */
const evidenceFlags: Readonly<Record<EvidenceKind, string>> = {
  onPrem: '--on-prem',
  entra: '--entra',
  pendingExports: '--pending-exports',
  disconnectors: '--disconnectors',
  exportErrors: '--export-errors',
  syncStatus: '--sync-status',
  connectConfig: '--connect-config',
  okta: '--okta',
};
const evidenceKinds = Object.keys(evidenceFlags) as readonly EvidenceKind[];

const otherFileFlags = {
  waivers: '--waivers',
  sourceAnchor: '--source-anchor',
  verifiedDomain: '--verified-domain',
  maxCreations: '--max-creations',
  maxSoftMatches: '--max-soft-matches',
  maxDeletions: '--max-deletions',
} as const;

function thresholdsOf({ maxCreations, maxSoftMatches, maxDeletions }: AssessOptions): Thresholds {
  return {
    ...(maxCreations !== undefined && {
      creations: { total: countOf('--max-creations', maxCreations), perOrganizationalUnit: {} },
    }),
    ...(maxSoftMatches !== undefined && { softMatches: countOf('--max-soft-matches', maxSoftMatches) }),
    ...(maxDeletions !== undefined && { deletions: countOf('--max-deletions', maxDeletions) }),
  };
}

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
