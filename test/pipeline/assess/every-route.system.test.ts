import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeConnection, openConnection } from '../../../src/connectors/active-directory/connect.js';
import { assessFiles } from '../../../src/pipeline/assess/assess-files.js';
import { csvde, filter, ldapsearch, powerShell, type RawObject } from '../../../workshop/directory-servers/exports.js';
import { available, samba } from '../../../workshop/directory-servers/packages.js';
import { peopleLdif, staff } from '../../../workshop/directory-servers/people.js';
import { ldbsearch, type Samba, startSamba } from '../../../workshop/directory-servers/samba.js';
import { folderWith, runCli } from '../../cli/run-cli.js';

const attributes = [
  ...['objectClass', 'objectGUID', 'mS-DS-ConsistencyGuid', 'objectSid', 'userPrincipalName', 'sAMAccountName', 'name'],
  ...['displayName', 'mail', 'proxyAddresses', 'userAccountControl', 'department', 'employeeID', 'manager', 'member'],
  'userCertificate',
];

describe.skipIf(!available(samba))('the same organization by every route', () => {
  let server: Samba;
  const folder = folderWith({});
  const file = (name: string): string => join(folder, name);
  beforeAll(async () => {
    server = await startSamba(peopleLdif(60));
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function objects(): Promise<readonly RawObject[]> {
    const { bindDn, password } = server.administrator;
    const settings = { server: server.server, bindDn, passwordVariable: 'P', caFile: server.caFile };
    const client = await openConnection(settings, { P: password });
    const options = { filter, attributes, explicitBufferAttributes: attributes, paged: true };
    const { searchEntries } = await client.search(staff, options);
    await closeConnection(client);
    return searchEntries.map(
      (entry) =>
        new Map(
          Object.entries(entry).map(([name, found]) => [name, [found].flat().map((value) => Buffer.from(value))]),
        ),
    );
  }

  /** Some are as they should be, the others differ in every way that an ImmutableID can. */
  function entraCsv(people: readonly RawObject[]): string {
    const rows = people.flatMap((person, index) => {
      const upn = person.get('userPrincipalName')?.[0]?.toString('utf8');
      const guid = person.get('objectGUID')?.[0] ?? Buffer.alloc(16);
      const anchor = person.get('mS-DS-ConsistencyGuid')?.[0] ?? guid;
      if (upn === undefined || index % 11 === 0) return [];
      const id = [anchor, anchor, Buffer.from(anchor).reverse(), guid, Buffer.alloc(0)][index % 5]?.toString('base64');
      return [`${index % 7 === 0 ? 'other.' : ''}${upn},${id},True,True`];
    });
    return `UserPrincipalName,ImmutableID,DirSyncEnabled,AccountEnabled\n${rows.join('\n')}\ngone@corp.example,AAECAwQFBgcICQoLDA0ODw==,True,True\n`;
  }

  it('gives the same findings, byte for byte', async () => {
    const raw = await objects();
    writeFileSync(file('entra.csv'), entraCsv(raw));
    const collected = await runCli(
      [
        ...['collect', 'on-prem', '--server', server.server, '--base-dn', staff, '--ca-file', server.caFile],
        ...['--bind-dn', server.administrator.bindDn, '--output', file('live.ndjson.gz')],
      ],
      { env: { ENTRA_CUTOVER_LDAP_PASSWORD: server.administrator.password } },
    );
    expect(collected).toMatchObject({ code: 0, stdout: expect.stringContaining('64 records, read at 20') });
    expect(collected.stdout + collected.stderr).not.toContain(server.administrator.password);
    writeFileSync(file('ldapsearch.ldif'), ldapsearch(server, staff, attributes));
    writeFileSync(file('ldbsearch.ldif'), ldbsearch(server, staff, filter, attributes));
    writeFileSync(file('csvde.csv'), csvde(raw, attributes));
    writeFileSync(file('powershell.csv'), powerShell(raw, attributes));

    // What was read live was read a moment ago.
    const at = new Date().toISOString();
    const reports = new Map<string, string>();
    for (const route of ['live.ndjson.gz', 'ldapsearch.ldif', 'ldbsearch.ldif', 'csvde.csv', 'powershell.csv']) {
      const assessment = await assessFiles({
        files: { onPrem: [file(route)], entra: [file('entra.csv')] },
        waivers: [],
        thresholds: {},
        verifiedDomains: ['corp.example'],
        at,
      });
      const { meta: _, evidence, ...decided } = assessment;
      expect([route, evidence.find(({ kind }) => kind === 'onPrem')?.rejected]).toEqual([route, 0]);
      const findings = decided.findings.map(({ at, ...finding }) => finding);
      reports.set(route, JSON.stringify({ ...decided, findings }, undefined, 1));
    }
    const live = reports.get('live.ndjson.gz') ?? '';
    const { counts, findings } = JSON.parse(live) as { counts: unknown; findings: unknown[] };
    expect(counts).toMatchObject({ onPremUsers: 60 });
    expect(findings.length).toBeGreaterThan(30);
    for (const [route, report] of reports) expect({ route, report }).toEqual({ route, report: live });
  });
});
