import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server that Debian has: the program that must be there, and the packages that bring it. */
export interface ServerPackages {
  readonly program: string;
  readonly packages: readonly string[];
  /** What is left out without it, for the one line that says so. */
  readonly tests: string;
}

export const samba: ServerPackages = {
  program: '/usr/sbin/samba',
  packages: [
    'samba',
    'samba-dsdb-modules',
    'samba-vfs-modules',
    'samba-ad-provision',
    'ldb-tools',
    'ldap-utils',
    'python3-markdown',
    'openssl',
  ],
  tests: 'the tests on a real Active Directory domain controller (Samba)',
};

export const slapd: ServerPackages = {
  program: '/usr/sbin/slapd',
  packages: ['slapd', 'ldap-utils', 'openssl'],
  tests: 'the tests on OpenLDAP',
};

/** GitHub's own renderer of Markdown. */
export const cmarkGfm: ServerPackages = {
  program: '/usr/bin/cmark-gfm',
  packages: ['cmark-gfm'],
  tests: 'the tests of the pull request comment as GitHub renders it',
};

/** For a block of commands in the documentation. */
export const jq: ServerPackages = {
  program: '/usr/bin/jq',
  packages: ['jq', 'curl', 'openssl'],
  tests: 'the documented commands that need jq',
};

/**
 * True when the server can be started: it is installed and we are root, which both need. With CI=true as root on Debian the
 * packages are installed; otherwise one line says what was left out and what would bring it.
 */
export function available(server: ServerPackages): boolean {
  const isRoot = process.getuid?.() === 0;
  if (isRoot && !existsSync(server.program) && process.env.CI === 'true') install(server.program, server.packages);
  if (isRoot && existsSync(server.program)) return true;
  const how = `apt-get install --no-install-recommends ${server.packages.join(' ')}`;
  process.stderr.write(`left out: ${server.tests}; as root, \`${how}\` brings it\n`);
  return false;
}

/** Two files may need packages at once, and apt-get lets in one at a time: the second waits, and finds them installed. */
const installed = 'test -x "$0" || { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; }';

/** Installs the packages that bring the program, where there is apt-get. */
export function install(program: string, packages: readonly string[]): void {
  if (spawnSync('apt-get', ['--version']).status !== 0) return;
  // Their own start scripts would open the ports that the tests use.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const lock = join(tmpdir(), 'entra-cutover-apt.lock');
  execFileSync('flock', [lock, 'sh', '-c', installed, program, ...packages], { env });
}
