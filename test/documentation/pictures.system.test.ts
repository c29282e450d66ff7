import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { available, cmarkGfm } from '../../workshop/directory-servers/packages.js';
import { pictures } from '../../workshop/documentation/pictures/pictures.js';
import { subjectIn, subjects } from '../../workshop/documentation/pictures/subjects.js';
import { repository } from '../cli/run-cli.js';

const docs = join(repository, 'docs');
const shown = JSON.parse(readFileSync(join(docs, 'images/shown.json'), 'utf8')) as Record<string, string>;
const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the pictures of the documentation', () => {
  it.each(subjects)('of %s show what is there now (npm run pictures)', (subject) => {
    if (subject === 'comment' && !available(cmarkGfm)) return;
    expect(subjectIn(subject, folder).hash).toBe(shown[subject]);
  });

  it('are all there, and each stands on a page', () => {
    const files = readdirSync(join(docs, 'images')).filter((name) => name.endsWith('.png'));
    expect(files.toSorted()).toEqual(pictures.map(({ file }) => file).toSorted());
    const pages = readdirSync(docs, { encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
    const text = pages.map((name) => readFileSync(join(docs, name), 'utf8')).join('\n');
    expect(files.filter((name) => !text.includes(`(images/${name})`))).toEqual([]);
  });
});
