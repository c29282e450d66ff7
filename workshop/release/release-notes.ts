// The notes of a release: CHANGELOG.md's section of the tag's version. Refuses a tag that is not the package's version, or that
// the changelog does not know: `npm run --silent release:notes -- v0.1.0`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string): string => readFileSync(join(repository, name), 'utf8');

const tag = process.argv[2] ?? '';
const { version } = JSON.parse(read('package.json')) as { version: string };
const sections = read('CHANGELOG.md').split(/^(?=## )/m);
const section = sections.find((text) => new RegExp(`^## \\[?${version.replaceAll('.', '\\.')}\\b`).test(text));

if (tag !== `v${version}`) {
  process.stderr.write(`The tag ${tag} is not the package's version: expected v${version}.\n`);
  process.exitCode = 1;
} else if (section === undefined) {
  process.stderr.write(`CHANGELOG.md has no section "## ${version}": write it before the tag.\n`);
  process.exitCode = 1;
} else process.stdout.write(`${section.replace(/^## .*\n/, '').trim()}\n`);
