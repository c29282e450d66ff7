import { describe, expect, it } from 'vitest';
import { readDisconnectorFiles } from '../../../src/evidence/connect-files.js';
import { createDisconnectorTableReader } from '../../../src/evidence/csexport/disconnector-table.js';
import { readFile, textLengthsThatPass } from '../read-text.js';
import {
  anchor,
  confirmed,
  connectorObject,
  connectorObjectId,
  dn,
  dnOf,
  document,
  entraObjectId,
  pending,
} from './samples.js';

const header = 'UserPrincipalName,Mail,SourceAnchor,DistinguishedName,CsObjectId,ObjectType,ConnectorId,CloudAnchor';
const row = `"old.name@corp.example","old@corp.example","${anchor}","${dn}","${connectorObjectId}","user","{b891884f-051e-4a83-95af-2544101c9083}","User_${entraObjectId}"`;

describe('disconnectors', () => {
  it('reads the XML with names of attributes in other letters', async () => {
    const other = confirmed.replaceAll(/ name="([^"]*)"/g, (_, name: string) => ` name="${name.toUpperCase()}"`);
    const { records } = await readFile(
      document(connectorObject(`<connector>0</connector>${other}`)),
      readDisconnectorFiles,
    );
    expect(records).toMatchObject([
      { userPrincipalName: 'old.name@corp.example', mail: 'old@corp.example', entraObjectId },
    ]);
  });

  it('reads the XML of csexport /f:s', async () => {
    const { source, records } = await readFile(
      document(connectorObject(`<connector>0</connector>${confirmed}`)),
      readDisconnectorFiles,
    );
    expect(source).toMatchObject({ kind: 'disconnectors', records: 1, rejected: 0, skipped: 0, issues: [] });
    expect(records).toEqual([
      {
        at: { origin: source.origin, line: 3 },
        objectType: 'user',
        csObjectDn: dn,
        csObjectId: connectorObjectId,
        sourceAnchor: anchor,
        userPrincipalName: 'old.name@corp.example',
        displayName: 'Zoë & Søn',
        primaryAddress: 'old@corp.example',
        mail: 'old@corp.example',
        entraObjectId,
      },
    ]);
  });

  it('reads the CSV of Export-ADSyncToolsAadDisconnectors', async () => {
    const { source, records } = await readFile(`${header}\r\n${row}\r\n`, readDisconnectorFiles);
    expect(source.issues).toEqual([]);
    expect(records).toEqual([
      {
        at: { origin: source.origin, line: 2 },
        objectType: 'user',
        csObjectDn: dn,
        csObjectId: connectorObjectId,
        sourceAnchor: anchor,
        userPrincipalName: 'old.name@corp.example',
        primaryAddress: 'old@corp.example',
        mail: 'old@corp.example',
        entraObjectId,
      },
    ]);
  });

  it('is never complete when the CSV is cut, but behind a line, where CSV cannot tell', () => {
    const text = `${header}\r\n${row}\r\n${row.replace(dn, dnOf(1))}\r\n`;
    const behindLines = [...text.matchAll(/\n/g)].map(({ index }) => index + 1).slice(0, -1);
    expect(textLengthsThatPass(text, (log, head) => createDisconnectorTableReader(head, log))).toEqual(behindLines);
  });

  it.each([
    ['objects with a pending change', document(connectorObject(''), pending('update')), 'has a pending update'],
    ['joined objects', document(connectorObject('<connector>1</connector>')), 'joined (connector 1)'],
    ['pending exports', document(pending('delete'), pending('delete')), 'expected the output of csexport with /f:s'],
    ['another table', 'UserPrincipalName,ImmutableID\na@corp.example,x\n', 'Export-ADSyncToolsAadDisconnectors'],
    ['a row without DN', `${header}\n${row.replace(dn, '')}\n`, 'expected a type such as user and a DN'],
  ])('does not call %s complete', async (_, content, found) => {
    const { source } = await readFile(content, readDisconnectorFiles);
    expect(source.issues.map(({ message }) => message).join('\n')).toContain(found);
  });

  it('is complete when it lists nothing, in either format', async () => {
    for (const content of [document(), `${header}\n`]) {
      expect((await readFile(content, readDisconnectorFiles)).source).toMatchObject({ records: 0, issues: [] });
    }
  });
});
