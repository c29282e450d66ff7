import { maskDigest } from '../pipeline/mask-digest.js';
import { type Digest, textMask } from '../reports/mask.js';

/** How sentences about people of the stack are shown: masked where `cutover:report.maskPeople` says so. */
export async function maskOfStack(stack: string, directory: string): Promise<(text: string) => string> {
  const { report, tenant } = await settingsOf(stack, directory);
  return report.maskPeople ? textMask([], maskDigest(tenant.id)) : (text) => text;
}

/**
 * The mask for reports of a stack that are written in a pipeline: its logs, summaries and artifacts leave the environment.
 * Undefined on a person's own machine, without a stack, and where the stack does not ask for it.
 */
export async function maskInPipeline(stack: string | undefined): Promise<Digest | undefined> {
  if (stack === undefined || !process.env.CI) return undefined;
  const { report, tenant } = await settingsOf(stack, process.cwd());
  return report.maskPeople ? maskDigest(tenant.id) : undefined;
}

/** Loaded when needed: an assessment of files needs no stack and no schemas. */
async function settingsOf(stack: string, directory: string) {
  const { readStackSettings } = await import('../config/read.js');
  return readStackSettings(stack, directory);
}
