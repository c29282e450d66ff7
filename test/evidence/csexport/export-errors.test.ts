import { describe, expect, it } from 'vitest';
import { readExportErrorFiles } from '../../../src/evidence/connect-files.js';
import { readFile } from '../read-text.js';
import { anchor, connectorObject, dn, document, entraObjectId, exported, pending } from './samples.js';

const details = JSON.stringify([
  { Key: 'ObjectId', Value: ['00000000-0000-0000-0000-000000000000'] },
  { Key: 'ObjectIdInConflict', Value: [entraObjectId.toUpperCase()] },
  { Key: 'AttributeConflictName', Value: ['ProxyAddresses'] },
  { Key: 'AttributeConflictValues', Value: ['SMTP:first@corp.example'] },
]).replaceAll('"', '&quot;');
const error = (rest: string): string =>
  `<export-errordetail date-occurred="2026-11-20" retry-count="4" error-type="AttributeValueMustBeUnique">
    <export-status algorithm-step="export"><cd-error>${rest}</cd-error></export-status></export-errordetail>`;

describe('export errors from csexport /f:e', () => {
  it('reads the name, the conflict and who it is', async () => {
    const content = connectorObject(
      exported +
        error(`<error-name>AttributeValueMustBeUnique</error-name><error-literal>Unable to update.</error-literal>
          <extra-error-details>${details}</extra-error-details>`),
    );
    const { source, records } = await readFile(document(content), readExportErrorFiles);
    expect(source.issues).toEqual([]);
    expect(records).toMatchObject([
      {
        csObjectDn: dn,
        sourceAnchor: anchor,
        userPrincipalName: 'new.name@corp.example',
        errorName: 'AttributeValueMustBeUnique',
        description: 'Unable to update.',
        conflictingAttribute: 'ProxyAddresses',
        conflictingValues: ['SMTP:first@corp.example'],
        conflictingObjectId: entraObjectId,
        retryCount: 4,
      },
    ]);
  });

  it.each([
    ['the type as an attribute', error(''), 'AttributeValueMustBeUnique'],
    [
      'the type as an element',
      '<export-errordetail><error-type>permission-issue</error-type></export-errordetail>',
      'permission-issue',
    ],
    [
      'details that are not JSON',
      error('<error-name>LargeObject</error-name><extra-error-details>[{"Key":</extra-error-details>'),
      'LargeObject',
    ],
  ])('reads %s', async (_, content, errorName) => {
    const { records } = await readFile(document(connectorObject(content)), readExportErrorFiles);
    expect(records).toMatchObject([{ errorName, conflictingValues: [] }]);
  });

  it('is incomplete for a file of pending exports, and complete for one that lists nothing', async () => {
    const wrong = await readFile(document(pending('add')), readExportErrorFiles);
    expect(wrong.source.issues.map(({ problem }) => problem)).toEqual(['row-rejected', 'incomplete']);
    expect((await readFile(document(), readExportErrorFiles)).source).toMatchObject({ records: 0, issues: [] });
  });
});
