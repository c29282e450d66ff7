import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Settings } from '../../../src/config/settings.js';
import { pluginVersions } from '../../../src/pipeline/assess/plugin-versions.js';
import { checkVersions } from '../../../src/pipeline/doctor/facts.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-versions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function install(name: string, version: string): void {
  const place = join(folder, 'node_modules', '@pulumi', name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name: `@pulumi/${name}`, version }));
}

describe('a version that nobody has tried', () => {
  it('of a plugin is what the program has installed', () => {
    expect(pluginVersions(folder, true)).toEqual([]);
    install('okta', '7.0.0');
    install('azuread', '6.9.1');
    expect(pluginVersions(folder, true)).toEqual([
      { product: 'azuread plugin', version: '6.9.1' },
      { product: 'okta plugin', version: '7.0.0' },
    ]);
    expect(pluginVersions(folder, false)).toEqual([{ product: 'okta plugin', version: '7.0.0' }]);
  });

  it('is named by doctor until the stack acknowledges it, and not where stand-ins answer', () => {
    install('okta', '7.0.0');
    const told = (change: object) =>
      checkVersions(
        {
          syncTool: 'connect',
          tenant: { graphEndpoint: 'https://graph' },
          evidence: {},
          ...change,
        } as unknown as Settings,
        folder,
      ).map(({ found }) => found);
    expect(told({})).toEqual(['Entra Connect, okta plugin 7.0.0: no version that was tried']);
    expect(told({ evidence: { versionsAccepted: ['Entra Connect 2.5.190.0', 'okta plugin 7.0.0'] } })).toEqual([]);
    expect(told({ tenant: { graphEndpoint: 'embedded' } })).toEqual([]);
  });
});
