import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assertFilledIn, isEmbedded } from '../../engine/stack-file.js';
import { temporaryDirectory } from './temporary.js';

/** A folder with one stack file. */
function project(file: string, text: string): string {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, file), text);
  return directory;
}

describe('isEmbedded', () => {
  const judge = (text: string): boolean => isEmbedded(project('Pulumi.staging.yaml', text), 'staging');

  it.each([
    ['config:\n  cutover:okta:\n    orgUrl: embedded\n  cutover:tenant:\n    graphEndpoint: embedded\n', true],
    ['config:\n  cutover:okta:\n    orgUrl: https://corp.okta.com\n', false],
    ['config: {}\n', false],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(judge(text)).toBe(expected);
  });

  it('is not embedded without a file', () => {
    expect(isEmbedded(temporaryDirectory(), 'prod')).toBe(false);
  });

  it('refuses a mix of simulated and real services, and a file that is no YAML', () => {
    const okta = 'config:\n  cutover:okta:\n    orgUrl: embedded\n';
    const graph = '  cutover:tenant:\n    graphEndpoint: https://graph.microsoft.com\n';
    expect(() => judge(okta + graph)).toThrow('cutover:tenant.graphEndpoint is https://graph.microsoft.com');
    expect(() => judge(okta)).toThrow(
      'cutover:tenant.graphEndpoint is not set. Write embedded in both places, or in neither',
    );
    expect(() => judge('config: [')).toThrow('Pulumi.staging.yaml:1:');
  });
});

describe('assertFilledIn', () => {
  const unfilled = 'config:\n  cutover:phase: "FILL IN: the phase"\n  cutover:unknown: 1\n';

  it('lists every problem of the file before the program of that stack is run', () => {
    const refusal = () => assertFilledIn(project('Pulumi.prod.yaml', unfilled), 'prod', ['preview', '--stack', 'prod']);
    expect(refusal).toThrow('Pulumi.prod.yaml:2:18 cutover:phase: value to fill in');
    expect(refusal).toThrow('Pulumi.prod.yaml:3:3 cutover:unknown');
  });

  it('lets the commands pass that serve to fill it in', () => {
    expect(() =>
      assertFilledIn(project('Pulumi.prod.yaml', unfilled), 'prod', ['config', 'set', 'cutover:phase', 'assess']),
    ).not.toThrow();
    expect(() =>
      assertFilledIn(project('Pulumi.prod.yaml', unfilled), 'dev', ['preview', '--stack', 'dev']),
    ).not.toThrow();
  });
});
