import { describe, expect, it } from 'vitest';
import { createConnectConfigurationReader } from '../../../src/evidence/connect-config/read.js';
import { readConnectConfigurationFiles } from '../../../src/evidence/connect-files.js';
import { readFile, readText, textLengthsThatPass, utf16 } from '../read-text.js';

const at = { origin: 'sample', line: 1 };
const policy = {
  onpremisesDirectoryPolicy: [
    {
      fullyQualifiedDomainName: 'corp.example',
      partitionFilters: [
        {
          distinguishedName: 'DC=corp,DC=example',
          containerInclusions: ['OU=Staff,DC=corp,DC=example'],
          containerExclusions: ['OU=Leavers,OU=Staff,DC=corp,DC=example'],
        },
      ],
      standardSynchronizationRules: [{ name: 'In from AD', sourceAnchor: 'ruleValue' }],
      customSynchronizationRules: [{ name: 'ours' }],
    },
  ],
  azureDirectoryPolicy: {
    standardSynchronizationRules: [],
    customSynchronizationRules: [{ name: 'out' }, { name: 'out too' }],
  },
};
const parameters = {
  'Microsoft.SynchronizationOption.AnchorAttribute': 'mS-DS-ConsistencyGuid',
  'Microsoft.SynchronizationOption.UPNAttribute': 'mail',
  'Microsoft.Synchronize.StagingMode': 'True',
  'Microsoft.OptionalFeature.ExportDeletionThreshold': 'True',
  'Microsoft.OptionalFeature.ExportDeletionThresholdValue': '500',
  'Microsoft.UserSignIn.SignOnMethod': 'PasswordHashSync',
};
const listed = Object.entries(parameters).map(([Name, Value]) => ({ Name, InputType: 0, DefaultValue: '', Value }));
const read = (value: unknown) => readText(JSON.stringify(value, undefined, 2), createConnectConfigurationReader);

describe('the version of the server', () => {
  const versioned = (version: unknown) =>
    read({ Parameters: [...listed, { Name: 'Microsoft.Synchronize.ServerConfigurationVersion', Value: version }] });

  it('is read from the settings', () => {
    expect(versioned('2.5.190.0').records).toMatchObject([{ serverVersion: '2.5.190.0' }]);
    expect(versioned(null).records.map(({ serverVersion }) => serverVersion)).toEqual([undefined]);
  });

  it('counts the directories that show no partition filters', () => {
    const filter = { distinguishedName: 'DC=a', containerInclusions: ['DC=a'], containerExclusions: [] };
    const shown = { partitionFilters: [filter] };
    const countOf = (...onpremisesDirectoryPolicy: unknown[]) =>
      read({ onpremisesDirectoryPolicy, azureDirectoryPolicy: {} }).records[0]?.unscopedDirectories;
    expect([countOf(shown), countOf(shown, {}), countOf({}, shown, {})]).toEqual([undefined, 1, 2]);
  });

  it.each(['2.5', '2.5.79.0-beta', 'latest', 2.5])('is no %s', (version) => {
    const { records, issues } = versioned(version);
    expect(records.map(({ serverVersion }) => serverVersion)).toEqual([undefined]);
    expect(issues).toMatchObject([
      { problem: 'row-rejected', message: expect.stringContaining('expected a version such as 2.5.79.0') },
    ]);
  });
});

