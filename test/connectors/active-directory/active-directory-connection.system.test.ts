import { connect, createServer } from 'node:net';
import { Client } from 'ldapts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeConnection, openConnection } from '../../../src/connectors/active-directory/connect.js';
import { compareAndSet } from '../../../src/connectors/active-directory/modify.js';
import type { DirectoryServer } from '../../../src/connectors/active-directory/settings.js';
import { available, samba } from '../../../workshop/directory-servers/packages.js';
import { type Samba, startSamba } from '../../../workshop/directory-servers/samba.js';

const secret = 'correct horse battery';
const person = `dn: CN=Jane Doe,CN=Users,DC=corp,DC=example
objectClass: user
sAMAccountName: jdoe
userPrincipalName: jdoe@corp.example
userAccountControl: 544

`;

describe.skipIf(!available(samba))('a connection to Active Directory', () => {
  let directory: Samba;
  let settings: DirectoryServer;
  let environment: NodeJS.ProcessEnv;
  beforeAll(async () => {
    directory = await startSamba(person);
    settings = {
      server: directory.server,
      bindDn: directory.administrator.bindDn,
      passwordVariable: 'LDAP_PASSWORD',
      caFile: directory.caFile,
    };
    environment = { LDAP_PASSWORD: directory.administrator.password };
  });
  afterAll(() => directory?.stop());

  const failure = (changes: Partial<DirectoryServer>, password = environment.LDAP_PASSWORD) =>
    openConnection({ ...settings, ...changes }, { LDAP_PASSWORD: password }).then(
      () => 'connected',
      (error: Error) => `${error.name}: ${error.message}`,
    );

  it('is made over LDAPS and over StartTLS, and is signed in', async () => {
    for (const server of [directory.server, directory.plainServer]) {
      const client = await openConnection({ ...settings, server }, environment);
      const { searchEntries } = await client.search(directory.baseDn, { scope: 'base', attributes: ['objectSid'] });
      expect(searchEntries).toHaveLength(1);
      await closeConnection(client);
    }
  });

  it.each(['ldaps', 'ldap'])('is not made over %s with a certificate of another authority', async (scheme) => {
    const server = `${scheme}://${directory.address}`;
    expect(await failure({ server, caFile: directory.otherCaFile })).toMatch(
      /UserError: The certificate of .* is not trusted .* no password was sent\. Check that .*other-ca\.pem/,
    );
    const { caFile: _, ...withoutAuthority } = settings;
    const refused = openConnection({ ...withoutAuthority, server }, environment);
    await expect(refused).rejects.toThrow(/not trusted .*Give the certificate of the authority .* --ca-file/);
  });

  it('is not made to a server whose name is not in its certificate', async () => {
    const address = '127.0.0.1';
    const relay = createServer((socket) => {
      const onward = connect({ host: directory.address, port: 636 });
      socket.pipe(onward).pipe(socket);
    });
    await new Promise<void>((resolve) => relay.listen(0, address, resolve));
    const { port } = relay.address() as { port: number };
    expect(await failure({ server: `ldaps://${address}:${port}` })).toMatch(/not trusted .*does not match certificate/);
    relay.close();
  });

  it('says what is wrong with the account', async () => {
    expect(await failure({}, `not the ${secret}`)).toBe(
      `UserError: ${directory.server} refused the account administrator@corp.example: the name or the password is wrong. Check --bind-dn and the password in LDAP_PASSWORD.`,
    );
    expect(await failure({}, '')).toContain('LDAP_PASSWORD is not set');
    expect(await failure({}, `not the ${secret}`)).not.toContain(secret);
  });

  it('is refused by the directory without encryption, which is why ldap:// means StartTLS', async () => {
    const client = new Client({ url: directory.plainServer });
    const { bindDn, password } = directory.administrator;
    await expect(client.bind(bindDn, password)).rejects.toThrow('encryption required');
    await closeConnection(client);
  });

  it.each(['http://dc1', 'dc1', 'ldaps://', 'ldaps://dc1/DC=corp', 'ldaps://dc1?x'])(
    'wants a server, not %s',
    async (server) => {
      expect(await failure({ server })).toContain('expected ldaps://HOST');
    },
  );

  it('does not connect again as nobody after it broke', async () => {
    const client = await openConnection(settings, environment);
    const { socket } = client as unknown as { socket: import('node:tls').TLSSocket };
    socket.destroy();
    await new Promise((resolve) => socket.once('close', resolve));
    await expect(client.search(directory.baseDn, { scope: 'base' })).rejects.toThrow('broke off');
    await closeConnection(client);
  });

  it('writes an anchor only over the value that it was told', async () => {
    const client = await openConnection(settings, environment);
    const distinguishedName = 'CN=Jane Doe,CN=Users,DC=corp,DC=example';
    const attribute = 'mS-DS-ConsistencyGuid';
    const [one, two] = [Buffer.from('efbbbf00ff80c0c1deadbeef01020304', 'hex'), Buffer.from('0123456789abcdef')];
    const write = (expected?: Uint8Array, value?: Uint8Array) =>
      compareAndSet(client, directory.server, {
        distinguishedName,
        attribute,
        ...(expected && { expected }),
        ...(value && { value }),
      });
    const read = async () => {
      const { searchEntries } = await client.search(distinguishedName, {
        scope: 'base',
        attributes: [attribute],
        explicitBufferAttributes: [attribute],
      });
      return searchEntries[0]?.[attribute];
    };
    expect(await write(undefined, one)).toBe('written');
    expect(await read()).toEqual(one);
    expect(await write(undefined, two)).toBe('changed-meanwhile');
    expect(await write(two, one)).toBe('changed-meanwhile');
    expect(await read()).toEqual(one);
    expect(await write(one, two)).toBe('written');
    expect(await read()).toEqual(two);
    expect(await write(two)).toBe('written');
    expect(await read()).toEqual([]);
    await closeConnection(client);
  });
});
