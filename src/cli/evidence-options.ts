import { UserError } from '../domain/errors.js';
import { type CompleteSide, type EvidenceKind, kindFlags } from '../domain/evidence.js';
import { parseSourceAnchor, type SourceAnchorSetting } from '../domain/source-anchor.js';
import type { Thresholds } from '../gate/thresholds.js';
import type { FileAssessment } from '../pipeline/assess/assess-files.js';
import { distinctFiles } from './files.js';

/** What `addEvidenceOptions` gives: each kind of evidence is a repeatable flag of the same name. */
export interface EvidenceOptions extends Readonly<Partial<Record<EvidenceKind, readonly string[]>>> {
  readonly stack?: string;
  readonly waivers?: readonly string[];
  readonly sourceAnchor?: string;
  readonly verifiedDomain?: readonly string[];
  readonly complete?: readonly CompleteSide[];
  readonly evidenceSigner?: readonly string[];
  readonly maxCreations?: string;
  readonly maxSoftMatches?: string;
  readonly maxDeletions?: string;
}

/**
 * What the options ask to be assessed: a stack, or files. `at` is the time of the assessment, ISO 8601 in UTC.
 *
 * @throws UserError for wrong usage, before anything is read.
 */
export async function evidenceTarget(
  options: EvidenceOptions,
): Promise<FileAssessment | { readonly stack: string; readonly at: string }> {
  const { stack } = options;
  const at = new Date().toISOString();
  if (stack !== undefined) {
    const kinds = evidenceKinds.map((kind) => [kind, `--${kindFlags[kind]}`] as const);
    const flags = [...kinds, ...Object.entries(otherFileFlags)];
    const given = flags.filter(([key]) => key in options).map(([, flag]) => flag);
    if (given.length > 0)
      throw new UserError(`--stack reads Pulumi.${stack}.yaml; leave out ${given.join(', ')}, or leave out --stack.`);
    return { stack, at };
  }
  const { onPrem, entra } = options;
  const others = evidenceKinds.filter((key) => key in options && key !== 'onPrem' && key !== 'entra');
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
  return {
    files,
    waivers: options.waivers ?? [],
    ...(options.sourceAnchor !== undefined && { sourceAnchor: sourceAnchorOf(options.sourceAnchor) }),
    ...(options.verifiedDomain !== undefined && { verifiedDomains: options.verifiedDomain }),
    ...(options.evidenceSigner !== undefined && { evidenceSigners: options.evidenceSigner }),
    ...(options.complete !== undefined && { complete: options.complete }),
    thresholds: thresholdsOf(options),
    at,
  };
}

/**
 * The files that are read for the options: evidence, waivers and keys; of a stack its file, what that names, and the journal.
 *
 * @throws UserError for a stack that has problems.
 */
export async function filesRead(options: EvidenceOptions): Promise<readonly string[]> {
  const { stack, waivers = [], evidenceSigner = [] } = options;
  if (stack === undefined)
    return [...evidenceKinds.flatMap((kind) => options[kind] ?? []), ...waivers, ...evidenceSigner];
  // Loaded when needed: the schema of a stack takes longer to load than most files take to assess.
  const { readStackSettings } = await import('../config/read.js');
  const { journalOf } = await import('../config/settings.js');
  const { dataPlacesOf } = await import('../pipeline/review/data-files.js');
  // Repairs are planned into their file, not read out of it.
  const { remediations: _, ...settings } = await readStackSettings(stack, process.cwd());
  const { files, judges } = dataPlacesOf(settings);
  return [`Pulumi.${stack}.yaml`, journalOf(settings, stack), ...files, ...judges];
}

/** Whether the options name anything to be assessed. */
export function givesEvidence(options: EvidenceOptions): boolean {
  return options.stack !== undefined || evidenceKinds.some((kind) => options[kind] !== undefined);
}

const evidenceKinds = Object.keys(kindFlags) as readonly EvidenceKind[];

const otherFileFlags = {
  waivers: '--waivers',
  sourceAnchor: '--source-anchor',
  verifiedDomain: '--verified-domain',
  complete: '--complete',
  evidenceSigner: '--evidence-signer',
  maxCreations: '--max-creations',
  maxSoftMatches: '--max-soft-matches',
  maxDeletions: '--max-deletions',
} as const;

function thresholdsOf({ maxCreations, maxSoftMatches, maxDeletions }: EvidenceOptions): Thresholds {
  return {
    ...(maxCreations !== undefined && {
      creations: { total: countOf('--max-creations', maxCreations), perOrganizationalUnit: {} },
    }),
    ...(maxSoftMatches !== undefined && { softMatches: countOf('--max-soft-matches', maxSoftMatches) }),
    ...(maxDeletions !== undefined && { deletions: countOf('--max-deletions', maxDeletions) }),
  };
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
