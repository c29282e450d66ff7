import { generate } from 'selfsigned';

export interface ServerIdentity {
  /** PEM of the throw-away CA: clients are told to trust it. */
  readonly caCertificate: string;
  readonly certificate: string;
  readonly privateKey: string;
}

/**
 * A certificate for localhost and 127.0.0.1 from a certificate authority that exists only in this process: a new one at
 * every start, so that no key worth stealing is ever written.
 */
export async function createServerIdentity(): Promise<ServerIdentity> {
  const common = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;
  const authority = await generate([{ name: 'commonName', value: 'entra-cutover stand-in CA' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { caCertificate: authority.cert, certificate: server.cert, privateKey: server.private };
}
