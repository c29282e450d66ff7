import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository, runCli } from './run-cli.js';
import { tutorialRows } from './tutorial-rows.js';

/** Of each rule that a line links, where its scenario lies. The files of a stack show the others. */
const scenarios: Readonly<Record<string, string>> = {
  'source-anchor-configuration': '',
  'two-writers': '',
  'evidence-incomplete': 'exports-after-a-failed-import',
  'pending-delete': '',
  'pending-add': '',
  'pending-add-of-existing': '',
  'attribute-deletion': 'staged',
  disconnector: '',
  'excluded-but-synced': '',
};
const fileOf: Readonly<Record<string, RegExp>> = {
  '--on-prem': /^on-prem\./,
  '--entra': /^entra\./,
  '--okta': /^okta\./,
  '--pending-exports': /^pending-exports\.xml$/,
  '--disconnectors': /^disconnectors\.xml$/,
  '--sync-status': /^sync-status(\.runs)?\.json$/,
  '--connect-config': /^connect-config\.json$/,
};
const shown = tutorialRows.flatMap(([, , command = '', what = '']) => {
  const flags = new Set(command.match(/--[\w-]+/g));
  if (!command.startsWith('`entra-cutover assess') || flags.has('--stack')) return [];
  const rules = [...what.matchAll(/rules\/([\w-]+)\.md/g)].flatMap(([, rule = '']) => rule);
  return rules.filter((rule) => rule in scenarios).map((rule) => [rule, [...flags]] as const);
});

describe('what a line of the tutorial shows', () => {
  it('is tried for every rule that has a scenario here', () => {
    expect(new Set(shown.map(([rule]) => rule))).toEqual(new Set(Object.keys(scenarios)));
  });

  it.each(shown)('%s, by %j', async (rule, flags) => {
    const folder = join(repository, 'scenarios/rules', rule, scenarios[rule] ?? '');
    const files = flags.flatMap((flag) => {
      const found = readdirSync(folder).filter((name) => fileOf[flag]?.test(name));
      return found.flatMap((name) => [flag, join(folder, name)]);
    });
    const { stdout } = await runCli(['assess', ...files, '--format', 'json', '--quiet']);
    const { findings } = JSON.parse(stdout) as { findings: { rule: string }[] };
    expect(findings.map((finding) => finding.rule)).toContain(rule);
  });
});
