import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../../config/settings.js';
import { parseWaivers } from '../../config/waivers.js';
import type { AcceptedLoss, Waiver, WaiverFile } from '../../domain/waiver.js';
import { type DataPlaces, dataPath, plainFile } from './data-files.js';

/** One line for each waiver and accepted loss of the proposal that the base branch does not have, for the reviewer to see. */
export async function addedWaivers(
  proposed: Settings,
  head: string,
  baseSettings: Settings | undefined,
  base: string,
  places: DataPlaces,
): Promise<readonly string[]> {
  const before = new Set(linesOf(await waiversIn(base, baseSettings?.waivers)));
  const brought =
    proposed.waivers === undefined ? undefined : await plainFile(head, dataPath(proposed.waivers, places));
  return linesOf(await waiversIn(head, brought && proposed.waivers)).filter((line) => !before.has(line));
}

async function waiversIn(directory: string, path: string | undefined): Promise<WaiverFile | undefined> {
  if (path === undefined) return undefined;
  const text = await readFile(join(directory, path), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseWaivers(text, path);
}

function linesOf(file: WaiverFile | undefined): string[] {
  return [...(file?.waivers ?? []).map(waiverLine), ...(file?.acceptedLosses ?? []).map(lossLine)];
}

function waiverLine({ rule, subjects, ou, attributes, reason, owner, expires }: Waiver): string {
  const whom = subjects?.join(', ') ?? ou ?? '';
  const what = attributes === undefined ? '' : ` (${attributes.join(', ')})`;
  return `${rule}${what} for ${whom}, until ${expires}, answered for by ${owner}: ${reason}`;
}

function lossLine({ rule, objectId, disposition, reason, owner, expires }: AcceptedLoss): string {
  return `${rule} of ${objectId} accepted (${disposition}), until ${expires}, answered for by ${owner}: ${reason}`;
}
