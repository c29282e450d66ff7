import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { install } from '../directory-servers/packages.js';

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
  if (process.env.CI !== 'true' || process.getuid?.() !== 0) return undefined;
  const path = '/usr/bin/chromium';
  install(path, ['chromium']);
  return existsSync(path) ? path : undefined;
}
