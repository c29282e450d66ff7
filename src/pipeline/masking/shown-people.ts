import type { Assessment } from '../../domain/assessment.js';
import { UserError } from '../../domain/errors.js';
import { escapeTerminalLines } from '../../reports/escape.js';
import { type Digest, maskAssessment, textMask } from '../../reports/mask.js';
import { maskDigest } from './mask-digest.js';

/** How people are named to the reader of a log. */
export interface ShownPeople {
  /** For a terminal or a job's log: names steer neither. */
  readonly text: (text: string) => string;
  readonly assessment: (assessment: Assessment) => Assessment;
}

/** By their names: on a person's own machine, and where a stack masks nobody. */
export const peopleByName: ShownPeople = { text: escapeTerminalLines, assessment: (assessment) => assessment };

/**
 * The mask for what is written in a pipeline: its logs, summaries and artifacts leave the environment. Undefined on a
 * person's own machine, and where `cutover:report.maskPeople` does not ask for it.
 */
export async function maskInPipeline(
  stack: string,
  directory: string,
  { CI }: NodeJS.ProcessEnv,
): Promise<Digest | undefined> {
  if (!CI) return undefined;
  // Loaded when needed: an assessment of files needs no stack and no schemas.
  const { readStackSettings } = await import('../../config/read.js');
  const { report, tenant } = await readStackSettings(stack, directory);
  return report.maskPeople ? maskDigest(tenant.id) : undefined;
}

/** How what the provider says about people of the stack is shown. A stack file that can't be read unmasks nobody. */
export async function shownPeople(
  stack: string,
  directory: string,
  environment: NodeJS.ProcessEnv,
): Promise<ShownPeople> {
  const digest = await maskInPipeline(stack, directory, environment).catch((error: unknown) => {
    if (error instanceof UserError) return maskDigest('');
    throw error;
  });
  if (digest === undefined) return peopleByName;
  const masked = textMask([], digest);
  return {
    text: (text) => escapeTerminalLines(masked(text)),
    assessment: (assessment) => maskAssessment(assessment, digest),
  };
}
