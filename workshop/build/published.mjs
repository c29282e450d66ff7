// package.json without its scripts while the package is made: anyone who installs it has nothing that they could run.
// `prepack` sets the file aside, `postpack` puts it back.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../package.json', import.meta.url));
const aside = fileURLToPath(new URL('../../.build-package.json', import.meta.url));

if (existsSync(aside)) renameSync(aside, file);
if (process.env.npm_lifecycle_event === 'prepack') {
  const { scripts: _, ...published } = JSON.parse(readFileSync(file, 'utf8'));
  renameSync(file, aside);
  writeFileSync(file, `${JSON.stringify(published, null, 2)}\n`);
}
