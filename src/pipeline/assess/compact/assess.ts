import { closeSync, fstatSync, openSync, type Stats, statSync } from 'node:fs';
import type { Assessment } from '../../../domain/assessment.js';
import { isInContainer, normalizeDn } from '../../../domain/distinguished-name.js';
import type { EvidenceKind } from '../../../domain/evidence.js';
import type { OnPremObject } from '../../../domain/objects.js';
import { type EntraRecord, isServiceFact } from '../../../domain/service.js';
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
import { kinds } from '../../../evidence/compact/kinds.js';
import { openFormat, startBytes } from '../../../evidence/compact/open.js';
import { segmentsJoin } from '../../../evidence/compact/segments.js';
import {
  type CleanRows,
  type CompactSource,
  type Separated,
  type SeparatedSide,
  separate,
} from '../../../evidence/compact/separate.js';
import { type CompactSide, entraSide, onPremSide } from '../../../evidence/compact/sides.js';
import { needsUnpacking, type UnpackedFile, unpackFile } from '../../../evidence/compact/unpacked-file.js';
import { demandSigners } from '../../../evidence/evidence-file/signature.js';
import { sourceOf } from '../../../evidence/read-evidence.js';
import { createReadLog } from '../../../evidence/read-log.js';
import type { CleanPairs } from '../../../validation/clean-pairs.js';
import {
  type DatedPopulation,
  type EvidenceSet,
  populate,
  type ValidationSettings,
} from '../../../validation/population.js';
import { keysOfEntraRecord, keysOfOnPrem } from '../../../validation/reachable-keys.js';
import { completeSettings } from '../../../validation/settings.js';
import { type AssessmentRequest, judgePopulation } from '../assess.js';
import { declareComplete } from '../declare-complete.js';
import { identityLines } from '../identity-lines.js';
import { cleanLineFormat } from './line-format.js';
import { shareLines } from './other-lines.js';
import { type CompactRun, startRun } from './run.js';
import { planWrite } from './write-lines.js';

/** An assessment of one file on each side, with the evidence that the two give and no other. */
export interface CompactRequest extends Pick<AssessmentRequest, 'validation' | 'gate' | 'stack'> {
  readonly onPrem: string;
  readonly entra: string;
  /** Public keys: each file must be signed by one of them. */
  readonly signers?: ReadonlySet<string> | undefined;
  /** An empty file that is open for writing: gets one line per identity, sorted. Left out, nothing is written. */
  readonly identities?: number | undefined;
  /** How many rows and keys the tables are made for at first, for tests: the start of the files tells. */
  readonly expected?: Expected;
}

/**
 * Assesses two files without making an object for anybody of whom no rule has anything to say (clean-pairs.ts). The
 * result is the object path’s, byte for byte. Undefined where only the object path can answer: other formats or columns,
 * another source anchor, bytes that are not UTF-8, a file that is being written. Paths that can’t be read are its to report. What was written by then is not a result.
 */
export async function assessCompact(request: CompactRequest): Promise<Assessment | undefined> {
  if (!isAnchoredByGuid(request.validation)) return undefined;
  const [onPrem, entra] = await Promise.all([
    openSource(request.onPrem, onPremSide),
    openSource(request.entra, entraSide),
  ]);
  if (onPrem === undefined || entra === undefined) {
    for (const source of [onPrem, entra]) if (source !== undefined) closeSync(source.file.descriptor);
    return undefined;
  }
  const sources = { onPrem, entra };
  try {
    let expected = request.expected ?? expectedOf(sources);
    for (;;) {
      const found = await assessWith(request, sources, expected);
      if (found !== 'full') return found;
      expected = { rows: expected.rows * 4, keys: expected.keys * 4 };
    }
  } finally {
    closeSync(onPrem.file.descriptor);
    closeSync(entra.file.descriptor);
  }
}

interface Sources {
  readonly onPrem: OpenSource<OnPremObject>;
  readonly entra: OpenSource<EntraRecord>;
}

