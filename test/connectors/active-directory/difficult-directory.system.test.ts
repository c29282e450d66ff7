import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openConnection } from '../../../src/connectors/active-directory/connect.js';
import { readDirectories } from '../../../src/connectors/active-directory/read.js';
import { guidToBytes } from '../../../src/domain/guid.js';
import { createCertificates } from '../../../workshop/directory-servers/certificates.js';
import {
  type FakeAnswer,
  type FakeDirectory,
  type FakeEntry,
  type FakeSearch,
  honest,
  startFakeDirectory,
} from '../../../workshop/directory-servers/fake-directory.js';

const base = 'OU=Staff,DC=corp,DC=example';
const total = 25;
const folder = mkdtempSync(join(tmpdir(), 'fake-directory-'));
const certificates = createCertificates(join(folder, 'tls'), '127.0.0.1');

const guidOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

function user(index: number, more: FakeEntry['attributes'] = {}): FakeEntry {
  return {
    dn: `CN=user${index},${base}`,
    attributes: {
      objectClass: ['top', 'person', 'user'],
      objectGUID: [Buffer.from(guidToBytes(guidOf(index)))],
      uSNChanged: [String(1000 + index)],
      sAMAccountName: [`user${index}`],
      ...more,
    },
  };
}

const everybody = Array.from({ length: total }, (_, index) => user(index));

