import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/assessment.js';
import { defaultSourceAnchor } from '../../src/domain/source-anchor.js';
import type { GateSettings } from '../../src/gate/decide.js';
import { assess } from '../../src/pipeline/assess.js';
import {
  readConnectConfigurationFiles,
  readDisconnectorFiles,
  readExportErrorFiles,
  readOktaFiles,
  readPendingExportFiles,
  readSyncStatusFiles,
} from '../../src/sources/connect-files.js';
import { readEntraFiles, readOnPremFiles } from '../../src/sources/files.js';
import { ruleRegistry } from '../../src/validation/rules/index.js';
import type { SyncTool } from '../../src/validation/settings.js';

const root = fileURLToPath(new URL('../../scenarios/rules', import.meta.url));

/** What a scenario declares beside its evidence. */
interface ScenarioSettings extends Partial<Pick<GateSettings, 'thresholds' | 'demands' | 'missing'>> {
  readonly verifiedDomains?: readonly string[];
  readonly federatedDomains?: readonly string[];
  readonly declaredOktaApps?: readonly string[];
  readonly softMatchBlocked?: boolean;
  readonly syncTool?: SyncTool;
}

/** One finding as expected.json states it: every field that it names must agree. */
type Expected = Partial<Omit<Finding, 'subject' | 'related'>> & { subject?: string; related?: string[] };

/** Every finding of the rule's scenario. */
async function findingsOf(rule: string): Promise<readonly Finding[]> {
  const folder = join(root, rule);
  const files = (name: string): string[] =>
    readdirSync(folder)
      .filter((file) => file.startsWith(`${name}.`))
      .map((file) => join(folder, file));
  const { thresholds = {}, demands, missing = [], ...declared } = settingsOf(folder);
  const set = (names: readonly string[] | undefined) => names && new Set(names);
  const { assessment } = assess({
    evidence: {
      onPrem: await readOnPremFiles(files('on-prem')),
      entra: await readEntraFiles(files('entra')),
      pendingExports: await readPendingExportFiles(files('pending-exports')),
      disconnectors: await readDisconnectorFiles(files('disconnectors')),
      exportErrors: await readExportErrorFiles(files('export-errors')),
      syncStatus: await readSyncStatusFiles(files('sync-status')),
      connectConfig: await readConnectConfigurationFiles(files('connect-config')),
      okta: await readOktaFiles(files('okta')),
    },
    validation: withoutUndefined({
      sourceAnchor: defaultSourceAnchor,
      ...declared,
      verifiedDomains: set(declared.verifiedDomains),
      federatedDomains: set(declared.federatedDomains),
      declaredOktaApps: set(declared.declaredOktaApps),
    }),
    gate: { thresholds, waivers: [], missing, at: '2026-11-24T03:00:00.000Z', ...(demands && { demands }) },
  });
  return assessment.findings;
}

function settingsOf(folder: string): ScenarioSettings {
  const path = join(folder, 'settings.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ScenarioSettings) : {};
}

function withoutUndefined<Fields extends object>(fields: Fields): never {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** The finding in the words of expected.json, with the fields that the expectation names. */
function stated(finding: Finding, fields: readonly string[]): Expected {
  const names = {
    ...finding,
    subject: finding.subject?.userPrincipalName,
    related: finding.related?.map(({ userPrincipalName }) => userPrincipalName),
  };
  const own = Object.fromEntries(fields.map((field) => [field, names[field as keyof typeof names]]));
  // Positions and files of this machine are no part of what is expected.
  return JSON.parse(
    JSON.stringify(own)
      .replaceAll(`${root}/`, '')
      .replaceAll(/[\w-]+\/(?=(on-prem|entra)\.)/g, ''),
  ) as Expected;
}

describe('scenarios of the rules', () => {
  const folders = readdirSync(root).sort();

  it('exist for each registered rule, and for no other', () => {
    expect(folders).toEqual(ruleRegistry.map(({ id }) => id).sort());
  });

  it.each(folders)('%s fires exactly as expected', async (rule) => {
    const expected = JSON.parse(readFileSync(join(root, basename(rule), 'expected.json'), 'utf8')) as Expected[];
    const all = await findingsOf(rule);
    const found = all.filter((finding) => finding.rule === rule);
    expect(found.map((finding, index) => stated(finding, Object.keys(expected[index] ?? finding)))).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);

    // What else the scenario gives, word for word: a rule that fires where it should not shows here.
    const golden = join(root, rule, 'findings.json');
    const complete = `${JSON.stringify(all, undefined, 2).replaceAll(`${join(root, rule)}/`, '')}\n`;
    if (process.env.UPDATE_SCENARIOS === '1') writeFileSync(golden, complete);
    expect(complete).toBe(readFileSync(golden, 'utf8'));
  });
});
