import { createHash } from 'node:crypto';
import { relative, sep } from 'node:path';
import type { Assessment, IdentityLine } from '../../domain/assessment.js';
import type { Standing } from '../../domain/review.js';
import { standingOf } from '../../gate/compare.js';
import { assessStack } from '../assess/assess-stack.js';

/** An assessment of a stack in a folder, with what a later one is compared with. */
export interface Assessed {
  readonly assessment: Assessment;
  readonly identities: readonly IdentityLine[];
  readonly standing: Standing;
}

/**
 * Assesses the stack in the folder. Origins are paths inside it, wherever it lies: two checkouts compare equal.
 *
 * @throws UserError with every problem of the stack file.
 */
export async function assessFolder(stack: string, directory: string, at: string): Promise<Assessed> {
  const { assessment: assessed, identities } = await assessStack(stack, directory, at);
  const assessment = withOriginsInside(assessed, directory);
  return { assessment, identities, standing: standingOf(assessment, identities, digestOf) };
}

function withOriginsInside(assessment: Assessment, directory: string): Assessment {
  const prefix = relative(process.cwd(), directory);
  if (prefix === '') return assessment;
  const written = JSON.stringify(prefix + sep).slice(1, -1);
  return JSON.parse(JSON.stringify(assessment).replaceAll(written, '')) as Assessment;
}

/** 64 bits tell a million people apart and give none of them away. */
export function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}
