import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { engineDirectory } from '../../../workshop/engine/cache.js';
import { downloaded } from '../../../workshop/engine/download.js';
import { run } from '../../../workshop/engine/processes.js';
import { temporaryDirectory, writeScript } from './temporary.js';

const archiveName = `pulumi-v3.259.0-linux-${process.arch}.tar.gz`;
const onLinux = process.platform === 'linux';

/** The vendor's host on loopback, with the release's archive and a checksum file of the given text. */
async function vendor(checksums: (sum: string) => string) {
  const root = temporaryDirectory();
  writeScript(join(root, 'pulumi', 'pulumi'), 'echo v3.259.0');
  writeScript(join(root, 'pulumi', 'pulumi-language-nodejs'), '');
  await run('tar', ['-czf', join(root, 'archive'), '-C', root, 'pulumi']);
  const archive = readFileSync(join(root, 'archive'));
  const sum = createHash('sha256').update(archive).digest('hex');
  const files: Readonly<Record<string, string | Buffer>> = {
    [`/releases/sdk/${archiveName}`]: archive,
    '/releases/sdk/pulumi-3.259.0-checksums.txt': checksums(sum),
  };
  const server = http.createServer((incoming, outgoing) => {
    const file = files[incoming.url ?? ''];
    outgoing.writeHead(file === undefined ? 404 : 200).end(incoming.method === 'HEAD' ? undefined : file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const host = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const cache = join(root, 'cache');
  const environment = { ...process.env, ENTRA_CUTOVER_PULUMI_HOST: `${host}/` };
  return { host, cache, download: () => downloaded({ say: () => {}, cache, environment }) };
}

describe.runIf(onLinux)('the official download', () => {
  it('unpacks the release next to its language host', async () => {
    const { cache, download } = await vendor((sum) => `${'0'.repeat(64)}  other.tar.gz\n${sum}  ${archiveName}\n`);
    expect(await download()).toEqual({
      pulumi: join(engineDirectory(cache), 'bin', 'pulumi'),
      version: 'v3.259.0',
      origin: 'launcher',
      hasNodeLanguageHost: true,
    });
  });

  it('keeps nothing of a file whose checksum differs', async () => {
    const { cache, download } = await vendor(() => `${'0'.repeat(64)}  ${archiveName}\n`);
    expect(await download()).toMatch(/has SHA-256 [0-9a-f]{64}, the release's checksums.txt says 0{64}: discarded/);
    expect(readdirSync(dirname(engineDirectory(cache)))).toEqual([]);
  });

  it('refuses a release without a checksum for its file', async () => {
    const { cache, download } = await vendor((sum) => `${sum}  other.tar.gz\n`);
    expect(await download()).toContain(`has no line for ${archiveName}`);
    expect(existsSync(engineDirectory(cache))).toBe(false);
  });

  it('says so when the host is not there', async () => {
    const environment = { ENTRA_CUTOVER_PULUMI_HOST: 'http://127.0.0.1:1' };
    const reason = await downloaded({ say: () => {}, cache: temporaryDirectory(), environment });
    expect(reason).toContain("the vendor's download host cannot be used: http://127.0.0.1:1/releases/sdk/");
  });
});
