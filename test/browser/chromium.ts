import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

/**
 * The system's browser, or undefined where there is none (one line then says how to get it). In CI, as root on Debian, it is
 * installed.
 */
export async function openBrowser(): Promise<Browser | undefined> {
  const path = executablePath ?? installInCi();
  if (path === undefined) {
    process.stderr.write('left out: the browser tests; `apt-get install chromium` brings the browser\n');
    return undefined;
  }
  return chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

function installInCi(): string | undefined {
  const isRoot = process.getuid?.() === 0;
  if (process.env.CI !== 'true' || !isRoot || spawnSync('apt-get', ['--version']).status !== 0) return undefined;
  execFileSync('apt-get', ['update', '-qq']);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return '/usr/bin/chromium';
}
