import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { VersionInUse } from '../../domain/tried-versions.js';
import { jsonObject } from '../../evidence/json-document.js';

/**
 * The plugins that the program of the folder runs, by the packages that it has installed: those ask the engine for them. What is not
 * installed is not run from here.
 *
 * @param usesAzuread true where the stack declares a job of cloud sync.
 */
export function pluginVersions(directory: string, usesAzuread: boolean): VersionInUse[] {
  const names = usesAzuread ? (['azuread', 'okta'] as const) : (['okta'] as const);
  return names.flatMap((name): VersionInUse[] => {
    const version = installedVersion(directory, `@pulumi/${name}/package.json`);
    return version === undefined ? [] : [{ product: `${name} plugin`, version }];
  });
}

function installedVersion(directory: string, manifest: string): string | undefined {
  try {
    const path = createRequire(join(resolve(directory), 'package.json')).resolve(manifest);
    const version: unknown = jsonObject(JSON.parse(readFileSync(path, 'utf8')))?.get('version');
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
