import { describe, expect, it } from 'vitest';
import { isAccepted } from '../../src/domain/tried-versions.js';
import { judgeVersions } from '../../src/gate/untried-versions.js';
import type { Population } from '../../src/validation/population.js';

const server = (serverVersion: string): Population =>
  ({ settings: {}, connectConfig: [{ serverVersion }, { serverVersion }, {}] }) as unknown as Population;

describe('a version that nobody has tried', () => {
  it('is told of a stack, once, and of one that no longer synchronizes another rule tells', () => {
    const demands = { plugins: [] };
    expect(judgeVersions(server('2.5.190.0'), undefined)).toEqual([]);
    expect(judgeVersions(server('2.5.190.0'), demands)).toMatchObject([
      { severity: 'error', found: 'Entra Connect 2.5.190.0', consequence: expect.stringContaining('connect-version') },
    ]);
    expect(judgeVersions(server('2.5.76.0'), demands)).toEqual([]);
  });

  it('of an agent is told with what the stack acknowledges of it', () => {
    const agents = (versionsAccepted: readonly string[]): Population =>
      ({ settings: { syncTool: 'cloudSync', versionsAccepted }, connectConfig: [] }) as unknown as Population;
    const told = (versions: readonly string[]) =>
      judgeVersions(agents(versions), { plugins: [] }).map(({ severity, found }) => `${severity} ${found}`);
    expect(told([])).toEqual(['error provisioning agent, whose version nobody tells']);
    expect(told(['Entra Connect 2.5.190.0', 'provisioning agent 1.1.1370.0'])).toEqual([
      'info provisioning agent 1.1.1370.0; acknowledged',
    ]);
  });

  it('is acknowledged with its own number, and one that nobody tells with any', () => {
    expect(isAccepted({ product: 'okta plugin', version: '7.0.0' }, ['okta plugin 7.0.1'])).toBe(false);
    expect(isAccepted({ product: 'okta plugin', version: '7.0.0' }, ['okta plugin 7.0.0'])).toBe(true);
    expect(isAccepted({ product: 'provisioning agent' }, ['provisioning agent 1.1.1370.0'])).toBe(true);
    expect(isAccepted({ product: 'provisioning agent' })).toBe(false);
  });
});
