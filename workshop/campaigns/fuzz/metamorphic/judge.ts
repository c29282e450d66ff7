import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Counts } from '../../../../src/domain/assessment.js';
import type { EvidenceKind } from '../../../../src/domain/evidence.js';
import { assessFiles } from '../../../../src/pipeline/assess/assess-files.js';
import { assessStack } from '../../../../src/pipeline/assess/assess-stack.js';
import { writeIdentityLines } from '../../../../src/pipeline/assess/identity-lines.js';
import type { Files } from './evidence-set.js';

/** What the product says, as far as the oracle looks at it. */
export interface Verdict {
  readonly decision: string;
  readonly scope: readonly string[];
  readonly openQuestions: readonly string[];
  readonly counts: Counts;
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly found?: string;
    readonly waived?: boolean;
  }[];
  /** Outcome by the person it is about: objectGUID, else the object id or UPN in Entra. */
  readonly outcomes: ReadonlyMap<string, string>;
}

export const at = '2026-11-29T12:00:00Z';
export const tenant = '11111111-2222-3333-4444-555555555555';

// In memory where there is such a place: a pair takes milliseconds, and opening a file on a disk takes as long.
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const folder = mkdtempSync(join(place, 'entra-cutover-metamorphic-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Assesses the files as `entra-cutover assess` does, with the files or with a stack that names them. */
export async function judge(files: Files, withStack: boolean, waivers?: string, when = at): Promise<Verdict> {
  const paths = Object.fromEntries(
    Object.entries(files).map(([kind, contents]) => [
      kind,
      contents.map((content, index) => written(`${kind}-${index}`, content)),
    ]),
  );
  const reviewed = waivers === undefined ? [] : [written('waivers.json', Buffer.from(waivers))];
  const identities = join(folder, 'identities');
  const descriptor = openSync(identities, 'w+');
  try {
    const assessment = withStack
      ? await stackAssessment(paths, descriptor)
      : await assessFiles(
          { files: paths as Partial<Record<EvidenceKind, string[]>>, waivers: reviewed, thresholds: {}, at: when },
          descriptor,
        );
    const lines = readFileSync(identities, 'utf8').split('\n').filter(Boolean);
    return { ...assessment, outcomes: new Map(lines.map((line) => outcomeOf(JSON.parse(line)))) };
  } finally {
    closeSync(descriptor);
  }
}

function written(name: string, content: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function outcomeOf(line: Readonly<Record<string, string>>): [string, string] {
  const who = line.objectGuid ?? line.entraObjectId ?? line.entraUserPrincipalName ?? '';
  return [who.toLowerCase(), line.outcome ?? ''];
}

async function stackAssessment(paths: Readonly<Record<string, readonly string[]>>, identities: number) {
  const list = (kind: string): string =>
    JSON.stringify((paths[kind] ?? []).map((path) => path.slice(folder.length + 1)));
  writeFileSync(join(folder, 'Pulumi.fuzz.yaml'), stackFile(list('onPrem'), list('entra')));
  const { assessment, identities: lines } = await assessStack('fuzz', folder, at);
  writeIdentityLines(identities, lines);
  return assessment;
}

const stackFile = (onPrem: string, entra: string): string => `config:
  cutover:phase: assess
  cutover:syncTool: cloudSync
  cutover:tenant: { id: ${tenant}, domain: corp.onmicrosoft.com, graphEndpoint: embedded }
  cutover:okta: { orgUrl: embedded, apps: [{ id: 0oa1office365fuzz0001, label: Microsoft Office 365 }] }
  cutover:cloudSync:
    servicePrincipalId: 77777777-0000-4000-8000-000000000001
    domain: corp.example
    deletionThreshold: 10
    notificationRecipients: [identity@corp.example]
  cutover:evidence: { onPrem: ${onPrem}, entra: ${entra} }
  cutover:sourceAnchor: mS-DS-ConsistencyGuid
  cutover:thresholds: { creations: { default: 1 }, softMatches: 1, deletions: 0 }
  cutover:report: { directory: reports }
  cutover:audit: { journal: audit.jsonl }
`;
