import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ruleRegistry } from '../src/validation/rules/index.js';
import { generatedFiles } from '../workshop/documentation/generated-files.js';

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');

const files = await generatedFiles();

describe('generated files', () => {
  it.each(files.map(({ path, text }) => [path, text]))('%s is up to date (npm run generate)', (path, text) => {
    expect(read(path)).toBe(text);
  });

  it('there is a page for every rule and none for any other', () => {
    const pages = readdirSync(fileURLToPath(new URL('../docs/rules', import.meta.url)));
    const expected = ['README.md', ...ruleRegistry.map(({ id }) => `${id}.md`)];
    expect(pages.sort()).toEqual(expected.sort());
  });
});
