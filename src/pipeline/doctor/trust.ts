import type { X509Certificate } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { grouped } from '../../domain/counted.js';
import { shownPath } from '../../domain/shown-path.js';
import { entraSignIn } from '../../domain/sign-in.js';
import { type Check, fine, missing, warning } from './check.js';
import { certificatesOf } from './client-certificate.js';
import { contentOf } from './content-of.js';

/** Where Go looks on Linux: the first of the files that is there, and all of the folders (crypto/x509, root_linux.go). */
const systemFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];
const systemFolders = ['/etc/ssl/certs', '/etc/pki/tls/certs'];

const own = 'authorities of our own clients behind the proxy';
const plugins = 'authorities of the azuread and okta plugins behind the proxy';
const cli = 'authorities of the Azure CLI behind the proxy';

/**
 * Whom each client trusts where a proxy stands in between that may open TLS: Node, Go and Python each read another variable, and
 * anyone who trusts the proxy's authority in one of them only fails in the middle. Nothing is said where there is no proxy.
 */
export async function checkTrust(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): Promise<readonly Check[]> {
  const proxy = ['https_proxy', 'HTTPS_PROXY'].find((name) => environment[name]);
  if (proxy === undefined) return [];
  const { NODE_EXTRA_CA_CERTS: extra } = environment;
  const named = extra ? await certificatesIn(extra) : [];
  const checks = [checkOwn(proxy, extra, named), await checkPlugins(proxy, named, environment, platform)];
  return entraSignIn(environment).kind === 'Azure CLI' ? [...checks, await checkCli(proxy, environment)] : checks;
}

function checkOwn(proxy: string, extra: string | undefined, named: readonly X509Certificate[]): Check {
  if (!extra)
    return warning(
      own,
      `${proxy} is set, and NODE_EXTRA_CA_CERTS is not: they trust what Node.js brings`,
      'Where the proxy opens TLS, name a PEM file of its authority in NODE_EXTRA_CA_CERTS.',
    );
  if (named.length > 0) return fine(own, `${names(named)}, next to what Node.js brings`);
  return missing(
    own,
    `NODE_EXTRA_CA_CERTS names ${shownPath(extra, 'NODE_EXTRA_CA_CERTS')}, which has no certificate in PEM or can’t be read: Node.js goes on without`,
    'Name a PEM file of the proxy’s authority, or unset it.',
  );
}

async function checkPlugins(
  proxy: string,
  named: readonly X509Certificate[],
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): Promise<Check> {
  if (platform !== 'linux')
    return warning(
      plugins,
      `${proxy} is set: they trust what this system does, and read neither NODE_EXTRA_CA_CERTS nor SSL_CERT_FILE`,
      'Where the proxy opens TLS, add its authority to those of the system.',
    );
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: folders } = environment;
  if (file && (await certificatesIn(file)).length === 0)
    return missing(
      plugins,
      `SSL_CERT_FILE names ${shownPath(file, 'SSL_CERT_FILE')}, which has no certificate in PEM or can’t be read: they read it instead of the system’s`,
      'Name a PEM file of the system’s authorities and the proxy’s, or unset it.',
    );
  const trusted = new Set(
    [
      ...(await firstCertificates(file ? [file] : systemFiles)),
      ...(await certificatesInFolders(folders ? folders.split(delimiter) : systemFolders)),
    ].map(({ fingerprint256 }) => fingerprint256),
  );
  const from = ['SSL_CERT_FILE', 'SSL_CERT_DIR'].filter((name) => environment[name]).join(' and ') || 'the system';
  const advice =
    'add its authority to the system’s (update-ca-certificates), or name a PEM file of all of them in SSL_CERT_FILE.';
  if (trusted.size === 0)
    return missing(plugins, `none: nothing is found in what ${from} names`, `Install ca-certificates, and ${advice}`);
  const unknown = named.filter(({ fingerprint256 }) => !trusted.has(fingerprint256));
  if (unknown.length > 0)
    return warning(
      plugins,
      `${names(unknown)} of NODE_EXTRA_CA_CERTS is none of those of ${from}, and they read no NODE_EXTRA_CA_CERTS`,
      `Where the proxy opens TLS, ${advice}`,
    );
  if (named.length > 0 || from !== 'the system') return fine(plugins, `${trusted.size} of ${from}`);
  return warning(plugins, `${proxy} is set: they trust those of the system`, `Where the proxy opens TLS, ${advice}`);
}

async function checkCli(proxy: string, { REQUESTS_CA_BUNDLE: bundle }: NodeJS.ProcessEnv): Promise<Check> {
  if (bundle && (await certificatesIn(bundle)).length === 0)
    return missing(
      cli,
      `REQUESTS_CA_BUNDLE names ${shownPath(bundle, 'REQUESTS_CA_BUNDLE')}, which has no certificate in PEM or can’t be read`,
      'Name a PEM file of the public authorities and the proxy’s, or unset it.',
    );
  if (bundle) return fine(cli, 'those of REQUESTS_CA_BUNDLE');
  return warning(
    cli,
    `${proxy} is set, and REQUESTS_CA_BUNDLE is not: it trusts what it brings`,
    'Where the proxy opens TLS, name a PEM file of the public authorities and the proxy’s in REQUESTS_CA_BUNDLE.',
  );
}

async function certificatesIn(path: string): Promise<X509Certificate[]> {
  return certificatesOf((await contentOf(path))?.toString('latin1') ?? '');
}

async function firstCertificates(paths: readonly string[]): Promise<readonly X509Certificate[]> {
  for (const path of paths) {
    const content = await contentOf(path);
    if (content !== undefined) return certificatesOf(content.toString('latin1'));
  }
  return [];
}

async function certificatesInFolders(folders: readonly string[]): Promise<readonly X509Certificate[]> {
  const paths = await Promise.all(
    folders.map(async (folder) => (await readdir(folder).catch(() => [])).map((name) => join(folder, name))),
  );
  return (await Promise.all(paths.flat().map(certificatesIn))).flat();
}

/** Whose certificates they are. */
function names(all: readonly X509Certificate[]): string {
  const [first] = all;
  const more = all.length > 1 ? ` and ${grouped(all.length - 1)} more` : '';
  return `“${first?.subject.replaceAll('\n', ', ') ?? ''}”${more}`;
}
