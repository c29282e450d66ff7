import { closeSync, fstatSync, openSync, type Stats, statSync } from 'node:fs';
import type { Assessment } from '../../../domain/assessment.js';
import type { EvidenceKind, EvidenceSource } from '../../../domain/evidence.js';
import { chooseBuckets } from '../../../evidence/compact/buckets.js';
import { readFully } from '../../../evidence/compact/compact-file.js';
import {
  type CompactSide,
  entraSide,
  headerBytes,
  onPremSide,
  readCompactHeader,
} from '../../../evidence/compact/header.js';
import { type Kernel, loadKernel, startKernel } from '../../../evidence/compact/kernel.js';
import {
  controlRegion,
  digestsRegion,
  entraNumber,
  onPremNumber,
  refusedWord,
} from '../../../evidence/compact/layout.js';
import {
  bytesOf,
  createSharedPopulation,
  digestBytes,
  type SharedPopulation,
  wordsOf,
} from '../../../evidence/compact/memory.js';
import type { CompactSource } from '../../../evidence/compact/read-rest.js';
import { segmentsJoin } from '../../../evidence/compact/segments.js';
import { type Separated, type SeparatedSide, separate } from '../../../evidence/compact/separate.js';
import { createReadLog } from '../../../evidence/read-log.js';
import type { GateSettings } from '../../../gate/decide.js';
import { populate, type ValidationSettings } from '../../../validation/population.js';
import { judgePopulation } from '../assess.js';
import { identityLines } from '../identity-lines.js';
import { cleanLineFormat, type LineFormat } from './line-format.js';
import { shareLines } from './other-lines.js';
import { type CompactRun, startRun } from './run.js';
import { planWrite } from './write-buckets.js';

/** An assessment of one file on each side, with the evidence that the two give and no other. */
export interface CompactRequest {
  readonly onPrem: string;
  readonly entra: string;
  readonly validation: ValidationSettings;
  readonly gate: GateSettings;
  /** An empty file that is open for writing: gets one line per identity, sorted. Left out, nothing is written. */
  readonly identities?: number;
  /** Another size of buckets, for tests: small organisations have several then. */
  readonly rowsOfBucket?: number;
}

/**
 * Assesses two CSV files without making an object for anybody of whom no rule has anything to say (clean-pairs.ts). The
 * result is the object path’s, byte for byte. Undefined where only the object path can answer: other formats or columns,
 * another source anchor, bytes that are no UTF-8, a file that is being written. Paths that can’t be read are its to report. What was written by then is no result.
 */
export async function assessCompact(request: CompactRequest): Promise<Assessment | undefined> {
  if (!isAnchoredByGuid(request.validation)) return undefined;
  const onPrem = openSource(request.onPrem, onPremSide);
  if (onPrem === undefined) return undefined;
  const entra = openSource(request.entra, entraSide);
  const close = async (run?: CompactRun): Promise<void> => {
    await run?.end();
    closeSync(onPrem.file.descriptor);
    if (entra !== undefined) closeSync(entra.file.descriptor);
  };
  if (entra === undefined) {
    await close();
    return undefined;
  }
  const { verifiedDomains } = request.validation;
  const format = cleanLineFormat();
  const module = loadKernel();
  const population =
    module &&
    createSharedPopulation(module, {
      files: [onPrem.file, entra.file],
      expectedRows: onPrem.expectedRows,
      verifiedDomains: verifiedDomains && [...verifiedDomains],
      lineTexts: format.texts,
    });
  if (population === undefined) {
    await close();
    return undefined;
  }
  const kernel = startKernel(population, 0);
  const run = startRun({ population, onPrem: onPrem.file, entra: entra.file }, kernel);
  try {
    const separated = await scanBoth(run, population, kernel, onPrem, entra, request);
    if (separated === undefined || !isUnchanged(onPrem) || !isUnchanged(entra)) return undefined;
    return await judge(request, population, separated, onPrem, entra, run, format);
  } finally {
    await close(run);
  }
}

/** The settings under which clean pairs are clean: nothing is known of the tenant but its domains, and no scope is set. */
const knownSettings: ReadonlySet<string> = new Set([
  'sourceAnchor',
  'verifiedDomains',
] satisfies (keyof ValidationSettings)[]);

/** True where a clean pair’s anchor can be objectGUID, and no other setting lets a rule say more. */
function isAnchoredByGuid(settings: ValidationSettings): boolean {
  const { attribute, encoding } = settings.sourceAnchor;
  const name = attribute.toLowerCase();
  const onlyKnown = Object.keys(settings).every((key) => knownSettings.has(key));
  return onlyKnown && encoding === 'bytes' && (name === 'ms-ds-consistencyguid' || name === 'objectguid');
}

interface OpenSource extends CompactSource {
  readonly origin: string;
  readonly before: Stats;
  readonly expectedRows: number;
}

