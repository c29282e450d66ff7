import { closeSync, fstatSync, openSync, type Stats, statSync } from 'node:fs';
import type { Assessment } from '../../../domain/assessment.js';
import type { EvidenceKind, EvidenceSource } from '../../../domain/evidence.js';
import {
  type Columns,
  controlWords,
  createColumns,
  digestBytes,
  type Expected,
  entraNumber,
  onPremNumber,
  refusals,
} from '../../../evidence/compact/columns.js';
import { readFully } from '../../../evidence/compact/compact-file.js';
import {
  type CompactSide,
  entraSide,
  headerBytes,
  onPremSide,
  readCompactHeader,
} from '../../../evidence/compact/header.js';
import { kinds } from '../../../evidence/compact/kinds.js';
import type { CompactSource } from '../../../evidence/compact/read-rest.js';
import { segmentsJoin } from '../../../evidence/compact/segments.js';
import { type Separated, type SeparatedSide, separate } from '../../../evidence/compact/separate.js';
import { createReadLog } from '../../../evidence/read-log.js';
import type { GateSettings } from '../../../gate/decide.js';
import { populate, type ValidationSettings } from '../../../validation/population.js';
import { keysOfEntra, keysOfOnPrem } from '../../../validation/reachable-keys.js';
import { judgePopulation } from '../assess.js';
import { identityLines } from '../identity-lines.js';
import { cleanLineFormat } from './line-format.js';
import { shareLines } from './other-lines.js';
import { type CompactRun, startRun } from './run.js';
import { planWrite } from './write-lines.js';

/** An assessment of one file on each side, with the evidence that the two give and no other. */
export interface CompactRequest {
  readonly onPrem: string;
  readonly entra: string;
  readonly validation: ValidationSettings;
  readonly gate: GateSettings;
  /** An empty file that is open for writing: gets one line per identity, sorted. Left out, nothing is written. */
  readonly identities?: number;
  /** How many rows and keys the tables are made for at first, for tests: the start of the files tells. */
  readonly expected?: Expected;
}

/**
 * Assesses two CSV files without making an object for anybody of whom no rule has anything to say (clean-pairs.ts). The
 * result is the object path’s, byte for byte. Undefined where only the object path can answer: other formats or columns,
 * another source anchor, bytes that are not UTF-8, a file that is being written. Paths that can’t be read are its to report. What was written by then is not a result.
 */
export async function assessCompact(request: CompactRequest): Promise<Assessment | undefined> {
  if (!isAnchoredByGuid(request.validation)) return undefined;
  const onPrem = openSource(request.onPrem, onPremSide);
  if (onPrem === undefined) return undefined;
  const entra = openSource(request.entra, entraSide);
  if (entra === undefined) {
    closeSync(onPrem.file.descriptor);
    return undefined;
  }
  try {
    let expected = request.expected ?? expectedOf(onPrem, entra);
    for (;;) {
      const found = await assessWith(request, onPrem, entra, expected);
      if (found !== 'full') return found;
      expected = { rows: expected.rows * 4, keys: expected.keys * 4 };
    }
  } finally {
    closeSync(onPrem.file.descriptor);
    closeSync(entra.file.descriptor);
  }
}

/** One run with tables of a size; `full` where that is not enough. */
async function assessWith(
  request: CompactRequest,
  onPrem: OpenSource,
  entra: OpenSource,
  expected: Expected,
): Promise<Assessment | 'full' | undefined> {
  const columns = createColumns(onPrem.file, entra.file, expected);
  if (columns === undefined) return undefined;
  const { verifiedDomains, sourceAnchor } = request.validation;
  const run = startRun({
    columns,
    onPrem: onPrem.file,
    entra: entra.file,
    shown: { mail: hasKind(onPrem, kinds.mail), proxyAddresses: hasKind(onPrem, kinds.proxies) },
    verifiedDomains: verifiedDomains && [...verifiedDomains],
  });
  const refused = (): number => Atomics.load(columns.control, controlWords.refused);
  try {
    await run.scanOnPrem();
    if (refused() === 0) await run.scanEntra();
    if (refused() !== 0) return refused() === refusals.full ? 'full' : undefined;
    if (!segmentsJoin(columns, onPrem.file, onPremNumber) || !segmentsJoin(columns, entra.file, entraNumber))
      return undefined;
    const separated = await run.digest(() =>
      separate(columns, onPrem, entra, {
        onPrem: (object) => keysOfOnPrem(object, sourceAnchor),
        entra: keysOfEntra,
      }),
    );
    if (separated === undefined || separated.cleanPairs.length === 0) return undefined;
    if (!isUnchanged(onPrem) || !isUnchanged(entra)) return undefined;
    return await judge(request, columns, separated, onPrem, entra, run);
  } finally {
    await run.end();
  }
}

