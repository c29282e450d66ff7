import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEntries, readStatus, sealedJournal, tellEntry } from '../../../src/audit/index.js';
import { readDirectoryFile } from '../../../src/config/directories.js';
import { openCheckpoint as openLdapCheckpoint } from '../../../src/connectors/active-directory/checkpoint.js';
import { openCheckpoint as openGraphCheckpoint } from '../../../src/connectors/graph/checkpoint.js';
import { defaultSourceAnchor } from '../../../src/domain/source-anchor.js';
import { readSigner } from '../../../src/evidence/evidence-file/signature.js';
import { readEntraFiles, readOnPremFiles } from '../../../src/evidence/files.js';
import { assess } from '../../../src/pipeline/assess/assess.js';
import { assessCompact } from '../../../src/pipeline/assess/compact/assess.js';
import { readReview, readReviewedPreview } from '../../../src/pipeline/review/report-folder.js';
import { witnessedHead } from '../../../src/pipeline/review/stack-state.js';
import { readBaseline } from '../../../src/pipeline/verify/baseline.js';
import { type Parse, refusing } from './kinds.js';
import { repairedOrganisation } from './organisations.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-fuzz-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Puts the text into a file of that name, for what reads from a path. */
function inFile(name: string, read: (path: string) => unknown): Parse {
  const path = join(folder, name);
  return refusing(async (text) => {
    writeFileSync(path, text);
    await read(path);
  });
}

/** The two ways through an assessment of two CSV files must say the same of any file that both take. */
const compact: Parse = async (text) => {
  const [onPrem, entra] = [join(folder, 'OnPremIDs.csv'), join(folder, 'AzureADSyncedIDS.csv')];
  const whole = repairedOrganisation();
  const isEntra = text.startsWith('e');
  writeFileSync(onPrem, isEntra ? whole.onPrem : text.slice(1));
  writeFileSync(entra, isEntra ? text.slice(1) : whole.entra);
  const validation = { sourceAnchor: defaultSourceAnchor };
  const gate = {
    thresholds: { creations: { total: 0, perOrganizationalUnit: {} }, softMatches: 0, deletions: 0 },
    waivers: [],
    missing: [],
    at: '2026-11-24T05:00:00Z',
  };
  const found = await assessCompact({ onPrem, entra, validation, gate });
  if (found === undefined) return;
  const evidence = { onPrem: await readOnPremFiles([onPrem]), entra: await readEntraFiles([entra]) };
  const { assessment } = assess({ evidence, validation, gate });
  if (JSON.stringify(found) !== JSON.stringify(assessment))
    throw new Error(`the compact path says ${found.decision}, the other one ${assessment.decision}`);
};

const journalKey = Buffer.alloc(32, 7).toString('base64');
const question = { tenant: 't', graphUrl: 'https://graph.example', query: 'q' };

/** The readers of files that are kept next to a run, and those that choose by content. */
export const fileParsers: Readonly<Record<string, Parse>> = {
  'files-on-prem': inFile('on-prem', (path) => readOnPremFiles([path])),
  'files-entra': inFile('entra', (path) => readEntraFiles([path])),
  compact,
  directories: inFile('directories.yaml', readDirectoryFile),
  'stack-state': inFile('state.json', (file) => witnessedHead({ file })),
  review: inFile('review.json', async (path) => {
    await readReviewedPreview(path).catch(() => undefined);
    await readReview(folder, 'staging');
  }),
  baseline: inFile('audit.baseline.ndjson', () => readBaseline(join(folder, 'audit.jsonl'))),
  status: inFile('audit.status.json', () => readStatus(join(folder, 'audit.jsonl'))),
  journal: inFile('audit.jsonl', async (path) => {
    for (const entry of await readEntries(path)) tellEntry(entry);
  }),
  'sealed-journal': inFile('sealed', async (path) => {
    const records = await sealedJournal(path, 'staging', { ENTRA_CUTOVER_JOURNAL_KEY: journalKey }, 'open').read();
    if (!Array.isArray(records)) throw new Error('records that are not list');
  }),
  signer: inFile('signer.pem', readSigner),
  'ldap-checkpoint': inFile('ldap', async (path) => {
    const checkpoint = await openLdapCheckpoint(path, 'question');
    try {
      checkpoint.known('part', 'service');
      await checkpoint.append('part', 'service', []);
    } finally {
      await checkpoint.close();
    }
  }),
  'graph-checkpoint': inFile('graph.checkpoint', async () => {
    const checkpoint = await openGraphCheckpoint(join(folder, 'graph'), question);
    await checkpoint.close();
  }),
};
