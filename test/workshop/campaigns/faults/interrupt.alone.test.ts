import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startProviderProcess } from '../../../../workshop/campaigns/faults/provider-process.js';

it('ends at once when the engine interrupts it after Cancel, and only then: a Ctrl-C is the engine’s to answer', async () => {
  const provider = await startProviderProcess(tmpdir(), process.env);
  try {
    const ended = once(provider.process, 'exit');
    provider.process.kill('SIGINT');
    // The clock of this process passes faster; what would end it is one turn of its event loop.
    await pause(200);
    await provider.cancel();
    expect(provider.process.exitCode).toBeNull();
    provider.process.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
  } finally {
    provider.kill();
  }
}, 60_000);