describe('an exported synchronization policy', () => {
  it('shows the OU scope and how many rules are custom, and no anchor that it does not name', () => {
    const { records, issues } = read(policy);
    expect(issues).toEqual([]);
    expect(records).toEqual([
      {
        at,
        scope: [
          {
            distinguishedName: 'DC=corp,DC=example',
            inclusions: ['OU=Staff,DC=corp,DC=example'],
            exclusions: ['OU=Leavers,OU=Staff,DC=corp,DC=example'],
            directory: 1,
          },
        ],
        customRules: 3,
      },
    ]);
  });

  it.each<[string, unknown, string[] | undefined]>([
    [
      'sets cloudFiltered',
      { name: 'Out', attributeFlowMappings: [{ dest: 'cloudFiltered', expression: 'True' }] },
      ['Out'],
    ],
    ['names it in another letter case', { name: 'Out', flows: [{ destination: 'CLOUDFILTERED' }] }, ['Out']],
    ['has no name', { mapping: 'cloudFiltered = True' }, ['a rule without a name']],
    ['is switched off', { name: 'Out', disabled: true, flows: ['cloudFiltered'] }, undefined],
    ['is not switched off', { name: 'Out', disabled: false, flows: ['cloudFiltered'] }, ['Out']],
    ['sets another attribute', { name: 'Out', flows: ['department'] }, undefined],
  ])('names a custom rule that %s', (_what, rule, expected) => {
    const { records, issues } = read({
      onpremisesDirectoryPolicy: [{ standardSynchronizationRules: [{ flows: ['cloudFiltered'] }] }],
      azureDirectoryPolicy: { customSynchronizationRules: [{ name: 'first' }, rule] },
    });
    expect(issues).toEqual([]);
    expect(records[0]?.customRules).toBe(2);
    expect(records[0]?.filteringRules).toEqual(expected);
  });

  const flow = (destination: string, more: object = {}) => ({ attributeFlowMappings: [{ destination, ...more }] });

  it.each<[string, object, 'anchorRules' | 'accountStateRules' | 'nameRules' | undefined]>([
    ['computes the anchor', flow('sourceAnchor', { expression: '[employeeID]' }), 'anchorRules'],
    ['takes it from elsewhere', flow('sourceAnchorBinary', { source: 'objectSid' }), 'anchorRules'],
    ['names it in a list', { flows: [{ destination: ['sourceAnchor'], source: ['employeeID'] }] }, 'anchorRules'],
    [
      'names it in a list of several',
      { flows: [{ destination: ['title', 'sourceAnchor'], source: 'title' }] },
      'anchorRules',
    ],
    [
      'names it in an object',
      { flows: [{ destination: { name: 'accountEnabled' }, source: 'x' }] },
      'accountStateRules',
    ],
    ['takes it in a list from the same', { flows: [{ destination: ['mail'], source: ['mail'] }] }, undefined],
    ['names another in a list', { flows: [{ destination: ['sourceAnchorX'], source: ['sourceAnchor'] }] }, undefined],
    ['names it in another letter case', { flows: [{ DEST: ' SourceAnchor ' }] }, 'anchorRules'],
    ['has no destination that can be told', { mapping: 'sourceAnchor = x' }, 'anchorRules'],
    ['sets the account state', flow('accountEnabled', { source: ['False'] }), 'accountStateRules'],
    ['computes it', flow('accountEnabled', { source: 'accountEnabled', expression: 'False' }), 'accountStateRules'],
    ['hides it among other flows', { flows: { a: [flow('title'), flow('accountEnabled')] } }, 'accountStateRules'],
    ['writes every UPN again', flow('userPrincipalName', { expression: '[sAMAccountName] & "@x"' }), 'nameRules'],
    [
      'takes the addresses away',
      flow('proxyAddresses', { source: null, expression: 'AuthoritativeNull' }),
      'nameRules',
    ],
    ['fills mail from elsewhere', flow('mail', { source: ['userPrincipalName'] }), 'nameRules'],
    ['lets addresses flow', flow('proxyAddresses', { source: ['proxyAddresses'] }), undefined],
    ['sets what is only called alike', { mapping: 'mailNickname = x, otherMail = y' }, undefined],
    ['is switched off', { disabled: true, ...flow('sourceAnchor') }, undefined],
    ['lets the anchor flow as it is', flow('sourceAnchor', { source: ['sourceAnchor'], expression: null }), undefined],
    ['lets the account state flow', flow('accountEnabled', { src: 'AccountEnabled', expression: '' }), undefined],
    ['looks at it only', { ...flow('title'), scoping: ['accountEnabled', 'sourceAnchor'] }, undefined],
    ['reads it', flow('extensionAttribute1', { source: 'sourceAnchor' }), undefined],
  ])('names a custom rule that %s', (_what, rule, kind) => {
    const { records } = read({ azureDirectoryPolicy: { customSynchronizationRules: [{ name: 'Own', ...rule }] } });
    const [{ anchorRules, accountStateRules, filteringRules, nameRules } = {}] = records;
    expect({ anchorRules, accountStateRules, filteringRules, nameRules }).toEqual({
      nameRules: undefined,
      anchorRules: undefined,
      accountStateRules: undefined,
      filteringRules: undefined,
      ...(kind && { [kind]: ['Own'] }),
    });
  });

  it('names the standard rules that are disabled, of both sides', () => {
    const rules = [{ name: 'In from AD - User Join', disabled: true }, { name: 'In from AD - User Common' }];
    const { records } = read({
      onpremisesDirectoryPolicy: [{ standardSynchronizationRules: rules }],
      azureDirectoryPolicy: { standardSynchronizationRules: [{ name: 'Out to AAD - User Join', disabled: true }] },
    });
    expect(records[0]?.disabledRules).toEqual(['In from AD - User Join', 'Out to AAD - User Join']);
    expect(records[0]).not.toHaveProperty('customRules');
    expect(read({ azureDirectoryPolicy: { standardSynchronizationRules: [{}] } }).records[0]).not.toHaveProperty(
      'disabledRules',
    );
  });

  it('takes the anchor from a key that can mean nothing else, wherever it stands', () => {
    const set = {
      ...policy,
      deploymentMetadata: { settings: { SourceAnchorAttribute: 'objectGUID', stagingModeEnabled: true } },
    };
    expect(read(set).records[0]).toMatchObject({ sourceAnchorAttribute: 'objectGUID', stagingMode: true });
    expect(read({ ...policy, anchors: { guess: 'objectGUID' } }).records[0]).not.toHaveProperty(
      'sourceAnchorAttribute',
    );
    expect(read({ ...policy, sourceAnchor: '=1+1' }).records[0]).not.toHaveProperty('sourceAnchorAttribute');
  });

  it('takes none of two that disagree', () => {
    const { records, issues } = read({
      ...policy,
      one: { sourceAnchor: 'objectGUID' },
      other: { anchorAttribute: 'mail' },
    });
    expect(records[0]).not.toHaveProperty('sourceAnchorAttribute');
    expect(issues).toMatchObject([{ problem: 'incomplete', message: expect.stringContaining('objectGUID, mail') }]);
  });

  it('leaves out the scope and the rules when they are not in it', () => {
    expect(read({ azureDirectoryPolicy: {} }).records).toEqual([{ at }]);
  });

  it.each<[string, object]>([
    ['no inclusions', { distinguishedName: 'DC=corp' }],
    [
      'inclusions that are not texts',
      { distinguishedName: 'DC=corp', containerInclusions: [7], containerExclusions: [] },
    ],
    ['no domain', { containerInclusions: [], containerExclusions: [] }],
    ...[
      ['a canonical name', 'corp.example/Sales'],
      ['a GUID alone', '<GUID=2c0906ee-c839-5e2d-9994-d07b1585ea70>'],
      ['an open end', 'OU=Sales,DC=corp,'],
      ['the address of ADSI', 'LDAP://OU=Sales,DC=corp'],
      ['a name alone', 'Sales'],
      ['a part without a value', 'OU=Sales,DC='],
      ['nothing', ''],
    ].map(([what, name]): [string, object] => [
      `an exclusion that is ${what}`,
      { distinguishedName: 'DC=corp', containerInclusions: ['DC=corp'], containerExclusions: [name] },
    ]),
  ])('rejects a partition filter with %s', (_, filter) => {
    const { issues } = read({ onpremisesDirectoryPolicy: [{ partitionFilters: [filter] }] });
    expect(issues).toMatchObject([{ problem: 'row-rejected' }]);
  });

  it.each([
    'OU=Sales;DC=corp',
    'OU=#130553616C6573,DC=corp',
    'ou = Sales , dc=corp',
    '2.5.4.11=Sales,OID.0.9.2342.19200300.100.1.25=corp',
    'OU="Sales, North",DC=corp',
    String.raw`OU=Sales\, North\20,DC=corp`,
    '<GUID=2c0906ee-c839-5e2d-9994-d07b1585ea70>;<SID=S-1-5-21-1>;OU=Sales,DC=corp',
    'OU=a/b "c"=d,DC=corp',
    'OU=A+CN=B,DC=corp',
  ])('takes an exclusion that is written as %s', (name) => {
    const filter = { distinguishedName: 'DC=corp', containerInclusions: ['DC=corp'], containerExclusions: [name] };
    const { records, issues } = read({ onpremisesDirectoryPolicy: [{ partitionFilters: [filter] }] });
    expect([issues, records[0]?.scope?.[0]?.exclusions]).toEqual([[], [name]]);
  });
});