function openSource<Item>(path: string, side: CompactSide<Item>): OpenSource | undefined {
  let descriptor: number;
  try {
    // Opening a pipe that nobody writes into would wait without end.
    if (!statSync(path).isFile()) return undefined;
    descriptor = openSync(path, 'r');
  } catch {
    return undefined;
  }
  const before = fstatSync(descriptor);
  const start = Buffer.alloc(headerBytes);
  const read = before.isFile() ? readFully(descriptor, start, headerBytes, 0) : 0;
  const header = read === 0 ? undefined : readCompactHeader(start.subarray(0, read), before.size, side);
  if (header === undefined || header.firstRow >= before.size) {
    closeSync(descriptor);
    return undefined;
  }
  const { firstRow, firstLine, delimiter, kinds } = header;
  const lines = start.subarray(firstRow, read).toString('latin1').split('\n').length;
  return {
    origin: path,
    before,
    expectedRows: Math.ceil((before.size / (read - firstRow)) * lines),
    file: { descriptor, bytes: before.size, firstRow, firstLine, delimiter, kinds },
    header,
    log: createReadLog(path),
  };
}

async function scanBoth(
  run: CompactRun,
  population: SharedPopulation,
  kernel: Kernel,
  onPrem: OpenSource,
  entra: OpenSource,
  { validation: { sourceAnchor }, rowsOfBucket }: CompactRequest,
): Promise<Separated | undefined> {
  const refused = (): boolean => Atomics.load(wordsOf(population, controlRegion), refusedWord) !== 0;
  chooseBuckets(population, kernel, onPrem.file, onPrem.expectedRows, rowsOfBucket);
  await run.scan();
  if (
    refused() ||
    !segmentsJoin(population, onPrem.file, onPremNumber) ||
    !segmentsJoin(population, entra.file, entraNumber)
  )
    return undefined;
  await run.join();
  if (refused()) return undefined;
  const separated = await run.prepare(() => separate(population, kernel, onPrem, entra, sourceAnchor));
  return separated === undefined || separated.cleanPairs === 0 || reachesCleanPairs(separated) ? undefined : separated;
}

/** True where an address or identifier of somebody among the others may be that of a clean pair, which is no object here. */
function reachesCleanPairs({ onPrem, entra }: Separated): boolean {
  return (
    entra.records.some(({ onPremisesObjectIdentifier }) => onPremisesObjectIdentifier !== undefined) ||
    [...onPrem.records, ...entra.records].some(
      ({ mail, proxyAddresses }) => mail !== undefined || proxyAddresses !== undefined,
    )
  );
}

/** The hash, the rows and what was read again later must be of the same bytes. */
function isUnchanged({ file, before }: OpenSource): boolean {
  const after = fstatSync(file.descriptor);
  return after.size === before.size && after.mtimeMs === before.mtimeMs && after.ctimeMs === before.ctimeMs;
}

async function judge(
  { validation, gate, identities }: CompactRequest,
  population: SharedPopulation,
  separated: Separated,
  onPrem: OpenSource,
  entra: OpenSource,
  run: CompactRun,
  format: LineFormat,
): Promise<Assessment | undefined> {
  const { cleanPairs, withConsistencyGuid } = separated;
  const digests = bytesOf(population, digestsRegion);
  const evidenceOf = <Item>(kind: EvidenceKind, from: OpenSource, side: SeparatedSide<Item>, digest: Uint8Array) => ({
    source: sourceOf(kind, from, side, digest, cleanPairs),
    records: side.records,
  });
  const people = populate(
    {
      onPrem: [evidenceOf('onPrem', onPrem, separated.onPrem, digests.subarray(0, digestBytes))],
      entra: [evidenceOf('entra', entra, separated.entra, digests.subarray(digestBytes))],
    },
    validation,
    {
      count: cleanPairs,
      explained: new Map([
        ['objectGUID', cleanPairs],
        ...(withConsistencyGuid > 0 ? [['mS-DS-ConsistencyGuid', withConsistencyGuid] as const] : []),
      ]),
    },
  );
  const decide = (): Assessment => judgePopulation(people, { gate });
  const assessment =
    identities === undefined
      ? decide()
      : await run.write(
          planWrite(population, format, shareLines(identityLines(people.identities)), identities),
          decide,
        );
  return explainsCleanPairs(assessment.sourceAttribute, separated) ? assessment : undefined;
}

/** True unless the best explanation leaves clean pairs unexplained, who would then be named one by one. */
function explainsCleanPairs(
  detail: Assessment['sourceAttribute'],
  { cleanPairs, withConsistencyGuid }: Separated,
): boolean {
  const best = detail?.explained[0]?.source;
  return (
    best === undefined ||
    best === 'objectGUID' ||
    (best === 'mS-DS-ConsistencyGuid' && withConsistencyGuid === cleanPairs)
  );
}

function sourceOf<Item>(
  kind: EvidenceKind,
  { origin, log }: OpenSource,
  { records, shown }: SeparatedSide<Item>,
  digest: Uint8Array,
  cleanPairs: number,
): EvidenceSource {
  return {
    kind,
    origin,
    sha256: Buffer.from(digest).toString('hex'),
    records: records.length + cleanPairs,
    ...log.summary(),
    ...shown,
  };
}
