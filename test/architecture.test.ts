import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const repository = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(`${repository}ARCHITECTURE.md`, 'utf8');
const [, map = ''] = page.split('```text');
const rooms = map.split('```')[0]?.match(/^\S+\/(?= )/gm) ?? [];

/** The folders that hold tracked files: those at the top, and each room of src, of the pipeline and of the workshop. */
function folders(): readonly string[] {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: repository, encoding: 'utf8' }).split('\0');
  const levels = [/^(?!src\/)[^/]+\//, /^(src|workshop)\/[^/]+\//, /^src\/pipeline\/[^/]+\//];
  const found = files.flatMap((path) => levels.flatMap((level) => level.exec(path)?.[0] ?? []));
  return [...new Set(found)].sort();
}

it('the map names every room, and no other', () => {
  expect(rooms.length).toBeGreaterThan(40);
  expect(rooms.toSorted()).toEqual(folders());
});

it('every file and folder that the page names is there', () => {
  const named = page.match(/(?<![\w/.-])(?:src|workshop|export-scripts|test|docs|scenarios)\/[\w./*-]*/g) ?? [];
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !existsSync(repository + path.replace(/\*.*/, '')))).toEqual([]);
});
