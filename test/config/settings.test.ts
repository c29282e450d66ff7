import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseStackFile } from '../../src/config/parse.js';
import { formatProblems } from '../../src/config/problems.js';
import { example, least, replaced } from './example.js';

describe('the settings of a stack file', () => {
  it('are complete and normalized', () => {
    expect(parseStackFile(example, 'Pulumi.staging.yaml')).toEqual({
      problems: [],
      settings: {
        phase: 'stage',
        hold: false,
        syncTool: 'cloudSync',
        embedded: false,
        tenant: {
          id: 'aaaaaaaa-2222-3333-4444-555555555555',
          domain: 'corp.onmicrosoft.com',
          graphEndpoint: 'https://graph.microsoft.com',
        },
        okta: {
          orgUrl: 'https://corp.okta.com',
          apps: [
            { id: '0oa1office365staging01', label: 'Microsoft Office 365' },
            { id: '0oa1office365staging02', label: 'Microsoft Office 365: Frontline' },
          ],
          drain: { timeoutSeconds: 300, pollSeconds: 2 },
        },
        cloudSync: {
          servicePrincipalId: '77777777-0000-4000-8000-00000000000a',
          domain: 'corp.example',
          deletionThreshold: 25,
          notificationRecipients: ['ops@corp.example'],
          passwordHashSync: false,
        },
        pilot: [],
        waves: [],
        wave: 1,
        evidence: { onPrem: ['evidence/on-prem.ndjson'], entra: 'live', maximumAgeHours: { onPrem: 12, entra: 0.5 } },
        sourceAnchor: { attribute: 'employeeID', encoding: 'text-base64' },
        scope: {
          organizationalUnits: ['ou=staff,dc=corp,dc=example'],
          excludedOrganizationalUnits: ['ou=r\\,d,ou=staff,dc=corp,dc=example'],
        },
        verifiedDomains: ['corp.example', 'corp.onmicrosoft.com'],
        thresholds: {
          creations: { total: 1, perOrganizationalUnit: { 'ou=new,dc=corp,dc=example': 5 } },
          softMatches: 2,
          deletions: 3,
        },
        waivers: 'waivers/staging.yaml',
        remediations: { path: 'remediations/staging.yaml', limit: 400, allowPrivileged: false },
        directory: {
          server: 'ldaps://dc1.corp.example',
          baseDn: 'DC=corp,DC=example',
          bindDn: 'CN=repair,OU=Service,DC=corp,DC=example',
          caFile: 'certificates/corp.pem',
        },
        review: { dataFolders: ['evidence', 'waivers', 'remediations'] },
        report: { maskPeople: true, directory: 'out/reports' },
        audit: { journal: 'audit/staging.jsonl' },
      },
    });
  });

  it('have defaults for whatever may be left out, and every limit is 0', () => {
    const { settings } = parseStackFile(least, 'Pulumi.staging.yaml');
    expect(settings).toMatchObject({
      hold: false,
      syncTool: 'cloudSync',
      tenant: { graphEndpoint: 'https://graph.microsoft.com' },
      okta: { drain: { timeoutSeconds: 600, pollSeconds: 5 } },
      cloudSync: { deletionThreshold: 10 },
      evidence: { entra: 'live', maximumAgeHours: { onPrem: 24, entra: 4 } },
      sourceAnchor: { attribute: 'mS-DS-ConsistencyGuid', encoding: 'bytes' },
      scope: { organizationalUnits: [], excludedOrganizationalUnits: [] },
      thresholds: { creations: { total: 0, perOrganizationalUnit: {} }, softMatches: 0, deletions: 0 },
      review: { dataFolders: ['evidence', 'waivers', 'remediations'] },
      report: { maskPeople: false, directory: 'reports' },
      audit: {},
    });
    expect(Object.keys(settings ?? {})).not.toContain('verifiedDomains');
    expect(Object.keys(settings ?? {})).not.toContain('waivers');
  });

  it.each([
    ['false', false],
    ['true', true],
    ['"true"', true],
    ['"false"', false],
  ])('take hold: %s as `pulumi config set` writes it too', (written, hold) => {
    expect(parseStackFile(replaced(example, 'hold: false', `hold: ${written}`), 'f').settings?.hold).toBe(hold);
  });

  it('read CRLF and a byte order mark like anything else', () => {
    expect(parseStackFile(`\uFEFF${example.replaceAll('\n', '\r\n')}`, 'f').settings).toEqual(
      parseStackFile(example, 'f').settings,
    );
  });
});

describe('the shipped stacks', () => {
  const shipped = (name: string): string => readFileSync(new URL(`../../Pulumi.${name}.yaml`, import.meta.url), 'utf8');

  it('staging: embedded, in phase assess, with every limit 0', () => {
    const { settings, problems } = parseStackFile(shipped('staging'), 'Pulumi.staging.yaml');
    expect(formatProblems(problems)).toBe('');
    expect(settings).toMatchObject({
      embedded: true,
      phase: 'assess',
      okta: { apps: [{ id: '0oa1office365staging01' }, { id: '0oa1office365staging02' }] },
      thresholds: { creations: { total: 0, perOrganizationalUnit: {} }, softMatches: 0, deletions: 0 },
    });
  });

  it('prod: refuses, and for no other reason than its values to fill in', () => {
    const { settings, problems } = parseStackFile(shipped('prod'), 'Pulumi.prod.yaml');
    expect(settings).toBeUndefined();
    expect(new Set(problems.map(({ kind }) => kind))).toEqual(new Set(['placeholder']));
    expect(problems.map(({ path }) => path)).toEqual([
      'cutover:tenant.id',
      'cutover:tenant.domain',
      'cutover:okta.orgUrl',
      'cutover:okta.apps[0].id',
      'cutover:okta.apps[0].label',
      'cutover:cloudSync.servicePrincipalId',
      'cutover:cloudSync.domain',
      'cutover:cloudSync.notificationRecipients[0]',
      'cutover:evidence.onPrem[0]',
    ]);
    const lines = shipped('prod').split('\n');
    for (const { line, column } of problems) expect(lines[line - 1]?.slice(column - 1)).toMatch(/^"FILL IN: /);
  });

  it.each(['staging', 'prod'])('%s names the schema for editors', (name) => {
    expect(shipped(name).split('\n')[0]).toBe('# yaml-language-server: $schema=schemas/stack.schema.json');
  });
});
