// The evidence of the reports in the pictures: each state that a report can be in, from invented people.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { guidBytes } from '../../simulators/anchors.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

const decisions = ['blocked', 'cleared', 'indeterminate'] as const;
export type Decision = (typeof decisions)[number];
/** A decision about the people of the tutorial, or about a large organization. */
export type State = Decision | `${Decision}-large`;
export const states: readonly State[] = decisions.flatMap((decision) => [decision, `${decision}-large` as const]);

/** True for a state of the large organization. */
export function isLarge(subject: string): subject is `${Decision}-large` {
  return subject.endsWith('-large');
}

/** People of a large organization in the pictures; a test that only compares what they show takes fewer. */
export const manyPeople = 100_000;

/** Assesses the evidence of a state in the folder, as a user would there, and returns the reports that it writes. */
export function reportsOf(
  state: State,
  folder: string,
  people = manyPeople,
): { readonly html: string; readonly json: string } {
  const decision = decisions.find((each) => state.startsWith(each)) ?? 'blocked';
  const scenario = decision === 'blocked' ? 'mismatching-organisation' : 'repaired-organisation';
  const from = (name: string) => readFileSync(join(repository, 'scenarios', scenario, name), 'utf8');
  const texts = isLarge(state)
    ? largeOrganisation(people, decision === 'blocked')
    : { onPrem: from('OnPremIDs.csv'), entra: from('AzureADSyncedIDS.csv') };
  writeFileSync(
    join(folder, 'OnPremIDs.csv'),
    decision === 'indeterminate' ? withUnreadableRows(texts.onPrem) : texts.onPrem,
  );
  writeFileSync(join(folder, 'AzureADSyncedIDS.csv'), texts.entra);
  const files = ['--on-prem', 'OnPremIDs.csv', '--entra', 'AzureADSyncedIDS.csv'];
  const output = ['--output', 'report.html', '--output', 'report.json'];
  const cli = join(repository, 'dist/cli/main.js');
  const { status } = spawnSync(process.execPath, [cli, 'assess', '--quiet', ...files, ...output], {
    cwd: folder,
    stdio: 'ignore',
  });
  if (status !== exitCodes[decision]) throw new Error(`assess of the state ${state} ended with ${status}`);
  return { html: join(folder, 'report.html'), json: join(folder, 'report.json') };
}

const exitCodes: Readonly<Record<Decision, number>> = { blocked: 2, cleared: 0, indeterminate: 3 };

/** Every third GUID as PowerShell writes an array that nobody converted. */
function withUnreadableRows(csv: string): string {
  let row = 0;
  return csv.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (guid) => {
    row += 1;
    return row % 3 === 0 ? 'System.Byte[]' : guid;
  });
}

const teams = [
  'Sales',
  'Legal',
  'Finance',
  'Research',
  'Support',
  'Logistics',
  'Design',
  'People',
  'Security',
  'Press',
];
const towns = ['Aarhus', 'Bergen', 'Cork', 'Dresden', 'Essen', 'Florence', 'Ghent', 'Haarlem', 'Izmir', 'Jena', 'Kyiv'];

/**
 * As many people. To block, each has something to say of: anchors of swapped bytes, accounts that would be created, changed names.
 * Otherwise some are new, and some have another name.
 */
function largeOrganisation(people: number, isWrong: boolean): { readonly onPrem: string; readonly entra: string } {
  const onPrem = ['"UserPrincipalName","Name","DistinguishedName","objectGUID"'];
  const entra = ['"UserPrincipalName","ObjectId","ImmutableId","DirSyncEnabled"'];
  for (let number = 0; number < people; number += 1) {
    const hash = createHash('sha256').update(`person ${number}`).digest('hex');
    const [objectGuid, objectId] = [hyphenated(hash.slice(0, 32)), hyphenated(hash.slice(32))];
    const [unit, town] = [teams[number % teams.length], towns[(number >> 3) % towns.length]];
    const upn = `person${number}@corp.example`;
    onPrem.push(
      `"${upn}","Person ${number}","CN=Person ${number},OU=${unit},OU=${town},DC=corp,DC=example","${objectGuid}"`,
    );
    const kind = number % 20;
    if (kind === 19 && (isWrong || number % 100 === 19)) continue;
    const id = !isWrong
      ? guidBytes(objectGuid)
      : kind < 12
        ? Buffer.from(hash.slice(0, 32), 'hex')
        : kind < 15
          ? Buffer.from(objectGuid)
          : guidBytes(objectGuid);
    const name = kind >= 15 && (isWrong || number % 100 === 15) ? `p${number}@corp.example` : upn;
    entra.push(`"${name}","${objectId}","${id.toString('base64')}","True"`);
  }
  return { onPrem: `${onPrem.join('\r\n')}\r\n`, entra: `${entra.join('\r\n')}\r\n` };
}

function hyphenated(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
