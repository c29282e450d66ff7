// The evidence of the reports in the pictures: each state that a report can be in, from invented people.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { guidBytes } from '../../simulators/anchors.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

export const states = ['blocked', 'cleared', 'indeterminate', 'large'] as const;
export type State = (typeof states)[number];

/** People of the large organization in the pictures; a test that only compares what they show takes fewer. */
export const manyPeople = 100_000;

/** Assesses the evidence of a state in the folder, as a user would there, and returns the reports that it writes. */
export function reportsOf(
  state: State,
  folder: string,
  people = manyPeople,
): { readonly html: string; readonly json: string } {
  const scenario =
    state === 'cleared' || state === 'indeterminate' ? 'repaired-organisation' : 'mismatching-organisation';
  const from = (name: string) => readFileSync(join(repository, 'scenarios', scenario, name), 'utf8');
  const texts =
    state === 'large'
      ? largeOrganisation(people)
      : { onPrem: from('OnPremIDs.csv'), entra: from('AzureADSyncedIDS.csv') };
  writeFileSync(
    join(folder, 'OnPremIDs.csv'),
    state === 'indeterminate' ? withUnreadableRows(texts.onPrem) : texts.onPrem,
  );
  writeFileSync(join(folder, 'AzureADSyncedIDS.csv'), texts.entra);
  const files = ['--on-prem', 'OnPremIDs.csv', '--entra', 'AzureADSyncedIDS.csv'];
  const output = ['--output', 'report.html', '--output', 'report.json'];
  const cli = join(repository, 'dist/cli/main.js');
  const { status } = spawnSync(process.execPath, [cli, 'assess', '--quiet', ...files, ...output], {
    cwd: folder,
    stdio: 'ignore',
  });
  if (status !== exitCodes[state]) throw new Error(`assess of the state ${state} ended with ${status}`);
  return { html: join(folder, 'report.html'), json: join(folder, 'report.json') };
}

const exitCodes: Readonly<Record<State, number>> = { blocked: 2, cleared: 0, indeterminate: 3, large: 2 };

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

/** As many people, each with something to say of: anchors of swapped bytes, accounts that would be created, changed names. */
function largeOrganisation(people: number): { readonly onPrem: string; readonly entra: string } {
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
    if (kind === 19) continue;
    const id =
      kind < 12 ? Buffer.from(hash.slice(0, 32), 'hex') : kind < 15 ? Buffer.from(objectGuid) : guidBytes(objectGuid);
    const name = kind >= 15 ? `p${number}@corp.example` : upn;
    entra.push(`"${name}","${objectId}","${id.toString('base64')}","True"`);
  }
  return { onPrem: `${onPrem.join('\r\n')}\r\n`, entra: `${entra.join('\r\n')}\r\n` };
}

function hyphenated(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
