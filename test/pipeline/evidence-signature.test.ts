import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signEvidence, verifyEvidence } from '../../src/pipeline/evidence-signature.js';

function keyPair() {
  return generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

const [collector, stranger] = [keyPair(), keyPair()];
let folder = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'entra-cutover-evidence-'));
  writeFileSync(join(folder, 'on-prem.ndjson'), 'people');
  await signEvidence(folder, 'prod', collector.privateKey);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('signed evidence', () => {
  it('is believed when one of the signers signed exactly these files for this stack', async () => {
    const signers = stranger.publicKey + collector.publicKey;
    expect(await verifyEvidence(folder, 'prod', signers)).toEqual(['on-prem.ndjson']);
  });

  it.each([
    ['a changed file', () => writeFileSync(join(folder, 'on-prem.ndjson'), 'People'), /not as it was signed/],
    ['another file beside it', () => writeFileSync(join(folder, 'entra.ndjson'), ''), /entra\.ndjson/],
    ['a missing file', () => rmSync(join(folder, 'on-prem.ndjson')), /on-prem\.ndjson/],
    ['a link', () => symlinkSync('/etc/hostname', join(folder, 'link')), /no plain file/],
    ['no signature', () => rmSync(join(folder, 'evidence.signature.json')), /not signed/],
  ])('is not believed with %s', async (_, tamper, message) => {
    tamper();
    await expect(verifyEvidence(folder, 'prod', collector.publicKey)).rejects.toThrow(message);
  });

  it('is not believed from a stranger, for another stack, or without signers', async () => {
    await expect(verifyEvidence(folder, 'prod', stranger.publicKey)).rejects.toThrow('none of the 1 known signers');
    await expect(verifyEvidence(folder, 'prod', '')).rejects.toThrow('none of the 0 known signers');
    await expect(verifyEvidence(folder, 'staging', collector.publicKey)).rejects.toThrow('for the stack prod');
  });

  it('a key that is none is refused without being quoted', async () => {
    await expect(signEvidence(folder, 'prod', 'not-a-key-but-secret')).rejects.toThrow(/^(?!.*secret).*Ed25519/);
  });
});
