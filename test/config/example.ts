/** A valid stack file that uses every key, with GUIDs, domains and names in mixed case. Tests count its lines. */
export const example = `# yaml-language-server: $schema=schemas/stack.schema.json
encryptionsalt: v1:AAAAAAAAAAA=:v1:BBBB
config:
  aws:region: eu-north-1
  cutover:phase: stage
  cutover:hold: false
  cutover:syncTool: cloudSync
  cutover:tenant:
    id: AAAAAAAA-2222-3333-4444-555555555555
    domain: Corp.OnMicrosoft.com
    graphEndpoint: https://graph.microsoft.com
  cutover:okta:
    orgUrl: https://Corp.okta.com/
    apps:
      - id: 0oa1office365staging01
        label: Microsoft Office 365
      - { id: 0oa1office365staging02, label: "Microsoft Office 365: Frontline" }
    drain:
      timeoutSeconds: 300
      pollSeconds: 2
  cutover:cloudSync:
    servicePrincipalId: 77777777-0000-4000-8000-00000000000A
    domain: Corp.example
    deletionThreshold: 25
    notificationRecipients: [ops@corp.example]
  cutover:evidence:
    onPrem: [evidence/on-prem.ndjson]
    entra: live
    maximumAgeHours:
      onPrem: 12
      entra: 0.5
  cutover:sourceAnchor: employeeID:text-base64
  cutover:scope:
    organizationalUnits:
      - OU=Staff, DC=corp,DC=example
    excludedOrganizationalUnits: ['OU=R\\,D,OU=Staff,DC=corp,DC=example']
  cutover:verifiedDomains: [Corp.example, corp.example, corp.onmicrosoft.com]
  cutover:thresholds:
    creations:
      default: 1
      perOrganizationalUnit:
        OU=New, DC=corp,DC=example: 5
    softMatches: 2
    deletions: 3
  cutover:waivers: waivers/staging.yaml
  cutover:remediations: { path: remediations/staging.yaml, limit: 400, allowPrivileged: false }
  cutover:directory:
    server: ldaps://DC1.corp.example
    baseDn: DC=corp,DC=example
    bindDn: CN=repair,OU=Service,DC=corp,DC=example
    caFile: certificates/corp.pem
  cutover:report:
    maskPeople: true
    directory: out/reports
  cutover:audit:
    journal: audit/staging.jsonl
`;

/** The least that a stack has to say. */
export const least = `config:
  cutover:phase: assess
  cutover:tenant: { id: aaaaaaaa-2222-3333-4444-555555555555 }
  cutover:okta:
    orgUrl: https://corp.okta.com
    apps: [{ id: 0oa1office365staging01, label: Microsoft Office 365 }]
  cutover:cloudSync:
    servicePrincipalId: 77777777-0000-4000-8000-00000000000a
    domain: corp.example
    notificationRecipients: [ops@corp.example]
  cutover:evidence: { onPrem: [on-prem.ndjson] }
`;

/** The text with one piece replaced. A piece that is not there would make the test say nothing. */
export function replaced(text: string, piece: string, by: string): string {
  if (!text.includes(piece)) throw new Error(`The example has no ${JSON.stringify(piece)}.`);
  return text.replace(piece, () => by);
}

/** What the engine makes of a configuration: text at the top level, JSON text for lists and mappings. */
export function asEngineGives(entries: Readonly<Record<string, unknown>>): Record<string, string> {
  const text = (value: unknown): string =>
    typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, text(value)]));
}