/** A row has its UPN, account name, SID and two addresses as keys at most, where all is as usual; Entra adds the object id. */
function expectedOf(onPrem: OpenSource, entra: OpenSource): Expected {
  const keys = [
    1,
    hasKind(onPrem, kinds.account) ? 1 : 0,
    hasKind(onPrem, kinds.sid) ? 1 : 0,
    hasKind(onPrem, kinds.proxies) ? 2 : hasKind(onPrem, kinds.mail) ? 1 : 0,
    hasKind(entra, kinds.objectId) ? 1 : 0,
  ].reduce((sum, count) => sum + count, 0);
  return { rows: onPrem.expectedRows, keys: onPrem.expectedRows * keys };
}

function hasKind({ file }: OpenSource, kind: number): boolean {
  return file.kinds.includes(kind);
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

/** The hash, the rows and what was read again later must be of the same bytes. */
function isUnchanged({ file, before }: OpenSource): boolean {
  const after = fstatSync(file.descriptor);
  return after.size === before.size && after.mtimeMs === before.mtimeMs && after.ctimeMs === before.ctimeMs;
}

async function judge(
  { validation, gate, identities }: CompactRequest,
  columns: Columns,
  separated: Separated,
  onPrem: OpenSource,
  entra: OpenSource,
  run: CompactRun,
): Promise<Assessment | undefined> {
  const { cleanPairs, withConsistencyGuid, containers } = separated;
  const evidenceOf = <Item>(kind: EvidenceKind, from: OpenSource, side: SeparatedSide<Item>, number: number) => ({
    source: sourceOf(kind, from, side, columns.digests.subarray(number * digestBytes), cleanPairs.length),
    records: side.records,
  });
  const people = populate(
    {
      onPrem: [evidenceOf('onPrem', onPrem, separated.onPrem, onPremNumber)],
      entra: [evidenceOf('entra', entra, separated.entra, entraNumber)],
    },
    validation,
    {
      ...explained({ people: cleanPairs.length, withConsistencyGuid }),
      units: new Map([...containers].map(([name, pairs]) => [name, explained(pairs)])),
    },
  );
  const decide = (): Assessment => judgePopulation(people, { gate });
  if (identities === undefined) return decided(decide());
  const format = cleanLineFormat(hasKind(entra, kinds.objectId));
  const plan = planWrite(columns, cleanPairs, format, shareLines(identityLines(people.identities)), identities);
  return decided(await run.write(plan, decide));

  function decided(assessment: Assessment): Assessment | undefined {
    return explainsCleanPairs(assessment.sourceAttribute, separated) ? assessment : undefined;
  }
}

/** What explains the ImmutableIDs of clean pairs. */
function explained({ people, withConsistencyGuid }: { people: number; withConsistencyGuid: number }) {
  const all: [string, number][] = [
    ['objectGUID', people],
    ['mS-DS-ConsistencyGuid', withConsistencyGuid],
  ];
  return { people, explained: new Map(all.filter(([, count]) => count > 0)) };
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
    (best === 'mS-DS-ConsistencyGuid' && withConsistencyGuid === cleanPairs.length)
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
    sha256: Buffer.from(digest.subarray(0, digestBytes)).toString('hex'),
    records: records.length + cleanPairs,
    ...log.summary(),
    ...shown,
  };
}
