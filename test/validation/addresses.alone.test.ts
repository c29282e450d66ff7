import { expect, it } from 'vitest';
import { addressConflicts } from '../../src/validation/address-conflicts.js';
import { organisation } from './organisation.js';

const cloud = { immutableId: undefined, synced: false };

it('is quick where thousands of both sides share one address', () => {
  const org = organisation();
  for (let number = 1; number <= 2_000; number += 1) {
    const all = { proxyAddresses: ['smtp:all@x'] };
    org.person(number, `p${number}`, { onPrem: all, entra: all });
    org.entra(10_000 + number, `m${number}`, { ...cloud, ...all });
  }
  const population = org.populate();
  const started = performance.now();
  expect(addressConflicts(population).size).toBe(2_000);
  expect(performance.now() - started).toBeLessThan(3_000);
});
