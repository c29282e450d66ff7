import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, type Client } from 'ldapts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src/connectors/active-directory/checkpoint.js';
import { closeConnection, openConnection } from '../../../src/connectors/active-directory/connect.js';
import { type DirectoryReading, readDirectories } from '../../../src/connectors/active-directory/read.js';
import type { Directory } from '../../../src/connectors/active-directory/settings.js';
import type { OnPremObject } from '../../../src/domain/objects.js';
import { objectGuidAnchor } from '../../../src/domain/source-anchor.js';
import { available, samba } from '../../../workshop/directory-servers/packages.js';
import { awkwardGuids, peopleLdif, staff } from '../../../workshop/directory-servers/people.js';
import { type Samba, startSamba } from '../../../workshop/directory-servers/samba.js';

const users = 2100;
const readerPassword = 'Reader-Passw0rd!';

describe.skipIf(!available(samba))('reading Active Directory', () => {
  let server: Samba;
  let admin: Client;
  let whole: Directory;
  const folder = mkdtempSync(join(tmpdir(), 'ad-test-'));
  beforeAll(async () => {
    server = await startSamba(peopleLdif(users));
    const { bindDn, password } = server.administrator;
    whole = {
      server: server.server,
      bindDn,
      passwordVariable: 'ADMIN',
      caFile: server.caFile,
      baseDns: [],
    };
    environment.ADMIN = password;
    admin = await openConnection(whole, environment);
  });
  afterAll(async () => {
    if (admin) await closeConnection(admin);
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const environment: NodeJS.ProcessEnv = { READER: readerPassword };
  const read = (directory: Partial<Directory> = {}, reading: Partial<DirectoryReading> = {}) =>
    readDirectories([{ ...whole, ...directory }], {
      attributes: [],
      environment,
      now: () => new Date('2026-11-24T02:00:00Z'),
      ...reading,
    });
  const inStaff = { baseDns: [staff] };
  const named = (records: readonly OnPremObject[], name: string) => records.find((record) => record.name === name);

  it('reads every object of the domain, its anchor byte for byte', async () => {
    const { evidence } = await read();
    const { records, source } = evidence;
    const ofType = (type: string) =>
      records.filter(({ objectType, distinguishedName }) => objectType === type && distinguishedName?.endsWith(staff));
    expect([ofType('user').length, ofType('group').length, ofType('contact').length]).toEqual([users, 1, 1]);
    expect(
      ofType('device')
        .map(({ name, attributes }) => [name, attributes.get('usercertificate')])
        .sort(),
    ).toEqual([
      ['pc1', 'present'],
      ['pc2', 'present'],
    ]);
    expect(source).toMatchObject({
      kind: 'onPrem',
      rejected: 0,
      issues: [],
      tenant: 'corp.example',
      readAt: '2026-11-24T02:00:00.000Z',
    });
    expect(source.records).toBe(records.length);
    for (const [index, guid] of awkwardGuids.entries()) {
      expect(named(records, `user0000${index + 1}`)?.consistencyGuid).toBe(guid.toString('base64'));
    }
    const guids = records.map(({ objectGuid = '' }) => objectGuid);
    expect(guids).toEqual([...new Set(guids)].sort());
    expect(named(records, 'user00007')).toMatchObject({
      objectType: 'user',
      userPrincipalName: 'user00007@corp.example',
      samAccountName: 'user00007',
      objectSid: expect.stringMatching(/^S-1-5-21-/),
      proxyAddresses: ['SMTP:user00007@corp.example', 'smtp:alias.user00007@corp.example'],
      enabled: true,
    });
    expect(named(records, 'user00004')?.enabled).toBe(false);
    expect(named(records, 'user00007')?.attributes.get('manager')).toBe(`CN=user00001,${staff}`);
    expect(named(records, 'user00007')?.attributes.get('displayname')).toBe('Zoë; “user00007”, Müller');
    expect(named(records, 'Everybody')?.members).toHaveLength(users);
    expect(source.fields).toContain('consistencyGuid');
    expect(source.fields).toContain('extensionattribute15');
  });

  it('writes an anchor and reads it back', async () => {
    const change = new Change({
      operation: 'replace',
      modification: new Attribute({ type: 'mS-DS-ConsistencyGuid', values: [Buffer.from('fedcba9876543210')] }),
    });
    await admin.modify(`CN=user00009,${staff}`, change);
    const person = named((await read(inStaff)).evidence.records, 'user00009');
    expect(person?.consistencyGuid).toBe(Buffer.from('fedcba9876543210').toString('base64'));
    expect(objectGuidAnchor(person?.objectGuid ?? '')).not.toBe(person?.consistencyGuid);
    await admin.modify(
      `CN=user00009,${staff}`,
      new Change({ operation: 'delete', modification: new Attribute({ type: 'mS-DS-ConsistencyGuid' }) }),
    );
  });

  it('gives the same evidence whatever the size of the pages', async () => {
    const [one, other] = [await read(inStaff), await read(inStaff, { pageSize: 333 })];
    expect(other.evidence.records).toEqual(one.evidence.records);
  });

  it('tells deleted users, or says that the account may not see them', async () => {
    await admin.add(`CN=leaver,${staff}`, { objectClass: 'user', sAMAccountName: 'leaver' });
    await admin.del(`CN=leaver,${staff}`);
    const asAdmin = await read();
    const leaver = asAdmin.evidence.records.find(({ samAccountName }) => samAccountName === 'leaver');
    expect(leaver).toMatchObject({ objectType: 'user', deleted: true });
    expect(asAdmin.notes).toEqual([]);

    await admin.add(`CN=reader,CN=Users,${server.baseDn}`, { objectClass: 'user', sAMAccountName: 'reader' });
    await admin.modify(`CN=reader,CN=Users,${server.baseDn}`, [
      new Change({
        operation: 'replace',
        modification: new Attribute({ type: 'unicodePwd', values: [Buffer.from(`"${readerPassword}"`, 'utf16le')] }),
      }),
      new Change({
        operation: 'replace',
        modification: new Attribute({ type: 'userAccountControl', values: ['512'] }),
      }),
    ]);
    const asReader = await read({ bindDn: 'CORP\\reader', passwordVariable: 'READER' });
    expect(asReader.notes.join()).toMatch(/no deleted users are visible .* CORP\\reader may not see them/);
    expect(asReader.evidence.source.issues).toEqual([]);
    const living = asAdmin.evidence.records.filter(({ deleted }) => deleted === undefined);
    expect(asReader.evidence.records.length).toBe(living.length + 1);
  });

  it('refuses bases that overlap, and a base that does not exist', async () => {
    await expect(read({ baseDns: [staff, server.baseDn] })).rejects.toThrow(/lies in DC=corp,DC=example/);
    await expect(read({ baseDns: [`OU=Nowhere,${server.baseDn}`] })).rejects.toThrow(
      /refused the search below OU=Nowhere.*Check --base-dn/,
    );
    await expect(read({ server: `${server.server}:3269` })).rejects.toThrow(/global catalog/);
  });

  it('is incomplete where a base holds nobody', async () => {
    await admin.add(`OU=Empty,${server.baseDn}`, { objectClass: 'organizationalUnit' });
    const { evidence } = await read({ baseDns: [`OU=Empty,${server.baseDn}`] });
    expect(evidence.source.issues.map(({ problem, message }) => `${problem}: ${message}`)).toEqual([
      expect.stringMatching(/^incomplete: .* found nothing below OU=Empty/),
    ]);
  });

  it('goes on where it was stopped, and reads again only what has changed', async () => {
    const path = join(folder, 'checkpoint');
    const before = await read(inStaff);
    const stop = new AbortController();
    let checkpoint = await openCheckpoint(path, 'question');
    const stopped = read(inStaff, {
      checkpoint,
      signal: stop.signal,
      onProgress: ({ read: count }) => count >= 2000 && stop.abort(new Error('stopped')),
    });
    await expect(stopped).rejects.toThrow('stopped');
    await checkpoint.close();

    await admin.modify(
      `CN=user00001,${staff}`,
      new Change({ operation: 'replace', modification: new Attribute({ type: 'department', values: ['Moved'] }) }),
    );
    const counts: number[] = [];
    checkpoint = await openCheckpoint(path, 'question');
    const { evidence } = await read(inStaff, { checkpoint, onProgress: ({ read: count }) => counts.push(count) });
    expect(counts[0]).toBeGreaterThanOrEqual(2000);
    expect(named(evidence.records, 'user00001')?.attributes.get('department')).toBe('Moved');
    const others = (records: readonly OnPremObject[]) => records.filter(({ name }) => name !== 'user00001');
    expect(others(evidence.records)).toEqual(others(before.evidence.records));
    await checkpoint.close();
    await checkpoint.remove();
  });
});
