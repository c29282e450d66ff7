import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UserError } from '../domain/errors.js';
import { failureReason } from '../domain/failure-reason.js';
import { type AcceptedLoss, acceptableLossRules, type WaiverFile } from '../domain/waiver.js';
import { yamlValue } from './parse-yaml.js';

const text = z.string().min(1);
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a date YYYY-MM-DD')
  .refine((value) => isDay(value), 'no such day in the calendar');
/** The second check runs on what the first one refused, too: there is no such date then. */
function isDay(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

const answerable = { reason: text, owner: text, expires: day };

const waiver = z
  .strictObject({
    rule: text,
    subjects: z.array(text).min(1).optional(),
    ou: text.optional(),
    attributes: z.array(text).min(1).optional(),
    ...answerable,
  })
  .refine(({ subjects, ou }) => (subjects === undefined) !== (ou === undefined), 'expected either subjects or ou');

const acceptedLoss = z
  .strictObject({
    rule: z.enum(acceptableLossRules),
    objectId: text.optional(),
    objectIds: z.array(text).min(1).optional(),
    disposition: z.enum(['keep-orphan', 'delete', 'bring-into-scope']),
    ...answerable,
  })
  .refine(({ objectId, objectIds }) => (objectId === undefined) !== (objectIds === undefined), {
    error: 'expected either objectId, or objectIds for several of entra-only with keep-orphan',
  })
  .refine(
    ({ objectIds, rule, disposition }) =>
      objectIds === undefined || (rule === 'entra-only' && disposition === 'keep-orphan'),
    {
      error: 'objectIds belong to entra-only with keep-orphan only; accept the others one by one',
      path: ['objectIds'],
    },
  );

/** The shape of a waiver file, from which schemas/waivers.schema.json is generated. */
export const waiverFileSchema = z.strictObject({
  waivers: z.array(waiver).default([]),
  acceptedLosses: z.array(acceptedLoss).default([]),
});

/**
 * Reads a waiver file (YAML or JSON).
 *
 * @throws UserError when it can't be read or is malformed: a waiver that was misread must not waive.
 */
export async function readWaiverFile(path: string): Promise<WaiverFile> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    throw new UserError(`${path}: the waiver file can't be read: ${failureReason(error)}.`);
  }
  return parseWaivers(content, path);
}

/** Parses the text of a waiver file; `origin` is its path for messages. */
export function parseWaivers(content: string, origin: string): WaiverFile {
  let value: unknown;
  try {
    value = yamlValue(content);
  } catch (error) {
    throw new UserError(`${origin}: the waiver file is not valid YAML or JSON: ${(error as Error).message}`);
  }
  const result = waiverFileSchema.safeParse(value);
  if (!result.success) {
    const problems = result.error.issues.map(
      ({ path, message }) =>
        `${origin}: ${path.join('.') || 'file'}: ${isMissing(value, path) ? 'is missing' : message}`,
    );
    throw new UserError(
      `The waiver file is malformed, so nothing is waived and nothing assessed:\n${problems.join('\n')}`,
    );
  }
  const { waivers, acceptedLosses } = result.data;
  return { origin, waivers: waivers as WaiverFile['waivers'], acceptedLosses: acceptedLosses.flatMap(oneByOne) };
}

/** The losses of an entry that lists several, each on its own. */
function oneByOne({ objectId, objectIds = [], ...loss }: z.infer<typeof acceptedLoss>): AcceptedLoss[] {
  return [...(objectId === undefined ? [] : [objectId]), ...objectIds].map((id) => ({ ...loss, objectId: id }));
}

/** True where the file has no such key: the library would say that it received undefined. */
function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null) return false;
    inner = (inner as Record<PropertyKey, unknown>)[key];
  }
  return path.length > 0 && inner === undefined;
}
