import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Settings } from '../../src/config/settings.js';
import { isAccepted } from '../../src/domain/tried-versions.js';
import { judgeVersions } from '../../src/gate/untried-versions.js';
import { pluginVersions } from '../../src/pipeline/assess/plugin-versions.js';
import { checkVersions } from '../../src/pipeline/doctor/facts.js';
import type { Population } from '../../src/validation/population.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-versions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function install(name: string, version: string): void {
  const place = join(folder, 'node_modules', '@pulumi', name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name: `@pulumi/${name}`, version }));
}

const server = (serverVersion: string): Population =>
  ({ settings: {}, connectConfig: [{ serverVersion }, { serverVersion }, {}] }) as unknown as Population;

describe('a version that nobody has tried', () => {
  it('is told of a stack, once, and of one that no longer synchronizes another rule tells', () => {
    const demands = { accepted: [], plugins: [] };
    expect(judgeVersions(server('2.5.190.0'), undefined)).toEqual([]);
    expect(judgeVersions(server('2.5.190.0'), demands)).toMatchObject([
      { severity: 'error', found: 'Entra Connect 2.5.190.0', consequence: expect.stringContaining('connect-version') },
    ]);
    expect(judgeVersions(server('2.5.76.0'), demands)).toEqual([]);
  });

  it('is acknowledged with its own number, and one that nobody tells with any', () => {
    expect(isAccepted({ product: 'okta plugin', version: '7.0.0' }, ['okta plugin 7.0.1'])).toBe(false);
    expect(isAccepted({ product: 'okta plugin', version: '7.0.0' }, ['okta plugin 7.0.0'])).toBe(true);
    expect(isAccepted({ product: 'provisioning agent' }, ['provisioning agent 1.1.1370.0'])).toBe(true);
    expect(isAccepted({ product: 'provisioning agent' })).toBe(false);
  });

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
