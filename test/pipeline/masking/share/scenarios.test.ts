import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Finding } from '../../../../src/domain/assessment.js';
import { shareFiles } from '../../../../src/pipeline/masking/share/share-files.js';
import { readScenario, type Scenario, scenarioRules, scenariosOf } from '../../../validation/scenario.js';

/** What a scenario's settings say of its people, domains, containers, apps and servers; everything else is ours. */
const named =
  /^(verifiedDomains|federatedDomains|declaredOktaApps|domains|tenantId|serverName|organizationalUnits|excludedOrganizationalUnits|objectId|perOrganizationalUnit)$/;

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

/** The scenario in a folder of its own, its evidence and the names in its settings shared, with times as they are. */
async function sharedScenario(scenario: Scenario, target: string): Promise<Scenario> {
  const own = readdirSync(scenario.folder);
  const kindOf = (file: string): string => file.slice(0, file.indexOf('.'));
  const inherited = join(scenario.folder, '..', scenario.name.includes('/') ? '.' : scenario.rule);
  const paths = [
    ...own.map((file) => join(scenario.folder, file)),
    ...readdirSync(inherited)
      .filter((file) => file.includes('.') && !own.some((mine) => kindOf(mine) === kindOf(file)))
      .map((file) => join(inherited, file)),
  ].filter((path) => !/(expected|findings)\.json$|\/[^.]*$/.test(path));
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

/** How many findings of each rule, severity and diagnosis. */
function counted(findings: readonly Finding[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { rule, severity, diagnosis = '' } of findings) {
    const key = `${rule} ${severity} ${diagnosis}`.trim();
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

it.each(scenarioRules().flatMap(scenariosOf))('$name is judged as before when it is shared', async (scenario) => {
  const target = mkdtempSync(join(tmpdir(), 'entra-cutover-share-scenario-'));
  try {
    const before = (await readScenario(scenario)).judge();
    const after = (await readScenario(await sharedScenario(scenario, target))).judge();
    expect(counted(after)).toEqual(counted(before));
  } finally {
    rmSync(target, { recursive: true });
  }
});
