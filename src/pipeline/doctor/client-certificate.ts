import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';

/** PKCS#12 is DER and begins with a sequence; PEM begins with a dash. */
const derSequence = 0x30;
const certificatePattern = /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs;

/** The certificates of a PEM file, without those that can't be read. */
export function certificatesOf(pem: string): X509Certificate[] {
  return (pem.match(certificatePattern) ?? []).flatMap((one) => {
    try {
      return new X509Certificate(one);
    } catch {
      return [];
    }
  });
}

/**
 * What a file lacks that our own client needs: it takes the first certificate and the key out of one PEM file, and Entra takes nothing
 * but RSA. Never a parser's words, which may quote the key.
 */
export function lackOfPem(content: Buffer | undefined, password: string | undefined, now: Date): string | undefined {
  if (content === undefined) return 'is empty or can’t be read';
  if (content[0] === derSequence) return 'is PKCS#12 or DER, not PEM';
  const text = content.toString('latin1');
  const [certificate] = certificatesOf(text);
  if (certificate === undefined) return 'is not a PEM certificate';
  if (!/-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/.test(text)) return 'has no private key';
  const isEncrypted = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(text);
  if (isEncrypted && !password) return 'has an encrypted private key, and AZURE_CLIENT_CERTIFICATE_PASSWORD is not set';
  const key = keyOf(text, password);
  if (key === undefined)
    return isEncrypted
      ? 'has a private key that AZURE_CLIENT_CERTIFICATE_PASSWORD does not open'
      : 'has a private key that can’t be read';
  if (key.asymmetricKeyType !== 'rsa') return noRsaKey;
  if (!certificate.checkPrivateKey(key)) return 'has a private key that is not that of its first certificate';
  return lackOfTime(certificate, now);
}

function keyOf(pem: string, passphrase: string | undefined): KeyObject | undefined {
  try {
    return createPrivateKey({ key: pem, format: 'pem', ...(passphrase && { passphrase }) });
  } catch {
    return undefined;
  }
}

const noRsaKey = 'has no RSA key, which Entra expects';

function lackOfTime({ validFrom, validTo }: X509Certificate, now: Date): string | undefined {
  const [start, end] = [new Date(validFrom), new Date(validTo)];
  if (start > now) return `is not valid before ${start.toISOString().slice(0, 10)}`;
  return end < now ? `expired on ${end.toISOString().slice(0, 10)}` : undefined;
}

/** What OpenSSL says of PKCS#12, and what that means. It can't read old encryptions, which the plugin can. */
const pkcs12Lacks: readonly (readonly [RegExp, (isOpened: boolean) => string])[] = [
  [/mac verify failure/, (given) => (given ? 'is not opened by its password' : 'has a password, and none is set')],
  [/load private key/, () => 'has no private key'],
  [/load certificate/, () => 'has no certificate'],
  [/mismatch/, () => 'has a private key that is not that of its certificate'],
  [/not enough data|wrong tag|asn1|bad object/i, () => 'is not a whole PKCS#12 file'],
];

/**
 * What a file lacks that the azuread plugin needs: PKCS#12 of certificate and key, and its password; and what Entra expects of any.
 *
 * @param own the PEM file of our own client, whose certificate it should be.
 */
export function lackOfPkcs12(
  content: Buffer | undefined,
  passphrase: string | undefined,
  now: Date,
  own?: Buffer,
): string | undefined {
  if (content === undefined) return 'is empty or can’t be read';
  if (content[0] !== derSequence) return 'is not a PKCS#12 file';
  let certificate: X509Certificate | undefined;
  try {
    certificate = certificateIn(createSecureContext({ pfx: content, ...(passphrase && { passphrase }) }));
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    return pkcs12Lacks.find(([pattern]) => pattern.test(said))?.[1](Boolean(passphrase));
  }
  if (certificate === undefined) return undefined;
  if (certificate.publicKey.asymmetricKeyType !== 'rsa') return noRsaKey;
  const [ours] = certificatesOf(own?.toString('latin1') ?? '');
  const isOurs = ours === undefined || ours.fingerprint256 === certificate.fingerprint256;
  return (
    lackOfTime(certificate, now) ?? (isOurs ? undefined : 'has another certificate than the PEM of our own client')
  );
}

/** Node reads PKCS#12 into a context for TLS only. Undefined where a later Node does not give the certificate out again. */
function certificateIn({ context }: SecureContext): X509Certificate | undefined {
  const der: unknown = context?.getCertificate?.();
  return der instanceof Uint8Array ? new X509Certificate(der) : undefined;
}
