import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Entry } from 'ldapts';
import { verifyJournalText } from '../../../src/audit/journal.js';
import { parseStackFile } from '../../../src/config/parse.js';
import { parseRemediationFile } from '../../../src/config/remediation-file.js';
import { parseWaivers } from '../../../src/config/waivers.js';
import { convertEntry } from '../../../src/connectors/active-directory/convert.js';
import { parseEntry } from '../../../src/connectors/active-directory/parse.js';
import { convertAnchor } from '../../../src/domain/anchor-forms.js';
import { decodeConnectorDn, encodeConnectorDn } from '../../../src/domain/connector-dn.js';
import { createConnectConfigurationReader } from '../../../src/evidence/connect-config/read.js';
import { reviveConnectRecord } from '../../../src/evidence/connect-records.js';
import { createAnalyzerReader } from '../../../src/evidence/csexport/analyzer.js';
import { createDisconnectorTableReader } from '../../../src/evidence/csexport/disconnector-table.js';
import {
  createDisconnectorReader,
  createExportErrorReader,
  createPendingExportReader,
} from '../../../src/evidence/csexport/read.js';
import { entraTable } from '../../../src/evidence/csv/entra.js';
import { onPremTable } from '../../../src/evidence/csv/on-prem.js';
import { createCsvReader } from '../../../src/evidence/csv/read.js';
import { createEvidenceFileReader } from '../../../src/evidence/evidence-file/read.js';
import { reviveEntraRecord, reviveOnPremObject } from '../../../src/evidence/evidence-file/revive.js';
import { createGraphJsonReader } from '../../../src/evidence/graph-json/read.js';
import { createLdifReader } from '../../../src/evidence/ldif/read.js';
import { createOktaFileReader } from '../../../src/evidence/okta-file/read.js';
import { createSyncStatusReader } from '../../../src/evidence/sync-status/read.js';
import { decodingFor } from '../../../src/evidence/text-decoding.js';
import { UnreadableValue } from '../../../src/evidence/values/unreadable-value.js';
import { parsePulumiPreview } from '../../../src/pipeline/review/pulumi-preview.js';
import { parseAnswer } from '../../../src/provider/cloud-sync/pilot-answer.js';
import { fromTable } from '../../../src/provider/inputs.js';
import { fileParsers } from './kept-files.js';
import { asJson, type Parse, reader, refusing } from './kinds.js';
import { serviceParsers } from './services.js';

/** A parser, and what must be true of whatever it makes of any text: a breach is thrown. */
export interface Target {
  readonly name: string;
  readonly seeds: readonly string[];
  readonly parse: Parse;
  /** The part of the usual number of inputs that it gets: less where each takes milliseconds. */
  readonly share: number;
}

const corpus = fileURLToPath(new URL('corpus', import.meta.url));

const { pendingExports, disconnectors, exportErrors, syncStatus, connectConfig } = reviveConnectRecord;

const parsers: Readonly<Record<string, Parse>> = {
  'csv-on-prem': reader((log, head) => createCsvReader(head, log, (header, line) => onPremTable(header, line, log))),
  'csv-entra': reader((log, head) => createCsvReader(head, log, (header, line) => entraTable(header, line, log))),
  ldif: reader((log) => createLdifReader(log)),
  'graph-json': reader((log) => createGraphJsonReader(log)),
  'evidence-on-prem': reader((log) => createEvidenceFileReader('onPrem', log, reviveOnPremObject)),
  'evidence-entra': reader((log) => createEvidenceFileReader('entra', log, reviveEntraRecord)),
  'evidence-pending-exports': reader((log) => createEvidenceFileReader('pendingExports', log, pendingExports)),
  'evidence-disconnectors': reader((log) => createEvidenceFileReader('disconnectors', log, disconnectors)),
  'evidence-export-errors': reader((log) => createEvidenceFileReader('exportErrors', log, exportErrors)),
  'evidence-sync-status': reader((log) => createEvidenceFileReader('syncStatus', log, syncStatus)),
  'evidence-connect-config': reader((log) => createEvidenceFileReader('connectConfig', log, connectConfig)),
  'pending-exports': reader((log) => createPendingExportReader(log)),
  analyzer: reader((log, head) => createAnalyzerReader(head, log)),
  disconnectors: reader((log) => createDisconnectorReader(log)),
  'disconnector-table': reader((log, head) => createDisconnectorTableReader(head, log)),
  'export-errors': reader((log) => createExportErrorReader(log)),
  'sync-status': reader((log) => createSyncStatusReader(log)),
  'connect-config': reader((log) => createConnectConfigurationReader(log)),
  okta: reader((log) => createOktaFileReader(log)),
  waivers: refusing((text) => parseWaivers(text, 'waivers.yaml')),
  stack: refusing((text) => parseStackFile(text, 'Pulumi.fuzz.yaml')),
  remediation: refusing((text) => parseRemediationFile(text, 'remediations.yaml')),
  preview: (text) => void parsePulumiPreview(text),
  'pilot-answer': refusing((text) => parseAnswer(asJson(text))),
  'provider-inputs': providerInputs,
  'ldap-entry': directoryEntry,
  anchor: anchorForms,
  'journal-chain': (text) => void verifyJournalText(text, 'journal.jsonl'),
  decoding: (text) => decodeBytes(Buffer.from(text, 'latin1')),
  ...fileParsers,
  ...serviceParsers,
};

