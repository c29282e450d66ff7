import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { documentationPage } from '../src/domain/rule.js';
import { vendorFacts } from '../src/domain/vendor-facts/index.js';
import { ruleRegistry } from '../src/validation/rules/index.js';
import { writtenSections } from '../workshop/documentation/rule-page.js';
import { misunderstoodWords, wordsOf } from './cli/documented-commands.js';
import { ownRules } from './own-rules.js';
import { misunderstood, parsePowerShell } from './powershell.js';

/** Headings with what stands below them, in the order of the page. */
function sectionsOf(rule: string): ReadonlyMap<string, string> {
  const page = readFileSync(fileURLToPath(new URL(`../${documentationPage(rule)}`, import.meta.url)), 'utf8');
  return new Map(page.split(/^## /m).map((part) => [part.split('\n')[0] ?? '', part.replace(/^.*\n/, '').trim()]));
}

/** Code of the language, of all sections. */
function codeOf(sections: ReadonlyMap<string, string>, language: string): string[] {
  return [...sections.values()].flatMap((text) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, code]) => code ?? ''),
  );
}

/** The command with the words of its lists in quotes: `Select-Object Name, Value` is more than the parser's grammar knows. */
function withQuotedLists(code: string): string {
  return code.replace(/"(?:[^"`]|`.)*"|'[^']*'|(?<![$\w.*-])[\w.*-]+(?=, )|(?<=, )[\w.*-]+/g, (word) =>
    /^["']/.test(word) ? word : `'${word}'`,
  );
}

/** Commands of the vendors with the parameters that the pages use. Look a new one up in its reference before you add it. */
const lookedUp: Readonly<Record<string, string>> = {
  'Add-ADGroupMember': '-Members',
  'Disable-ADAccount': '',
  'Enable-ADAccount': '',
  'Get-ADForest': '',
  'Get-ADGroup': '-Filter -Properties',
  'Get-ADGroupMember': '',
  'Get-ADObject': '-Filter -IncludeDeletedObjects -LDAPFilter -Properties',
  'Get-ADReplicationAttributeMetadata': '-Properties -Server',
  'Get-ADUser': '-Filter -LDAPFilter -Properties -ResultSetSize -SearchBase -Server',
  'Remove-ADGroupMember': '-Confirm -Members',
  'Set-ADForest': '-UPNSuffixes',
  'Set-ADObject': '-Add -Remove',
  'Set-ADUser': '-Add -Clear -Remove -Replace -UserPrincipalName',
  'Enable-ADSyncExportDeletionThreshold': '-AADUserName -DeletionThreshold',
  'Get-ADSyncAutoUpgrade': '-Detail',
  'Get-ADSyncConnector': '',
  'Get-ADSyncExportDeletionThreshold': '-AADUserName',
  'Get-ADSyncGlobalSettings': '',
  'Get-ADSyncRule': '',
  'Get-ADSyncRunProfileResult': '-RunStepDetails',
  'Get-ADSyncScheduler': '',
  'Set-ADSyncScheduler': '-SyncCycleEnabled',
  'Start-ADSyncSyncCycle': '-PolicyType',
  'Stop-ADSyncSyncCycle': '',
  'Invoke-MgGraphRequest': '-Body -Headers -Method -OutputType -Uri',
};

/** Commands and parameters of the vendors in the code that nobody looked up. */
function unknownCommands(code: string): string[] {
  return parsePowerShell(withQuotedLists(code))
    .descendantsOfType('command')
    .flatMap((command) => {
      const name = command?.childForFieldName('command_name')?.text ?? '';
      if (!/-(AD|Mg)/.test(name)) return [];
      const known = lookedUp[name]?.split(' ');
      if (known === undefined) return [name];
      // Parameters of what stands in brackets within the command are that command's.
      const elements = command?.childForFieldName('command_elements')?.children ?? [];
      const parameters = elements.flatMap((one) =>
        one?.type === 'command_parameter' ? [one.text.replace(/:.*/, '')] : [],
      );
      return parameters.filter((parameter) => !known.includes(parameter)).map((parameter) => `${name} ${parameter}`);
    });
}

// What `npm run generate` makes of a new rule is a page with empty sections: this says which are to be written.
describe.each(ruleRegistry)('the page of $id', ({ id }) => {
  const sections = sectionsOf(id);
  const source = sections.get('Source') ?? '';
  const cited = [...source.matchAll(/^- \[([A-Z]+-\d+)\]\(\.\.\/vendor-facts\.md#([a-z]+-\d+)\) \((\w+)\): .+\.$/gm)];

  it('has an example, and every section that people write', () => {
    expect([...sections.keys()].slice(-writtenSections.length)).toEqual(writtenSections);
    const empty = ['Example', ...writtenSections].filter((title) => (sections.get(title) ?? '').length < 20);
    expect(empty).toEqual([]);
  });

  it('shows how to see it by a command', () => {
    expect(sections.get('See it in your tenant')).toMatch(/^```powershell$/m);
  });

  it('names the facts it rests on, each as well known as it is', () => {
    expect(source.split('\n')).toHaveLength(cited.length);
    const known = new Map(vendorFacts.map((fact) => [fact.id, fact.basis]));
    for (const [, fact = '', anchor, basis] of cited) {
      expect([fact, anchor, basis]).toEqual([fact, fact.toLowerCase(), known.get(fact)]);
    }
    // A fact that the page names ages its rule.
    const resting = vendorFacts.filter(({ rules }) => rules?.includes(id)).map((fact) => fact.id);
    const named = cited.map(([, fact]) => fact);
    expect(resting.toSorted()).toEqual(ownRules.includes(id) ? [] : named.toSorted());
    expect(cited.length).toBeGreaterThan(0);
  });

  it('uses commands of the vendors that somebody looked up', () => {
    expect(codeOf(sections, 'powershell').flatMap(unknownCommands)).toEqual([]);
  });

  it('names commands of this tool that exist', () => {
    const written = writtenSections.map((title) => sections.get(title) ?? '');
    const lines = written.flatMap((text) => [...text.matchAll(/`entra-cutover ([^`]+)`/g)]);
    expect(lines.flatMap(([, line = '']) => misunderstoodWords(wordsOf(line)))).toEqual([]);
  });

  it('has commands that PowerShell understands', () => {
    expect(codeOf(sections, 'powershell').flatMap((code) => misunderstood(withQuotedLists(code)))).toEqual([]);
  });
});
