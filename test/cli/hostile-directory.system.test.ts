import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWith, runCli } from './run-cli.js';

/** What a terminal or a runner would obey; a line feed within a cell is the CSV's own. */
const payload = '\u001b]0;owned\u0007\u009b2J##vso[task.setvariable variable=x]owned ::error::owned\u202e';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]|^\s*::|##vso/m;
const onPremHeader = 'Name,UserPrincipalName,ObjectGUID,mS-DS-ConsistencyGuid,mail\n';

/** Ann mismatches, Eve's ConsistencyGuid can't be read: both reports and remarks have to quote what they hold. */
function exportsWith(name: string): string {
  const onPrem = [
    `"${name}","ann@corp.example",7f3a9c00-0000-4000-8000-000000000001,,"${name}@corp.example"`,
    `"${name}","eve@corp.example",7f3a9c00-0000-4000-8000-000000000002,"${name}",`,
  ];
  const entra = `"${name}","ann@corp.example","${name}",11111111-0000-4000-8000-000000000001`;
  return folderWith({
    'OnPremIDs.csv': `${onPremHeader}${onPrem.join('\n')}\n`,
    'Entra.csv': `DisplayName,UserPrincipalName,ImmutableId,ObjectId\n${entra}\n`,
  });
}

it('people with hostile names steer no terminal and no runner, whichever command tells of them, and files are their owner’s', async () => {
  const cwd = exportsWith(payload);
  try {
    const sides = ['--on-prem', 'OnPremIDs.csv', '--entra', 'Entra.csv'];
    const reports = ['md', 'txt'].flatMap((kind) => ['--output', `report.${kind}`]);
    const dated = ['--exported-at', '2026-11-24T00:00:00Z'];
    const formats = ['text', 'json', 'markdown', 'html', 'junit', 'sarif', 'csv'];
    const commands = [
      ['assess', ...sides, ...reports, '--output', 'report.html', '--identities', 'identities.ndjson'],
      ...formats.map((format) => ['assess', ...sides, '--format', format]),
      ['explain', 'ann@corp.example', ...sides],
      ['explain', payload, ...sides],
      ['anchor', payload],
      ['collect', 'on-prem', '--from', 'OnPremIDs.csv', ...dated, '--output', 'on-prem.ndjson'],
      ['collect', 'on-prem', '--from', payload, ...dated, '--output', 'none.ndjson'],
      ['remediate', ...sides],
    ];
    const told: string[] = [];
    for (const command of commands) {
      const { stdout, stderr } = await runCli(command, { cwd });
      // RFC 4180 ends the lines of CSV with both.
      expect(`${stdout}${stderr}`.replaceAll('\r\n', '\n').match(steering), command.join(' ')).toBeNull();
      told.push(stdout, stderr);
    }
    // Quoted in a way that can be read, not left out.
    expect(told.join('').match(/owned/g)?.length).toBeGreaterThan(5);
    const written = readdirSync(cwd).filter((name) => !name.endsWith('.csv'));
    expect(written.length).toBeGreaterThan(4);
    for (const name of written) expect([name, statSync(join(cwd, name)).mode & 0o077]).toEqual([name, 0]);
    for (const name of ['report.md', 'report.txt']) expect(readFileSync(join(cwd, name), 'utf8')).not.toMatch(steering);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
});