/** One run with tables of a size; `full` where that is not enough. */
async function assessWith(
  request: CompactRequest,
  sources: Sources,
  expected: Expected,
): Promise<Assessment | 'full' | undefined> {
  const { onPrem, entra } = sources;
  const columns = createColumns(onPrem.file, entra.file, expected);
  if (columns === undefined) return undefined;
  const run = startRun({ columns, onPrem: onPrem.file, entra: entra.file });
  const refused = (): number => Atomics.load(columns.control, controlWords.refused);
  const { validation } = request;
  try {
    await run.scanOnPrem();
    if (refused() === 0) await run.scanEntra();
    if (refused() !== 0) return refused() === refusals.full ? 'full' : undefined;
    if (!segmentsJoin(columns, onPrem.file, onPremNumber) || !segmentsJoin(columns, entra.file, entraNumber))
      return undefined;
    const separated = await run.digest(() =>
      separate(columns, sources, {
        onPrem: (object) => keysOfOnPrem(object, validation.sourceAnchor),
        entra: keysOfEntraRecord,
        isInScope: scopeTest(validation),
        verifiedDomains: (records) => completeSettings(validation, records.filter(isServiceFact), []).verifiedDomains,
      }),
    );
    if (separated === undefined || separated.clean().people === 0) return undefined;
    if (!isUnchanged(onPrem) || !isUnchanged(entra)) return undefined;
    return await judge(request, columns, separated, sources, run);
  } finally {
    await run.end();
  }
}
/** A row has its UPN, account name, SID and two addresses as keys at most, where all is as usual; Entra adds the object id. */
function expectedOf({ onPrem, entra }: Sources): Expected {
  const keys = [
    1,
    hasKind(onPrem, kinds.account) ? 1 : 0,
    hasKind(onPrem, kinds.sid) ? 1 : 0,
    hasKind(onPrem, kinds.proxies) ? 2 : hasKind(onPrem, kinds.mail) ? 1 : 0,
    hasKind(entra, kinds.objectId) ? 1 : 0,
  ].reduce((sum, count) => sum + count, 0);
  return { rows: onPrem.expectedRows, keys: onPrem.expectedRows * keys };
}

function hasKind({ file }: Pick<CompactSource<unknown>, 'file'>, kind: number): boolean {
  return file.kinds.includes(kind);
}

/** The settings under which clean pairs are clean: waves and what Entra Connect is set up for say more of people. */
const knownSettings: ReadonlySet<string> = new Set([
  'sourceAnchor',
  'verifiedDomains',
  'scope',
] satisfies (keyof ValidationSettings)[]);

/** True where a clean pair’s anchor can be objectGUID, and no other setting lets a rule say more. */
function isAnchoredByGuid(settings: ValidationSettings): boolean {
  const { attribute, encoding } = settings.sourceAnchor;
  const name = attribute.toLowerCase();
  const onlyKnown = Object.keys(settings).every((key) => knownSettings.has(key));
  return onlyKnown && encoding === 'bytes' && (name === 'ms-ds-consistencyguid' || name === 'objectguid');
}

/**
 * Whether the scope takes who has the distinguished name. The gate names who has none, where a scope takes some containers only. A unit may
 * be a person’s own name: then everybody next to them is looked at as an object.
 */
function scopeTest({ scope }: ValidationSettings): (distinguishedName: string | undefined) => boolean {
  const { organizationalUnits: units = [], excludedOrganizationalUnits: excluded = [] } = scope ?? {};
  const people = [...units, ...excluded].map(normalizeDn).filter((name) => name.startsWith('cn='));
  const next = new Set(people.map(containerOf));
  return (name) => {
    if (name === undefined) return units.length + excluded.length === 0;
    const isIn = (unit: string): boolean => isInContainer(name, unit);
    return (
      !excluded.some(isIn) && (units.length === 0 || units.some(isIn)) && !next.has(containerOf(normalizeDn(name)))
    );
  };
}

/** The container in a normalized distinguished name. */
function containerOf(name: string): string {
  return name.slice(name.indexOf(',') + 1);
}

interface OpenSource<Item> extends CompactSource<Item> {
  readonly before: Stats;
  readonly expectedRows: number;
  /** Of the bytes of the evidence file, where they are not those of the file that is open. */
  readonly sha256: string | undefined;
}

async function openSource<Item>(path: string, side: CompactSide<Item>): Promise<OpenSource<Item> | undefined> {
  const text = await openText(path);
  if (text === undefined) return undefined;
  const { descriptor, start, sha256 } = text;
  const before = fstatSync(descriptor);
  const opened = openFormat(start, { descriptor, bytes: before.size }, side);
  if (opened === undefined || opened.layout.firstRow >= opened.layout.end) {
    closeSync(descriptor);
    return undefined;
  }
  const { firstRow } = opened.layout;
  const lines = start.subarray(firstRow).toString('latin1').split('\n').length;
  return {
    before,
    expectedRows: Math.ceil((before.size / (start.length - firstRow)) * lines),
    sha256,
    file: { descriptor, ...opened.layout },
    opened,
    log: createReadLog(path),
  };
}

