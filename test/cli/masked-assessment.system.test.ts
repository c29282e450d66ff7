import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, repository, runCli } from './run-cli.js';

const scenario = join(repository, 'scenarios/mismatching-organisation');
const person = 'ingrid.halvorsen';
const files = {
  'OnPremIDs.csv': readFileSync(join(scenario, 'OnPremIDs.csv')),
  'AzureADSyncedIDS.csv': readFileSync(join(scenario, 'AzureADSyncedIDS.csv')),
  'Pulumi.staging.yaml': readFileSync(join(repository, 'Pulumi.staging.yaml'), 'utf8')
    .replace('.entra-cutover/embedded/on-prem.evidence.ndjson', 'OnPremIDs.csv')
    .replace('entra: live', 'entra: [AzureADSyncedIDS.csv]')
    .replace('cutover:report:', 'cutover:report:\n    maskPeople: true'),
};

async function assessment(CI: string) {
  const cwd = folderWith(files);
  const args = ['assess', '--stack', 'staging', '--format', 'markdown', '--output', 'report.json'];
  const { stdout, stderr } = await runCli(args, { cwd, env: { CI } });
  return stdout + stderr + readFileSync(join(cwd, 'report.json'), 'utf8');
}

describe('assess --stack of a stack that masks people', () => {
  it('names nobody in a pipeline, and everybody on a person’s own machine', async () => {
    expect(await assessment('')).toContain(person);
    const masked = await assessment('true');
    expect(masked).toContain('i***@corp.example~');
    expect(masked).not.toContain(person);
    expect(masked).not.toMatch(/Ingrid|Halvorsen/);
  });
});
