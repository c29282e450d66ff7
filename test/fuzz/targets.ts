import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifyJournalText } from '../../src/audit/journal.js';
import { parseStackFile } from '../../src/config/parse.js';
import { parseWaivers } from '../../src/config/waivers.js';
import { convertAnchor } from '../../src/domain/anchor-forms.js';
import { decodeConnectorDn, encodeConnectorDn } from '../../src/domain/connector-dn.js';
import { UserError } from '../../src/domain/errors.js';
import { createConnectConfigurationReader } from '../../src/sources/connect-config/read.js';
import { createAnalyzerReader } from '../../src/sources/csexport/analyzer.js';
import {
  createDisconnectorReader,
  createExportErrorReader,
  createPendingExportReader,
} from '../../src/sources/csexport/read.js';
import { entraTable } from '../../src/sources/csv/entra.js';
import { onPremTable } from '../../src/sources/csv/on-prem.js';
import { createCsvReader } from '../../src/sources/csv/read.js';
import { createEvidenceFileReader } from '../../src/sources/evidence-file/read.js';
import { reviveEntraRecord, reviveOnPremObject } from '../../src/sources/evidence-file/revive.js';
import type { FormatReader } from '../../src/sources/format-reader.js';
import { createGraphJsonReader } from '../../src/sources/graph-json/read.js';
import { createLdifReader } from '../../src/sources/ldif/read.js';
import { createOktaFileReader } from '../../src/sources/okta-file/read.js';
import { createReadLog, isComplete, type ReadLog } from '../../src/sources/read-log.js';
import { createSyncStatusReader } from '../../src/sources/sync-status/read.js';
import { decodingFor } from '../../src/sources/text-decoding.js';

/** A parser, and what must be true of whatever it makes of any text: a breach is thrown. */
export interface Target {
  readonly name: string;
  readonly seeds: readonly string[];
  readonly parse: (text: string) => void;
}

const corpus = fileURLToPath(new URL('corpus', import.meta.url));

/** Every parser of the product with its kept inputs; each of them is run as it is before it is mutated. */
export function fuzzTargets(): readonly Target[] {
  const parsers: Readonly<Record<string, (text: string) => void>> = {
    'csv-on-prem': reader((log, head) => createCsvReader(head, log, (header, line) => onPremTable(header, line, log))),
    'csv-entra': reader((log, head) => createCsvReader(head, log, (header, line) => entraTable(header, line, log))),
    ldif: reader((log) => createLdifReader(log)),
    'graph-json': reader((log) => createGraphJsonReader(log)),
    'evidence-on-prem': reader((log) => createEvidenceFileReader('onPrem', log, reviveOnPremObject)),
    'evidence-entra': reader((log) => createEvidenceFileReader('entra', log, reviveEntraRecord)),
    'pending-exports': reader((log) => createPendingExportReader(log)),
    analyzer: reader((log, head) => createAnalyzerReader(head, log)),
    disconnectors: reader((log) => createDisconnectorReader(log)),
    'export-errors': reader((log) => createExportErrorReader(log)),
    'sync-status': reader((log) => createSyncStatusReader(log)),
    'connect-config': reader((log) => createConnectConfigurationReader(log)),
    okta: reader((log) => createOktaFileReader(log)),
    waivers: refusing((text) => parseWaivers(text, 'waivers.yaml')),
    stack: refusing((text) => parseStackFile(text, 'Pulumi.fuzz.yaml')),
    anchor: (text) => anchorForms(text),
    journal: (text) => void verifyJournalText(text, 'journal.jsonl'),
    decoding: (text) => decodeBytes(Buffer.from(text, 'latin1')),
  };
  return Object.entries(parsers).map(([name, parse]) => ({ name, seeds: seedsOf(name), parse }));
}

function seedsOf(name: string): readonly string[] {
  const folder = { analyzer: 'csv-entra', decoding: 'csv-on-prem' }[name] ?? name;
  const files = readdirSync(join(corpus, folder)).sort();
  return files.map((file) => readFileSync(join(corpus, folder, file), 'utf8'));
}

/** Whatever the text: no exception, and a record that was left out is an issue, so that nothing passes for complete. */
function reader<Item>(create: (log: ReadLog, head: Buffer) => FormatReader<Item>): (text: string) => void {
  return (text) => {
    const bytes = Buffer.from(text);
    if (bytes.length === 0) return;
    const log = createReadLog('fuzz');
    const made = create(log, bytes.subarray(0, 65_536));
    const middle = bytes.length >> 1;
    // Two pieces, cut where it may hurt: within a line, a quoted cell, a letter of several bytes.
    made.push(bytes.subarray(0, middle));
    made.push(bytes.subarray(middle));
    made.end();
    const { records } = made.result();
    const summary = log.summary();
    if (records.length === 0 && bytes.length > 3 && summary.rejected > 0 && isComplete(summary))
      throw new Error('rejected records pass for complete evidence');
    for (const record of records) {
      if (typeof record !== 'object' || record === null) throw new Error('a record that is no object');
    }
  };
}

/** May refuse with a UserError; anything else is a crash. */
function refusing(parse: (text: string) => unknown): (text: string) => void {
  return (text) => {
    try {
      parse(text);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  };
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
