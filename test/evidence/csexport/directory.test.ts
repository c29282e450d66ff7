import { describe, expect, it } from 'vitest';
import {
  readDisconnectorFiles,
  readExportErrorFiles,
  readPendingExportFiles,
} from '../../../src/evidence/connect-files.js';
import { evidence, staged } from '../../validation/evidence.js';
import { anchor as anchorOf, organisation } from '../../validation/organisation.js';
import { readFile } from '../read-text.js';
import { dn } from './samples.js';

// A connector of Active Directory names an object as the directory does, and joins it by its objectGUID.
const name = 'CN=Ann,OU=Staff,DC=corp,DC=example';
const guid = '0a1b2c3d-4e5f-6071-8293-000000000001';
const bytes = 'PSwbCl9OcWCCkwAAAAAAAQ==';
const change = `<attr name="mS-DS-ConsistencyGuid" operation="add" type="binary" multivalued="false"><value operation="add" encoding="base64">${bytes}</value></attr>`;
const object = (csDn: string, anchor = '', rest = '') =>
  `<cs-object cs-dn="${csDn}" id="{5B6F6F0E-1111-2222-3333-444455556661}" object-type="user"><unapplied-export><delta operation="update" dn="${csDn}">${anchor}${change}</delta></unapplied-export>${rest}</cs-object>`;
const file = (...objects: readonly string[]) => `<cs-objects>${objects.join('')}</cs-objects>`;
const read = (content: string) => readFile(content, readPendingExportFiles);

describe('a list of a connector of Active Directory', () => {
  it.each([
    ['by its anchor', `<anchor encoding="base64">${bytes}</anchor>`, name],
    ['without an anchor', '', name],
    ['with blanks and lower case in its name', '', 'cn=Ann, ou=Staff, dc=corp, dc=example'],
    ['with a comma in its name', '', 'CN=Berg\\, Ann,OU=Staff,DC=corp,DC=example'],
    ['with an anchor that is not a GUID', '<anchor encoding="base64">AAAA</anchor>', name],
  ])('is told %s', async (_what, anchor, csDn) => {
    const { source, records } = await read(file(object(csDn, anchor)));
    expect(source).toMatchObject({ records: 1, rejected: 0, issues: [] });
    expect(records).toMatchObject([{ inDirectory: true, csObjectDn: csDn, operation: 'update' }]);
    expect(records[0]?.objectGuid).toBe(anchor.includes(bytes) ? guid : undefined);
    expect(records[0]).not.toHaveProperty('sourceAnchor');
  });

  it('is told in the table of CSExportAnalyzer too', async () => {
    const header =
      'ObjectType,DN,OMODT,ChangedAttrCount,AttrName,AMODT,ATYPE,IsMultiValued,ValueChangeCount,ValueAdds,ValueDeletes,OldValue,NewValue';
    const { records } = await read(`${header}\n"user","${name}",update,1,title,add,string,FALSE,1,1,0,,Dr\n`);
    expect(records).toMatchObject([{ inDirectory: true, csObjectDn: name }]);
  });

  it('is not a list of Entra', async () => {
    const { records } = await read(file(object(dn)));
    expect(records[0]).not.toHaveProperty('inDirectory');
  });

  it('is refused as a list of disconnectors or of errors: there the Entra connector is meant', async () => {
    const bare = `<cs-object cs-dn="${name}" object-type="user"><connector>0</connector></cs-object>`;
    const failed = `<cs-object cs-dn="${name}" object-type="user"><export-errordetail error-type="permission-issue"/></cs-object>`;
    for (const { source } of [
      await readFile(file(bare), readDisconnectorFiles),
      await readFile(file(failed), readExportErrorFiles),
    ]) {
      expect(source).toMatchObject({ records: 0, rejected: 1 });
      expect(source.issues[0]?.message).toMatch(/a connector of Active Directory, expected one of the Entra connector/);
    }
  });
});

describe('what an assessment makes of it', () => {
  const status = evidence('syncStatus', [
    {
      at: { origin: 'status', line: 1 },
      scheduler: { stagingModeEnabled: true, syncCycleInProgress: false },
      runs: ['corp.example', 'corp.onmicrosoft.com - AAD'].flatMap((connectorName) =>
        ['Full Import', 'Full Synchronization'].map((profileName) => ({
          ...{ connectorName, profileName, result: 'success', complete: true },
          startedAt: '2026-11-24T01:00:00.000Z',
        })),
      ),
    },
  ]);
  const toDirectory = staged('update', { inDirectory: true, csObjectDn: name, changes: [] });
  const toEntra = staged('update', {
    sourceAnchor: anchorOf(1),
    changes: [
      {
        name: 'onPremisesObjectIdentifier',
        operation: 'add',
        valuesAdded: [anchorOf(1)],
        valuesDeleted: [],
        multivalued: false,
      },
    ],
  });
  const judged = (...lists: readonly (readonly ReturnType<typeof staged>[])[]) =>
    organisation()
      .person(1, 'ann')
      .with({ pendingExports: lists.map((list) => evidence('pendingExports', list)), syncStatus: [status] })
      .judge();

  it('answers nothing about Entra', () => {
    const result = judged([toDirectory]);
    expect(result.scope).not.toContain('pendingExports');
    expect(result.openQuestions).toContain('pendingExports');
  });

  it('takes nothing from the list of Entra next to it', () => {
    const result = judged([toEntra], [toDirectory]);
    expect(result.scope).toContain('pendingExports');
    expect(result.decision).toBe('cleared');
  });

  it('does not stand for an identifier that Entra’s list lacks', () => {
    const stranger = staged('update', { sourceAnchor: anchorOf(1), changes: [] });
    const result = judged([], [{ ...stranger, inDirectory: true, csObjectDn: name }]);
    expect(result.decision).toBe('indeterminate');
    expect(result.findings.map(({ found }) => found).join()).toMatch(/is empty although 1 person is matched/);
  });
});
