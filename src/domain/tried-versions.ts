// Which versions of what is not ours somebody has run this product with, and what rests on them.

/** A product of a vendor whose behavior depends on its version. */
export const versionedProducts = ['Entra Connect', 'provisioning agent', 'azuread plugin', 'okta plugin'] as const;
export type VersionedProduct = (typeof versionedProducts)[number];

/** A version that is met; a provisioning agent's is told by nobody but its server. */
export interface VersionInUse {
  readonly product: VersionedProduct;
  readonly version?: string;
}

/**
 * Versions with which this product was run, the vendor's own and not a stand-in (docs/supported-versions.md). Of the servers and agents
 * there is none yet, and the okta plugin was run as 6.8.0 only.
 */
export const triedVersions: Readonly<Record<VersionedProduct, readonly string[]>> = {
  'Entra Connect': [],
  'provisioning agent': [],
  'azuread plugin': ['6.9.1'],
  'okta plugin': ['6.8.0'],
};

/** The vendor facts about each, by the beginning of their ids. */
export const factsAbout: Readonly<Record<VersionedProduct, string>> = {
  'Entra Connect': 'CONNECT-',
  'provisioning agent': 'CLOUDSYNC-',
  'azuread plugin': 'PULUMI-',
  'okta plugin': 'PULUMI-',
};

/** Those that nobody has tried here. */
export function untriedVersions(inUse: readonly VersionInUse[]): readonly VersionInUse[] {
  return inUse.filter(({ product, version }) => version === undefined || !triedVersions[product].includes(version));
}

/**
 * The versions of a product that a stack acknowledges.
 *
 * @param accepted `product version`, each.
 */
export function acknowledgedVersions(product: VersionedProduct, accepted: readonly string[] = []): readonly string[] {
  const start = `${product} `;
  return accepted.flatMap((text) => (text.startsWith(start) ? text.slice(start.length) : [])).sort();
}

/**
 * Whether a stack acknowledges the version.
 *
 * @param accepted `product version`, each.
 */
export function isAccepted({ product, version }: VersionInUse, accepted: readonly string[] = []): boolean {
  // Whose version nobody tells is acknowledged with the one that somebody read at its server.
  const acknowledged = acknowledgedVersions(product, accepted);
  return version === undefined ? acknowledged.length > 0 : acknowledged.includes(version);
}

/** `Entra Connect 2.5.190.0`. */
export function versionText({ product, version }: VersionInUse): string {
  return version === undefined ? `${product}, whose version nobody tells` : `${product} ${version}`;
}
