import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { failureReason, networkFailure } from '../../src/domain/failure-reason.js';

const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'nothing',
    (error: unknown) => error,
  );

describe('why the system or the network refused', () => {
  it('is said in words, of files', async () => {
    expect(failureReason(await caught(readFile('/nowhere/at/all')))).toBe('it does not exist');
    expect(failureReason(await caught(readFile('/')))).toBe('it is a folder, a file was expected');
    expect(failureReason(await caught(writeFile(`${import.meta.filename}/x`, '')))).toBe(
      'a part of the path is not a folder',
    );
  });

  it('never quotes a header, which may hold a token', async () => {
    const refused = await caught(fetch('http://127.0.0.1:2/', { headers: { authorization: 'Bearer secret\nrest' } }));
    expect(String(refused)).toContain('secret');
    expect(failureReason(refused)).toBe('a header can’t hold its token');
  });

  it('is said in words, of servers, through whatever wraps it', async () => {
    const refused = await caught(fetch('http://127.0.0.1:2/'));
    expect(failureReason(refused)).toBe('nothing answers at that address and port');
    expect(networkFailure(new Error('Signing in failed', { cause: refused }))).toBe(
      'nothing answers at that address and port',
    );
    expect(networkFailure(new Error('request failed, reason: getaddrinfo ENOTFOUND login.example'))).toBe(
      'DNS has no such host',
    );
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const late = await caught(fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(50) }));
    silent.closeAllConnections();
    silent.close();
    expect(networkFailure(late)).toBe('no answer in time');
    const both = Object.assign(new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]), {
      message: '',
    });
    expect(failureReason(both)).toBe('nothing answers at that address and port');
  });

  it('of anything else is its own words, and no network', () => {
    expect(failureReason(new Error('fetch failed', { cause: new Error('bad port') }))).toBe('bad port');
    expect(failureReason(new Error('the outer', { cause: new Error('the inner') }))).toBe('the outer');
    expect(failureReason('odd')).toBe('odd');
    expect(networkFailure(new Error('The tenant has no ENTRA'))).toBeUndefined();
  });
});
