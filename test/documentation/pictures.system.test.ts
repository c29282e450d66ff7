import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { available, cmarkGfm } from '../../workshop/directory-servers/packages.js';
import { pixelsOf, withPalette } from '../../workshop/documentation/pictures/palette.js';
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

  it('are small: a palette, which loses nothing where there are colors enough', () => {
    for (const { file } of pictures) {
      const png = readFileSync(join(docs, 'images', file));
      expect([file, png.length < 100_000, png[25]]).toEqual([file, true, 3]);
    }
    const png = readFileSync(join(docs, 'images', 'report-person-phone.png'));
    expect(pixelsOf(withPalette(png))).toEqual(pixelsOf(png));
  });

  it('show each state of the report in each size, light and dark', () => {
    for (const decision of ['blocked', 'cleared', 'indeterminate'])
      for (const size of ['', '-large'])
        for (const look of ['', '-dark', '-phone', '-phone-dark', '-print'])
          expect(pictures.map(({ file }) => file)).toContain(`report-${decision}${size}${look}.png`);
  });

  it('are all there, and each stands on a page', () => {
    const files = readdirSync(join(docs, 'images')).filter((name) => name.endsWith('.png'));
    expect(files.toSorted()).toEqual(pictures.map(({ file }) => file).toSorted());
    const pages = readdirSync(docs, { encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
    const text = pages.map((name) => readFileSync(join(docs, name), 'utf8')).join('\n');
    expect(files.filter((name) => !text.includes(`(images/${name})`))).toEqual([]);
  });
});