interface OpenText extends Partial<UnpackedFile> {
  readonly descriptor: number;
  /** Its first bytes. */
  readonly start: Buffer;
}

/** Opens a file, or what it was unpacked into; undefined where there is nothing to read. */
async function openText(path: string): Promise<OpenText | undefined> {
  let descriptor: number;
  try {
    // Opening a pipe that nobody writes into would wait without end.
    if (!statSync(path).isFile()) return undefined;
    descriptor = openSync(path, 'r');
  } catch {
    return undefined;
  }
  const start = startOf(descriptor);
  if (!needsUnpacking(start)) return { descriptor, start };
  closeSync(descriptor);
  const unpacked = await unpackFile(path);
  return unpacked && { ...unpacked, start: startOf(unpacked.descriptor) };
}

function startOf(descriptor: number): Buffer {
  const start = Buffer.alloc(startBytes);
  return start.subarray(0, readFully(descriptor, start, startBytes, 0));
}

/** The hash, the rows and what was read again later must be of the same bytes. */
function isUnchanged({ file, before }: Pick<OpenSource<unknown>, 'file' | 'before'>): boolean {
  const after = fstatSync(file.descriptor);
  return after.size === before.size && after.mtimeMs === before.mtimeMs && after.ctimeMs === before.ctimeMs;
}

async function judge(
  { validation, gate, stack, signers, identities }: CompactRequest,
  columns: Columns,
  separated: Separated,
  { onPrem, entra }: Sources,
  run: CompactRun,
): Promise<Assessment | undefined> {
  const here = finished(onPremSide, onPrem, separated.onPrem, columns);
  const there = finished(entraSide, entra, separated.entra, columns);
  if (here === undefined || there === undefined) return undefined;
  let clean = separated.clean();
  const populated = (): DatedPopulation => {
    const set: EvidenceSet = {
      onPrem: demandSigners([here(clean.people)], signers),
      entra: demandSigners([there(clean.people)], signers),
    };
    return populate(declareComplete(set, gate.complete), validation, cleanPairsOf(clean, separated));
  };
  let people = populated();
  // Who would lose a membership is told as an object.
  for (let { lostPairs } = people.memberships; lostPairs.length > 0; { lostPairs } = people.memberships) {
    if (!separated.take(lostPairs.map(separated.find))) return undefined;
    clean = separated.clean();
    people = populated();
  }
  if (clean.people === 0) return undefined;
  const decide = (): Assessment => judgePopulation(people, { gate, ...(stack !== undefined && { stack }) });
  if (identities === undefined) return decided(decide());
  const format = cleanLineFormat(hasKind(entra, kinds.objectId));
  const plan = planWrite(columns, clean.rows, format, shareLines(identityLines(people.identities)), identities);
  return decided(await run.write(plan, decide));

  function decided(assessment: Assessment): Assessment | undefined {
    return explainsCleanPairs(assessment.sourceAttribute, clean) ? assessment : undefined;
  }
}

/** The evidence of a side, of which so many are clean pairs; undefined where only the object path can answer. */
function finished<Item>(
  { number, evidence: kind }: { readonly number: number; readonly evidence: EvidenceKind },
  { log, sha256 }: OpenSource<Item>,
  side: SeparatedSide<Item>,
  { digests }: Columns,
) {
  const digest = Buffer.from(digests.subarray(number * digestBytes, (number + 1) * digestBytes)).toString('hex');
  const result = side.finish(digest);
  return (
    result &&
    ((pairs: number) => {
      const records = side.records();
      return { source: sourceOf(kind, log, sha256 ?? digest, result, records.length + pairs), records };
    })
  );
}

function cleanPairsOf(clean: CleanRows, { find, namesOf }: Separated): CleanPairs {
  return {
    ...explained(clean),
    units: new Map([...clean.containers].map(([name, pairs]) => [name, explained(pairs)])),
    memberOf: (entraObjectId) => {
      const row = find(entraObjectId);
      return row < 0 ? undefined : namesOf(row);
    },
  };
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
  { people, withConsistencyGuid }: CleanRows,
): boolean {
  const best = detail?.explained[0]?.source;
  return (
    best === undefined || best === 'objectGUID' || (best === 'mS-DS-ConsistencyGuid' && withConsistencyGuid === people)
  );
}
