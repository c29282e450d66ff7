import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/domain/errors.js';
import { readEntraFiles, readOnPremFiles } from '../../src/evidence/files.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('files of evidence', () => {
  it('are user errors, in one sentence, when they are missing or a directory', async () => {
    for (const read of [readOnPremFiles, readEntraFiles]) {
      await expect(read([join(folder, 'none.csv')])).rejects.toThrow(UserError);
      await expect(read([join(folder, 'none.csv')])).rejects.toThrow(/none\.csv does not exist/);
      await expect(read([folder])).rejects.toThrow(/is a directory/);
    }
  });

  it('are read one by one, each with the hash of its bytes and its path as given', async () => {
    const texts = ['UPN,ImmutableID\na@x.example,x\n', 'UPN,ImmutableID\nb@x.example,y\nc@x.example,z\n'];
    const paths = await Promise.all(
      texts.map(async (text, index) => {
        const path = join(folder, `${index}.png`);
        await writeFile(path, text);
        return path;
      }),
    );
    const evidence = await readEntraFiles(paths);
    expect(evidence.map(({ source }) => source)).toMatchObject(
      texts.map((text, index) => ({
        origin: paths[index],
        records: index + 1,
        sha256: createHash('sha256').update(text).digest('hex'),
        issues: [],
      })),
    );
  });

  it('have the hash of all their bytes even when they cannot be decoded to the end', async () => {
    const bytes = Buffer.concat([Buffer.from('UPN,ImmutableID\n'), Buffer.alloc(700_000, 0xff)]);
    const path = join(folder, 'broken');
    await writeFile(path, bytes);
    const [evidence] = await readEntraFiles([path]);
    expect(evidence?.source.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(evidence?.source.issues).toMatchObject([{ problem: 'incomplete', at: { line: 2 } }]);
  });

  it('are read whole when they are longer than one chunk, with letters across its edge', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `漢${index}@x.example,"ä\n${index}",${index}\n`);
    const path = join(folder, 'long');
    for (const encoding of ['utf8', 'utf16le'] as const) {
      await writeFile(path, Buffer.from(`\uFEFFUPN,DisplayName,ImmutableID\n${rows.join('')}`, encoding));
      const [evidence] = await readEntraFiles([path]);
      expect(evidence?.source.issues).toEqual([]);
      expect(evidence?.records).toHaveLength(20_000);
      expect(evidence?.records.at(-1)).toMatchObject({
        userPrincipalName: '漢19999@x.example',
        displayName: 'ä\n19999',
        immutableId: '19999',
        at: { line: 40_000 },
      });
    }
  });
});
