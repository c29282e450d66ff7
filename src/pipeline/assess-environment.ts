import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseWaivers } from '../config/waivers.js';
import type { EnvironmentAssessment, PinnedFile } from '../domain/environment.js';
import { UserError } from '../domain/errors.js';
import type { Evidence } from '../domain/evidence.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import type { WaiverFile } from '../domain/waiver.js';
import { readEntraFiles, readOnPremFiles } from '../sources/files.js';
import { type AssessmentResult, assess } from './assess.js';
import type { LiveEntra, ReadLiveEntra } from './live-entra.js';

export interface EnvironmentOptions {
  /** The folder that the paths of the stack are relative to. */
  readonly directory: string;
  /** The time of the assessment, ISO 8601 in UTC. */
  readonly at: string;
  readonly readLiveEntra: ReadLiveEntra;
}

export interface EnvironmentResult extends AssessmentResult {
  /** When the Entra side was read, for the second gate. */
  readonly entraReadAt: readonly string[];
}

/**
 * Assesses an environment by its reviewed settings: the files must be the ones that were reviewed, dated and fresh, and
 * the Entra side must be of the declared tenant. What can't be read makes the decision indeterminate, never an exception.
 *
 * @throws UserError for a malformed waiver file.
 */
export async function assessEnvironment(
  environment: EnvironmentAssessment,
  options: EnvironmentOptions,
): Promise<EnvironmentResult> {
  const missing: string[] = [];
  const readFiles = <Item>(
    files: readonly PinnedFile[],
    read: (paths: readonly string[]) => Promise<Evidence<Item>[]>,
  ) => readPinned(files, read, options.directory, missing);
  const onPrem = await readFiles<OnPremObject>(environment.onPrem, readOnPremFiles);
  const live = environment.entra === 'live' ? await readLive(environment, options, missing) : undefined;
  const entra =
    environment.entra === 'live'
      ? (live?.evidence ?? [])
      : await readFiles<EntraObject>(environment.entra, readEntraFiles);
  const waivers =
    environment.waivers === undefined ? [] : await readPinnedWaivers(environment.waivers, options.directory, missing);
  const verified = environment.verifiedDomains ?? live?.verifiedDomains;
  // With a side missing, everybody on the other would look like a creation or an orphan: nobody is compared.
  const comparable = onPrem.length === environment.onPrem.length && entra.length > 0;
  const result = assess({
    stack: environment.stack,
    evidence: comparable ? { onPrem, entra } : { onPrem: [], entra: [] },
    validation: {
      sourceAnchor: environment.sourceAnchor,
      scope: environment.scope,
      ...(verified && { verifiedDomains: new Set(verified) }),
      ...(live?.federatedDomains && { federatedDomains: new Set(live.federatedDomains) }),
    },
    gate: {
      thresholds: environment.thresholds,
      waivers,
      demands: { tenantId: environment.tenantId, maximumAgeHours: environment.maximumAgeHours },
      missing,
      at: options.at,
    },
  });
  return { ...result, entraReadAt: entra.map(({ source }) => source.readAt ?? '') };
}

async function readLive(
  environment: EnvironmentAssessment,
  { readLiveEntra }: EnvironmentOptions,
  missing: string[],
): Promise<LiveEntra | undefined> {
  try {
    return await readLiveEntra({ tenantId: environment.tenantId, graphEndpoint: environment.graphEndpoint });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    missing.push(`the Entra side could not be read: ${error.message}`);
    return undefined;
  }
}

async function readPinned<Item>(
  files: readonly PinnedFile[],
  read: (paths: readonly string[]) => Promise<Evidence<Item>[]>,
  directory: string,
  missing: string[],
): Promise<Evidence<Item>[]> {
  const evidence: Evidence<Item>[] = [];
  for (const { path, sha256 } of files) {
    try {
      const [found] = await read([resolve(directory, path)]);
      if (found === undefined) continue;
      const { source, records } = found;
      if (sha256 !== undefined && source.sha256 !== sha256) missing.push(changedSinceReview(path));
      else evidence.push({ source: { ...source, origin: path }, records });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      missing.push(error.message);
    }
  }
  return evidence;
}

async function readPinnedWaivers(
  { path, sha256 }: PinnedFile,
  directory: string,
  missing: string[],
): Promise<WaiverFile[]> {
  let content: Buffer;
  try {
    content = await readFile(resolve(directory, path));
  } catch {
    missing.push(`the waiver file ${path} can't be read; correct cutover:waivers or put the file back`);
    return [];
  }
  if (sha256 !== undefined && sha256Of(content) !== sha256) {
    missing.push(changedSinceReview(path));
    return [];
  }
  return [parseWaivers(content.toString('utf8'), path)];
}

function changedSinceReview(path: string): string {
  return `${path} is not the file that the preview saw; run the preview again and review it`;
}

/**
 * Pins the evidence and waiver files of an environment to their present content, so that what is judged later is what was
 * reviewed. A file that is not there gets an empty hash, which no file has.
 */
export async function pinFiles(environment: EnvironmentAssessment, directory: string): Promise<EnvironmentAssessment> {
  const { onPrem, entra, waivers } = environment;
  return {
    ...environment,
    onPrem: await Promise.all(onPrem.map((file) => pin(file, directory, readOnPremFiles))),
    entra: entra === 'live' ? entra : await Promise.all(entra.map((file) => pin(file, directory, readEntraFiles))),
    ...(waivers && {
      waivers: { ...waivers, sha256: await readFile(resolve(directory, waivers.path)).then(sha256Of, () => '') },
    }),
  };
}

async function pin(
  file: PinnedFile,
  directory: string,
  read: (paths: readonly string[]) => Promise<Evidence<unknown>[]>,
): Promise<PinnedFile> {
  try {
    const [evidence] = await read([resolve(directory, file.path)]);
    return { path: file.path, sha256: evidence?.source.sha256 ?? '' };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { path: file.path, sha256: '' };
  }
}

function sha256Of(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
