import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { evidenceQuestions } from '../../src/domain/evidence.js';
import { questionNames } from '../../src/reports/describe.js';

it('docs/evidence-formats.md names every question, as reports and JSON do and in their order', () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/evidence-formats.md', import.meta.url)), 'utf8');
  const [, section = ''] = page.split('\n## The questions\n');
  const rows = [...(section.split('\n## ')[0]?.matchAll(/^\| ([^|]+) \| `(\w+)` \| [^|]+ \|$/gm) ?? [])];
  expect(rows.map(([, words]) => words)).toEqual(questionNames(evidenceQuestions));
  expect(rows.map(([, , name]) => name)).toEqual(evidenceQuestions);
});
