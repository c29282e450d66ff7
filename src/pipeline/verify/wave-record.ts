import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readAccountValues } from '../../connectors/graph/account-values.js';
import type { GraphClient } from '../../connectors/graph/client.js';
import { byText } from '../../domain/by-text.js';
import type { PendingExport } from '../../domain/connect.js';
import { normalizeDn } from '../../domain/distinguished-name.js';
import {
  compareWave,
  isCompared,
  isLater,
  othersThan,
  peopleOfWave,
  strangersTo,
  type WaveRecord,
  type WaveResult,
} from '../../validation/wave-result.js';
import { keyed, readLines, writeLines } from './kept-people.js';

export { isCompared, type WaveResult } from '../../validation/wave-result.js';

/** Where what is there before a wave's export is kept: next to the journal. It names nobody and holds no value. */
export function waveRecordPath(journal: string): string {
  return `${journal.replace(/\.jsonl$/, '')}.wave.ndjson`;
}

/**
 * Keeps, as digests by a key of its own, what everybody of Entra has now, and what is staged for whom.
 *
 * @param pilot distinguished names of the only people whom the wave may take; left out: everybody of its units.
 * @param at the moment of the evidence, ISO 8601 in UTC.
 * @returns undefined when it is kept; else when somebody was synchronized after that moment, and then nothing is.
 */
export async function takeWaveRecord(
  client: GraphClient,
  journal: string,
  {
    wave,
    staged,
    pilot,
    at,
  }: {
    readonly wave: number;
    readonly staged: readonly PendingExport[];
    readonly pilot?: readonly string[] | undefined;
    readonly at: string;
  },
): Promise<string | undefined> {
  const key = randomBytes(32).toString('base64');
  const digest = keyed(key);
  const accounts = await readAccountValues(client);
  const later = accounts.flatMap(({ synchronizedAt }) => (isLater(synchronizedAt, at) ? synchronizedAt : []));
  if (later.length > 0) return later.sort().at(-1);
  const people = peopleOfWave(staged, accounts, digest);
  const others = othersThan(people, accounts, digest).sort((a, b) => byText(a.account, b.account));
  const notCompared = staged.filter((object) => !isCompared(object)).length;
  const places = pilot?.map((name) => digest(normalizeDn(name))).sort();
  const first = {
    entraCutoverWave: 1,
    key,
    wave,
    at,
    people: people.length + others.length,
    notCompared,
    ...(places && { pilot: places }),
  };
  const sorted = people.toSorted((a, b) => ((a.anchor ?? '') < (b.anchor ?? '') ? -1 : 1));
  await writeLines(waveRecordPath(journal), [first, ...sorted, ...others]);
  return undefined;
}

const header = z.object({
  entraCutoverWave: z.literal(1),
  key: z.string().min(1),
  wave: z.int(),
  at: z.iso.datetime(),
  people: z.number(),
  notCompared: z.int(),
  pilot: z.array(z.string()).optional(),
});
const texts = z.array(z.string());
const person = z.object({
  operation: z.enum(['add', 'update', 'delete', 'recreate']),
  account: z.string().optional(),
  anchor: z.string().optional(),
  staged: z.record(z.string(), z.object({ added: texts, removed: texts })),
  before: z.record(z.string(), texts),
});
const other = z.object({ account: z.string(), values: z.string() });

/**
 * What the wave came to since its record was taken; undefined without a record of this wave.
 *
 * @throws UserError when the record is not a whole one.
 */
export async function compareWithRecord(
  client: GraphClient,
  journal: string,
  wave: number,
  units: readonly string[],
): Promise<WaveResult | undefined> {
  const record = await readRecord(journal);
  if (record?.wave !== wave) return undefined;
  return compareWave(record, units, await readAccountValues(client));
}

/** Who was synchronized since then and is not of the wave; nobody once another wave is recorded, undefined without a record. */
export async function strangersToRecord(
  client: GraphClient,
  journal: string,
  wave: number,
  units: readonly string[],
): Promise<string[] | undefined> {
  const record = await readRecord(journal);
  if (record === undefined) return undefined;
  if (record.wave !== wave) return [];
  const own = new Set(record.people.flatMap(({ account, anchor }) => [account, anchor]));
  const { digest } = record;
  const others = (await readAccountValues(client)).filter(
    ({ entraObjectId, immutableId }) =>
      !own.has(digest(entraObjectId)) && !(immutableId !== undefined && own.has(digest(immutableId))),
  );
  return strangersTo(record, units, others).sort();
}

async function readRecord(journal: string): Promise<WaveRecord | undefined> {
  const read = await readLines(waveRecordPath(journal), header, z.union([person, other]), 'people of the wave');
  if (read === undefined) return undefined;
  const { key, wave, at, pilot, notCompared } = read.header;
  const people = read.people.filter((one) => 'operation' in one);
  const others = read.people.filter((one) => 'values' in one);
  return { digest: keyed(key), wave, at, pilot, people, others, notCompared };
}
