// Writes what is made from code (`npm run generate`); test/generated-files.test.ts fails when a file is out of date.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFuzzPages } from '../campaigns/fuzz/fuzz-pages.js';
import { generatedFiles } from './generated-files.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));

for (const { path, text } of await generatedFiles()) {
  mkdirSync(dirname(join(repository, path)), { recursive: true });
  writeFileSync(join(repository, path), text);
}
writeFuzzPages();
