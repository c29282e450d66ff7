import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { UserError } from '../../domain/errors.js';
import type { Evidence } from '../../domain/evidence.js';
import { failureReason } from '../../domain/failure-reason.js';

/**
 * The line after the footer of a signed evidence file. The signature (Ed25519, Base64) is over the header line, which has
 * origin and time, and the footer line, which has counts and the hash of the records, each with its line feed.
 */
export interface EvidenceSignature {
  readonly signature: string;
  /** The public key that belongs to it: Base64 of its SubjectPublicKeyInfo. Whether it is trusted, the reader's side says. */
  readonly signer: string;
}

/** DER of an Ed25519 SubjectPublicKeyInfo up to the key's own 32 bytes (RFC 8410). */
const publicKeyPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** The signature line for a header and a footer line, line feed included. */
export function signatureLine(key: KeyObject, header: string, footer: string): string {
  const line: EvidenceSignature = {
    signature: sign(null, Buffer.from(header + footer), key).toString('base64'),
    signer: publicKeyText(createPublicKey(key)),
  };
  return `${JSON.stringify(line)}\n`;
}

/** The signer when the signature fits header and footer (without their line feeds), otherwise undefined. */
export function verifiedSigner(line: EvidenceSignature, header: Buffer, footer: Buffer): string | undefined {
  const key = publicKeyOf(line.signer);
  const text = Buffer.concat([header, Buffer.from('\n'), footer, Buffer.from('\n')]);
  return key && verify(null, text, key, Buffer.from(line.signature, 'base64')) ? publicKeyText(key) : undefined;
}

/** The signature that a line holds, or undefined. */
export function asSignature(json: Readonly<Record<string, unknown>> | undefined): EvidenceSignature | undefined {
  const found = typeof json?.signature === 'string' && typeof json.signer === 'string';
  return found ? (json as unknown as EvidenceSignature) : undefined;
}

/** The private key in a PEM file. Throws UserError when it can't be read or is not an Ed25519 key. */
export async function readSigningKey(path: string): Promise<KeyObject> {
  const pem = await readKeyFile(path);
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below, without what stood in the file.
  }
  throw new UserError(
    `${path} is not an Ed25519 private key in PEM form. Make one: openssl genpkey -algorithm ed25519 -out key.pem`,
  );
}

/**
 * A trusted signer in the form in which signatures name it, from its public key: Base64 (of the 32 bytes or of the whole
 * SubjectPublicKeyInfo), or the path of a PEM file. Throws UserError for anything else.
 */
export async function readSigner(keyOrPath: string): Promise<string> {
  const key = publicKeyOf(keyOrPath) ?? publicKeyOf(await readKeyFile(keyOrPath));
  if (key !== undefined) return publicKeyText(key);
  throw new UserError(
    `${keyOrPath} is not an Ed25519 public key. Make it from the private key: openssl pkey -in key.pem -pubout`,
  );
}

/** Each evidence with an issue that makes it incomplete, unless one of the signers signed it; as it is where none are demanded. */
export function demandSigners<Item>(
  evidence: readonly Evidence<Item>[],
  signers: ReadonlySet<string> | undefined,
): readonly Evidence<Item>[] {
  return signers === undefined ? evidence : evidence.map((one) => demandSigner(one, signers));
}

function demandSigner<Item>(evidence: Evidence<Item>, signers: ReadonlySet<string>): Evidence<Item> {
  const { source } = evidence;
  if (source.signer !== undefined && signers.has(source.signer)) return evidence;
  const found =
    source.signer === undefined
      ? 'It carries no valid signature'
      : `It is signed with the key ${source.signer}, which is not one that is trusted`;
  const message = `${found}, expected one of ${[...signers].join(', ')}. Collect it with --sign-key and the key that belongs to one of them.`;
  const issue = { problem: 'incomplete' as const, at: { origin: source.origin, line: 1 }, message };
  return { ...evidence, source: { ...source, issues: [...source.issues, issue] } };
}

function publicKeyOf(text: string): KeyObject | undefined {
  const bytes = Buffer.from(text, 'base64');
  try {
    if (text.includes('BEGIN')) return ed25519(createPublicKey(text));
    const der = bytes.length === 32 ? Buffer.concat([publicKeyPrefix, bytes]) : bytes;
    // What is not Base64 decodes to something shorter.
    if (!/^[A-Za-z0-9+/]+=*$/.test(text) || der.length !== publicKeyPrefix.length + 32) return undefined;
    return ed25519(createPublicKey({ key: der, format: 'der', type: 'spki' }));
  } catch {
    return undefined;
  }
}

function ed25519(key: KeyObject): KeyObject | undefined {
  return key.asymmetricKeyType === 'ed25519' ? key : undefined;
}

function publicKeyText(key: KeyObject): string {
  return key.export({ format: 'der', type: 'spki' }).toString('base64');
}

async function readKeyFile(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError(`The key ${path} can't be read: ${failureReason(error)}.`);
  });
}
