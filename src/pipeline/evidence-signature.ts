import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { canonicalJson } from '../audit/index.js';
import { UserError } from '../domain/errors.js';

const signatureFile = 'evidence.signature.json';

const signed = z.strictObject({
  stack: z.string(),
  /** SHA-256 by file name. */
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
  signature: z.string(),
});

/**
 * Signs every file of a folder of evidence (Ed25519 over names and hashes), so that whoever can write artifacts can't make
 * evidence up.
 *
 * @param privateKey PEM, PKCS #8.
 * @returns the names of the files.
 */
export async function signEvidence(folder: string, stack: string, privateKey: string): Promise<readonly string[]> {
  const files = await hashesIn(folder);
  const names = Object.keys(files);
  if (names.length === 0) throw new UserError(`${folder} holds no evidence to sign.`);
  const signature = sign(null, Buffer.from(canonicalJson({ stack, files })), ed25519(privateKey, createPrivateKey));
  const text = JSON.stringify({ stack, files, signature: signature.toString('base64') }, null, 1);
  await writeFile(join(folder, signatureFile), `${text}\n`);
  return names;
}

/**
 * Checks that a folder holds exactly what one of the signers signed for the stack.
 *
 * @param signers public keys, PEM blocks one after the other.
 * @throws UserError that says what does not fit.
 */
export async function verifyEvidence(folder: string, stack: string, signers: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, signatureFile), 'utf8').catch(() => undefined);
  if (text === undefined) throw new UserError(`${folder} has no ${signatureFile}: the evidence is not signed.`);
  const parsed = signed.safeParse(parseJson(text));
  if (!parsed.success)
    throw new UserError(`${join(folder, signatureFile)} is not what entra-cutover evidence sign writes.`);
  const { files, signature, stack: of } = parsed.data;
  const content = Buffer.from(canonicalJson({ stack: of, files }));
  const keys = (signers.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? []).map((pem) =>
    ed25519(pem, createPublicKey),
  );
  if (!keys.some((key) => verify(null, content, key, Buffer.from(signature, 'base64'))))
    throw new UserError(`${folder} is signed by none of the ${keys.length} known signers.`);
  if (of !== stack) throw new UserError(`${folder} was signed for the stack ${of}, not for ${stack}.`);
  const found = await hashesIn(folder);
  const names = [...new Set([...Object.keys(found), ...Object.keys(files)])];
  const different = names.filter((name) => found[name] !== files[name]);
  if (different.length > 0) throw new UserError(`${folder}: not as it was signed: ${different.join(', ')}.`);
  return names;
}

async function hashesIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => {
    throw new UserError(`${folder} can't be read.`);
  });
  const files = entries.filter((entry) => !entry.isDirectory() && entry.name !== signatureFile);
  const hashes: Record<string, string> = {};
  for (const entry of files) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile()) throw new UserError(`${path} is no plain file: evidence is.`);
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    hashes[path.slice(join(folder, '/').length).replaceAll('\\', '/')] = hash.digest('hex');
  }
  return hashes;
}

/** The reason is left out on purpose: a parser's message may quote the key. */
function ed25519(pem: string, create: (pem: string) => KeyObject): KeyObject {
  try {
    const key = create(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below, for every way in which it is no key.
  }
  throw new UserError('A signing key is no Ed25519 key in PEM: openssl genpkey -algorithm ed25519 makes one.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
