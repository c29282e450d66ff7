import { describe, expect, it } from 'vitest';
import { parseStackFile } from '../../src/config/parse.js';
import { formatProblems } from '../../src/config/problems.js';
import { example, least, replaced } from './example.js';

function problemsOf(text: string): string[] {
  const { settings, problems } = parseStackFile(text, 'P.yaml');
  expect(settings === undefined).toBe(problems.length > 0);
  return formatProblems(problems).split('\n');
}

function withReplaced(...pieces: readonly [string, string][]): string[] {
  return problemsOf(pieces.reduce((text, [piece, by]) => replaced(text, piece, by), example));
}

describe('the problems of a stack file', () => {
  it('come all at once, in the order of the file', () => {
    expect(
      withReplaced(
        ['phase: stage', 'phase: done'],
        ['hold: false', 'hold: yes'],
        ['syncTool: cloudSync', 'syncTool: both'],
        ['graphEndpoint: https://graph.microsoft.com', 'graphEndpoint: https://graph.example'],
        ['https://Corp.okta.com/', 'https://corp-admin.okta.com'],
        ['- id: 0oa1', '- ide: 0oa1'],
        ['pollSeconds: 2', 'pollSeconds: 300'],
        ['timeoutSeconds: 300', 'timeoutSeconds: 60'],
        ['deletionThreshold: 25', 'deletionThreshold: 0'],
        ['[ops@corp.example]', '[]'],
        ['entra: live', 'entra: [a.ndjson, " "]'],
        ['entra: 0.5', 'entra: -1'],
        ['employeeID:text-base64', 'employeeID:base64'],
        ['OU=Staff, DC=corp,DC=example', 'OU=Staff'],
        ['waivers/staging.yaml', '../waivers.yaml'],
        ['maskPeople: true', 'maskPeople: "true"'],
      ),
    ).toEqual([
      'P.yaml:5:18 cutover:phase: found "done"; expected one of assess, stage, cutover, complete, rollback',
      'P.yaml:6:17 cutover:hold: found "yes"; expected true or false',
      'P.yaml:7:21 cutover:syncTool: found "both"; expected cloudSync, or connect (Microsoft Entra Connect Sync)',
      'P.yaml:11:20 cutover:tenant.graphEndpoint: found "https://graph.example"; expected one of https://graph.microsoft.com, https://graph.microsoft.us, https://dod-graph.microsoft.us, https://microsoftgraph.chinacloudapi.cn, or embedded',
      'P.yaml:13:13 cutover:okta.orgUrl: found "https://corp-admin.okta.com"; expected the URL of the Okta org without a path and without -admin, such as https://corp.okta.com, or embedded',
      'P.yaml:15:9 cutover:okta.apps[0].ide: unknown key; did you mean "id"?',
      'P.yaml:20:20 cutover:okta.drain.pollSeconds: 300 is more than timeoutSeconds (60), so Okta would not be asked again; lower it',
      'P.yaml:24:24 cutover:cloudSync.deletionThreshold: found 0; expected a whole number of objects from 1 to 100000',
      'P.yaml:25:29 cutover:cloudSync.notificationRecipients: found an empty list; expected a list of at least one mail address',
      'P.yaml:28:23 cutover:evidence.entra[1]: found " "; expected the path of a file, relative to the folder of the stack file',
      'P.yaml:31:14 cutover:evidence.maximumAgeHours.entra: found -1; expected a number of hours, more than 0 and at most 744',
      'P.yaml:32:25 cutover:sourceAnchor: found "employeeID:base64"; expected ATTRIBUTE or ATTRIBUTE:ENCODING, the encoding being bytes, text or text-base64',
      'P.yaml:35:9 cutover:scope.organizationalUnits[0]: found "OU=Staff"; expected the distinguished name of an organizational unit, DC= parts included, such as OU=Sales,DC=corp,DC=example',
      'P.yaml:45:20 cutover:waivers: found "../waivers.yaml"; expected the path of a file inside this repository, relative to the folder of the stack file',
      'P.yaml:53:17 cutover:report.maskPeople: found "true"; expected true or false',
    ]);
  });

  it('name what is missing at the mapping that should hold it', () => {
    expect(
      problemsOf('# nothing yet\nconfig:\n  cutover:phase: assess\n  cutover:tenant:\n    domain: corp.example\n'),
    ).toEqual([
      'P.yaml:2:1 cutover:cloudSync: missing; expected a mapping with the keys servicePrincipalId, domain, deletionThreshold, notificationRecipients, passwordHashSync',
      'P.yaml:2:1 cutover:evidence: missing; expected a mapping with the keys onPrem, entra, signers, complete, factsAcceptedUntil, versionsAccepted, changesLagSeconds, maximumAgeHours',
      'P.yaml:2:1 cutover:okta: missing; expected a mapping with the keys orgUrl, apps, pushTried, drain',
      'P.yaml:4:3 cutover:tenant.id: missing; expected the GUID of the Entra tenant (Entra admin center, Overview, Tenant ID)',
    ]);
  });

  it('name a key without a value', () => {
    expect(withReplaced(['phase: stage', 'phase:'], ['waivers: waivers/staging.yaml', 'waivers:'])).toEqual([
      'P.yaml:5:3 cutover:phase: found nothing; expected one of assess, stage, cutover, complete, rollback',
      'P.yaml:45:3 cutover:waivers: found nothing; expected the path of a file inside this repository, relative to the folder of the stack file',
    ]);
  });

  it('put the values to fill in first, each with what its author wrote, and find them nowhere invalid', () => {
    expect(
      withReplaced(
        ['phase: stage', 'phase: later'],
        ['AAAAAAAA-2222-3333-4444-555555555555', '"FILL IN: the tenant id"'],
        ['apps:', 'apps: "FILL IN: the apps"\n    appz:'],
      ),
    ).toEqual([
      'P.yaml:9:9 cutover:tenant.id: value to fill in: the tenant id',
      'P.yaml:14:11 cutover:okta.apps: value to fill in: the apps',
      'P.yaml:5:18 cutover:phase: found "later"; expected one of assess, stage, cutover, complete, rollback',
      'P.yaml:15:5 cutover:okta.appz: unknown key; did you mean "apps"?',
    ]);
  });

  it('tell keys on the wrong level and near misses of the namespace, and leave other namespaces alone', () => {
    const keys = [
      'cutover:okta.orgUrl',
      'cutover:maskPeople',
      'cutover:zzzzz',
      'cutovr:waver',
      'cutovr:zzzzz',
      'entra-cutover:phase',
      'Cutover:Phase',
      'cutover:config:hold',
      'phase',
    ];
    const foreign = ['customer:region', 'azure-native:location', 'aws:skipCredentialsValidation'];
    expect(problemsOf(`${least}${[...keys, ...foreign].map((key) => `  ${key}: false\n`).join('')}`)).toEqual([
      'P.yaml:12:3 cutover:okta.orgUrl: unknown key; orgUrl belongs inside the mapping cutover:okta',
      'P.yaml:13:3 cutover:maskPeople: unknown key; maskPeople belongs inside the mapping cutover:report',
      'P.yaml:14:3 cutover:zzzzz: unknown key; the keys here are cutover:phase, cutover:hold, cutover:syncTool, cutover:tenant, cutover:okta, cutover:cloudSync, cutover:connect, cutover:matching, cutover:pilot, cutover:waves, cutover:wave, cutover:evidence, cutover:sourceAnchor, cutover:scope, cutover:verifiedDomains, cutover:thresholds, cutover:budget, cutover:waivers, cutover:remediations, cutover:directory, cutover:review, cutover:report, cutover:audit',
      'P.yaml:15:3 cutovr:waver: unknown key; did you mean "cutover:waves"?',
      'P.yaml:16:3 cutovr:zzzzz: unknown key; settings are written cutover:NAME, with NAME one of phase, hold, syncTool, tenant, okta, cloudSync, connect, matching, pilot, waves, wave, evidence, sourceAnchor, scope, verifiedDomains, thresholds, budget, waivers, remediations, directory, review, report, audit',
      'P.yaml:17:3 entra-cutover:phase: unknown key; did you mean "cutover:phase"?',
      'P.yaml:18:3 Cutover:Phase: unknown key; did you mean "cutover:phase"?',
      'P.yaml:19:3 cutover:config:hold: unknown key; did you mean "cutover:hold"?',
      'P.yaml:20:3 phase: unknown key; did you mean "cutover:phase"?',
    ]);
  });

  it('tell what contradicts each other', () => {
    expect(
      withReplaced(
        ['{ id: 0oa1office365staging02', '{ id: 0oa1office365staging01'],
        ['onPrem: [evidence/on-prem.ndjson]', 'onPrem: [evidence/a.ndjson, ./evidence/b.ndjson]'],
        ['entra: live', 'entra: [evidence/b.ndjson]'],
        ["'OU=R\\,D,OU=Staff,DC=corp,DC=example'", '"ou=staff,DC=corp, dc=example"'],
        ['OU=New, DC=corp,DC=example: 5', '{ "OU=New,DC=corp,DC=example": 5, "ou=new, DC=corp,DC=example": 6 }'],
      ),
    ).toEqual([
      'P.yaml:17:15 cutover:okta.apps[1].id: the same app is listed twice; keep one of the two',
      'P.yaml:28:13 cutover:evidence.entra[0]: the same file is listed twice; keep one of the two',
      'P.yaml:36:35 cutover:scope.excludedOrganizationalUnits[0]: the same organizational unit is listed twice; keep one of the two',
      'P.yaml:42:73 cutover:thresholds.creations.perOrganizationalUnit["ou=new, DC=corp,DC=example"]: the same organizational unit as "OU=New,DC=corp,DC=example"; keep one of the two limits',
    ]);
  });

  it('refuse a pilot whom the first wave would delete', () => {
    const waves = `  cutover:waves:
    - { name: One, organizationalUnits: ['OU=Staff, DC=corp,DC=example'] }
    - { name: Two, organizationalUnits: ['OU=Rest,DC=corp,DC=example'] }
`;
    const pilot = (name: string): string => `  cutover:pilot: ['${name}']\n`;
    const inside = 'CN=Ada,OU=IT,ou=staff,DC=corp,DC=example';
    const guid = 'b80beea0-12e3-40a3-8c22-ae9fb6cdd9c9';
    const outside = 'CN=Ada,OU=Rest,DC=corp,DC=example';
    expect(problemsOf(`${least}${waves}${pilot(inside)}`)).toEqual(['']);
    expect(problemsOf(`${least}${waves}${pilot(guid)}`)).toEqual(['']);
    for (const spelled of [
      'CN="Berg, Ada";OU="Staff";DC=corp,DC=example',
      'CN = Ada , ou=st\\61ff , DC=corp, DC=example',
    ])
      expect(problemsOf(`${least}${waves}${pilot(spelled)}`)).toEqual(['']);
    expect(problemsOf(`${least}${pilot(outside)}`)).toEqual(['']);
    expect(problemsOf(`${least}${waves}${pilot(outside)}`)).toEqual([
      expect.stringMatching(/cutover:pilot\[0\]: in no unit of the first wave: cloud sync would delete this person/),
    ]);
  });

  it.each([
    [
      'the org of Okta',
      'https://corp.okta.com',
      'embedded',
      'P.yaml:3:3 cutover:tenant.graphEndpoint: only cutover:okta.orgUrl is embedded; write embedded in both places, or in neither',
    ],
    [
      'Graph',
      '5555 }',
      '5555, graphEndpoint: embedded }',
      'P.yaml:5:13 cutover:okta.orgUrl: only cutover:tenant.graphEndpoint is embedded; write embedded in both places, or in neither',
    ],
  ])('refuse a stand-in for %s next to a real service', (_, piece, by, problem) => {
    expect(problemsOf(replaced(least, piece, by))).toEqual([problem]);
  });

  it('show a long value in part only, on one line', () => {
    const [problem] = withReplaced(['phase: stage', `phase: "a\\n${'b'.repeat(500)}"`]);
    expect(problem).toMatch(/^P\.yaml:5:18 cutover:phase: found "a\\nb{77}…"; expected one of /);
  });

  it('are cut off after a hundred, and counted', () => {
    const keys = Array.from({ length: 150 }, (_, index) => `  cutover:unheard${index}: 1\n`);
    const lines = problemsOf(`${least}${keys.join('')}`);
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)).toBe('… and 50 more');
  });
});
