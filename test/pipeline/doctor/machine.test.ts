import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkEngineVersion } from '../../../src/pipeline/doctor/machine.js';

describe('the Pulumi CLI', () => {
  it.each([
    ['v3.259.0', 'fine'],
    ['v3.220.0', 'fine'],
    ['3.220.1-alpha', 'fine'],
    ['v4.0.0', 'fine'],
    ['v3.219.9', 'missing'],
    ['v3.99.0', 'missing'],
    ['v2.999.0', 'missing'],
    ['something', 'fine'],
  ])('%s is %s', (version, state) => {
    expect(checkEngineVersion(version).state).toBe(state);
  });

  it('is the one that docs/supported-versions.md names', () => {
    const [, oldest = ''] =
      /\| Pulumi CLI \| (\S+) and newer/.exec(readFileSync('docs/supported-versions.md', 'utf8')) ?? [];
    expect(checkEngineVersion(`v${oldest}.0`).state).toBe('fine');
    expect(checkEngineVersion(`v3.${Number(oldest.split('.')[1]) - 1}.0`).state).toBe('missing');
  });
});
