import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificates {
  /** The authority that signed the server's certificate. */
  readonly caFile: string;
  /** An authority that signed nothing. */
  readonly otherCaFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** A certificate for the address, signed by an authority of its own, in a new folder. */
export function createCertificates(folder: string, address: string, name = 'dc1.corp.example'): Certificates {
  mkdirSync(folder, { recursive: true });
  const openssl = (...parameters: string[]): void => {
    execFileSync('openssl', parameters, { cwd: folder, stdio: 'ignore' });
  };
  for (const authority of ['ca', 'other-ca']) {
    openssl(
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${authority}`],
      ...[
        '-keyout',
        `${authority}.key`,
        '-out',
        `${authority}.pem`,
        '-addext',
        'keyUsage=critical,keyCertSign,cRLSign',
      ],
    );
  }
  writeFileSync(join(folder, 'extensions'), `subjectAltName=DNS:${name},IP:${address}\nextendedKeyUsage=serverAuth\n`);
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'server.key',
    '-out',
    'server.csr',
    '-subj',
    `/CN=${name}`,
  );
  openssl(
    ...['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2'],
    ...['-extfile', 'extensions', '-out', 'server.pem'],
  );
  // Samba refuses a key that others can read.
  chmodSync(join(folder, 'server.key'), 0o600);
  const file = (base: string): string => join(folder, base);
  return {
    caFile: file('ca.pem'),
    otherCaFile: file('other-ca.pem'),
    certificateFile: file('server.pem'),
    keyFile: file('server.key'),
  };
}
