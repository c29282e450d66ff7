import { describe, expect, it } from 'vitest';
import { readConnectConfigurationFiles, readOktaFiles, readSyncStatusFiles } from '../../src/evidence/connect-files.js';
import { readEntraFiles, readOnPremFiles } from '../../src/evidence/files.js';
import { repeatedKey } from '../../src/evidence/repeated-key.js';
import { readFile } from './read-text.js';

describe('a key that is there twice', () => {
  const find = (text: string): string | undefined => repeatedKey(text, JSON.parse(text));

  it.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"a" : 1, "b": [], "a"\n:1}', 'a'],
    ['[{"x":{"b":1,"c":{},"b":null}}]', 'b'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"a":"\\":","b":1,"b":1}', 'b'],
    ['{"":1,"":2}', ''],
    ['{"a":[{"k":1},{"k":2,"k":3}]}', 'k'],
  ])('is found in %s', (text, key) => expect(find(text)).toBe(key));

  it.each([
    '{"a":1,"A":2}',
    '[{"a":1},{"a":2}]',
    '{"a":{"a":{"a":1}}}',
    '{"a":"\\"a\\":\\"a\\":","b":"\\\\"}',
    '{"a":["a","a"],"b":"a"}',
    '{"__proto__":1}',
    '"a"',
    'null',
  ])('is not found in %s', (text) => expect(find(text)).toBeUndefined());

  it('is looked for as deep as the text goes, and in long values', () => {
    const deep = 5000;
    expect(find(`${'{"a":'.repeat(deep)}{"b":1,"b":2}${'}'.repeat(deep)}`)).toBe('b');
    expect(find(`{"a":${JSON.stringify('x"\\'.repeat(200_000))},"b":1,"b":2}`)).toBe('b');
  });
});

describe('a record with a key twice', () => {
  const guid = '0a1b2c3d-4e5f-6071-8293-000000000001';
  const ann = '"userPrincipalName":"ann@corp.example"';
  const entra = (more = ''): string => `{"id":"e1",${ann},"onPremisesImmutableId":"PSwbCl9OcWCCkwAAAAAAAQ=="${more}}`;
  const onPrem = (more = ''): string =>
    `{"ObjectClass":"user","ObjectGUID":"${guid}","mS-DS-ConsistencyGuid":null,${ann.replace('u', 'U')}${more}}`;
  const again = ',"onPremisesImmutableId":"AAAAAAAAAAAAAAAAAAAAAA=="';

  it.each([
    ['a page', `{"value":[${entra()},${entra(again)}]}`, 2],
    ['an array', `[${entra()},${entra(again)}]`, 2],
    ['NDJSON', `${entra()}\n${entra(again)}\n`, 2],
  ])('is rejected with its place in %s of Graph', async (_what, text, line) => {
    const { source, records } = await readFile(text, readEntraFiles);
    expect([source.rejected, records.length]).toEqual([1, 1]);
    expect(source.issues).toMatchObject([
      { problem: 'row-rejected', at: { line }, message: expect.stringContaining('“onPremisesImmutableId” twice') },
    ]);
  });

  it('is rejected among objects of Active Directory', async () => {
    const { source, records } = await readFile(
      `[${onPrem()},${onPrem(',"UserPrincipalName":"bo@corp.example"')}]`,
      readOnPremFiles,
    );
    expect([source.rejected, records.length]).toEqual([1, 1]);
    expect(source.issues).toMatchObject([
      { at: { line: 2 }, message: expect.stringContaining('“UserPrincipalName” twice') },
    ]);
  });

  it('makes a page incomplete', async () => {
    const { source } = await readFile(`{"value":[${entra()}],"value":[${entra()}]}`, readEntraFiles);
    expect(source.issues).toMatchObject([{ problem: 'incomplete', message: expect.stringContaining('“value” twice') }]);
  });

  it.each([
    [
      'status',
      '{"StagingModeEnabled":true,"SyncCycleInProgress":false,"StagingModeEnabled":false}',
      readSyncStatusFiles,
    ],
    ['policy', '{"azureDirectoryPolicy":{"stagingMode":true,"stagingMode":false}}', readConnectConfigurationFiles],
    ['app', '[{"id":"0oa1","id":"0oa2","name":"office365"}]', readOktaFiles],
  ])('makes a %s incomplete', async (_what, text, read) => {
    const { source, records } = await readFile<unknown>(text, read);
    expect(records).toEqual([]);
    expect(source.issues).toMatchObject([{ problem: 'incomplete', message: expect.stringContaining(' twice ') }]);
  });

  it('is not looked for in what is not JSON', async () => {
    for (const text of ['{"id":"e1","a\u0001":1,"a\u0001":2}', '{"value":[{"a\\x":1,"a\\x":2}]}']) {
      const { source } = await readFile(text, readEntraFiles);
      expect(source.issues).toMatchObject([{ message: expect.stringContaining('malformed') }]);
    }
  });

  it('is none where each stands there once', async () => {
    expect((await readFile(`{"value":[${entra()}]}`, readEntraFiles)).source.issues).toEqual([]);
    expect((await readFile(`[${onPrem()}]`, readOnPremFiles)).source.issues).toEqual([]);
  });
});
