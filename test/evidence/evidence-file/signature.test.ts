import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectFromFile } from '../../../src/evidence/evidence-file/collect.js';
import { readSigner, readSigningKey } from '../../../src/evidence/evidence-file/signature.js';
import { writeEvidenceFile } from '../../../src/evidence/evidence-file/write.js';
import { readOnPremFiles } from '../../../src/evidence/files.js';
import { isComplete } from '../../../src/evidence/read-log.js';
import { assessFiles } from '../../../src/pipeline/assess/assess-files.js';
import { folderWith } from '../../cli/run-cli.js';

const guid = '9efb9891-ae21-416b-b3f7-69880c297e4f';
const folder = folderWith({
  'on-prem.csv': `UserPrincipalName,objectGUID,mS-DS-ConsistencyGuid\nann@corp.example,${guid},\n`,
  'entra.csv': 'UserPrincipalName,ImmutableID\nann@corp.example,kZj7niGua0Gz92mIDCl+Tw==\n',
});
const file = (name: string): string => join(folder, name);
const pems = (name: string): void => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(file(`${name}.key`), privateKey.export({ format: 'pem', type: 'pkcs8' }));
  writeFileSync(file(`${name}.pub`), publicKey.export({ format: 'pem', type: 'spki' }));
};
pems('ours');
pems('theirs');

async function collect(name: string, key?: string): Promise<string> {
  const evidence = await collectFromFile(readOnPremFiles, file('on-prem.csv'), '2026-11-24T02:00:00Z');
  const signingKey = key === undefined ? undefined : await readSigningKey(file(key));
  await writeEvidenceFile(file(name), evidence, { tool: 'test', signingKey }, { now: new Date() });
  return file(name);
}

async function assess(onPrem: string, signers: readonly string[]) {
  const assessment = await assessFiles({
    files: { onPrem: [onPrem], entra: [file('entra.csv')] },
    waivers: [],
    thresholds: {},
    evidenceSigners: signers,
    at: '2026-11-24T03:00:00Z',
  });
  return assessment.findings
    .filter(({ rule }) => rule === 'evidence-incomplete')
    .map(({ at, found }) => `${at?.origin}: ${found}`);
}

describe('the signature of an evidence file', () => {
  it('names its signer, in plain and compressed files', async () => {
    for (const name of ['signed.ndjson', 'signed.ndjson.gz']) {
      const [evidence] = await readOnPremFiles([await collect(name, 'ours.key')]);
      expect(evidence?.source.signer).toBe(await readSigner(file('ours.pub')));
      expect(evidence && isComplete(evidence.source)).toBe(true);
    }
  });

  it('leaves the hash of the records as it is', async () => {
    const [signed] = await readOnPremFiles([await collect('a.ndjson', 'ours.key')]);
    const [plain] = await readOnPremFiles([await collect('b.ndjson')]);
    expect(signed?.source.sha256).toBe(plain?.source.sha256);
  });

  it('does not fit once header, footer, signer or signature is another one', async () => {
    const path = await collect('changed.ndjson', 'ours.key');
    const text = readFileSync(path, 'utf8');
    const first = /"signature":"(.)/.exec(text)?.[1];
    const changes: readonly (readonly [string, string | RegExp, string])[] = [
      ['header', '"readAt":"2026-11-24T02', '"readAt":"2026-11-24T09'],
      ['footer', '"skipped":0', '"skipped":1'],
      ['signature', `"signature":"${first}`, `"signature":"${first === 'A' ? 'B' : 'A'}`],
      ['signer', /"signer":"[^"]*"/, `"signer":"${await readSigner(file('theirs.pub'))}"`],
      ['no key at all', /"signer":"[^"]*"/, '"signer":"x"'],
    ];
    for (const [what, from, to] of changes) {
      writeFileSync(path, text.replace(from, to));
      const [evidence] = await readOnPremFiles([path]);
      expect([what, evidence?.source.signer, evidence && isComplete(evidence.source)]).toEqual([
        what,
        undefined,
        false,
      ]);
    }
  });

  it('is demanded of every file by the gate', async () => {
    const [ours, theirs] = [file('ours.pub'), file('theirs.pub')];
    const base64 = await readSigner(ours);
    const signed = await collect('demanded.ndjson', 'ours.key');
    const raw = Buffer.from(base64, 'base64').subarray(-32).toString('base64');
    for (const signer of [ours, base64, raw]) {
      expect(
        (await assess(signed, [signer])).filter((found) => /demanded.*signature|demanded.*signed/.test(found)),
      ).toEqual([]);
    }
    expect(await assess(signed, [theirs])).toContainEqual(
      expect.stringMatching(/demanded.*It is signed with the key .*not one that is trusted/),
    );
    expect(await assess(await collect('unsigned.ndjson'), [ours])).toContainEqual(
      expect.stringContaining('It carries no valid signature'),
    );
    expect(await assess(signed, [ours])).toContainEqual(
      expect.stringMatching(/entra\.csv: It carries no valid signature/),
    );
  });

  it('cut at any byte does not make the file signed', async () => {
    const path = await collect('cut.ndjson', 'ours.key');
    const bytes = readFileSync(path);
    const signer = await readSigner(file('ours.pub'));
    const taken: number[] = [];
    for (let length = 0; length < bytes.length; length += 1) {
      writeFileSync(path, bytes.subarray(0, length));
      const [evidence] = await readOnPremFiles([path]);
      if (evidence?.source.signer === signer) taken.push(length);
    }
    // Only the very last line feed says nothing.
    expect(taken).toEqual([bytes.length - 1]);
  });

  it('wants Ed25519 keys, and says how to make one', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(file('ec.key'), privateKey.export({ format: 'pem', type: 'pkcs8' }));
    await expect(readSigningKey(file('ec.key'))).rejects.toThrow(/not an Ed25519 private key.*openssl genpkey/);
    await expect(readSigningKey(file('ours.pub'))).rejects.toThrow(/not an Ed25519 private key/);
    await expect(readSigner(file('missing.pub'))).rejects.toThrow(/can't be read: it does not exist/);
    await expect(readSigner(file('on-prem.csv'))).rejects.toThrow(/not an Ed25519 public key/);
  });
});