const shares: Readonly<Record<string, number>> = {
  'graph-answers': 0.1,
  'okta-answers': 0.3,
  compact: 0.2,
  ...Object.fromEntries(
    Object.keys(fileParsers)
      .filter((name) => name !== 'compact')
      .map((name) => [name, 0.5]),
  ),
};

/** Parsers that have no corpus of their own. */
const corpusOf: Readonly<Record<string, readonly string[]>> = {
  analyzer: ['csv-entra'],
  decoding: ['csv-on-prem'],
  'journal-chain': ['journal'],
  'files-on-prem': ['csv-on-prem', 'ldif', 'evidence-on-prem'],
  'files-entra': ['csv-entra', 'graph-json', 'evidence-entra'],
};

/** Every parser of the product with its kept inputs; each of them is run as it is before it is mutated. */
export function fuzzTargets(): readonly Target[] {
  return Object.entries(parsers).map(([name, parse]) => ({
    name,
    seeds: seedsOf(name),
    parse,
    share: shares[name] ?? 1,
  }));
}

function seedsOf(name: string): readonly string[] {
  if (name === 'compact') return compactSeeds();
  const texts = (corpusOf[name] ?? [name]).flatMap((folder) =>
    readdirSync(join(corpus, folder))
      .sort()
      .map((file) => readFileSync(join(corpus, folder, file), 'utf8')),
  );
  // What chooses by content meets compressed files as well, byte for byte.
  return name.startsWith('files-') ? texts.flatMap((text) => [text, gzipSync(text).toString('latin1')]) : texts;
}

/** The two tables of an organization, each marked with the side that it is of. */
function compactSeeds(): readonly string[] {
  const folder = join(corpus, '..', '..', '..', '..', 'scenarios', 'repaired-organisation');
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return [`o${read('OnPremIDs.csv')}`, `e${read('AzureADSyncedIDS.csv')}`];
}

function providerInputs(text: string): void {
  const properties = asJson(text);
  for (const name of ['OktaProvisioning', 'CloudSyncActivation', 'AnchorBindings'] as const) {
    const parsed = fromTable(name).parse(properties);
    if (!('inputs' in parsed) && parsed.problems.length === 0) throw new Error('refused without a reason');
  }
}

/** An entry as ldapts gives it: `{ base64 }` stands for bytes. */
function directoryEntry(text: string): void {
  const entry = JSON.parse(JSON.stringify(asJson(text) ?? null), (_key, value) =>
    typeof value?.base64 === 'string' ? Buffer.from(value.base64, 'base64') : value,
  );
  if (typeof entry?.dn !== 'string') return;
  // The library gives texts, bytes and lists of them, nothing else.
  const isValue = (value: unknown): boolean => typeof value === 'string' || Buffer.isBuffer(value);
  const known = Object.entries(entry).filter(
    ([, value]) => isValue(value) || (Array.isArray(value) && value.every(isValue)),
  );
  try {
    const { values } = parseEntry(Object.fromEntries(known) as Entry);
    convertEntry(values, { origin: 'ldaps://fuzz', line: 1 });
  } catch (error) {
    if (!(error instanceof UnreadableValue)) throw error;
  }
}

function anchorForms(text: string): void {
  const forms = convertAnchor(text);
  const anchor = decodeConnectorDn(text);
  if (anchor !== undefined && encodeConnectorDn(anchor) !== text && encodeConnectorDn(anchor).length === text.length) {
    const same = encodeConnectorDn(anchor).toLowerCase() === text.toLowerCase();
    if (!same) throw new Error(`a connector DN that does not come back: ${text}`);
  }
  if (forms !== undefined && typeof forms !== 'object') throw new Error('anchor forms of another kind');
}

function decodeBytes(bytes: Buffer): void {
  const decoding = decodingFor(bytes);
  try {
    decoding.decode(bytes.subarray(0, bytes.length >> 1));
    decoding.decode(bytes.subarray(bytes.length >> 1));
    decoding.finish();
  } catch (error) {
    if (!(error instanceof Error) || error.constructor.name !== 'UndecodableText') throw error;
  }
}
