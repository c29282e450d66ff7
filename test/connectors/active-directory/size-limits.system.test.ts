import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeConnection, openConnection } from '../../../src/connectors/active-directory/connect.js';
import { readDirectories } from '../../../src/connectors/active-directory/read.js';
import { available, slapd } from '../../../workshop/directory-servers/packages.js';
import { type Slapd, slapdBase, startSlapd } from '../../../workshop/directory-servers/slapd.js';

const users = 20_000;

describe.skipIf(!available(slapd))('a directory that returns 1,000 objects at most', () => {
  let server: Slapd;
  beforeAll(async () => {
    // A child domain on another server, as a continuation reference (RFC 3296).
    const child = `dn: DC=emea,${slapdBase}\nobjectClass: referral\nobjectClass: extensibleObject\ndc: emea\nref: ldap://emea.corp.example/DC=emea,${slapdBase}\n\n`;
    server = await startSlapd(users, child);
  });
  afterAll(() => server?.stop());
  const settings = () => ({
    server: server.server,
    bindDn: server.reader.bindDn,
    passwordVariable: 'P',
    caFile: server.caFile,
  });
  const environment = { P: 'reader' };

  it('refuses a search without pages, so that the limit is real', async () => {
    const client = await openConnection(settings(), environment);
    await expect(client.search(server.baseDn, { filter: '(objectClass=user)' })).rejects.toThrow(/0x4/);
    await closeConnection(client);
  });

  it('is read as a whole, and the domain it refers to is missing', async () => {
    const { evidence } = await readDirectories([{ ...settings(), baseDns: [server.baseDn] }], {
      attributes: [],
      environment,
      now: () => new Date('2026-11-24T02:00:00Z'),
    });
    expect(new Set(evidence.records.map(({ samAccountName }) => samAccountName)).size).toBe(users);
    expect(evidence.source.issues.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The directory refers to dc=emea,dc=corp,dc=example, which was not read\./i),
    ]);
  });
});
