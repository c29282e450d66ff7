import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readConnectEvidence } from '../../../../src/pipeline/assess/connect-evidence.js';
import { exportConnectorSpace } from '../../../../workshop/simulators/connect/output/csexport.js';
import { convertToJson, DateTime, TimeSpan } from '../../../../workshop/simulators/connect/output/powershell.js';
import { mismatching, repaired } from '../clients.js';
import { changePerson, goLive, type Stand, standing, synchronizeAll, written } from './stand.js';
import { assessed, named } from './stand-assess.js';

const ada = 'CN={463074387131515758303246585553462B5672532B513D3D}';

/** The cs-object of a DN in one line, without its holograms and flags. */
function exported({ server }: Stand, filter: 'x' | 's' | 'e', dn: string): string | undefined {
  const objects = exportConnectorSpace(server.state, server.state.entraConnector, filter).split('</cs-object>');
  return objects
    .find((text) => text.includes(`cs-dn="${dn}"`))
    ?.replaceAll('\r\n', '')
    .replaceAll(/<(synchronized|unapplied-export)-hologram>.*?<\/\1-hologram>/g, '');
}

describe('Windows PowerShell 5.1', () => {
  it('lays JSON out under its names, with its own spelling of times and signs', () => {
    const value = { a: [1, { b: null }], c: new DateTime(1_700_000_000_000), d: "<'&'>", e: [], f: true };
    expect(convertToJson(value).split('\r\n')).toEqual([
      '{',
      '    "a":  [',
      '              1,',
      '              {',
      '                  "b":  null',
      '              }',
      '          ],',
      '    "c":  "\\/Date(1700000000000)\\/",',
      '    "d":  "\\u003c\\u0027\\u0026\\u0027\\u003e",',
      '    "e":  [',
      '',
      '          ],',
      '    "f":  true',
      '}',
    ]);
    expect(JSON.parse(convertToJson(new TimeSpan(90_061)))).toMatchObject({
      Ticks: 900_610_000_000,
      Days: 1,
      Hours: 1,
      Minutes: 1,
      Seconds: 1,
      TotalSeconds: 90_061,
    });
  });

  it('writes files with a byte order mark and lines of its own', async () => {
    const { server } = await standing(repaired);
    const { 'sync-status.json': status, 'manifest.json': manifest } = server.exportEvidence();
    for (const file of [status, manifest]) {
      expect(file?.subarray(0, 3).toString('hex')).toBe('efbbbf');
      expect(file?.toString()).toMatch(/\r\n$/);
      expect(file?.toString().replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    }
    const table = server.exportMore()['pending-exports.csv'];
    expect(table?.subarray(0, 2).toString('hex')).toBe('fffe');
    const [header] = (table?.toString('utf16le') ?? '').split('\r\n');
    expect(header?.split(',')).toHaveLength(13);
  });
});

describe('the export script’s folder', () => {
  it('has a manifest with the hash and the time of each file', async () => {
    const { server, pass } = await standing(repaired);
    pass(90);
    const { 'manifest.json': manifest, ...files } = server.exportEvidence();
    const read = JSON.parse((manifest ?? Buffer.alloc(0)).toString().replace(/^\uFEFF/, ''));
    expect(read).toMatchObject({ entraCutoverManifest: 1, server: 'SYNC1', connector: 'corp.onmicrosoft.com - AAD' });
    expect(read.files.map(({ path }: { path: string }) => path).sort()).toEqual(Object.keys(files).sort());
    for (const { path, sha256, exportedAt } of read.files) {
      expect(sha256).toBe(
        createHash('sha256')
          .update(files[path] ?? '')
          .digest('hex'),
      );
      expect(exportedAt).toBe('2026-11-24T02:30:00Z');
    }
  });

  it('is dated evidence of the server for a stack', async () => {
    const stand = await standing(repaired);
    await synchronizeAll(stand);
    const files = stand.server.exportEvidence();
    const path = written(files);
    const at = (name: string) => [
      {
        path: path(name),
        sha256: createHash('sha256')
          .update(files[name] ?? '')
          .digest('hex'),
      },
    ];
    const [manifest] = at('manifest.json');
    const connect = {
      pendingExports: ['pending-exports.xml', 'pending-exports-directory-1.xml'].flatMap(at),
      disconnectors: at('disconnectors.xml'),
      exportErrors: at('export-errors.xml'),
      syncStatus: at('sync-status.json'),
      connectConfig: at('global-settings.json'),
      ...(manifest && { manifest }),
      maximumAgeHours: 4,
      server: { name: 'sync1.corp.example', connector: 'corp.onmicrosoft.com - AAD' },
    };
    const demands = { tenantId: stand.world.state.graph.tenantId, connect, evidence: {} };
    const { evidence, problems } = await readConnectEvidence(demands, '/');
    expect(problems).toEqual([]);
    const dates = Object.values(evidence)
      .flat()
      .map(({ source }) => [source.server, source.readAt]);
    expect(new Set(dates.map(String))).toEqual(new Set([`SYNC1,${new Date(stand.world.clock()).toISOString()}`]));
    expect(dates).toHaveLength(6);
    expect(evidence.syncStatus[0]?.records[0]).toMatchObject({
      scheduler: {
        stagingModeEnabled: true,
        syncCycleEnabled: false,
        syncCycleInProgress: false,
        effectiveIntervalSeconds: 1800,
      },
    });
    expect(evidence.connectConfig[0]?.records[0]).toMatchObject({
      sourceAnchorAttribute: 'mS-DS-ConsistencyGuid',
      deletionThreshold: 500,
      stagingMode: true,
    });
  });
});

describe('what a cmdlet or a tool prints', () => {
  it('has the newest run first', async () => {
    const stand = await standing(repaired);
    await synchronizeAll(stand);
    const status = JSON.parse(
      (stand.server.exportEvidence()['sync-status.json'] ?? '').toString().replace(/^\uFEFF/, ''),
    );
    expect(status.slice(1).map(({ RunProfileName }: { RunProfileName: string }) => RunProfileName)).toEqual([
      'Full Synchronization',
      'Full Synchronization',
      'Full Import',
      'Full Import',
    ]);
  });

  it('has one row for each attribute, and one for a deletion', async () => {
    const stand = await standing(repaired);
    await synchronizeAll(stand);
    changePerson(stand, 'ada.lindqvist', { adminDescription: 'User_out' });
    changePerson(stand, 'bjorn.angstrom', { name: 'Björn, Å' });
    await synchronizeAll(stand);
    const rows = stand.server.exportMore()['pending-exports.csv']?.toString('utf16le').split('\r\n') ?? [];
    expect(rows.filter((row) => row.includes(ada))).toEqual([`user,${ada},delete,0,,,,,,,,,`]);
    const bjorn = `CN={${Buffer.from('oO4LuOMSo0CMIq6fts3ZyQ==').toString('hex').toUpperCase()}}`;
    expect(rows.filter((row) => row.includes(bjorn))).toEqual([
      `user,${bjorn},update,2,displayName,update,string,FALSE,2,1,1,Björn Ångström,"Björn, Å"`,
      `user,${bjorn},update,2,onPremisesObjectIdentifier,add,binary,FALSE,1,1,0,,oO4LuOMSo0CMIq6fts3ZyQ==`,
    ]);
  });
});

describe('csexport', () => {
  it('names an object without a source anchor by its cloud anchor', async () => {
    const stand = await standing(repaired, {
      prepare: ({ state }) => {
        for (const user of state.graph.users.slice(0, 1)) Object.assign(user, { onPremisesImmutableId: null });
      },
    });
    await synchronizeAll(stand);
    const name = Buffer.from(`User_${stand.world.state.graph.users[0]?.id}`).toString('hex').toUpperCase();
    expect(exported(stand, 's', `CN={${name}}`)).toContain('<connector>0</connector>');
  });

  it('shows an update by value, an attribute that goes without values, and a deletion without attributes', async () => {
    const stand = await standing(repaired);
    changePerson(stand, 'ada.lindqvist', { name: 'Ada & Co', mail: '', proxyAddresses: ['SMTP:ada@corp.example'] });
    await synchronizeAll(stand);
    const update = exported(stand, 'x', ada);
    expect(update).toContain(
      '<attr name="displayName" operation="update" type="string" multivalued="false"><value operation="delete">Ada Lindqvist</value><value operation="add">Ada &amp; Co</value></attr>',
    );
    expect(update).toContain('<attr name="mail" operation="delete" type="string" multivalued="false"/>');
    expect(update).toContain('<export-delta-operation>modify</export-delta-operation>');
    changePerson(stand, 'ada.lindqvist', { adminDescription: 'User_out' });
    await synchronizeAll(stand);
    expect(exported(stand, 'x', ada)).toContain(
      `<unapplied-export><delta operation="delete" dn="${ada}"/></unapplied-export>`,
    );
    expect(exported(stand, 's', ada)).toBeUndefined();
  });

  it('shows an addition without operations, and the account that stays behind as a disconnector', async () => {
    const stand = await standing(mismatching);
    await synchronizeAll(stand);
    const ingrid = `CN={${Buffer.from('wWd4np9QcUOOoT156mzzpw==').toString('hex').toUpperCase()}}`;
    expect(exported(stand, 's', ingrid)).toContain('<connector>0</connector>');
    const added = exportConnectorSpace(stand.server.state, stand.server.state.entraConnector, 'x')
      .split('</cs-object>')
      .filter((text) => text.includes('delta operation="add"'));
    expect(added).toHaveLength(11);
    for (const text of added) expect(text.replaceAll('delta operation', '')).not.toContain(' operation=');
  });

  it('shows the write-back in the connector space of the directory, and anyone who was not synchronized', async () => {
    const stand = await standing(repaired);
    await synchronizeAll(stand);
    changePerson(stand, 'ada.lindqvist', { consistencyGuid: 'AAAAAAAAAAAAAAAAAAAAAA==' });
    await synchronizeAll(stand);
    const list = (filter: 'x' | 'i') => exportConnectorSpace(stand.server.state, 'corp.example', filter);
    expect(list('x')).toContain(
      '<attr name="mS-DS-ConsistencyGuid" operation="add" type="binary" multivalued="false"><value encoding="base64">oO4LuOMSo0CMIq6fts3ZyQ==</value></attr></delta>',
    );
    expect(list('x')).toContain(
      '<attr name="userAccountControl" type="integer" multivalued="false"><value>0x200</value></attr>',
    );
    expect(list('i').match(/cs-dn="[^"]*"/g)).toEqual(['cs-dn="CN=Ada Lindqvist,OU=Staff,DC=corp,DC=example"']);
    expect(list('i')).toContain('error-type="sync-rule-error-function-triggered"');
  });

  it('shows errors with what is in conflict, which the product names', async () => {
    const stand = await standing(mismatching);
    await goLive(stand);
    const result = await assessed(stand);
    expect(named(result, 'export-error')).toContain('ingrid.halvorsen@corp.example');
    const ofIngrid = result.findings.filter(({ subject }) => subject?.userPrincipalName?.startsWith('ingrid.'));
    expect(ofIngrid.find(({ rule }) => rule === 'export-error')?.found).toMatch(
      /InvalidSoftMatch.*OnPremiseSecurityIdentifier/,
    );
  });
});

it('a synchronization that failed for somebody, and then was not repeated, clears nothing', async () => {
  const stand = await standing(repaired);
  await synchronizeAll(stand);
  changePerson(stand, 'ada.lindqvist', { consistencyGuid: 'AAAAAAAAAAAAAAAAAAAAAA==' });
  await synchronizeAll(stand);
  changePerson(stand, 'ada.lindqvist', { consistencyGuid: '' });
  const result = await assessed(stand);
  expect(result.decision).toBe('indeterminate');
  expect(result.findings.find(({ rule }) => rule === 'evidence-incomplete')?.found).toContain('completed-sync-errors');
});
