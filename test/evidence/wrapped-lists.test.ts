import { describe, expect, it } from 'vitest';
import { isEntraObject } from '../../src/domain/service.js';
import { readConnectConfigurationFiles, readSyncStatusFiles } from '../../src/evidence/connect-files.js';
import { readEntraFiles, readOnPremFiles } from '../../src/evidence/files.js';
import { readFile } from './read-text.js';

// Windows PowerShell 5.1 may write a list as { "value": […], "Count": n }.
const addresses = ['SMTP:di@corp.example', 'smtp:d@corp.example'];
const wrapped = (list: readonly unknown[], Count: unknown = list.length) => ({ value: list, Count });
const account = (more: object) =>
  JSON.stringify([
    {
      Id: '223f3165-2289-58c0-a0bb-cbf7655261d5',
      UserPrincipalName: 'di@corp.example',
      OnPremisesImmutableId: 'x',
      ...more,
    },
  ]);
const person = (more: object) =>
  JSON.stringify([
    {
      UserPrincipalName: 'di@corp.example',
      ObjectGUID: '0e55cf30-6dfd-556d-a71f-1af3f3d50d70',
      'mS-DS-ConsistencyGuid': null,
      ...more,
    },
  ]);
const entra = (more: object) => readFile(account(more), readEntraFiles);
const onPrem = (more: object) => readFile(person(more), readOnPremFiles);

describe('a list that Windows PowerShell wrapped', () => {
  it('holds the addresses of Get-MgUser and Get-ADUser', async () => {
    const there = await entra({ ProxyAddresses: wrapped(addresses), BusinessPhones: wrapped(['+1']) });
    const here = await onPrem({ proxyAddresses: wrapped(addresses) });
    expect([there.source.issues, here.source.issues]).toEqual([[], []]);
    expect(there.records.filter(isEntraObject)).toMatchObject([{ proxyAddresses: addresses }]);
    expect(here.records).toMatchObject([{ proxyAddresses: addresses }]);
    expect(there.source.fields).toContain('proxyAddresses');
  });

  it('shows nothing where it is empty for everybody', async () => {
    const { source, records } = await entra({ ProxyAddresses: wrapped([]), BusinessPhones: wrapped([]) });
    expect(source.issues).toEqual([]);
    expect(records[0]).not.toHaveProperty('proxyAddresses');
    expect(source.fields).not.toContain('proxyAddresses');
  });

  it.each([
    ['more', 3],
    ['fewer', 1],
    ['none', 0],
    ['a number in words', '2'],
  ])('is refused where it says that it has %s', async (_what, count) => {
    const message = /^A list says that it has .* \(Count\), and 2 are in it/;
    for (const { source } of [
      await entra({ ProxyAddresses: wrapped(addresses, count) }),
      await entra({ BusinessPhones: wrapped(['1', '2'], count) }),
      await onPrem({ proxyAddresses: wrapped(addresses, count) }),
      await onPrem({ memberOf: wrapped(['CN=a', 'CN=b'], count) }),
    ])
      expect(source).toMatchObject({ rejected: 1, issues: [{ message: expect.stringMatching(message) }] });
  });

  it('is checked in the files of Entra Connect too', async () => {
    const runs = [{ Result: 'success', RunProfileName: 'Full Import', ConnectorName: 'corp.example' }];
    const status = await readFile(JSON.stringify(wrapped(runs, 2)), readSyncStatusFiles);
    expect(status.source.issues).toMatchObject([
      { problem: 'incomplete', message: expect.stringContaining('(Count)') },
    ]);
    const policy = { azureDirectoryPolicy: wrapped([{ identifier: 'a', customSynchronizationRules: [] }], 2) };
    const config = await readFile(
      JSON.stringify({ ...policy, onpremisesDirectoryPolicy: [] }),
      readConnectConfigurationFiles,
    );
    expect(config.source.issues.map(({ message }) => message)).toContainEqual(expect.stringContaining('(Count)'));
  });
});

describe('a blank around a value of a CSV', () => {
  it.each([' MM9VDv1tbVWnHxrz89UNcA==', 'MM9VDv1tbVWnHxrz89UNcA== ', ' 0e55cf30-6dfd-556d-a71f-1af3f3d50d70 '])(
    'is not part of an mS-DS-ConsistencyGuid: “%s”',
    async (written) => {
      const csv = `UserPrincipalName,objectGUID,mS-DS-ConsistencyGuid\na@x.example,0e55cf30-6dfd-556d-a71f-1af3f3d50d70,"${written}"\n`;
      const { records, source } = await readFile(csv, readOnPremFiles);
      expect(source.issues).toEqual([]);
      expect(records).toMatchObject([{ consistencyGuid: 'MM9VDv1tbVWnHxrz89UNcA==' }]);
    },
  );
});
