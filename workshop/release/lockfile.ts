/** A package of package-lock.json (version 3), as far as it is judged. */
interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly engines?: { readonly node?: string };
  readonly dev?: boolean;
  readonly link?: boolean;
}

export interface Lockfile {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** What may be shipped together with an Apache-2.0 product, by SPDX expression as the packages write it. */
const shippable = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Python-2.0',
  'CC0-1.0',
  // The list of SPDX's exceptions, a data file.
  'CC-BY-3.0',
  'MIT OR Apache-2.0',
  '(BSD-3-Clause AND Apache-2.0)',
]);
/** What may be used in development besides: nothing of it leaves the machine. */
const usable = new Set([...shippable, 'MPL-2.0', 'CC-BY-4.0']);

/** Packages whose license field says nothing, and what their license file was found to be. */
const looked: Readonly<Record<string, string>> = {
  '@logdna/tail-file 2.2.0': 'MIT',
};

/** The oldest Node that the product runs on; what is shipped has to. */
const oldestNode = 20;

/**
 * What is wrong with the lockfile, one sentence a package: no hash, another source than a registry, a license off the list, a newer
 * Node than ours. (`@octokit/request` and `@octokit/graphql` are dependencies of ours for that: from the next versions on they bring
 * packages that want Node 22.)
 */
export function lockfileProblems({ lockfileVersion, packages }: Lockfile): readonly string[] {
  const problems = lockfileVersion === 3 ? [] : [`lockfileVersion is ${lockfileVersion}, expected 3`];
  for (const [path, locked] of Object.entries(packages)) {
    if (path === '' || locked.link) continue;
    const name = `${path.replace(/^.*node_modules\//, '')} ${locked.version ?? ''}`.trim();
    if (!locked.integrity?.startsWith('sha512-')) problems.push(`${name}: no SHA-512 of the package`);
    if (locked.resolved !== undefined && !/^https:\/\/[^/]+\/.*\.tgz$/.test(locked.resolved))
      problems.push(`${name}: comes from ${locked.resolved}, expected a registry over https`);
    const node = /^>=\s*(\d+)/.exec(locked.engines?.node ?? '')?.[1];
    if (!locked.dev && Number(node ?? 0) > oldestNode) problems.push(`${name}: wants Node ${node}`);
    const licence = looked[name] ?? locked.license ?? '(none)';
    if (!(locked.dev ? usable : shippable).has(licence))
      problems.push(`${name}: license ${licence} is not on the list`);
  }
  return problems;
}
