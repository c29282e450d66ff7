import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Evidence, EvidenceKind } from '../../src/domain/evidence.js';
import {
  readConnectConfigurationFiles,
  readDisconnectorFiles,
  readExportErrorFiles,
  readOktaFiles,
  readPendingExportFiles,
  readSyncStatusFiles,
} from '../../src/evidence/connect-files.js';
import { readEntraFiles, readOnPremFiles } from '../../src/evidence/files.js';
import { isComplete } from '../../src/evidence/read-log.js';

// corpus/<flag>/<file>: malformed input that somebody has met. corpus/expected.json: the line that is named and the words of the
// reason. A new file without an entry fails, and so does an entry without its file.
const corpus = fileURLToPath(new URL('corpus', import.meta.url));
const expected = JSON.parse(readFileSync(join(corpus, 'expected.json'), 'utf8')) as Readonly<
  Record<string, { readonly line: number; readonly reason: string }>
>;

const readers: Readonly<Record<EvidenceKind, (paths: readonly string[]) => Promise<Evidence<unknown>[]>>> = {
  onPrem: readOnPremFiles,
  entra: readEntraFiles,
  pendingExports: readPendingExportFiles,
  disconnectors: readDisconnectorFiles,
  exportErrors: readExportErrorFiles,
  syncStatus: readSyncStatusFiles,
  connectConfig: readConnectConfigurationFiles,
  okta: readOktaFiles,
};
const kinds = Object.keys(readers) as readonly EvidenceKind[];
const files = kinds.flatMap((kind) =>
  readdirSync(join(corpus, kind)).map((name) => [kind, `${kind}/${name}`] as const),
);

describe('malformed input', () => {
  it('has an expectation for every file', () => {
    expect(files.map(([, name]) => name).sort()).toEqual(Object.keys(expected).sort());
  });

  it.each(files)('%s %s is refused with file, line and reason', async (kind, name) => {
    const path = join(corpus, name);
    const [evidence] = await readers[kind]([path]);
    expect(evidence && isComplete(evidence.source)).toBe(false);
    const issue = evidence?.source.issues.find(({ problem }) => problem !== 'unreadable-text');
    expect(issue?.message).toContain(expected[name]?.reason);
    expect(issue?.at.line).toBe(expected[name]?.line);
    // What collect wrote points at the origin that was collected.
    if (!name.endsWith('.ndjson')) expect(issue?.at.origin).toBe(path);
  });
});
