import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgedStackFile } from '../../src/config/judged-stack.js';
import { parseStackFile } from '../../src/config/parse.js';
import { repository } from '../cli/run-cli.js';

const base = readFileSync(join(repository, 'Pulumi.staging.yaml'), 'utf8')
  .replace(/orgUrl: \S+/, 'orgUrl: https://corp.okta.com')
  .replace(/graphEndpoint: \S+/, 'graphEndpoint: https://graph.microsoft.com');
const judged = (proposal: string, from: string | undefined = base) => judgedStackFile(proposal, from);
const settingsOf = (text: string) => parseStackFile(text, 'judged').settings;
const adding = (lines: string, text = base): string => text.replace('config:\n', `config:\n${lines}\n`);

describe('what a proposal may bring without a word', () => {
  it.each([
    ['another phase', base.replace('cutover:phase: assess', 'cutover:phase: stage')],
    ['a hold', base.replace('cutover:hold: false', 'cutover:hold: true')],
    ['other evidence', base.replace(/onPrem:\n(\s+)- .*/, 'onPrem:\n$1- evidence/new.ndjson.gz')],
    ['a list of repairs', adding('  cutover:remediations: { path: remediations/july.yaml }')],
  ])('%s', (_, proposal) => {
    expect(proposal).not.toBe(base);
    expect(judged(proposal)).toEqual({ text: proposal, changed: [] });
  });
});

describe('what judges is the base branch’s, and named', () => {
  const connect = (hours: number, threshold: number): string =>
    adding(
      `  cutover:connect: { serverName: sync1, connectorName: c, maximumAgeHours: ${hours}, deletionThreshold: ${threshold}, evidence: { pendingExports: [a.xml], disconnectors: [b.xml], exportErrors: [c.xml], syncStatus: [d.json], connectConfig: [e.json] } }`,
    );
  it.each([
    ['cutover:scope', adding('  cutover:scope: { excludedOrganizationalUnits: ["OU=A,DC=corp,DC=example"] }')],
    ['cutover:sourceAnchor', base.replace(/cutover:sourceAnchor: .*/, 'cutover:sourceAnchor: employeeID')],
    ['cutover:audit.journal', base.replace(/journal: .*/, 'journal: ../base/dist/cli/main.js')],
    [
      'cutover:report.directory',
      adding('  cutover:report: { directory: ../base/dist }', base.replace(/ {2}cutover:report:\n( {4}.*\n)+/, '')),
    ],
    ['cutover:budget', adding('  cutover:budget: { adds: 9999 }')],
    ['cutover:review', adding('  cutover:review: { dataFolders: [src] }')],
    ['cutover:evidence.complete', base.replace('entra: live', 'entra: live\n    complete: [onPrem, entra]')],
    ['cutover:evidence.entra', base.replace('entra: live', 'entra: [evidence/forged.ndjson]')],
    ['cutover:okta.orgUrl', base.replace('https://corp.okta.com', 'https://evil.okta.com')],
    ['cutover:tenant.id', base.replace(/( {4}id: ["']?)[0-9a-f]{8}/, '$199999999')],
    ['environment', `environment: [evil]\n${base}`],
    ['secretsprovider', `secretsprovider: awskms://evil\n${base}`],
    ['okta:baseUrl', adding('  okta:baseUrl: evil.example')],
  ])('%s', (name, proposal) => {
    expect(proposal).not.toBe(base);
    const { text, changed } = judged(proposal);
    expect(changed).toEqual([name]);
    expect(settingsOf(text)).toEqual(settingsOf(base));
    expect(text).not.toMatch(/evil/);
  });

  it.each([
    ['raised', '  cutover:budget: { adds: 9999, updates: { mail: 3 } }'],
    ['left out', ''],
  ])('the budget of an export, also where it is %s', (_, lines) => {
    const { text, changed } = judged(adding(lines), adding('  cutover:budget: { adds: 1, updates: { mail: 2 } }'));
    expect(changed).toEqual(['cutover:budget']);
    expect(text).toMatch(/adds: 1\b[\s\S]*mail: 2/);
    expect(text).not.toMatch(/9999/);
  });

  it('the age and the deletion limit of Entra Connect', () => {
    const { text, changed } = judged(connect(744, 9999), connect(4, 10));
    expect(changed).toEqual(['cutover:connect.maximumAgeHours', 'cutover:connect.deletionThreshold']);
    expect(settingsOf(text)?.connect ?? text).toEqual(settingsOf(connect(4, 10))?.connect ?? text);
    expect(text).not.toMatch(/744|9999/);
  });
});

describe('what is the proposal’s own and decides whom it is about', () => {
  it.each([
    [
      'cutover:okta.apps',
      base.replace(/( +)- id: 0oa/, '$1- { id: 0oaanotherapp0000001, label: Another }\n$1- id: 0oa'),
    ],
    ['cutover:cloudSync.deletionThreshold', base.replace('deletionThreshold: 10', 'deletionThreshold: 500')],
    ['cutover:syncTool', base.replace('cutover:syncTool: cloudSync', 'cutover:syncTool: connect')],
  ])('%s is named', (name, proposal) => {
    expect(proposal).not.toBe(base);
    expect(judged(proposal)).toEqual({ text: proposal, changed: [name] });
  });

  it('values that are filled in for the first time are taken', () => {
    const before = base.replace('https://corp.okta.com', '"FILL IN: the URL of the org"');
    expect(judged(base, before)).toEqual({ text: base, changed: ['cutover:okta.orgUrl'] });
  });
});

it.each([
  ['aliases', adding('  cutover:waivers: *gone', base.replace('cutover:phase: assess', 'cutover:phase: &gone assess'))],
  ['a section that is none', base.replace(/ {2}cutover:audit:\n.*\n/, '  cutover:audit: 5\n')],
  ['no mapping', '- config'],
  ['no YAML', 'config: ['],
])('a proposal with %s is left for the reader to refuse', (_, proposal) => {
  expect(parseStackFile(judged(proposal).text, 'x').settings).toBeUndefined();
});
