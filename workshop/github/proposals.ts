import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectOnPremises } from '../engine/product.js';
import { scenarioFolder } from '../engine/project.js';

/** What the workflow tests propose and what happens to people in between, as edits of the repaired organization's exports. */
export const victim = 'ada.lindqvist@corp.example';
/** In the organizational unit of the base branch's waiver. */
export const seasonal = 'aisha.mohammed@corp.example';

/** A scenario's folder in which one of the two exports was edited. */
export function scenarioWith(
  folder: string,
  file: 'OnPremIDs.csv' | 'AzureADSyncedIDS.csv',
  change: (csv: string) => string,
): string {
  const scenario = mkdtempSync(join(folder, 'scenario-'));
  cpSync(scenarioFolder('repaired-organisation'), scenario, { recursive: true });
  const csv = join(scenario, file);
  const before = readFileSync(csv, 'utf8');
  const after = change(before);
  if (file === 'AzureADSyncedIDS.csv' && before === after) throw new Error(`nothing was edited in ${file}`);
  writeFileSync(csv, after);
  return scenario;
}

/** The directory's evidence, as its nightly export would be. */
export async function evidenceWith(folder: string, change: (csv: string) => string): Promise<string> {
  const output = join(folder, 'on-prem.ndjson');
  await collectOnPremises(scenarioWith(folder, 'OnPremIDs.csv', change), output);
  return readFileSync(output, 'utf8');
}

/** The line of one person, changed. */
export const lineOf = (upn: string, change: (line: string) => string) => (csv: string) =>
  csv.replace(new RegExp(`^[^\n]*${upn.replaceAll('.', '\\.')}[^\n]*\n`, 'm'), change);

/** Somebody wrote another anchor into mS-DS-ConsistencyGuid. */
export const otherAnchor = lineOf(victim, (line) =>
  line.replace('==","","S-1-5', '==","use0cVQWX02FXUSF+VrS+Q==","S-1-5'),
);

export const disabled = (line: string): string => line.replace('"True","True","Member"', '"True","False","Member"');

export const newJoiners = (csv: string): string =>
  `${csv.trimEnd()}\n${['one', 'two']
    .map((name, index) => {
      const guid = `5a7e0000-0000-4000-8000-00000000000${index}`;
      return `"${name}.joiner@corp.example","${name} Joiner","${guid}","","","S-1-5-21-1004336348-1177238915-682003330-910${index}","${name}.joiner","${name}.joiner@corp.example","SMTP:${name}.joiner@corp.example","CN=${name} Joiner,OU=Staff,DC=corp,DC=example","True"`;
    })
    .join('\n')}\n`;

export function waiverOf(rule: string, whom: string, reason: string): string {
  return `  - { rule: ${rule}, ${whom}, reason: ${reason}, owner: eve@corp.example, expires: 2099-01-01 }\n`;
}

/** Without what differs from run to run: times, digests and the folder of the export. */
export const steady = (markdown: string): string =>
  markdown
    .replaceAll(/\S*[\\/]scenario-\w+[\\/]/g, '`')
    .replaceAll(/\d{4}(\\?-\d{2}){2}T[\d:.]+Z/g, 'TIME')
    .replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256:DIGEST')
    .replaceAll(/\b[0-9a-f]{40}\b/g, 'TREE');

/** The tables of findings have snapshots of their own (test/reports). */
export const withoutFindings = (markdown: string): string =>
  markdown.replaceAll(/<details[\s\S]*?<\/details>\n\n/g, '');
