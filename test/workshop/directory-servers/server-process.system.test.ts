import { expect, it } from 'vitest';
import { freeLoopbackAddress } from '../../../workshop/directory-servers/server-process.js';

it('gives an address to one only, before a server listens there', async () => {
  const addresses = [
    await freeLoopbackAddress([636]),
    ...(await Promise.all([1, 2].map(() => freeLoopbackAddress([636])))),
  ];
  expect(new Set(addresses).size).toBe(3);
});
