import { describe, expect, it } from 'vitest';
import { encryptionAdded, isEncryptedByStackFile, namesEncryption } from '../../src/config/stack-encryption.js';

const committed = '# a comment\nconfig:\n  cutover:hold: false\n  cutover:thresholds: { softMatches: 0 }\n';
// As engine 3.259.0 leaves the file.
const written = `${committed.replace('false', '"false"')}encryptionsalt: v1:AAAA\n`;

describe('what the engine added to a stack file', () => {
  it.each([
    ['a passphrase', written, ['encryptionsalt']],
    ['a KMS key', `secretsprovider: awskms://a\nencryptedkey: b\n${committed}`, ['encryptedkey', 'secretsprovider']],
    ['nothing', committed, []],
    ['another value too', written.replace('softMatches: 0', 'softMatches: 9'), []],
    ['a hold too', written.replace('"false"', '"true"'), []],
    ['environments', `environment: [a]\n${committed}`, []],
    ['what can’t be read', 'config: [', []],
    ['aliases', 'a: &x [1]\nb: *x\n', []],
  ])('%s', (_, changed, added) => {
    expect(encryptionAdded(committed, changed)).toEqual(added);
  });

  it('is not what somebody changed', () => {
    expect(encryptionAdded(written, written.replace('AAAA', 'BBBB'))).toEqual([]);
    expect(encryptionAdded('', written)).toEqual([]);
  });
});

it('Pulumi Cloud keeps a key of its own; every other backend leaves it to the stack file', () => {
  for (const url of ['azblob://state?storage_account=a', 's3://b?region=c', 'gs://d', 'file:///srv/pulumi'])
    expect(isEncryptedByStackFile(url), url).toBe(true);
  for (const url of ['https://api.pulumi.com', 'http://localhost:1', 'state', ''])
    expect(isEncryptedByStackFile(url), url).toBe(false);
});

it('a stack file names its encryption, or can’t be read at all', () => {
  expect([committed, written, 'config: ['].map(namesEncryption)).toEqual([false, true, true]);
});
