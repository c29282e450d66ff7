import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../domain/errors.js';
import type { PulumiPreview, Review } from '../../domain/review.js';
import { parsePulumiPreview } from './pulumi-preview.js';

const known = z.looseObject({
  schemaVersion: z.literal(1),
  stack: z.string(),
  verdict: z.enum(['passed', 'noted', 'failed', 'undecided']),
  trees: z.looseObject({ head: z.string() }),
});

/**
 * The review that `entra-cutover review` wrote into the folder.
 *
 * @throws UserError when there is none, or it is of another stack.
 */
export async function readReview(folder: string, stack: string): Promise<Review> {
  const path = join(folder, 'review.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) throw new UserError(`${path} is not there: run entra-cutover review --stack ${stack} first.`);
  const parsed = known.safeParse(parseJson(text));
  if (!parsed.success) throw new UserError(`${path} is not a review: entra-cutover review writes one.`);
  if (parsed.data.stack !== stack)
    throw new UserError(`${path} is a review of the stack ${parsed.data.stack}, not of ${stack}.`);
  return parsed.data as unknown as Review;
}

/** The preview in the folder; undefined when none was run. */
export async function readPreview(path: string): Promise<PulumiPreview | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parsePulumiPreview(text);
}

const reviewedPreview = z.object({
  changes: z.array(
    z.object({ operation: z.string(), type: z.string(), name: z.string(), properties: z.array(z.string()) }),
  ),
  errors: z.array(z.string()),
});

/** The preview as the comment showed it; undefined when the review had none. @throws UserError when it is damaged. */
export async function readReviewedPreview(path: string): Promise<PulumiPreview | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = reviewedPreview.safeParse(parseJson(text));
  if (!parsed.success) throw new UserError(`${path} is not the preview of a review.`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
