import type { Evidence, EvidenceKind } from '../domain/evidence.js';
import type { OnPremObject } from '../domain/objects.js';
import type { EntraRecord } from '../domain/service.js';
import { createDirectoryJsonReader } from './ad-json/read.js';
import { entraTable } from './csv/entra.js';
import { onPremTable } from './csv/on-prem.js';
import { createCsvReader } from './csv/read.js';
import { createEvidenceFileReader } from './evidence-file/read.js';
import { reviveEntraRecord, reviveOnPremObject } from './evidence-file/revive.js';
import { createGraphJsonReader } from './graph-json/read.js';
import { createLdifReader } from './ldif/read.js';
import { type ChooseReader, readEvidenceFiles, refuseKind } from './read-evidence.js';
import { type Recognised, recogniseText } from './recognise.js';

/** The readers of one side: each format that it has evidence in. */
interface Side<Item> {
  readonly kind: EvidenceKind;
  /** What the files of this side are, for a message. */
  readonly expected: string;
  readonly readers: Partial<Record<Exclude<Recognised['format'], 'other'>, ChooseReader<Item>>>;
}

const onPremSide: Side<OnPremObject> = {
  kind: 'onPrem',
  expected: 'an export of Active Directory (CSV, csvde, LDIF, JSON or a file that collect wrote)',
  readers: {
    csv: (head, log) => createCsvReader(head, log, (header, line) => onPremTable(header, line, log)),
    ldif: (_head, log) => createLdifReader(log),
    json: (_head, log) => createDirectoryJsonReader(log),
    'evidence-file': (_head, log) => createEvidenceFileReader('onPrem', log, reviveOnPremObject),
  },
};

const entraSide: Side<EntraRecord> = {
  kind: 'entra',
  expected: 'an export of Entra (CSV, Graph JSON or a file that collect wrote)',
  readers: {
    csv: (head, log) => createCsvReader(head, log, (header, line) => entraTable(header, line, log)),
    json: (_head, log) => createGraphJsonReader(log),
    'evidence-file': (_head, log) => createEvidenceFileReader('entra', log, reviveEntraRecord),
  },
};

/**
 * Reads on-premises evidence, one Evidence per file with the path as given for `origin`. Formats are recognized by
 * content. Throws UserError for a path that does not exist, is a directory or may not be read; all else is an issue.
 */
export function readOnPremFiles(paths: readonly string[]): Promise<Evidence<OnPremObject>[]> {
  return readEvidenceFiles(paths, onPremSide.kind, choose(onPremSide));
}

/** Reads Entra evidence, one Evidence per file with the path as given for `origin`. Throws as `readOnPremFiles` does. */
export function readEntraFiles(paths: readonly string[]): Promise<Evidence<EntraRecord>[]> {
  return readEvidenceFiles(paths, entraSide.kind, choose(entraSide));
}

function choose<Item>({ readers, expected }: Side<Item>): ChooseReader<Item> {
  return (head, log) => {
    const { format } = recogniseText(head);
    const create = format === 'other' ? undefined : readers[format];
    return create === undefined ? refuseKind(head, log, expected) : create(head, log);
  };
}
