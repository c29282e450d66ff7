import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Finding } from '../../../../src/domain/assessment.js';
import type { Evidence, RecordPosition } from '../../../../src/domain/evidence.js';
import {
  readConnectConfigurationFiles,
  readDisconnectorFiles,
  readExportErrorFiles,
  readOktaFiles,
  readPendingExportFiles,
  readSyncStatusFiles,
} from '../../../../src/evidence/connect-files.js';
import { writeEvidenceFile } from '../../../../src/evidence/evidence-file/write.js';
import { readEntraFiles, readOnPremFiles } from '../../../../src/evidence/files.js';
import { shareFiles } from '../../../../src/pipeline/masking/share/share-files.js';
import {
  readScenario,
  type Scenario,
  scenarioRules,
  scenariosOf,
} from '../../../../workshop/documentation/rule-scenarios.js';

/** What a scenario's settings say of its people, domains, containers, apps and servers; everything else is ours. */
const named =
  /^(verifiedDomains|federatedDomains|declaredOktaApps|domains|tenantId|serverName|organizationalUnits|excludedOrganizationalUnits|objectId|perOrganizationalUnit|pilot)$/;

/** The names in settings, or the settings with others in their place: keys of `perOrganizationalUnit` are names too. */
function settingsWith(value: unknown, rename: (name: string) => string, isNamed = false): unknown {
  if (typeof value === 'string') return isNamed ? rename(value) : value;
  if (Array.isArray(value)) return value.map((item) => settingsWith(item, rename, isNamed));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [
    isNamed ? rename(key) : key,
    settingsWith(member, rename, isNamed || named.test(key)),
  ]);
  return Object.fromEntries(members);
}

/** Evidence and settings of a scenario; a case takes from its rule's folder what it does not have itself. */
function evidenceOf(scenario: Scenario): string[] {
  const kindOf = (file: string): string => file.slice(0, file.indexOf('.'));
  const own = readdirSync(scenario.folder);
  const inherited = join('scenarios/rules', scenario.rule);
  return [
    ...own.map((file) => join(scenario.folder, file)),
    ...readdirSync(inherited)
      .filter((file) => !own.some((mine) => kindOf(mine) === kindOf(file)))
      .map((file) => join(inherited, file)),
  ].filter((path) => !/(expected|findings)\.json$|\/[^.]*$/.test(path));
}

/** The scenario in a folder of its own, its evidence and the names in its settings shared, with times as they are. */
async function sharedScenario(scenario: Scenario, target: string): Promise<Scenario> {
  const paths = evidenceOf(scenario);
  const settings = paths.find((path) => path.endsWith('/settings.json'));
  const evidence = paths.filter((path) => path !== settings);
  const names: string[] = [];
  const before: unknown = settings === undefined ? {} : JSON.parse(readFileSync(settings, 'utf8'));
  settingsWith(before, (name) => String(names.push(name)));
  const list = join(target, 'names.json');
  writeFileSync(list, JSON.stringify(names));
  const shared = await shareFiles([...evidence, list], 0);
  const renamed = JSON.parse(shared.pop()?.content.toString() ?? '[]') as string[];
  shared.forEach(({ content, source }) => {
    writeFileSync(join(target, source.slice(source.lastIndexOf('/') + 1)), content);
  });
  rmSync(list);
  const after = settingsWith(before, (name) => renamed[names.indexOf(name)] ?? name);
  writeFileSync(join(target, 'settings.json'), JSON.stringify(after));
  return { ...scenario, folder: target };
}

const readers = {
  'on-prem': readOnPremFiles,
  entra: readEntraFiles,
  'pending-exports': readPendingExportFiles,
  disconnectors: readDisconnectorFiles,
  'export-errors': readExportErrorFiles,
  'sync-status': readSyncStatusFiles,
  'connect-config': readConnectConfigurationFiles,
  okta: readOktaFiles,
} as const;

/** The scenario in a folder of its own, with each of its files as `collect` writes it. */
async function collectedScenario(scenario: Scenario, target: string): Promise<Scenario> {
  for (const path of evidenceOf(scenario)) {
    const file = path.slice(path.lastIndexOf('/') + 1);
    const kind = file.slice(0, file.indexOf('.'));
    if (!Object.hasOwn(readers, kind)) {
      writeFileSync(join(target, file), readFileSync(path));
      continue;
    }
    const [evidence] = await readers[kind as keyof typeof readers]([path]);
    if (evidence === undefined) throw new Error('one path gives one evidence');
    const written: Evidence<{ readonly at: RecordPosition }> = evidence;
    const now = new Date('2026-11-24T02:00:00Z');
    await writeEvidenceFile(join(target, `${file}.ndjson`), written, { tool: 'entra-cutover 0.1.0' }, { now });
  }
  return { ...scenario, folder: target };
}

/** How many findings of each rule, severity and diagnosis. */
function counted(findings: readonly Finding[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { rule, severity, diagnosis = '' } of findings) {
    const key = `${rule} ${severity} ${diagnosis}`.trim();
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

const scenarios = scenarioRules().flatMap(scenariosOf);

it.each(scenarios)('$name is judged as before when it is shared', async (scenario) => {
  const target = mkdtempSync(join(tmpdir(), 'entra-cutover-share-scenario-'));
  try {
    const before = (await readScenario(scenario)).judge();
    const after = (await readScenario(await sharedScenario(scenario, target))).judge();
    expect(counted(after)).toEqual(counted(before));
  } finally {
    rmSync(target, { recursive: true });
  }
});

it.each(scenarios)('$name, collected, is judged as before when it is shared', async (scenario) => {
  const [one, other] = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'entra-cutover-share-collected-')));
  try {
    const collected = await collectedScenario(scenario, one ?? '');
    const before = (await readScenario(collected)).judge();
    const after = (await readScenario(await sharedScenario(collected, other ?? ''))).judge();
    expect(counted(after)).toEqual(counted(before));
  } finally {
    for (const folder of [one, other]) rmSync(folder ?? '', { recursive: true });
  }
});
