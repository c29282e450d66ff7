import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageDirectory } from '../engine/launchers.js';
import { lockfileProblems } from './lockfile.js';

// `npm run supply-chain`: the lockfile judged, the bill of materials written, the registry's advisories asked for.
const output = join(packageDirectory, '.entra-cutover', 'sbom.cdx.json');
const npm = (...args: string[]): Promise<{ stdout: string }> =>
  promisify(execFile)('npm', args, { cwd: packageDirectory, maxBuffer: 1 << 28 });

/** Everything that the lockfile names; with `--omit dev` npm would leave out what a development part needs as well. */
async function writeBillOfMaterials(): Promise<number> {
  const { stdout } = await npm('sbom', '--package-lock-only', '--sbom-format', 'cyclonedx');
  const { components } = JSON.parse(stdout) as { components: readonly unknown[] };
  await mkdir(join(packageDirectory, '.entra-cutover'), { recursive: true });
  await writeFile(output, stdout);
  return components.length;
}

/** The known vulnerabilities of what is shipped; undefined where the registry answers no such question. */
async function advisories(): Promise<readonly string[] | undefined> {
  const { stdout } = await npm('audit', '--omit', 'dev', '--json').catch((error: { stdout?: string }) => ({
    stdout: error.stdout ?? '',
  }));
  try {
    const { vulnerabilities } = JSON.parse(stdout) as {
      vulnerabilities?: Readonly<Record<string, { severity: string }>>;
    };
    return vulnerabilities && Object.entries(vulnerabilities).map(([name, { severity }]) => `${name}: ${severity}`);
  } catch {
    return undefined;
  }
}

const lockfile = JSON.parse(await readFile(join(packageDirectory, 'package-lock.json'), 'utf8'));
const problems = lockfileProblems(lockfile);
const components = await writeBillOfMaterials();
const known = await advisories();
for (const problem of [...problems, ...(known ?? [])]) process.stderr.write(`${problem}\n`);
if (known === undefined)
  process.stderr.write('The registry answers no audit: run `npm audit` where it is reachable.\n');
process.stdout.write(
  `supply chain: ${Object.keys(lockfile.packages).length - 1} packages locked, ${problems.length} problems; ${components} components in .entra-cutover/sbom.cdx.json; advisories: ${known?.length ?? 'not available'}\n`,
);
process.exitCode = problems.length + (known?.length ?? 0) === 0 ? 0 : 1;