describe('the global settings', () => {
  const expected = {
    at,
    sourceAnchorAttribute: 'mS-DS-ConsistencyGuid',
    userPrincipalNameAttribute: 'mail',
    stagingMode: true,
    deletionThreshold: 500,
    signOnMethod: 'PasswordHashSync',
  };

  it.each([
    ['with Parameters as a list', { Version: 396, Parameters: listed }],
    ['with Parameters by name', { Version: 396, Parameters: parameters }],
    ['with a wrapped list', { Version: 396, Parameters: { value: listed, Count: listed.length } }],
    ['as Parameters alone', listed],
    ['as Parameters by name alone', parameters],
  ])('are read %s', (_, value) => {
    expect(read(value)).toEqual({ records: [expected], issues: [], rejected: 0, skipped: 0 });
  });

  it('say 0 when the protection against deletions is off, and nothing when it is not known', () => {
    const off = { ...parameters, 'Microsoft.OptionalFeature.ExportDeletionThreshold': 'False' };
    expect(read(off).records[0]?.deletionThreshold).toBe(0);
    const unknown = { ...parameters, 'Microsoft.OptionalFeature.ExportDeletionThreshold': '' };
    expect(read(unknown).records[0]).not.toHaveProperty('deletionThreshold');
  });

  it('leave out an anchor that is empty', () => {
    const empty = { ...parameters, 'Microsoft.SynchronizationOption.AnchorAttribute': '' };
    expect(read(empty).records[0]).not.toHaveProperty('sourceAnchorAttribute');
  });

  it.each([
    [
      'type names for want of -Depth',
      { Parameters: ['Microsoft.IdentityManagement.PowerShell.ObjectModel.Parameter'] },
      '-Depth 5',
    ],
    ['an unreadable flag', { ...parameters, 'Microsoft.Synchronize.StagingMode': 'maybe' }, 'expected True or False'],
    ['a scheduler', { StagingModeEnabled: true }, 'not a configuration of Entra Connect'],
    ['a list of nothing', [], 'not a configuration of Entra Connect'],
  ])('are not complete with %s', (_, value, found) => {
    expect(
      read(value)
        .issues.map(({ message }) => message)
        .join('\n'),
    ).toContain(found);
  });
});

