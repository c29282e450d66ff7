import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { judgedStackFile } from '../config/judged-stack.js';
import { parseStackFile } from '../config/parse.js';
import type { Review, ReviewVerdict } from '../domain/review.js';
import { reviewArtifact } from '../pipeline/github/find-review.js';
import { maskDigest } from '../pipeline/masking/mask-digest.js';
import { review } from '../pipeline/review/review.js';
import { maskReview, partRenderers } from '../reports/index.js';
import { ruleRegistry } from '../validation/rules/index.js';
import { exitCodes } from './exit-codes.js';
import { appendForRunner, sayWritten, writeFileAtomically, writeStandardOutput } from './output.js';

export interface ReviewOptions {
  readonly stack: string;
  readonly base: string;
  readonly head: string;
  readonly work: string;
  readonly quiet?: boolean;
}

export const reviewExitCodes: Readonly<Record<ReviewVerdict, number>> = {
  passed: exitCodes.cleared,
  noted: exitCodes.cleared,
  failed: exitCodes.blocked,
  undecided: exitCodes.indeterminate,
};

/** Judges a proposed tree by the base branch and writes the review and its reports into `WORK/report`. */
export async function reviewCommand(options: ReviewOptions): Promise<number> {
  const { stack, quiet } = options;
  const [base, head, work] = [resolve(options.base), resolve(options.head), resolve(options.work)];
  const at = new Date().toISOString();
  const found = await review({ stack, base, head, work, at, environment: process.env });
  const mask = await maskOf(stack, base, head);
  const shown = mask === undefined ? found : maskReview(found, mask);
  await writeReports(shown, join(work, 'report'));
  const told = `artifact=${reviewArtifact(stack, found.trees.head)}\nphase=${found.phase.head ?? ''}\n`;
  await appendForRunner('GITHUB_OUTPUT', told, process.env);
  if (!quiet) sayWritten([join(work, 'report')]);
  const lines = [`${stack}: ${shown.verdict}`, ...shown.reasons.map((reason) => `- ${reason}`)];
  if (!quiet) await writeStandardOutput([`${lines.join('\n')}\n`]);
  return reviewExitCodes[found.verdict];
}

async function writeReports(review: Review, folder: string): Promise<void> {
  const { assessment } = review;
  await writeFileAtomically(join(folder, 'review.json'), [`${JSON.stringify(review, null, 1)}\n`]);
  if (assessment === undefined) return;
  const options = { colour: false, width: 80, ruleMetadata: ruleRegistry };
  for (const [name, format] of [
    ['assessment.json', 'json'],
    ['assessment.html', 'html'],
    ['assessment.sarif', 'sarif'],
  ] as const)
    await writeFileAtomically(join(folder, name), partRenderers[format](assessment, options));
}

/** The base branch says whether people are masked: a proposal can't unmask them in its own comment. */
async function maskOf(stack: string, base: string, head: string): Promise<((text: string) => string) | undefined> {
  const [proposed = '', before] = await Promise.all(
    [head, base].map((folder) => readFile(join(folder, `Pulumi.${stack}.yaml`), 'utf8').catch(() => undefined)),
  );
  const { settings } = parseStackFile(judgedStackFile(proposed, before).text, `Pulumi.${stack}.yaml`);
  return settings?.report.maskPeople ? maskDigest(settings.tenant.id) : undefined;
}
