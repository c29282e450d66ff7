import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { proxyFor, useProxies } from '../../src/connectors/proxy.js';

const proxies = { HTTPS_PROXY: 'http://secure:1', http_proxy: 'plain:2', HTTP_PROXY: 'http://other:3' };

describe('the proxy of a URL', () => {
  it.each([
    ['https://corp.okta.com', {}, 'http://secure:1'],
    ['http://corp.okta.com', {}, 'plain:2'],
    ['https://corp.okta.com', { NO_PROXY: 'okta.com' }, undefined],
    ['https://corp.okta.com', { NO_PROXY: 'a.example, .okta.com' }, undefined],
    ['https://corp.okta.com', { NO_PROXY: '*.okta.com' }, undefined],
    ['https://corp.okta.com', { NO_PROXY: 'kta.com' }, 'http://secure:1'],
    ['https://corp.okta.com', { NO_PROXY: 'okta.com:8443' }, 'http://secure:1'],
    ['https://corp.okta.com:8443', { NO_PROXY: 'OKTA.com:8443' }, undefined],
    ['https://corp.okta.com', { NO_PROXY: '*' }, undefined],
    ['https://corp.okta.com', { no_proxy: '', NO_PROXY: '*' }, 'http://secure:1'],
    ['https://localhost:1', {}, undefined],
    ['https://127.0.0.1:1', {}, undefined],
    ['https://[::1]:1', {}, undefined],
  ])('%s with %j', (url, more, expected) => {
    expect(proxyFor(new URL(url), { ...proxies, ...more })).toBe(expected);
  });

  it('is none without a variable', () => {
    expect(proxyFor(new URL('https://corp.okta.com'), {})).toBeUndefined();
  });

  it('that is not a URL is refused without repeating it', async () => {
    const wrong = useProxies({ HTTPS_PROXY: 'http://user:canary@[' });
    await expect(wrong).rejects.toThrow(/HTTPS_PROXY is not a URL/);
    await expect(wrong).rejects.not.toThrow(/canary/);
  });
});

it('every fetch of the process goes through it, this machine’s own servers excepted', async () => {
  const asked: string[] = [];
  const service = createServer((_request, response) => response.end('served'));
  const proxy = createServer();
  const listening = (server: typeof service): Promise<number> =>
    new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
  const port = await listening(service);
  proxy.on('connect', (request, socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
    const through = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      through.pipe(socket).pipe(through);
    });
  });
  const proxyPort = await listening(proxy);
  const module = JSON.stringify(new URL('../../src/connectors/proxy.ts', import.meta.url).href);
  const program = `
    import { useProxies } from ${module};
    await useProxies();
    for (const url of ['http://service.example/', 'http://127.0.0.1:${port}/']) console.log(await (await fetch(url)).text());`;
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', program],
      { env: { PATH: process.env.PATH, HTTP_PROXY: `http://me:secret@127.0.0.1:${proxyPort}` } },
    );
    expect(stdout).toBe('served\nserved\n');
    expect(stderr).toBe('');
    expect(asked).toEqual([`service.example:80 Basic ${Buffer.from('me:secret').toString('base64')}`]);
  } finally {
    service.closeAllConnections();
    proxy.closeAllConnections();
    service.close();
    proxy.close();
  }
}, 30_000);
