import { createRequire } from 'node:module';

/** The providers that have a stand-in. */
export type PluginName = 'okta' | 'azuread';

/** The plugin version that the installed SDK asks the engine for. */
export function pluginVersion(name: PluginName): string {
  const manifest: { readonly pulumi: { readonly version: string } } = createRequire(import.meta.url)(
    `@pulumi/${name}/package.json`,
  );
  return manifest.pulumi.version;
}
