import { describe, expect, it } from 'vitest';
import { convertJob, convertRow } from '../../../src/connectors/graph/synchronization.js';
import { type KnownPeople, knownPeople } from '../../../src/pipeline/assess/known-people.js';
import { misdeedsIn } from '../../../src/pipeline/verify/provisioning-misdeeds.js';
import { stateOf } from '../../../src/validation/verify-people.js';
import { rowsOf, vendorAnswer } from '../../vendor-answers.js';

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
/** Those of the cutover, as its baseline keeps them; their accounts could sign in. */
function matched(people: readonly Person[], change: object = {}): KnownPeople {
  const kept = people.map(({ entraObjectId, anchor, objectGuid }) => ({
    account: digest(entraObjectId),
    anchors: [digest(anchor)],
    mayBeWithout: false,
    objectGuid: digest(objectGuid),
    ...stateOf({ entraObjectId, enabled: true }, digest),
    ...change,
  }));
  const names = people.map((person) => [person.userPrincipalName, digest(person.entraObjectId)] as const);
  return knownPeople({ digest, people: kept }, new Map(names));
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
      'a property whose value stands in quotes, as in directory audit logs',
      only({ modifiedProperties: [{ displayName: 'UserPrincipalName', newValue: `"${ada.userPrincipalName}"` }] }),
    ],
    [
      'a property whose value is a list in a string',
      only({ modifiedProperties: [{ displayName: 'SourceAnchor', newValue: JSON.stringify([ada.anchor]) }] }),
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
  it('is none where the log names a newcomer, anyone who their manager is', () => {
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
    const withoutObject = { ...row, sourceIdentity: identity('an id of another kind') };
    expect(misdeeds(withoutObject, ada, stranger)).toEqual([
      `${name}: Entra created an account (success), and the provisioning log does not say for whom (row ${String(created.id)})`,
    ]);
  });

  it('is said to be tried only where the log does not call it a success', () =>
    expect(misdeeds({ ...created, provisioningStatusInfo: { status: 'failure' } }, ada)).toEqual([
      expect.stringMatching(/: Entra tried to create an account \(failure\) instead of taking over/),
    ]));

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

describe('a group or a contact', () => {
  const of = (source: string | undefined, target = source): object => ({
    ...unnamed,
    sourceIdentity: { ...identity('0f000000-0000-4000-8000-0000000000aa'), identityType: source, displayName: 'Sales' },
    targetIdentity: { ...identity('0f000000-0000-4000-8000-0000000000ab'), identityType: target },
  });

  it.each([['Group'], ['group'], ['Contact'], ['orgContact'], ['Device']])('(%s) is new without a name', (type) => {
    expect(misdeeds(of(type), ada)).toEqual([]);
    expect(misdeeds(of(type, ''), ada)).toEqual([]);
    expect(misdeeds(of(undefined, type), ada)).toEqual([]);
  });

  it.each([
    [undefined, undefined],
    ['', ''],
    ['User', 'User'],
    ['inetOrgPerson', 'User'],
    ['Group', 'User'],
    ['user', 'Group'],
    ['somethingNew', 'somethingNew'],
  ])('is none that says %s and %s: it may be somebody’s second account', (source, target) =>
    expect(misdeeds(of(source, target), ada)).toEqual([expect.stringMatching(/does not say for whom/)]),
  );

  it('that has a matched person’s anchor is their second account, whatever it is called', () =>
    expect(
      misdeeds({ ...of('Group'), sourceIdentity: { ...identity(ada.objectGuid), identityType: 'Group' } }, ada),
    ).toEqual(second));

  it('is named as what it is when it is deleted', () => {
    const deleted = { ...of('Group'), provisioningAction: 'delete' };
    expect(misdeeds(deleted, ada)).toEqual(['Sales: Entra would delete the group (delete, success)']);
    expect(misdeeds({ ...of('Group', 'User'), provisioningAction: 'delete' }, ada)).toEqual([
      'Sales: Entra would delete the account (delete, success)',
    ]);
  });
});

describe('an account that is locked', () => {
  const update = (...values: readonly unknown[]): object => ({
    ...unnamed,
    provisioningAction: 'update',
    targetIdentity: identity(ada.entraObjectId),
    modifiedProperties: [{ displayName: 'accountEnabled', newValue: values[0], oldValue: values[1] }],
  });
  const disable = { ...update(), provisioningAction: 'disable' };
  const text = (action: string) => [expect.stringMatching(`: Entra would lock the account \\(${action}, success\\)$`)];

  it.each([
    ['False', 'True'],
    ['false', undefined],
    [false, true],
    ['"False"', '"True"'],
    ['[false]', '[true]'],
  ])('by an update to %j from %j is named as one by a disable', (now, before) => {
    expect(misdeeds(update(now, before), ada)).toEqual(text('update'));
    expect(misdeeds(disable, ada)).toEqual(text('disable'));
  });

  it('is seen of somebody whom nobody knows where the row has the old value', () => {
    expect(misdeeds(update('False', 'True'), stranger)).toEqual(text('update'));
    expect(misdeeds(update('False'), stranger)).toEqual([]);
  });

  it.each([
    ['True', 'False'],
    ['True', undefined],
    [undefined, undefined],
    ['False', 'False'],
    ['', 'True'],
  ])('is none by an update to %j from %j', (now, before) => expect(misdeeds(update(now, before), ada)).toEqual([]));

  it('is none where it was locked before, or the clearance says so', () => {
    const judged = (row: object, change: object) => misdeedsIn([convertRow(row)], matched([ada], change));
    const off = stateOf({ entraObjectId: ada.entraObjectId, enabled: false }, digest);
    expect(judged(update('False'), off)).toEqual([]);
    expect(judged(update('False', 'True'), off)).toEqual(text('update'));
    for (const row of [update('False', 'True'), update('False'), disable])
      expect(judged(row, { mayBeLocked: true })).toEqual([]);
  });
});

describe('a row whose action says less than its steps', () => {
  const row = (provisioningAction: string, name: string, change: object = {}): object => ({
    ...unnamed,
    provisioningAction,
    targetIdentity: identity(ada.entraObjectId),
    provisioningSteps: [{ name, provisioningStepType: typeOf(name), status: 'success', description: '', details: {} }],
    ...change,
  });
  const typeOf = (name: string): string => (/^EntryImport/.test(name) ? 'import' : 'export');
  const skipped = { provisioningStatusInfo: { status: 'skipped' } };
  const soft = (newValue: unknown, oldValue: unknown = null): object => ({
    modifiedProperties: [{ displayName: 'IsSoftDeleted', oldValue, newValue }],
  });

  it.each(['update', 'other', 'Other', 'somethingNew', ''])('is judged by them (%j)', (action) => {
    expect(misdeeds(row(action, 'EntryExportDelete'), ada)).toEqual([
      expect.stringMatching(/would delete the account/),
    ]);
    expect(misdeeds(row(action, 'EntryExportDelete', skipped), ada)).toHaveLength(1);
    expect(misdeeds(row(action, 'EntryExportDelete'))).toHaveLength(1);
    expect(misdeeds(row(action, 'EntryExportDisable'), ada)).toEqual([expect.stringMatching(/would lock the account/)]);
    expect(misdeeds(row(action, 'EntryExportAdd'), ada)).toEqual(second);
    expect(misdeeds(row(action, 'EntrySynchronizationAdd'), ada)).toEqual(second);
    expect(misdeeds(row(action, 'EntryExportUpdate', soft('True')), ada)).toHaveLength(1);
    expect(misdeeds(row(action, 'EntryExportUpdate', soft('False', 'True')), ada)).toEqual([]);
    expect(misdeeds(row(action, 'EntryExportUpdate', soft('True', 'True')), ada)).toEqual([]);
    for (const name of ['EntryExportUpdate', 'EntryImportAdd', 'EntryImportDelete', 'EntrySynchronizationUpdate'])
      expect(misdeeds(row(action, name), ada)).toEqual([]);
  });

  it.each([
    ['EXPORTDELETE', { provisioningStepType: 'Export' }],
    ['UserDeleted', { provisioningStepType: 'export' }],
    ['HardDelete', { type: 'Export' }],
    ['entryexportdelete', {}],
  ])('is judged by a step that is spelled otherwise: %s', (name, change) => {
    const steps = [{ name, status: 'success', ...change }];
    expect(misdeeds(row('update', '', { provisioningSteps: steps }), ada)).toHaveLength(1);
  });

  it.each([
    [{ provisioningSteps: { name: 'EntryExportUpdate' } }],
    [{ provisioningSteps: [null, 'EntryExportDelete', { name: null }, {}] }],
    [{ provisioningSteps: [{ name: 'EntryImportDelete', provisioningStepType: 'import', status: 'success' }] }],
    [{ provisioningSteps: [{ name: 'EntrySynchronizationSkip', provisioningStepType: 'export', status: 'success' }] }],
  ])('is none without a step that did something: %j', (change) => {
    expect(misdeeds(row('update', '', change), ada)).toEqual([]);
  });

  it('is none where the step was skipped', () => {
    const steps = [{ name: 'EntryExportDelete', status: 'Skipped' }];
    expect(misdeeds(row('update', '', { provisioningSteps: steps }), ada)).toEqual([]);
  });
});

describe('a person’s object in another’s account', () => {
  const update = (source: string, target: string, change: object = {}): object => ({
    ...unnamed,
    provisioningAction: 'update',
    sourceIdentity: identity(source),
    targetIdentity: identity(target),
    ...change,
  });
  const text = [
    expect.stringMatching(/Entra wrote the object \S+ of Active Directory into the account \S+, which is not its/),
  ];
  const nobody = '0f000000-0000-4000-8000-0000000000ff';
  const imported = (description: string): object => ({
    provisioningSteps: [{ name: 'EntryImportUpdate', provisioningStepType: 'import', description, details: {} }],
  });

  it.each(['update', 'other', 'disable'])('is named (%s)', (provisioningAction) => {
    const judged = (source: string, target: string) =>
      misdeeds(update(source, target, { provisioningAction }), ada, stranger);
    expect(judged(ada.objectGuid, stranger.entraObjectId)).toEqual(text);
    expect(judged(stranger.objectGuid.toUpperCase(), ada.entraObjectId.toUpperCase())).toEqual(text);
    expect(judged(ada.objectGuid, nobody)).toEqual(text);
    expect(judged(nobody, ada.entraObjectId)).toEqual(text);
    if (provisioningAction === 'disable') return;
    expect(judged(ada.objectGuid, ada.entraObjectId)).toEqual([]);
    expect(judged(nobody, nobody)).toEqual([]);
    expect(judged(ada.objectGuid, '')).toEqual([]);
    expect(judged('', ada.entraObjectId)).toEqual([]);
  });

  it('goes by the id before a name, which may have become another’s in the same cycle', () => {
    const named = imported(`Received user '${stranger.userPrincipalName}' change of type (Update)`);
    expect(misdeeds(update(ada.objectGuid, ada.entraObjectId, named), ada, stranger)).toEqual([]);
    expect(misdeeds(update('', ada.entraObjectId, named), ada, stranger)).toEqual(text);
    expect(misdeeds(update(ada.objectGuid, stranger.entraObjectId, named), ada, stranger)).toEqual(text);
  });

  it('is none where the source is unknown and something else names the person, or nobody knows their object', () => {
    const named = imported(`Received user '${ada.userPrincipalName}' change of type (Update)`);
    expect(misdeeds(update(nobody, ada.entraObjectId, named), ada, stranger)).toEqual([]);
    const people = matched([ada], { objectGuid: undefined });
    expect(misdeedsIn([convertRow(update(nobody, ada.entraObjectId))], people)).toEqual([]);
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

  it.each([1, 2])('of a skip are read where its status is JSON in a string %i times', (times) => {
    const row = {
      ...(rowsOf('graph/provisioning-log-created')[0] as object),
      provisioningSteps: [],
      modifiedProperties: [],
    };
    let status: unknown = { status: 'skipped', errorCode: 'RedundantExport' };
    for (let count = 0; count < times; count += 1) status = JSON.stringify(status);
    const read = convertRow({ ...row, provisioningStatusInfo: status });
    expect(read.status).toBe('skipped');
    expect([...read.deeds]).toEqual([]);
  });
});

it('a job of Active Directory is one although the documented answer gives it another template', () => {
  const { body } = vendorAnswer('graph/synchronization-job-created').answer;
  expect(convertJob(body, 'x')).toMatchObject({ templateId: 'AD2AADProvisioning', scheduleState: 'Disabled' });
  const other = { ...(body as object), id: 'Other.1', templateId: 'AD2AADPasswordHash' };
  expect(convertJob(other, 'x').templateId).toBe('AD2AADPasswordHash');
});
