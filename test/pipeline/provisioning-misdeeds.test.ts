import { describe, expect, it } from 'vitest';
import { misdeedsIn } from '../../src/pipeline/provisioning-misdeeds.js';
import { convertJob, convertRow } from '../../src/sources/graph/synchronization.js';
import { matcherOf } from '../../src/validation/verify-people.js';
import { rowsOf, vendorAnswer } from '../vendor-answers.js';

interface Person {
  readonly entraObjectId: string;
  readonly userPrincipalName: string;
  readonly anchor: string;
  readonly objectGuid: string;
}
const ada: Person = {
  entraObjectId: '14458d48-7540-4a4d-87e7-f646cf8c279f',
  userPrincipalName: 'ada.lindqvist@corp.example',
  anchor: 'F0t8q1QWX02FXUSF+VrS+Q==',
  objectGuid: 'ab7c4b17-1654-4d5f-855d-4485f95ad2f9',
};
const stranger: Person = {
  entraObjectId: '0f000000-0000-4000-8000-000000000001',
  userPrincipalName: 'somebody.else@corp.example',
  anchor: 'oO4LuOMSo0CMIq6fts3ZyQ==',
  objectGuid: 'b80beea0-12e3-40a3-8c22-ae9fb6cdd9c9',
};
const digest = (text: string): string => `digest of ${text}`;
/** Those of the cutover, as its baseline keeps them. */
function matched(people: readonly Person[]): (identifier: string) => boolean {
  const kept = people.map(({ entraObjectId, anchor, objectGuid }) => ({
    account: digest(entraObjectId),
    anchors: [digest(anchor)],
    mayBeWithout: false,
    objectGuid: digest(objectGuid),
  }));
  return matcherOf({ digest, people: kept }, new Set(people.map((person) => person.userPrincipalName)));
}
const created = rowsOf('graph/provisioning-log-cloud-sync-created')[0] as Record<string, unknown>;
const unnamed = rowsOf('graph/provisioning-log-cloud-sync-unnamed')[0] as Record<string, unknown>;
const identity = (id: string, details: object = {}): object => ({ id, displayName: '', identityType: 'user', details });
const misdeeds = (row: unknown, ...people: readonly Person[]): string[] =>
  misdeedsIn([convertRow(row)], people.length === 0 ? undefined : matched(people));
const second = [expect.stringMatching(/: Entra created an account \(success\) instead of taking over/)];