describe('a configuration file', () => {
  it('is never complete when it is cut anywhere', () => {
    for (const value of [policy, { Parameters: listed }]) {
      expect(textLengthsThatPass(JSON.stringify(value), createConnectConfigurationReader)).toEqual([]);
    }
  });

  it('says which fields it knows, and is refused when it is not JSON', async () => {
    const { source } = await readFile(utf16(JSON.stringify(policy)), readConnectConfigurationFiles);
    expect([...source.fields]).toEqual(['scope', 'customRules']);
    for (const content of ['', 'a,b\n1,2\n', '<xml/>']) {
      const refused = await readFile(content, readConnectConfigurationFiles);
      expect(refused.source.issues).toMatchObject([{ problem: 'incomplete' }]);
    }
  });
});

describe('a partition that a policy has twice', () => {
  const directory = (distinguishedName: string, containerInclusions: string[], containerExclusions: string[] = []) => ({
    partitionFilters: [{ distinguishedName, containerInclusions, containerExclusions }],
  });
  const corp = 'DC=corp,DC=example';
  const problems = (...directories: object[]) =>
    read({ onpremisesDirectoryPolicy: directories, azureDirectoryPolicy: {} }).issues;

  it.each<[string, object]>([
    ['other containers', directory(corp, [`OU=Other,${corp}`])],
    ['one more', directory(corp, [corp, `OU=Other,${corp}`])],
    ['another exclusion', directory(corp, [corp], [`OU=Out,${corp}`])],
    ['other containers under another spelling', directory('dc=Corp, dc=example', [`OU=Other,${corp}`])],
  ])('is refused with %s', (_what, other) =>
    expect(problems(directory(corp, [corp]), other)).toMatchObject([
      { problem: 'incomplete', message: expect.stringContaining('twice, with different containers') },
    ]),
  );

  it.each<[string, object]>([
    ['the same containers', directory('dc=corp, DC=Example', ['DC=CORP, DC=example', corp])],
    [
      'the same in quotation marks',
      directory('DC="corp";DC = example', ['0.9.2342.19200300.100.1.25=corp,DC=example']),
    ],
    [
      'the containers of another partition',
      directory('DC=emea,DC=corp,DC=example', ['OU=Other,DC=emea,DC=corp,DC=example']),
    ],
  ])('is read with %s', (_what, other) => expect(problems(directory(corp, [corp]), other)).toEqual([]));
});
