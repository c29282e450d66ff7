import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { assertFilledIn, isEmbedded, syncToolOf } from '../../../workshop/engine/stack-file.js';
import { declareConnect } from '../../../workshop/engine/stack-settings.js';
import { temporaryDirectory } from './temporary.js';

/** A folder with one stack file. */
function project(file: string, text: string): string {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, file), text);
  return directory;
}

describe('isEmbedded', () => {
  const okta = '  cutover:okta:\n    orgUrl: embedded\n';
  const judge = (text: string, stack = 'staging') => isEmbedded(project('Pulumi.staging.yaml', text), stack);

  it.each([
    [`config:\n${okta}  cutover:tenant:\n    graphEndpoint: embedded\n`, true],
    ['config:\n  cutover:okta:\n    orgUrl: https://corp.okta.com\n', false],
    ['config: {}\n', false],
    ['config: [', false],
    ['', false],
  ])('%j: %s', async (text, expected) => {
    expect(await judge(text)).toBe(expected);
    expect(await judge(text, 'organization/project/staging')).toBe(expected);
  });

  it('is not embedded without a file', async () => {
    expect(await isEmbedded(temporaryDirectory(), 'prod')).toBe(false);
  });

  it('refuses a mix of simulated and real services', async () => {
    const graph = '  cutover:tenant:\n    graphEndpoint: https://graph.microsoft.com\n';
    await expect(judge(`config:\n${okta}${graph}`)).rejects.toThrow(
      'cutover:tenant.graphEndpoint is https://graph.microsoft.com',
    );
    await expect(judge(`config:\n${okta}`)).rejects.toThrow(
      'cutover:tenant.graphEndpoint is not set. Write embedded in both places, or in neither',
    );
  });
});

describe('assertFilledIn', () => {
  const unfilled = 'config:\n  cutover:phase: "FILL IN: the phase"\n  cutover:unknown: 1\n';
  const judge = (stack: string, ...pulumi: readonly string[]) =>
    assertFilledIn(project('Pulumi.prod.yaml', unfilled), stack, pulumi);

  it('lists every problem of the file before the program of that stack is run', async () => {
    await expect(judge('prod', 'preview', '--stack', 'prod')).rejects.toThrow(
      /Pulumi\.prod\.yaml:2:18 cutover:phase: value to fill in: the phase\n(.*\n)*.*Pulumi\.prod\.yaml:3:3 cutover:unknown/,
    );
    await expect(judge('dev', 'up')).rejects.toThrow('There is no stack dev');
  });

  it('lets the commands pass that serve to fill it in', async () => {
    await expect(judge('prod', 'config', 'set', 'cutover:phase', 'assess')).resolves.toBeUndefined();
  });
});

it('the stack `connect` is `staging` with the stand-in of Entra Connect, in a folder of its own', async () => {
  const folder = '.entra-cutover/embedded-connect';
  const staging = readFileSync('Pulumi.staging.yaml', 'utf8').replaceAll('.entra-cutover/embedded/', `${folder}/`);
  const directory = project('Pulumi.connect.yaml', staging);
  const server = { serverName: 'SYNC1', entraConnector: 'corp.onmicrosoft.com - AAD' };
  declareConnect(join(directory, 'Pulumi.connect.yaml'), server, folder);
  const read = (path: string): unknown => parseDocument(readFileSync(path, 'utf8')).toJS();
  expect(read('Pulumi.connect.yaml')).toEqual(read(join(directory, 'Pulumi.connect.yaml')));
  expect([await syncToolOf('.', 'connect'), await syncToolOf('.', 'staging')]).toEqual(['connect', 'cloudSync']);
});