describe('a created account of somebody who was matched', () => {
  it('is seen in the documented row', () =>
    expect(misdeeds(created, stranger, ada)).toEqual([
      expect.stringMatching(/^ada\.lindqvist@corp\.example: Entra created/),
    ]));

  // Each alone must do: which of them a real row has is not documented.
  const only = (change: object): unknown => ({ ...unnamed, sourceIdentity: identity(''), ...change });
  const step = (change: object): unknown =>
    only({ provisioningSteps: [{ provisioningStepType: 'import', name: 'EntryImportAdd', ...change }] });
  it.each([
    ['the objectGUID as the source', only({ sourceIdentity: identity('AB7C4B17-1654-4D5F-855D-4485F95AD2F9') })],
    [
      'a name in the details of the source',
      only({ sourceIdentity: identity('', { UserPrincipalName: ada.userPrincipalName }) }),
    ],
    ['the anchor in the details of the source', only({ sourceIdentity: identity('', { SourceAnchor: ada.anchor }) })],
    [
      'a property that changed',
      only({
        modifiedProperties: [
          { displayName: 'UserPrincipalName', oldValue: null, newValue: 'ADA.Lindqvist@corp.example' },
        ],
      }),
    ],
    [
      'the description of the import step',
      step({ description: `Received user '${ada.userPrincipalName}' change of type (Add) from Active Directory` }),
    ],
    ['the details of the import step', step({ description: 'x', details: { objectGUID: ada.anchor } })],
    [
      'what the step reports',
      step({ provisioningStepType: 'Export', details: { ReportableIdentifier: ada.userPrincipalName } }),
    ],
  ])('is seen by %s', (_, row) => {
    expect(misdeeds(row, stranger, ada)).toEqual(second);
    expect(misdeeds(row, stranger).filter((text) => text.includes('instead of taking over'))).toEqual([]);
  });

  it('is seen by the objectGUID although the anchor is another GUID', () => {
    const { objectGuid } = ada;
    const withConsistencyGuid = { ...ada, anchor: 'oO4LuOMSo0CMIq6fts3ZyQ==' };
    expect(misdeeds(unnamed, withConsistencyGuid)).toEqual(second);
    expect(misdeeds({ ...unnamed, sourceIdentity: identity(objectGuid.toUpperCase()) }, withConsistencyGuid)).toEqual(
      second,
    );
  });

  it('is seen although the name has an apostrophe', () => {
    const ohara = {
      ...ada,
      userPrincipalName: "o'hara@corp.example",
      anchor: '',
      objectGuid: stranger.objectGuid,
    };
    const row = step({ description: "Received user 'O'Hara@corp.example' change of type (Add) from Active Directory" });
    expect(misdeeds(row, ohara)).toEqual([expect.stringMatching(/^O'Hara@corp\.example: Entra created/)]);
  });
});

describe('a created account of somebody else', () => {
  it('is none where the log names a newcomer, whoever their manager is', () => {
    const name = 'new.joiner@corp.example';
    const row = {
      ...created,
      sourceIdentity: identity('0f000000-0000-4000-8000-0000000000aa', { manager: ada.userPrincipalName }),
      modifiedProperties: [
        { displayName: 'UserPrincipalName', oldValue: null, newValue: name },
        { displayName: 'Manager', oldValue: null, newValue: ada.userPrincipalName },
      ],
      provisioningSteps: [
        {
          name: 'EntryImportAdd',
          provisioningStepType: 'import',
          description: `Received user '${name}' change of type (Add)`,
          details: { manager: ada.userPrincipalName },
        },
      ],
    };
    expect(misdeeds(row, ada, stranger)).toEqual([]);
  });

  it('is an alarm where nobody can tell whose it is', () => {
    expect(misdeeds(unnamed, stranger)).toEqual([expect.stringMatching(/the provisioning log does not say for whom/)]);
    expect(misdeeds({ provisioningAction: 'create', provisioningStatusInfo: { status: 'success' } }, ada)).toHaveLength(
      1,
    );
  });

  it('tells nothing where nobody is known any more, or nothing was written', () => {
    expect(misdeeds(unnamed)).toEqual([]);
    expect(misdeeds({ ...unnamed, provisioningStatusInfo: { status: 'skipped' } }, ada)).toEqual([]);
  });
});

describe('other rows', () => {
  it('of a deletion name whom the export step names', () => {
    const deleted = rowsOf('graph/provisioning-log-cloud-sync-deleted')[0] as Record<string, unknown>;
    const text = ['ada.lindqvist@corp.example: Entra would delete the account (delete, success)'];
    expect(misdeeds(deleted, ada)).toEqual(text);
    expect(misdeeds({ ...deleted, provisioningSteps: [] })).toHaveLength(1);
  });

  it.each(['graph/provisioning-log-created', 'graph/provisioning-log-failed'])('of %s are read whole', (name) => {
    const row = convertRow(rowsOf(name)[0]);
    expect(row).toMatchObject({ action: 'create', status: expect.stringMatching(/^(success|failure)$/) });
    expect(row.identifiers).not.toEqual([]);
  });
});

it('a job of Active Directory is one although the documented answer gives it another template', () => {
  const { body } = vendorAnswer('graph/synchronization-job-created').answer;
  expect(convertJob(body, 'x')).toMatchObject({ templateId: 'AD2AADProvisioning', scheduleState: 'Disabled' });
  const other = { ...(body as object), id: 'Other.1', templateId: 'AD2AADPasswordHash' };
  expect(convertJob(other, 'x').templateId).toBe('AD2AADPasswordHash');
});
