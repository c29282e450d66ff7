import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendEntry, genesisHash, readEntries, verifyJournal } from '../../src/audit/index.js';
import { UserError } from '../../src/domain/errors.js';
import { record } from './record.js';

let folder = '';
let path = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entra-cutover-audit-'));
  path = join(folder, 'audit', 'staging.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function lines(): Promise<string[]> {
  return (await readFile(path, 'utf8')).split('\n').filter(Boolean);
}

describe('the journal', () => {
  it('chains entries from the genesis hash on, readable by its owner only', async () => {
    const first = await appendEntry(path, record('app 1'));
    const second = await appendEntry(path, record('app 2'));
    expect(first).toMatchObject({ sequence: 1, previous: genesisHash });
    expect(second).toMatchObject({ sequence: 2, previous: first.hash });
    expect(await verifyJournal(path)).toEqual({ entries: 2, lastHash: second.hash, problems: [], cutOff: [] });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readEntries(path)).map(({ target }) => target)).toEqual(['app 1', 'app 2']);
  });

  it('is whole and empty before the first entry', async () => {
    expect(await verifyJournal(path)).toEqual({ entries: 0, lastHash: genesisHash, problems: [], cutOff: [] });
  });

  it('names a changed, a removed and a reordered entry by its line', async () => {
    for (const target of ['app 1', 'app 2', 'app 3']) await appendEntry(path, record(target));
    const [one = '', two = '', three = ''] = await lines();
    const problemsOf = async (content: string[]): Promise<readonly string[]> => {
      await writeFile(path, `${content.join('\n')}\n`);
      return (await verifyJournal(path)).problems;
    };
    expect(await problemsOf([one, two.replace('app 2', 'app 9'), three])).toEqual([
      expect.stringContaining(`${path}:2: entry 2 was changed`),
    ]);
    expect(await problemsOf([one, three])).toEqual([expect.stringContaining(':2: entry 3 does not follow')]);
    expect(await problemsOf([two, one, three])).toHaveLength(3);
    expect(await problemsOf([one, two, three])).toEqual([]);
  });

  it('goes on behind a line that a crash cut off, and says so', async () => {
    const first = await appendEntry(path, record('app 1'));
    await appendFile(path, '{"stack":"staging","phase":"cut');
    const second = await appendEntry(path, record('app 2'));
    expect(second).toMatchObject({ sequence: 2, previous: first.hash });
    const { problems, cutOff } = await verifyJournal(path);
    expect(problems).toEqual([]);
    expect(cutOff).toEqual([expect.stringContaining(`${path}:2: not an entry`)]);
  });

  it('takes a last entry as whole when only its line end is missing', async () => {
    const first = await appendEntry(path, record('app 1'));
    await writeFile(path, (await readFile(path, 'utf8')).trimEnd());
    await appendEntry(path, record('app 2'));
    expect(await verifyJournal(path)).toMatchObject({ entries: 2, problems: [], cutOff: [] });
    expect((await readEntries(path))[1]?.previous).toBe(first.hash);
  });

  it('refuses a file that is something else, and a folder, as the user’s mistake', async () => {
    await appendEntry(path, record('app 1'));
    await writeFile(path, 'Dear diary\n');
    await expect(appendEntry(path, record('app 2'))).rejects.toThrow(UserError);
    await expect(appendEntry(folder, record('app 2'))).rejects.toThrow(/can't be written/);
    expect(await readFile(path, 'utf8')).toBe('Dear diary\n');
  });

  it('keeps one chain under writers in this process and in others', async () => {
    const program = `
      import { appendEntry } from ${JSON.stringify(new URL('../../src/audit/index.ts', import.meta.url).href)};
      for (let index = 0; index < 10; index += 1) await appendEntry(${JSON.stringify(path)}, ${JSON.stringify(record('other process'))});`;
    const children = [1, 2].map(() =>
      spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { stdio: 'inherit' }),
    );
    const own = Promise.all(Array.from({ length: 10 }, (_, index) => appendEntry(path, record(`app ${index}`))));
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
    await own;
    expect(codes).toEqual([0, 0]);
    expect(await verifyJournal(path)).toMatchObject({ entries: 30, problems: [], cutOff: [] });
  }, 60_000);

  it('takes over the lock of a process that has died', async () => {
    await appendEntry(path, record('app 1'));
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const { hostname } = await import('node:os');
    await writeFile(`${path}.lock`, `${child.pid} ${hostname()} token`);
    await appendEntry(path, record('app 2'));
    await expect(stat(`${path}.lock`)).rejects.toThrow();
  });
});