describe('a directory that makes difficulties', () => {
  let directory: FakeDirectory | undefined;
  afterEach(() => directory?.stop());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function read(answer: (search: FakeSearch) => FakeAnswer | 'drop') {
    directory = await startFakeDirectory(certificates, answer);
    const account = { bindDn: 'reader', passwordVariable: 'P', caFile: certificates.caFile };
    const { evidence } = await readDirectories([{ ...account, server: directory.server, baseDns: [base] }], {
      attributes: [],
      environment: { P: 'secret' },
      now: () => new Date('2026-11-24T02:00:00Z'),
      pageSize: 10,
    });
    expect(directory.operations).not.toContain('anonymous search');
    return evidence;
  }
  const isReading = (search: FakeSearch): boolean => search.attributes.length > 5 && search.guids === undefined;
  const isListing = (search: FakeSearch): boolean => search.attributes.length === 2 && search.pageSize !== undefined;
  const names = ({ records }: { records: readonly { samAccountName?: string }[] }) =>
    records.map((record) => record.samAccountName);
  const all = everybody.map((_, index) => `user${index}`);

  it('is read page by page', async () => {
    const evidence = await read(honest(everybody));
    expect(names(evidence)).toEqual(all);
    expect(evidence.source.issues).toEqual([]);
  });

  it('has sent an empty page with more to come: what was not read is fetched', async () => {
    const evidence = await read((search) =>
      isReading(search) && search.cookie === '10' ? { entries: [], cookie: '20' } : honest(everybody)(search),
    );
    expect(names(evidence)).toEqual(all);
    expect(evidence.source.issues).toEqual([]);
  });

  it('ends every search with an empty page: nobody can tell whether that is all', async () => {
    const evidence = await read((search) => {
      if ((isReading(search) || isListing(search)) && search.cookie === 'more')
        return { entries: [], cookie: 'yet more' };
      const found = honest(everybody.slice(0, 8))(search);
      return isReading(search) || isListing(search) ? { ...found, cookie: 'more' } : found;
    });
    expect(evidence.records).toHaveLength(8);
    expect(evidence.source.issues.map(({ problem, message }) => `${problem}: ${message}`)).toEqual([
      expect.stringMatching(/^incomplete: .* ended twice with an empty page after 8 objects/),
    ]);
  });

  it('breaks the connection in the middle: another one is opened, signed in, and only the rest is read', async () => {
    let broken = false;
    const evidence = await read((search) => {
      if (isReading(search) && search.cookie === '20' && !broken) {
        broken = true;
        return 'drop';
      }
      return honest(everybody)(search);
    });
    expect(names(evidence)).toEqual(all);
    expect(evidence.source.issues).toEqual([]);
    const { operations } = directory as FakeDirectory;
    expect(operations.filter((operation) => operation === 'bind').length).toBe(
      operations.filter((operation) => operation === 'connect').length,
    );
  });

  it('does not come back: that is said, and nothing is written', async () => {
    await expect(read((search) => (isReading(search) ? 'drop' : honest(everybody)(search)))).rejects.toThrow(
      /can't be reached/,
    );
  }, 60_000);

  it('sends the members of a group in parts', async () => {
    const members = Array.from({ length: 7 }, (_, index) => `CN=user${index},${base}`);
    const group = (range: string, values: readonly string[]): FakeEntry =>
      user(99, { objectClass: ['top', 'group'], [`member;range=${range}`]: values });
    const evidence = await read((search) => {
      if (search.attributes[0] === 'member;range=3-*') return { entries: [group('3-5', members.slice(3, 6))] };
      if (search.attributes[0] === 'member;range=6-*') return { entries: [group('6-*', members.slice(6))] };
      return honest([group('0-2', members.slice(0, 3)), ...everybody])(search);
    });
    expect(evidence.records.find(({ objectType }) => objectType === 'group')?.members).toEqual(members);
    expect(evidence.source.issues).toEqual([]);
  });

  it('keeps back a part of the members: the group is not taken by halves', async () => {
    const group = user(99, { objectClass: ['group'], 'member;range=0-1': ['CN=a', 'CN=b'] });
    const evidence = await read((search) =>
      search.scope === 0 && search.base !== '' ? { entries: [] } : honest([group, ...everybody])(search),
    );
    expect(evidence.source).toMatchObject({ rejected: 1, records: total });
    expect(evidence.source.issues[0]?.message).toMatch(/^CN=user99,.*Only 2 values of member could be read/);
  });

  it.each<[string, Record<string, string[]>, RegExp]>([
    ['a first part that is not the first', { 'member;range=1-*': ['CN=b'] }, /sent parts of member that do not fit/],
    ['values besides the parts', { member: ['CN=a'], 'member;range=0-*': ['CN=b'] }, /sent parts of member/],
    ['a part with fewer values than it says', { 'member;range=0-4': ['CN=a'] }, /Only 1 value of member could be read/],
  ])('sends %s: the group is not taken', async (_what, members, message) => {
    const group = user(99, { objectClass: ['group'], ...members });
    const evidence = await read(honest([group, ...everybody]));
    expect(evidence.source).toMatchObject({ rejected: 1, records: total });
    expect(evidence.source.issues[0]?.message).toMatch(message);
  });

  it('refers to another domain, whose people are missing then', async () => {
    const referrals = [
      'ldaps://corp.example/CN=Configuration,DC=corp,DC=example??sub',
      'ldap://DomainDnsZones.corp.example/DC=DomainDnsZones,DC=corp,DC=example',
      'ldap://emea.corp.example/DC=emea,DC=corp,DC=example??sub',
    ];
    const evidence = await read((search) => {
      const found = honest(everybody)(search);
      return isReading(search) ? { ...found, referrals } : found;
    });
    expect(evidence.source.issues.map(({ message }) => message)).toEqual([
      'The directory refers to DC=emea,DC=corp,DC=example, which was not read. Add the server and the base of that domain.',
    ]);
  });

  it('spells an attribute of bytes in a way of its own: the damaged value is not taken', async () => {
    const { objectSid: _, ...rest } = user(3).attributes as Record<string, readonly (string | Buffer)[]>;
    const odd = { ...user(3), attributes: { ...rest, OBJECTSID: ['text'] } };
    const evidence = await read(honest([odd, user(4)]));
    expect(evidence.source.rejected).toBe(1);
    expect(evidence.source.issues[0]?.message).toContain('returns OBJECTSID in an unknown form');
  });

  it('has objects that can’t be read: each is named once', async () => {
    const evidence = await read(honest([user(1, { userAccountControl: ['many'] }), user(2)]));
    expect(evidence.source).toMatchObject({ rejected: 1, records: 1 });
    expect(evidence.source.issues[0]?.message).toBe(
      `CN=user1,${base}: userAccountControl is “many”, expected a number such as 512. Export the column again.`,
    );
  });

  it('has no StartTLS: the password is not sent', async () => {
    const plain = await startFakeDirectory(undefined, honest(everybody));
    const settings = { server: plain.server, bindDn: 'reader', passwordVariable: 'P' };
    await expect(openConnection(settings, { P: 'secret' })).rejects.toThrow(/no password was sent/);
    expect(plain.operations).toEqual(['connect', 'extended']);
    await plain.stop();
  });
});
