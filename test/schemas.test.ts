import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import type { Evidence, RecordPosition } from '../src/domain/evidence.js';
import {
  readConnectConfigurationFiles,
  readDisconnectorFiles,
  readExportErrorFiles,
  readOktaFiles,
  readPendingExportFiles,
  readSyncStatusFiles,
} from '../src/evidence/connect-files.js';
import { writeEvidenceFile } from '../src/evidence/evidence-file/write.js';
import { readEntraFiles, readOnPremFiles } from '../src/evidence/files.js';
import { assessFiles } from '../src/pipeline/assess/assess-files.js';
import { renderers } from '../src/reports/index.js';
import { ruleRegistry } from '../src/validation/rules/index.js';

const repository = fileURLToPath(new URL('..', import.meta.url));
const scenarios = join(repository, 'scenarios');
const folder = mkdtempSync(join(tmpdir(), 'schemas-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ajv = new Ajv2020({ strict: false, allErrors: true });
const validatorOf = (name: string) =>
  ajv.compile(JSON.parse(readFileSync(join(repository, 'schemas', `${name}.schema.json`), 'utf8')) as object);

const readers: Readonly<
  Record<string, (paths: readonly string[]) => Promise<Evidence<{ readonly at: RecordPosition }>[]>>
> = {
  'on-prem': readOnPremFiles,
  entra: readEntraFiles,
  'pending-exports': readPendingExportFiles,
  disconnectors: readDisconnectorFiles,
  'export-errors': readExportErrorFiles,
  'sync-status': readSyncStatusFiles,
  'connect-config': readConnectConfigurationFiles,
  okta: readOktaFiles,
};

/** The evidence of one kind in the scenarios of the rules. */
const filesOf = (kind: string): string[] =>
  readdirSync(join(scenarios, 'rules')).flatMap((rule) =>
    readdirSync(join(scenarios, 'rules', rule))
      .filter((file) => file.startsWith(`${kind}.`))
      .map((file) => join(scenarios, 'rules', rule, file)),
  );

describe('the published schemas', () => {
  it.each(Object.keys(readers))('%s: each record line that is written is valid', async (kind) => {
    const validate = validatorOf(`evidence/${kind}`);
    const paths = filesOf(kind);
    expect(paths.length).toBeGreaterThan(0);
    let lines = 0;
    for (const [index, evidence] of ((await readers[kind]?.(paths)) ?? []).entries()) {
      const path = join(folder, `${kind}-${index}.ndjson`);
      await writeEvidenceFile(path, evidence, { tool: 'entra-cutover test' }, { now: new Date(0) });
      for (const line of readFileSync(path, 'utf8').trim().split('\n').slice(1, -1)) {
        lines += 1;
        expect(validate(JSON.parse(line)), `${line}\n${JSON.stringify(validate.errors)}`).toBe(true);
      }
    }
    expect(lines).toBeGreaterThan(0);
    expect(validate({ at: 1, madeUp: true })).toBe(false);
  });

  it.each(['mismatching-organisation', 'repaired-organisation'])('assessment: %s is valid', async (story) => {
    const assessment = await assessFiles({
      files: {
        onPrem: [join(scenarios, story, 'OnPremIDs.csv')],
        entra: [join(scenarios, story, 'AzureADSyncedIDS.csv')],
      },
      waivers: [],
      thresholds: {},
      at: '2026-11-24T03:00:00.000Z',
    });
    const text = renderers.json(assessment, { colour: false, width: 80, ruleMetadata: ruleRegistry });
    const validate = validatorOf('assessment');
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...JSON.parse(text), decision: 'perhaps' })).toBe(false);
  });
});
