import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCsv } from '../csv.js';
import { organisationFile } from './organisation.js';
import { entraColumns, onPremColumns } from './rows.js';
import { mismatchingOrganisation, repairedOrganisation, type Story } from './stories.js';

/** The files of every generated scenario by path under scenarios/. The same bytes each time. */
export function scenarioFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const add = (name: string, description: string, story: Story): void => {
    files.set(
      `${name}/OnPremIDs.csv`,
      writeCsv(
        onPremColumns,
        story.onPrem.map((row) => onPremColumns.map((column) => row[column])),
      ),
    );
    files.set(
      `${name}/AzureADSyncedIDS.csv`,
      writeCsv(
        entraColumns,
        story.entra.map((row) => entraColumns.map((column) => row[column])),
      ),
    );
    files.set(`${name}/organisation.json`, `${JSON.stringify(organisationFile(description), undefined, 2)}\n`);
  };
  add(
    'mismatching-organisation',
    'An organization before the cutover: one person for each way in which an ImmutableID goes wrong.',
    mismatchingOrganisation(),
  );
  add(
    'repaired-organisation',
    'The same people after every ImmutableID was fixed: nothing stands against the cutover.',
    repairedOrganisation(),
  );
  return files;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const scenarios = fileURLToPath(new URL('../../../scenarios/', import.meta.url));
  for (const [path, text] of scenarioFiles()) {
    await mkdir(join(scenarios, path, '..'), { recursive: true });
    await writeFile(join(scenarios, path), text);
  }
}
